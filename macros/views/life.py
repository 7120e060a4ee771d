"""Pages on the site's own life: corrections, what can be followed, editions and what changed between two."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from .. import clock
from ..atlas import HEADINGS, Atlas
from ..changes import CALENDAR, CORRECTED, FEED, FOLLOWED, corrections, dated
from ..editions import Difference, differences, editions
from .render import render
from .view import View


def corrections_page(atlas: Atlas) -> str:
    """All corrections in short: how many, and those of published statements in full."""
    found = corrections(atlas)
    return render(
        "corrections.html", View(atlas, "corrections/"), total=len(found), published=[c for c in found if c.published], feed=CORRECTED,
        kinds=[(kind, number) for kind, number in Counter(c.record.folder for c in found).most_common()],
    )  # fmt: skip


def corrections_of_kind(atlas: Atlas, kind: str) -> str:
    """The corrections of one kind of record, by record."""
    by_record: dict[str, list[Any]] = defaultdict(list)
    for correction in corrections(atlas):
        if correction.record.folder == kind:
            by_record[correction.record.id].append(correction)
    records = sorted(by_record.items())
    return render("corrections_of_kind.html", View(atlas, f"corrections/{kind}/"), kind=kind, heading=HEADINGS[kind], records=records)


def corrected_kinds(atlas: Atlas) -> list[str]:
    """Kinds that have a page of corrections."""
    return sorted({c.record.folder for c in corrections(atlas)})


def follow_page(atlas: Atlas) -> str:
    """Every feed and calendar."""
    return render("follow.html", View(atlas, "follow/"), followed=FOLLOWED, feed=FEED, corrected=CORRECTED, calendar=CALENDAR, calendars=dated(atlas))


def editions_page(atlas: Atlas) -> str:
    """The list of editions."""
    return render("editions.html", View(atlas, "editions/"), editions=editions(), differences={d.to for d in differences(clock.root())})


def difference_page(atlas: Atlas, difference: Difference) -> str:
    """What changed between two editions."""
    return render("difference.html", View(atlas, f"changes/{difference.to}/"), d=difference)
