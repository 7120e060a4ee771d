"""What is not known, as a page of its own."""

from __future__ import annotations

from typing import Any

from ..atlas import Atlas, natural, sourced
from ..model import KINDS, Confidence, Degree
from .render import render
from .view import View


def open_questions(atlas: Atlas) -> str:
    """What could not be established: asked by the editors, and what the data itself shows to be missing."""
    entered = [(r, q) for records in atlas.kinds.values() for r in records for q in getattr(r, "open_questions", ())]
    degrees = [(s, a) for s in atlas.kinds["standards"] for a in s.adopts if a.degree is Degree.unknown]
    weak = [(r, sum(i.confidence is Confidence.low for i in sourced(r))) for r in atlas.records.values()]
    return render(
        "open_questions.html", View(atlas, "open-questions/"),
        asked=[(kind, items) for kind in KINDS if (items := [(r, q) for r, q in entered if r.folder == kind])],
        silent=[(kind, rows) for kind, model in KINDS.items() if (rows := _silent(model, atlas.kinds[kind]))], degrees=degrees,
        weak=sorted([w for w in weak if w[1]], key=lambda w: (-w[1], natural(w[0].label))),
    )  # fmt: skip


def _silent(model: Any, records: list[Any]) -> list[tuple[str, list[str]]]:
    """(heading, ids of the records that have no claim below it) for each section that the kind is asked to fill."""
    filled = {r.id: {c.section for c in r.claims} for r in records} if getattr(model, "asked", ()) else {}
    rows = [(model.sections[section], [id for id, sections in filled.items() if section not in sections]) for section in getattr(model, "asked", ())]
    return [row for row in rows if row[1]]
