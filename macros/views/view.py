"""What a template sees of the data while one page is written: its links, texts, dates and notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from ..atlas import Atlas
from ..model import Evidence, Sourced
from ..prose import escape, mark_chinese, plain, render

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def human_date(value: str) -> str:
    """2026-11-23 -> 23 November 2026; 2026-11 -> November 2026."""
    year, *rest = value.split("-")
    if not rest:
        return year
    month = f"{MONTHS[int(rest[0]) - 1]} {year}"
    return f"{int(rest[1])} {month}" if len(rest) > 1 else month


def human_range(first: str, last: str) -> str:
    """Two ISO dates as people write a span: 1–4 September 2026, 30 June – 2 July 2026."""
    if len(first) == len(last) == 10 and first[:7] == last[:7]:
        return f"{int(first[8:])}–{human_date(last)}"
    if first[:4] == last[:4] and len(first) == len(last) > 4:
        return f"{human_date(first)[:-5]} – {human_date(last)}"
    return f"{human_date(first)} – {human_date(last)}"


@dataclass
class View:
    """What a template may use while one page is written: links relative to it, and its numbered notes."""

    atlas: Atlas
    path: str
    """Address of the page below the root: `forums/sac/`; empty for the home page."""
    notes: dict[tuple[Any, ...], tuple[int, Evidence]] = field(default_factory=dict)
    explained: set[str] = field(default_factory=set)
    """Terms that are linked already in this section."""

    @property
    def up(self) -> str:
        return "../" * self.path.count("/")

    def href(self, id: str, anchor: str | None = None) -> str:
        path = self.atlas.path(id)
        below = self.path and path.startswith(self.path) and path != self.path
        return (path[len(self.path) :] if below else self.up + path) + (f"#{anchor}" if anchor else "")

    def link(self, id: str, words: str | None = None, anchor: str | None = None) -> Markup:
        """A link to a record or a statement of it, with its label or with words of the text."""
        label = mark_chinese(escape(words or self.atlas.records[id].label))
        if self.atlas.path(id) == self.path:
            return Markup(f'<a href="#{escape(anchor)}">{label}</a>' if anchor else label)
        term = ' class="term"' if self.atlas.records[id].folder == "terms" else ""
        return Markup(f'<a{term} href="{escape(self.href(id, anchor))}">{label}</a>')

    def prose(self, text: str) -> Markup:
        """A text of a record as HTML; a term of the glossary is linked where it first occurs in a section."""
        return Markup(render(text, self.link, self._mark))

    def section(self) -> str:
        """Begins a section: terms are explained anew."""
        self.explained.clear()
        return ""

    def _mark(self, escaped: str) -> str:
        pattern, terms = _terms(self.atlas)
        # Marks stand in for the links, so that Chinese is looked for in the text only.
        links: list[str] = []

        def explain(match: re.Match[str]) -> str:
            id = terms[match[1].casefold()]
            if id in self.explained or self.atlas.path(id) == self.path:
                return match[0]
            self.explained.add(id)
            links.append(f'<a class="term" href="{self.href(id)}">{match[0]}</a>')
            return f"\0{len(links) - 1}\0"

        marked = mark_chinese(pattern.sub(explain, escaped))
        return re.sub(r"\0(\d+)\0", lambda m: links[int(m[1])], marked) if links else marked

    def plain(self, text: str) -> str:
        return plain(text, lambda id: self.atlas.records[id].label)

    def text(self, value: str) -> Markup:
        """A short value: escaped, Chinese marked."""
        return Markup(mark_chinese(escape(value)))

    def time(self, value: str) -> Markup:
        return Markup(f'<time datetime="{escape(value)}">{human_date(value)}</time>')

    def span(self, event: Any) -> Markup:
        """The date of an event, or its first and last day."""
        if not event.end:
            return self.time(event.date)
        return Markup(f'<time datetime="{escape(event.date)}">{human_range(event.date, event.end)}</time>')

    def note(self, evidence: Evidence) -> int:
        """Number of the note for a piece of evidence; the same place is one note."""
        key = (evidence.source, evidence.reports, evidence.locator, evidence.quote, evidence.says)
        if key not in self.notes:
            self.notes[key] = (len(self.notes) + 1, evidence)
        return self.notes[key][0]

    def cites(self, item: Sourced | list[Evidence]) -> Markup:
        """The numbers of an item's notes, as links."""
        evidence = item if isinstance(item, list) else item.evidence
        numbers = [self.note(e) for e in evidence]
        links = " ".join(f'<a href="#n{n}" aria-label="Note {n}">{n}</a>' for n in dict.fromkeys(numbers))
        return Markup(f'<span class="cites">{links}</span>')

    def tag(self, id: str | None) -> Markup:
        """The coloured code of a jurisdiction; INT for none. The code says it without the colour."""
        if id is None:
            return Markup('<span class="tag tag-int" title="International">INT</span>')
        record = self.atlas.records[id]
        return Markup(f'<span class="tag tag-{escape(record.code.lower())}" title="{escape(record.name.en)}">{escape(record.code)}</span>')


_SUBJECT = "artificial-intelligence"
"""The one term that every page would explain."""


@lru_cache(maxsize=1)
def _terms(atlas: Atlas) -> tuple[re.Pattern[str], dict[str, str]]:
    """Finds the terms that are explained where they occur: names of several words, and abbreviations; plain words are left alone."""
    names = {name: t.id for t in atlas.kinds["terms"] for name in (t.name.en, t.short, *t.aliases) if name}
    names = {name: id for name, id in names.items() if (" " in name or (name.isupper() and len(name) > 2)) and id != _SUBJECT}
    names |= {f"{name[:-1]}ies": id for name, id in names.items() if name.endswith("y")}
    longest_first = sorted(names, key=lambda n: (-len(n), n))
    pattern = "|".join(re.escape(escape(n)) if n.isupper() else f"(?i:{re.escape(escape(n))})" for n in longest_first)
    return re.compile(rf"(?<![\w-])({pattern or '(?!)'})s?(?![\w-]| ?\d)"), {escape(n).casefold(): id for n, id in names.items()}
