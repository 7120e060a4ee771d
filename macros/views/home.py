"""The front page."""

from __future__ import annotations

from typing import Any

from .. import ground
from ..atlas import Atlas
from ..model import Evidence
from .counts import numbers, tally
from .groups import jurisdictions, split_events
from .render import render
from .view import View

THESIS = "The EU and China seem to be at odds, and yet, common standards are needed to ensure space at the foundational, technical level"
"""The brief's thesis in its own words."""


def home(atlas: Atlas) -> str:
    """The front page: what this is, the thesis, the state of the world."""
    view = View(atlas, "")
    ahead, past = split_events(atlas)
    topics = [(t, ground.common_ground(atlas, t.id)) for t in atlas.kinds["topics"]]
    tallies = {r.id: tally(atlas, r.id) for r in atlas.kinds["recommendations"]}
    brief = [Evidence(source=r.ask.evidence[0].source, locator="Summary", quote=THESIS) for r in atlas.kinds["recommendations"][:1]]
    return render(
        "home.html",
        view,
        brief=brief,
        ahead=ahead[:5],
        past=past[::-1][:6],
        moved=moved(atlas)[:6],
        topics=topics,
        tallies=tallies,
        numbers=numbers(atlas),
        doubtful=sum(bool(g.doubtful) and g.status is not ground.Status.common for _, g in topics),
        grounds={status: sum(g.status is status for _, g in topics) for status in ground.Status},
        jurisdictions=jurisdictions(atlas),
    )


def moved(atlas: Atlas) -> list[Any]:
    """Standards by the day on which they reached their stage, newest first; only stages with a day, not after the data's date."""
    dated = [s for s in atlas.kinds["standards"] if s.stage.date and len(s.stage.date) == 10 and s.stage.date <= atlas.state]
    return sorted(dated, key=lambda s: (s.stage.date, s.id), reverse=True)
