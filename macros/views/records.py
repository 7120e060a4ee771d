"""The pages of records: what each kind shows beside its own fields, and what stands at an address of the past."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from .. import ground
from ..atlas import ADDRESS, HEADINGS, Atlas, natural, sourced
from ..model import KINDS, Tombstone
from .counts import tally
from .groups import by, seats_and_rolls
from .onward import onward
from .render import render
from .view import View


def record_page(atlas: Atlas, id: str) -> str:
    """The page of one record or tombstone."""
    record = atlas.records[id]
    view = View(atlas, atlas.path(id))
    if isinstance(record, Tombstone):
        return render("tombstone.html", view, record=record)
    values: dict[str, Any] = {"record": record, "kind": record.folder, "sections": _sections(record)}
    if record.folder == "sources":
        return render("source.html", view, **values, citations=_citations(atlas, id))
    values["events"] = atlas.events(id)
    values["relations"] = _relations(atlas, record)
    values["backlinks"] = _backlinks(atlas, record)
    values["ages"] = _ages(record)
    values["onward"] = onward(view, record)
    values |= _EXTRA.get(record.folder, lambda atlas, record: {})(atlas, record)
    return render(f"{record.one}.html", view, **values)


def former_page(atlas: Atlas, kind: str, old: str) -> str:
    """What stands at an address that records had before."""
    return render("former.html", View(atlas, f"{ADDRESS[kind]}/{old}/"), kind=kind, records=[atlas.records[id] for id in atlas.former[kind, old]])


def _sections(record: Any) -> list[tuple[str, str, list[Any]]]:
    """(id, heading, claims) in the order of the kind's sections; empty ones are left out, unless the kind shows them open."""
    by_section = defaultdict(list)
    for claim in getattr(record, "claims", ()):
        by_section[claim.section].append(claim)
    shown = record.asked if getattr(record, "stands_open", False) else ()
    return [(id, heading, by_section[id]) for id, heading in record.sections.items() if by_section[id] or id in shown]


def _ages(record: Any) -> tuple[str, str] | None:
    """Oldest and newest `as_of` on the page."""
    dates = sorted(item.as_of for item in sourced(record))
    return (dates[0], dates[-1]) if dates else None


# Relations that a kind's own template shows in a place of their own.
_SHOWN = {
    "jurisdictions": {"jurisdiction", "jurisdictions"},
    "forums": {"part_of", "mirrors", "committee", "bodies", "seats", "forums"},
    "standards": {"adopts", "supersedes", "amends", "part_of"},
    "instruments": {"supports", "amends", "supersedes", "based_on"},
    "recommendations": {"bears_on"},
    "topics": {"topics"},
}


def _relations(atlas: Atlas, record: Any) -> dict[str, list[Any]]:
    """Field on the other end -> records that name this one in it."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for incoming in atlas.incoming.get(record.id, ()):
        if incoming.relation != "mentions":
            found[incoming.relation].setdefault(incoming.record.id, incoming.record)
    return defaultdict(list, {relation: sorted(records.values(), key=lambda r: natural(r.label)) for relation, records in found.items()})


def _backlinks(atlas: Atlas, record: Any) -> list[tuple[str, list[tuple[Any, str | None]]]]:
    """What links here beyond the relations shown elsewhere: (heading, [(record, anchor)])."""
    shown = _SHOWN.get(record.folder, set())
    found: dict[str, dict[str, tuple[Any, str | None]]] = defaultdict(dict)
    for incoming in atlas.incoming.get(record.id, ()):
        if incoming.relation in shown or incoming.record.folder in ("events", "tombstones"):
            continue
        found[incoming.record.folder].setdefault(incoming.record.id, (incoming.record, incoming.anchor))
    return [(HEADINGS[kind], sorted(found[kind].values(), key=lambda x: natural(x[0].label))) for kind in KINDS if kind in found]


def _citations(atlas: Atlas, id: str) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for citation in atlas.citations.get(id, ()):
        if citation not in found[citation.record.folder]:
            found[citation.record.folder].append(citation)
    return [(HEADINGS[kind], found[kind]) for kind in KINDS if kind in found]


def _standard_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    return {"adopted_by": atlas.adopters.get(record.id, []), "jurisdiction": atlas.jurisdiction(record)}


def _forum_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    documents = {s.id: s for s in atlas.related(record.id, "committee", "bodies") if s.folder == "standards"}
    held = [(forum, seat) for forum in atlas.related(record.id, "seats") for seat in forum.seats if seat.forum == record.id]
    seats, rolls = seats_and_rolls(record)
    own = len(atlas.related(record.id, "committee"))
    return {"documents": list(documents.values()), "programme": 7 < own < 60, "seats": seats, "rolls": rolls, "held": held}


def _instrument_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    served: dict[str | None, list[Any]] = defaultdict(list)
    for standard in atlas.related(record.id, "supports"):
        for support in standard.supports:
            if support.instrument == record.id:
                served[support.article].append((standard, support))
    return {"served": served}


def _recommendation_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    return {"events": [], "ledger": atlas.ledger.get(record.id, [])[::-1], "tally": tally(atlas, record.id)}


def _topic_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    others = [r for r in atlas.related(record.id, "topics") if r.folder in ("instruments", "forums", "recommendations")]
    found = ground.common_ground(atlas, record.id)
    order = [ground.EU, ground.CHINA, None, ground.US]
    order += sorted(j for j in found.documents if j not in order)  # type: ignore[type-var]
    sides = [(j, found.documents.get(j, [])) for j in order if j is None or j in atlas.records]
    return {"found": found, "sides": sides, "others": others}


def _jurisdiction_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    mine = {kind: [r for r in atlas.kinds[kind] if atlas.jurisdiction(r) == record.id] for kind in ("forums", "instruments", "standards")}
    events = {e.id: e for e in atlas.kinds["events"] if record.id in e.jurisdictions or record.id in e.about}
    bodies = by(mine["standards"], lambda s: tuple(s.bodies))
    return {"mine": mine, "bodies": sorted(bodies.items(), key=lambda item: (-len(item[1]), item[0])), "events": list(events.values())}


_EXTRA = {
    "standards": _standard_values,
    "forums": _forum_values,
    "instruments": _instrument_values,
    "recommendations": _recommendation_values,
    "topics": _topic_values,
    "jurisdictions": _jurisdiction_values,
}
