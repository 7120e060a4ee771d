"""Where a reader of a record would go next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from .groups import jurisdictions
from .view import View

Onward = list[tuple[str, str]]
"""(address, words)."""


def onward(view: View, record: Any) -> Onward:
    """Four ways on at most: those of the record's kind, then the profile of its jurisdiction."""
    found = _BY_KIND[record.folder](view, record) if record.folder in _BY_KIND else []
    home = None if record.folder == "jurisdictions" else view.atlas.jurisdiction(record)
    if home:
        the = "the " if home in ("european-union", "united-states", "united-kingdom") else ""
        found.append((view.href(home), f"How {the}{_name(view, home)} makes standards"))
    return found[:4]


def _name(view: View, id: str) -> str:
    return view.atlas.records[id].name.en


def _standard(view: View, record: Any) -> Onward:
    atlas = view.atlas
    found = []
    if record.adopts:
        found.append(_beside(view, record, record.adopts[0].standard))
    elif record.id in atlas.adopters:
        found.append(_beside(view, record, atlas.adopters[record.id][0][0].id))
    for topic in record.topics[:1]:
        label = atlas.records[topic].label
        found.append((f"{view.href(topic)}#documents", f"Other documents on {label if label.startswith('AI') else label.lower()}"))
    body = atlas.records[record.bodies[0]].label
    return [*found, (f"{view.up}standards/?{urlencode({'body': body})}", f"All documents of {body}")]


def _beside(view: View, record: Any, other: str) -> tuple[str, str]:
    return f"{view.up}compare/standards/?a={record.id}&b={other}", f"Set it beside {view.atlas.records[other].label}"


def _forum(view: View, record: Any) -> Onward:
    seats = (f"{view.up}forums/seats/", "Who holds the seats, body by body")
    if view.atlas.related(record.id, "bodies", "committee"):
        return [(f"{view.up}standards/?{urlencode({'body': record.label})}", "Filter its documents"), seats]
    return [seats]


def _instrument(view: View, record: Any) -> Onward:
    return [(view.href(t), f"{_name(view, t)}: where the EU and China stand") for t in record.topics[:2]]


def _jurisdiction(view: View, record: Any) -> Onward:
    others = [j.id for j in jurisdictions(view.atlas) if j.id != record.id][:2]
    found = [(f"{view.up}compare/who-takes-part/?j={record.id},{other}", f"Compare with {_name(view, other)}") for other in others]
    return [*found, (f"{view.up}standards/?{urlencode({'jurisdiction': record.name.en})}", "All its standards")]


def _topic(view: View, record: Any) -> Onward:
    filtered = f"{view.up}standards/?{urlencode({'topic': record.label})}"
    return [(filtered, "Filter and download the documents on this topic"), (f"{view.up}topics/#map", "All topics on one map")]


def _recommendation(view: View, record: Any) -> Onward:
    every = view.atlas.kinds["recommendations"]
    following = [r for r in every if r.number == record.number % len(every) + 1]
    return [*((view.href(r.id), f"Recommendation {r.number}: {r.name.en}") for r in following), (f"{view.up}timeline/", "The whole timeline")]


def _term(view: View, record: Any) -> Onward:
    return [(f"{view.up}guide/", "Read the guide"), (f"{view.up}glossary/", "All terms")]


def _event(view: View, record: Any) -> Onward:
    year = record.date[:4]
    return [(f"{view.up}timeline/?year={year}", f"Everything of {year}")]


_BY_KIND: dict[str, Callable[[View, Any], Onward]] = {
    "standards": _standard,
    "forums": _forum,
    "instruments": _instrument,
    "jurisdictions": _jurisdiction,
    "topics": _topic,
    "recommendations": _recommendation,
    "terms": _term,
    "events": _event,
}
