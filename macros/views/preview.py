"""The page that shows a reviewer what a change does; only a preview has it."""

from __future__ import annotations

from functools import partial
from typing import Any

from ..atlas import Atlas
from ..proposed import Line, Proposal, proposal
from ..prose import plain
from .render import environment, render
from .view import View

PREVIEW = "preview/"
"""Its address."""

SUMMARY = 900_000
"""A summary of GitHub Actions holds 1 MiB."""


def preview_page(atlas: Atlas) -> str:
    """What came, changed and went, old beside new."""
    found = proposal(atlas)
    view = View(atlas, PREVIEW)
    return render("preview.html", view, d=found, source=partial(_source, found, atlas), words=partial(_words, found, atlas))


def summary(atlas: Atlas) -> str:
    """The same in short, without links, as HTML that a forge shows beside a run: as many records as go into `SUMMARY` bytes."""
    found = proposal(atlas)
    template = environment().get_template("preview_summary.html")
    texts = (template.render(d=found, most=most, words=partial(_words, found, atlas), source=partial(_source, found, atlas)) for most in (200, 40, 8, 0))
    return next(text for text in texts if len(text.encode()) < SUMMARY)


def _source(d: Proposal, atlas: Atlas, line: Line) -> Any:
    """The source that a line names, as it is now or was."""
    assert line.evidence
    return atlas.records.get(line.evidence.source) or d.before.records.get(line.evidence.source)


def _words(d: Proposal, atlas: Atlas, line: Line) -> str:
    """The text of a line without markup. What it names may have come or gone."""

    def label(id: str) -> str:
        record = atlas.records.get(id) or d.before.records.get(id)
        return record.label if record else id

    return label(line.text) if line.refers else plain(line.text, label)
