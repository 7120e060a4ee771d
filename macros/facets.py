"""What a record can be filtered by, in search and in the lists: one rule for both."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .atlas import HEADINGS, Atlas


def facets(atlas: Atlas, record: Any) -> dict[str, list[str]]:
    """Facet -> the record's values in it, in words; facets without a value are left out."""
    found = {
        "kind": [HEADINGS[record.folder]],
        "jurisdiction": [atlas.records[id].name.en for id in whose(atlas, record)]
        or ["International"] * (record.folder in ("forums", "standards", "instruments")),
        "body": [atlas.records[id].label for id in bodies(record)],
        "stage": stage(record),
        "topic": [atlas.records[id].label for id in ([record.id] if record.folder == "topics" else getattr(record, "topics", ()))],
        "year": [y] if (y := year(record)) else [],
    }
    return {facet: values for facet, values in found.items() if values}


def whose(atlas: Atlas, record: Any) -> list[str]:
    """Ids of the jurisdictions that a record belongs to."""
    if record.folder == "jurisdictions":
        return [record.id]
    if record.folder == "events":
        return list(record.jurisdictions)
    one = atlas.jurisdiction(record)
    return [one] if one else []


def bodies(record: Any) -> list[str]:
    """Ids of the forums that a document or an event comes from."""
    if record.folder == "standards":
        return list(dict.fromkeys([*record.bodies, *filter(None, [record.committee])]))
    return [record.id] if record.folder == "forums" else list(getattr(record, "forums", ()))


def stage(record: Any) -> list[str]:
    """Rung of a standard, force of a law."""
    if record.folder == "standards":
        return [record.stage.rung.value]
    return [record.force.value.replace("-", " ")] if record.folder == "instruments" else []


def year(record: Any) -> str | None:
    """The year that people would look under."""
    return date(record)[:4] if record.folder in ("standards", "instruments", "events") and date(record) else None


# ---------------------------------------------------------------------------------------------
# The lists: what a row says, and by what it can be filtered

Value = str | list[str]
Column = tuple[str, Callable[[Atlas, Any], Value]]


def _labels(field: str) -> Callable[[Atlas, Any], Value]:
    return lambda atlas, record: [atlas.records[id].label for id in getattr(record, field)]


def _words(value: Any) -> str:
    return str(value).replace("-", " ")


_WHOSE: Column = ("Jurisdiction", lambda atlas, r: [atlas.records[id].name.en for id in whose(atlas, r)] or ["International"])
_TOPIC: Column = ("Topic", _labels("topics"))
_YEAR: Column = ("Year", lambda atlas, r: year(r) or "")

LISTS: dict[str, dict[str, Column]] = {
    "standards": {
        "type": ("Kind", lambda atlas, r: _words(r.document_type)),
        "jurisdiction": _WHOSE,
        "body": ("Body", lambda atlas, r: [atlas.records[id].label for id in bodies(r)]),
        "stage": ("Stage", lambda atlas, r: stage(r)),
        "topic": _TOPIC,
        "year": _YEAR,
        "adopts": ("Adopted text", lambda atlas, r: [atlas.records[a.standard].label for a in r.adopts]),
    },
    "forums": {
        "type": ("Kind", lambda atlas, r: _words(r.forum_type)),
        "jurisdiction": _WHOSE,
        "part": ("Part of", _labels("part_of")),
    },
    "instruments": {
        "type": ("Kind", lambda atlas, r: _words(r.instrument_type)),
        "jurisdiction": _WHOSE,
        "stage": ("Force", lambda atlas, r: stage(r)),
        "body": ("Body", _labels("forums")),
        "topic": _TOPIC,
        "year": _YEAR,
    },
    "events": {
        "type": ("Kind", lambda atlas, r: _words(r.kind)),
        "jurisdiction": _WHOSE,
        "concerns": ("Concerns", _labels("about")),
        "year": _YEAR,
    },
}
"""Kind -> the columns by which its list can be filtered: key in the address, heading, values of a record."""


def list_data(atlas: Atlas, kind: str) -> dict[str, Any]:
    """What the page's script needs to filter, sort and download the list of a kind: one row a record, in the order of the index."""
    columns = LISTS[kind]
    rows = {r.id: [r.label, r.name.en, date(r)] + [value(atlas, r) for _, value in columns.values()] for r in atlas.kinds[kind]}
    return {"columns": {key: heading for key, (heading, _) in columns.items()}, "rows": rows}


_EDITION = re.compile(r"[:-]((?:19|20)\d\d)(?!\d)")
"""The year of an edition in a reference: `ISO/IEC 25059:2023`, `GB/T 45288.4-2026`."""


def date(record: Any) -> str:
    """The date by which a list is sorted: of the stage or else the edition in the reference, of the first date of a law, of an event."""
    if record.folder == "standards":
        return record.stage.date or next(iter(_EDITION.findall(record.reference)), "")
    if record.folder == "instruments":
        return min((d.date for d in record.dates), default="")
    return record.date if record.folder == "events" else getattr(getattr(record, "founded", None), "date", "")
