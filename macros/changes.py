"""What changed, with a date: in the world (events, stages of standards) and on this site (new and corrected statements).

Feeds and calendars are made of it; the paths of their files are here, since pages name them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from . import clock
from .atlas import Atlas, claims
from .model import Check, Evidence, Sourced

FOLLOWED = ("jurisdictions", "forums", "topics", "recommendations")
"""Kinds whose records have feeds."""

DATED = ("jurisdictions", "forums")
"""Kinds whose records have calendars."""

FEED, CORRECTED, CALENDAR = "feeds/common-ground", "feeds/corrections", "feeds/common-ground.ics"
"""Of the whole site; `.atom` and `.feed.json` are added to the first two. Those of a record lie beside its page."""


@dataclass(frozen=True)
class Change:
    """One entry of a feed."""

    id: str
    """Stable for ever: the address of the event or statement, and for a stage its name."""
    date: str
    """When it happened, as precise as the source."""
    noted: str
    """The day on which its record was last reviewed."""
    title: str
    text: str
    """What happened or is said, with links as in a record's text."""
    record: Any
    anchor: str | None
    evidence: tuple[Evidence, ...]
    touches: frozenset[str]
    """Ids of the records whose feeds carry it."""


@dataclass(frozen=True)
class Correction:
    """A statement that was wrong here."""

    record: Any
    statement: Sourced | None
    """The statement as it stands now; None if the check was of the whole record."""
    place: str
    """Address of the statement in the record: `#votes`, `/seats/2`; empty for the record."""
    check: Check

    @property
    def id(self) -> str:
        return f"{self.record.id}{self.place}@{self.check.date}"

    @property
    def anchor(self) -> str | None:
        return self.place[1:] if self.place.startswith("#") else None

    @property
    def published(self) -> bool:
        """Had the wrong version stood on a published page? Else it was corrected before anyone outside read it."""
        return self.check.since is not None


@lru_cache(maxsize=1)
def changes(atlas: Atlas) -> list[Change]:
    """Everything up to the date of the data, the newest first."""
    found = [change for change in (*_events(atlas), *_stages(atlas), *_statements(atlas)) if change.date <= atlas.state[: len(change.date)]]
    return sorted(found, key=lambda c: (c.date, c.id), reverse=True)


def _events(atlas: Atlas) -> Iterator[Change]:
    for event in atlas.kinds["events"]:
        touches = {*event.about, *event.jurisdictions, *(b.recommendation for b in event.bears_on)}
        touches |= {topic for id in event.about for topic in getattr(atlas.records[id], "topics", ())}
        yield Change(f"events/{event.id}", event.date, event.reviewed, event.name.en, event.text, event, None, tuple(event.what.evidence), frozenset(touches))


def _stages(atlas: Atlas) -> Iterator[Change]:
    for standard in atlas.kinds["standards"]:
        stage = standard.stage
        if not stage.date:
            continue
        touches = {*standard.bodies, *standard.topics, *filter(None, [standard.committee, atlas.jurisdiction(standard)])}
        text = f"{standard.name.en}. {stage.label or f'Now at the stage “{stage.rung}”'}" + (f" ({stage.code})" if stage.code else "") + "."
        yield Change(
            f"standards/{standard.id}#{stage.rung}-{stage.date}",
            stage.date,
            standard.reviewed,
            f"{standard.reference}: {stage.rung}",
            text,
            standard,
            None,
            tuple(stage.evidence),
            frozenset(touches),
        )


def _statements(atlas: Atlas) -> Iterator[Change]:
    """Statements that came after the site was first published; the first state of it is no news."""
    from .addresses import ledger

    published = {address: date for _, date, address in reversed(ledger(clock.root()))}
    first = min(published.values(), default="")
    for record in atlas.records.values():
        for claim in claims(record):
            date = published.get(f"{atlas.path(record.id)}#{claim.id}", first)
            if date > first:
                touches = frozenset({record.id, *getattr(record, "topics", ()), *filter(None, [atlas.jurisdiction(record)])})
                yield Change(
                    f"{record.folder}/{record.id}#{claim.id}",
                    date,
                    record.reviewed,
                    f"{record.label}: new statement",
                    claim.text,
                    record,
                    claim.id,
                    tuple(claim.evidence),
                    touches,
                )


@lru_cache(maxsize=1)
def corrections(atlas: Atlas) -> list[Correction]:
    """Every correction on record, the newest first; those of published statements before the others."""
    found = []
    for record in atlas.records.values():
        whole = getattr(record, "checked", None)
        if whole and whole.was:
            found.append(Correction(record, None, "", whole))
        for path, item in atlas.walks[record.id].parts:
            if isinstance(item, Sourced) and item.checked and item.checked.was:
                place = f"#{item.id}" if hasattr(item, "id") else "".join(f"/{part}" for part in path)
                found.append(Correction(record, item, place, item.checked))
    return sorted(found, key=lambda c: (c.published, c.check.date, c.id), reverse=True)


@lru_cache(maxsize=1)
def dated(atlas: Atlas) -> dict[str, list[Any]]:
    """Path of a calendar -> its events: those ahead and those of the year past. One without events would not be valid, so there is none."""
    begin = str(int(atlas.state[:4]) - 1) + atlas.state[4:]
    kept = [event for event in atlas.kinds["events"] if (event.end or event.date) >= begin[: len(event.date)]]
    found = {CALENDAR: kept}
    for kind in DATED:
        for record in atlas.kinds[kind]:
            found[f"{atlas.path(record.id).rstrip('/')}.ics"] = [e for e in kept if record.id in e.about or record.id in e.jurisdictions]
    return {path: events for path, events in found.items() if events}
