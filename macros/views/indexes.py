"""The lists of everything of a kind: the indexes, the standards by topic, the glossary, the timeline, and search beside them."""

from __future__ import annotations

from typing import Any

from .. import ground
from ..atlas import ADDRESS, Atlas
from .counts import tally
from .groups import by, by_jurisdiction, split_events
from .render import render
from .view import View


def index_page(atlas: Atlas, kind: str) -> str:
    """The index of a kind."""
    view = View(atlas, f"{ADDRESS[kind]}/")
    return render(f"index_{kind}.html", view, records=atlas.kinds[kind], **_INDEX.get(kind, lambda atlas: {})(atlas))


def _standards_index(atlas: Atlas) -> dict[str, Any]:
    by_body = by(atlas.kinds["standards"], lambda s: tuple(s.bodies))
    size = lambda bodies: -len(by_body[bodies])  # noqa: E731
    return {"groups": [(bodies, by_body[bodies]) for bodies in sorted(by_body, key=lambda b: (size(b), b))], "other": "by-topic/"}


_INDEX = {
    "standards": _standards_index,
    "forums": lambda atlas: {"groups": by_jurisdiction(atlas, atlas.kinds["forums"])},
    "instruments": lambda atlas: {"groups": by_jurisdiction(atlas, atlas.kinds["instruments"])},
    "topics": lambda atlas: {
        "groups": by(atlas.kinds["topics"], lambda t: t.group),
        "found": {t.id: ground.common_ground(atlas, t.id) for t in atlas.kinds["topics"]},
    },
    "recommendations": lambda atlas: {"tallies": {r.id: tally(atlas, r.id) for r in atlas.kinds["recommendations"]}},
}


def standards_by_topic(atlas: Atlas) -> str:
    """How many documents each side has on a topic; leads to the topics, where they stand side by side."""
    sides = [ground.EU, ground.CHINA, ground.US, None]
    rows = []
    for topic in atlas.kinds["topics"]:
        documents = ground.common_ground(atlas, topic.id).documents
        others = sum(len(group) for j, group in documents.items() if j not in sides)
        rows.append((topic, [len(documents.get(side, ())) for side in sides] + [others]))
    loose = [s for s in atlas.kinds["standards"] if not s.topics]
    return render(
        "index_standards_by_topic.html", View(atlas, "standards/by-topic/"), rows=rows, sides=[s for s in sides if s is None or s in atlas.records], loose=loose
    )


def glossary(atlas: Atlas) -> str:
    """All terms in English, Chinese and French, each leading to its definitions."""
    return render("glossary.html", View(atlas, "glossary/"), terms=atlas.kinds["terms"])


def term_notes(atlas: Atlas) -> dict[str, str]:
    """Term id -> its definition in plain words."""
    view = View(atlas, "")
    return {t.id: view.plain(t.definition) for t in atlas.kinds["terms"]}


def timeline(atlas: Atlas) -> str:
    """Events by year; what lies ahead of the data's date comes first."""
    view = View(atlas, "timeline/")
    ahead, past = split_events(atlas)
    years = by(past[::-1], lambda e: e.date[:4])
    return render("timeline.html", view, ahead=ahead, years=years)


def search_page(atlas: Atlas) -> str:
    """Where search shows all its results; without a query or a script, the indexes."""
    return render("search.html", View(atlas, "search/"))
