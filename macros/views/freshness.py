"""What is oldest and what to review next, computed from the data for those who look after it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from ..atlas import Atlas, check_of, sourced
from ..model import Against, Confidence, Rung, Source, Tombstone
from ..rules import before
from .render import render
from .view import View

FRESHNESS = "maintain/freshness/"
"""Its address."""

MOVING = (Rung.proposed, Rung.drafting, Rung.enquiry, Rung.approval)
"""Rungs of the ladder on which a document does not stay."""

SHOWN = 25
"""Entries of each list; the heading has the number of all."""


@dataclass(frozen=True)
class Due:
    """One thing to look at again."""

    record: Any
    anchor: str | None
    words: str
    date: str
    """The date that puts it on the list, as precise as the source."""


def freshness(atlas: Atlas) -> str:
    """The lists, each the oldest first, in the order in which they are worth the time."""
    years = Counter(item.as_of[:4] for record in atlas.records.values() for item in sourced(record))
    return render(
        "freshness.html",
        View(atlas, FRESHNESS),
        lists=due(atlas, atlas.state),
        years=sorted(years.items()),
        shown=SHOWN,
        months=Counter(r.reviewed[:7] for r in _kept(atlas)),
    )


def due(atlas: Atlas, today: str) -> list[tuple[str, str, str, list[Due]]]:
    """(id, heading, why, entries) on a day: what has probably been overtaken comes before what has only grown old."""
    return [
        (
            "passed",
            "Forecasts whose day has come",
            "They were noted as something to come. Did it happen?",
            _sorted(
                Due(event, None, event.name.en, event.date)
                for event in atlas.kinds["events"]
                if before(event.what.as_of, event.date) and event.date <= today[: len(event.date)]
            ),
        ),
        (
            "drafts",
            "Drafts without news for a year",
            "Documents that are still being written, and the date on which a source last showed their stage.",
            _sorted(
                Due(standard, None, f"{standard.reference}: {standard.stage.rung}", standard.stage.as_of)
                for standard in atlas.kinds["standards"]
                if standard.stage.rung in MOVING and _before(standard.stage.as_of, today, years=1)
            ),
        ),
        (
            "old",
            "Answers of which nothing is newer than two years",
            "Questions that every profile of a jurisdiction, forum or topic answers, with the newest statement of the answer.",
            _sorted(
                Due(record, newest.id, newest.text, newest.as_of)
                for kind in ("jurisdictions", "forums", "topics")
                for record in atlas.kinds[kind]
                for section in record.asked
                if (newest := max((c for c in record.claims if c.section == section), key=lambda c: c.as_of, default=None))
                and _before(newest.as_of, today, years=2)
            ),
        ),
        (
            "weak",
            "Checked against the quotation only, on weak evidence",
            "A better source, or the source itself opened again, would help most here.",
            _sorted(
                Due(record, claim.id, claim.text, claim.as_of)
                for record in _kept(atlas)
                for claim in getattr(record, "claims", ())
                if claim.confidence is Confidence.low and (check := check_of(record, claim)) and check.against is Against.quotation
            ),
        ),
        (
            "unchecked",
            "Not yet read by other eyes",
            "Entered by one person and checked by nobody since.",
            _sorted(
                Due(record, claim.id, claim.text, claim.as_of)
                for record in _kept(atlas)
                for claim in getattr(record, "claims", ())
                if not check_of(record, claim)
            ),
        ),
        (
            "reviewed",
            "Longest without a review",
            "Records that nobody has gone over for a year.",
            _sorted(Due(record, None, record.label, record.reviewed) for record in _kept(atlas) if _before(record.reviewed, today, years=1)),
        ),
    ]


def _kept(atlas: Atlas) -> list[Any]:
    """Records with something to say."""
    return [record for record in atlas.records.values() if not isinstance(record, Source | Tombstone)]


def _sorted(found: Any) -> list[Due]:
    return sorted(found, key=lambda d: (d.date, d.record.folder, d.record.id, d.anchor or ""))


def _before(date: str, today: str, years: int) -> bool:
    """Does a date, as precise as it is, lie surely more than some years before a day?"""
    limit = f"{int(today[:4]) - years}{today[4:]}"
    return date < limit[: len(date)]
