"""Side by side: jurisdictions by question, and two standards of the reader's choice."""

from __future__ import annotations

from typing import Any

from .. import ground
from ..atlas import Atlas, natural
from ..model import KINDS, Confidence
from .groups import jurisdictions
from .render import render
from .view import View

QUESTIONS = KINDS["jurisdictions"].sections
"""Section of a jurisdiction's profile -> the question that it answers."""


def compare(atlas: Atlas) -> str:
    """The answers in a few words; leads to a page for each question."""
    newest = {j.id: {c.id: c.as_of for c in j.claims} for j in jurisdictions(atlas)}
    short = {j.id: {a.section: (a, max(newest[j.id][c] for c in a.claims)) for a in j.answers} for j in jurisdictions(atlas)}
    return render("compare.html", View(atlas, "compare/"), questions=QUESTIONS, short=short, jurisdictions=jurisdictions(atlas))


def compare_standards(atlas: Atlas) -> str:
    """Two standards of the reader's choice; proposes pairs: a European and a Chinese text that adopt the same one, then an adopted text and its adoption."""
    pairs = []
    for id, adopted in atlas.adopters.items():
        homes = {atlas.jurisdiction(s): s for s, _ in reversed(adopted)}
        weak = any(a.confidence is Confidence.low for s, a in adopted if s in homes.values())
        if ground.EU in homes and ground.CHINA in homes:
            pairs.append((homes[ground.EU], homes[ground.CHINA], f"both take over {atlas.records[id].label}{', reported on weak evidence' if weak else ''}"))
        elif ground.EU in homes or ground.CHINA in homes:
            pairs.append((atlas.records[id], homes.get(ground.CHINA) or homes[ground.EU], "a text and its adoption"))
    pairs.sort(key=lambda p: (p[2] == "a text and its adoption", natural(p[0].reference)))
    return render("compare_standards.html", View(atlas, "compare/standards/"), pairs=pairs[:12])


def compare_question(atlas: Atlas, section: str) -> str:
    """All jurisdictions on one question."""
    view = View(atlas, f"compare/{section}/")
    return render("compare_question.html", view, section=section, question=QUESTIONS[section], questions=QUESTIONS, cells=_answers(atlas, section))


def _answers(atlas: Atlas, section: str) -> list[tuple[Any, list[Any], Any]]:
    return [(j, [c for c in j.claims if c.section == section], next((a for a in j.answers if a.section == section), None)) for j in jurisdictions(atlas)]
