"""What hand-written pages are given: their notes, the frame of the guide's chapters, the common ladder."""

from __future__ import annotations

from ..model import Evidence
from ..stages import LADDER
from .render import render, render_plain
from .view import View


def notes_of(view: View, keys: list[tuple[str, str | None]]) -> str:
    """The list of sources of a hand-written page."""
    for source, locator in keys:
        view.note(Evidence(source=source, locator=locator))
    return render("notes.html", view)


def chapter_list(up: str, chapters: list[tuple[int, str, str, str]]) -> str:
    """The guide's table of contents."""
    return render_plain("chapters.html", up=up, chapters=chapters)


def chapter_head(number: int, title: str) -> str:
    """Kicker and heading of a chapter of the guide."""
    return f'<p class="kicker"><a href="../">Guide</a> · chapter {number}</p>\n\n# {title}'


def chapter_foot(view: View, chapters: list[tuple[int, str, str, str]], number: int) -> str:
    """Links to the chapters before and after."""
    near = {n: (path, title) for n, path, title, _ in chapters if abs(n - number) == 1}
    return render_plain("chapter_foot.html", up=view.up, before=near.get(number - 1), after=near.get(number + 1))


def data_flow() -> str:
    """The picture of how data becomes pages, for maintainers."""
    return render_plain("data_flow.html")


def ladder() -> str:
    """The common ladder with the codes of the bodies that map onto it."""
    return render_plain("ladder.html", ladder=LADDER)
