"""Indexes that are split by letter, and the spellings under which a record stands in them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..atlas import Atlas, natural
from .groups import by
from .render import render
from .view import View

Letters = list[tuple[str, str, list[tuple[str, Any]]]]
"""An index by letter: (part of the address, letter, [(words, record)])."""


def by_letter(entries: list[tuple[str, Any]]) -> Letters:
    """Sorts (words, record) and groups them by their first letter."""
    groups = by(sorted(entries, key=lambda e: natural(e[0])), lambda e: _letter(e[0]))
    return [(slug, letter, groups[letter]) for slug, letter in sorted((_LETTER_SLUG.get(letter, letter.lower()), letter) for letter in groups)]


@lru_cache(maxsize=1)
def register_letters(atlas: Atlas) -> Letters:
    """Everything but sources and events, under every spelling on record."""
    shown = [r for r in atlas.records.values() if r.folder not in ("sources", "events", "tombstones")]
    return by_letter([(spelling, record) for record in shown for spelling in spellings(record)])


@lru_cache(maxsize=1)
def source_letters(atlas: Atlas) -> Letters:
    """Sources by publisher."""
    return by_letter([(f"{s.publisher or s.title} {s.title}", s) for s in atlas.kinds["sources"]])


LETTERED = {
    "a-z": (
        "A to Z",
        "Everything on the site under every name on record: references, bare numbers, abbreviations, Chinese and French names.",
        register_letters,
        "register_letter.html",
    ),
    "sources/by-publisher": (
        "Sources",
        "Every text that the site rests on, by publisher. Each has a page that shows what rests on it.",
        source_letters,
        "sources_letter.html",
    ),
}
"""Indexes that are split by letter: address -> heading, first lines, entries, template of a letter."""


def letters_page(atlas: Atlas, address: str) -> str:
    """The letters of an index and what is under each."""
    heading, intro, entries, _ = LETTERED[address]
    path = f"{address.split('/')[0]}/"
    prefix = address.removeprefix(path.rstrip("/")).lstrip("/")
    letters = [(f"{prefix}/{slug}" if prefix else slug, letter, items) for slug, letter, items in entries(atlas)]
    return render("letters.html", View(atlas, path), heading=heading, intro=intro, letters=letters, first_last=_first_last)


def letter_page(atlas: Atlas, address: str, slug: str) -> str:
    """One letter of an index."""
    _, _, entries, template = LETTERED[address]
    letters = entries(atlas)
    letter, items = next((letter, items) for s, letter, items in letters if s == slug)
    return render(template, View(atlas, f"{address}/{slug}/"), letter=letter, entries=items, letters=letters)


def _first_last(entries: list[tuple[str, Any]]) -> str:
    """The first and the last entry, shortened."""
    short = [words if len(words) < 40 else words[:38].rsplit(" ", 1)[0] + " …" for words, _ in (entries[0], entries[-1])]
    return " – ".join(dict.fromkeys(short))


def spellings(record: Any) -> list[str]:
    """Names under which people look for a record, each once; of a reference also the bare number."""
    names = [record.label, record.name.en, record.short, *record.aliases, record.name.zh, record.name.fr, getattr(record, "number", None)]
    names += [e.text for e in getattr(record, "equivalents", ())]
    names += _NUMBER.findall(getattr(record, "reference", ""))[:1]
    return list(dict.fromkeys(str(n) for n in names if n and not isinstance(n, int)))


_NUMBER = re.compile(r"(?<![\w.])(?:[A-Z]\.)?\d[\d.-]{2,}(?=:|$|\s|\()")
_FIGURES, _CHINESE = "0–9", "中文"
_LETTER_SLUG = {_FIGURES: "0-9", _CHINESE: "zh", "É": "e-acute", "#": "other"}


def _letter(spelling: str) -> str:
    first = spelling[0].upper()
    if first.isdigit():
        return _FIGURES
    return first if first.isascii() and first.isalpha() else _CHINESE if "\u3400" <= first <= "\u9fff" else "É" if first == "É" else "#"
