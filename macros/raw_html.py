"""Carries finished HTML through Markdown untouched and unparsed: parsing it again took half of a build.

Both builders use Python-Markdown, so one small extension serves both.
"""

from __future__ import annotations

from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

_OPEN, _CLOSE = "<!--finished-->", "<!--/finished-->"


def fence(html: str) -> str:
    """Mark HTML as finished."""
    return f"\n{_OPEN}\n{html}\n{_CLOSE}\n"


class _Stash(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        if _OPEN not in lines:
            return lines
        kept: list[str] = []
        block: list[str] | None = None
        for line in lines:
            if line == _OPEN:
                block = []
            elif line == _CLOSE and block is not None:
                kept += ["", self.md.htmlStash.store("\n".join(block)), ""]
                block = None
            else:
                (kept if block is None else block).append(line)
        return kept


class FinishedHtml(Extension):
    """Stashes fenced HTML before the preprocessors that parse HTML see it."""

    def extendMarkdown(self, md: Markdown) -> None:
        # After "normalize_whitespace" (30), which would drop the stash's marks; before "html_block" (20).
        md.preprocessors.register(_Stash(md), "finished_html", 25)


def makeExtension(**options: Any) -> FinishedHtml:
    """Called by Python-Markdown."""
    return FinishedHtml(**options)
