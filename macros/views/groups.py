"""The orders and groups in which several pages and pictures show records."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from .. import ground
from ..atlas import Atlas


def by(records: list[Any], key: Any) -> dict[Any, list[Any]]:
    """Key -> the records that have it; keys and records stay in the order given."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return dict(groups)


def jurisdictions(atlas: Atlas) -> list[Any]:
    """Jurisdiction records, the brief's three first."""
    first = [ground.EU, ground.CHINA, ground.US]
    return sorted(atlas.kinds["jurisdictions"], key=lambda j: (first.index(j.id) if j.id in first else 9, j.name.en))


def by_jurisdiction(atlas: Atlas, records: list[Any]) -> list[tuple[str | None, list[Any]]]:
    """Grouped: the EU, China, the US, other jurisdictions by name, international last."""
    groups = by(records, atlas.jurisdiction)
    first = [ground.EU, ground.CHINA, ground.US]
    order = sorted(groups, key=lambda j: (j is None, first.index(j) if j in first else 9, j or ""))
    return [(j, groups[j]) for j in order]


def split_events(atlas: Atlas) -> tuple[list[Any], list[Any]]:
    """Events ahead of the data's date, and the others; oldest first."""
    ahead: list[Any] = []
    past: list[Any] = []
    for event in atlas.kinds["events"]:
        last = event.end or event.date
        (ahead if last > atlas.state[: len(last)] else past).append(event)
    return ahead, past


def seats_and_rolls(record: Any) -> tuple[list[Any], list[list[Any]]]:
    """Seats in the order of their weight, and rolls: long lists of members that one source gives for one day."""
    order = ["chair", "vice-chair", "secretariat", "convenor", "p-member", "member", "o-member", "observer", "liaison", "editor", "contributor"]
    seats = sorted(record.seats, key=lambda s: (order.index(s.role), s.until is not None, s.holder))
    alike = by([s for s in seats if s.count is None], lambda s: (s.role, s.as_of, s.confidence, s.note, *((e.source, e.locator) for e in s.evidence)))
    rolls = [group for group in alike.values() if len(group) > 5]
    listed = {id(s) for group in rolls for s in group}
    return [s for s in seats if id(s) not in listed], rolls
