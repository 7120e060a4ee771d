"""The one list of what the site has. The MkDocs hook and `materialize` both use it; it knows no builder."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import yaml

from . import clock, facets, search
from .atlas import ADDRESS, HEADINGS, Atlas, refresh
from .editions import differences, newest
from .model import Source, Tombstone
from .prose import CITATION, LINK, escape, mark_chinese
from .views.compare import QUESTIONS, compare, compare_question, compare_standards
from .views.drawn import adoptions, held_seats, picture_index, ways
from .views.fields import fields_page
from .views.freshness import FRESHNESS, freshness
from .views.home import home
from .views.indexes import glossary, index_page, search_page, standards_by_topic, term_notes, timeline
from .views.letters import LETTERED, letter_page, letters_page
from .views.life import corrected_kinds, corrections_of_kind, corrections_page, difference_page, editions_page, follow_page
from .views.open_questions import open_questions
from .views.preview import PREVIEW, preview_page
from .views.records import former_page, record_page
from .views.render import INDEX
from .views.view import View, human_date
from .views.written import chapter_foot, chapter_head, notes_of

INDEXES = {
    "jurisdictions": "The European Union, China, the United States and their partners on AI standards, question by question, with sources.",
    "forums": "The bodies that make or steer AI standards: who may join, who votes, what is public.",
    "standards": "AI standards of ISO/IEC, CEN and CENELEC, China, NIST and others, by body, with the stage of each.",
    "instruments": "Laws, regulations, mandates and plans that call for AI standards or govern how they are made.",
    "recommendations": "The policy brief's four recommendations and the dated evidence for and against each.",
    "topics": "Where the EU and China share a standard on a topic of AI, and where each has its own.",
}
"""Kinds with an index page, and the description of that page."""


@dataclass(frozen=True)
class Page:
    """One page: where it is, what its head says, and what makes its body."""

    path: str
    """Markdown file below the docs folder, always the index of its own folder (`forums/sac/index.md`): relative links then
    mean the same whether a builder counts from the file or from the address."""
    title: str
    description: str
    source: str | None = None
    """File that an editor would change, below the project's root."""
    view: Callable[[], str] | None = None
    """Gives the body as HTML; None for a hand-written page."""
    text: str = ""
    """The Markdown of a hand-written page."""
    front: dict[str, Any] = field(default_factory=dict)
    """Further front matter."""
    head: Callable[[Page], str] | None = None
    """Gives what the head tells machines."""

    @property
    def markdown(self) -> str:
        """The page as a Markdown file: front matter, and a macro call or the written text."""
        front = {"title": self.title, "description": self.description, "render_macros": True, **self.front}
        if self.source:
            front["source"] = self.source
        if self.head:
            front["head"] = self.head(self)
        body = f'{{{{ page_html("{self.path}") }}}}' if self.view else self.text
        # JSON is YAML, and much quicker to write.
        head = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items())
        return f"---\n{head}\n---\n\n{body}\n"


HOME = "Who sets AI standards in China, the EU, the United States and their partners, what is in force, and where the texts agree: every statement with its source."

SINGLE: list[tuple[str, str, str, Callable[[Atlas], str]]] = [
    ("index.md", "Common Ground: AI standards in China, the EU and their partners", HOME, home),
    ("standards/by-topic/index.md", "Standards by topic", "AI standards of all bodies, grouped by topic.", standards_by_topic),
    (
        "standards/adoptions/index.md",
        "Adoptions of international texts",
        "Which European, Chinese and other national standards on AI take over which international text, and to what degree.",
        adoptions,
    ),
    (
        "forums/seats/index.md",
        "Who holds the seats",
        "Chairs, secretariats and convenors of the bodies that write AI standards, by country, with sources.",
        held_seats,
    ),
    (
        "pictures/index.md",
        "Pictures",
        "AI standardization in pictures: common ground, adoptions, programmes, seats, time. Every mark is a link.",
        picture_index,
    ),
    (
        "pictures/ways/index.md",
        "How a standard comes into being",
        "How a European and a Chinese standard come into being, step by step, each with its source.",
        ways,
    ),
    ("glossary/index.md", "Glossary", "Terms of AI standardization in plain words, with Chinese and French equivalents and official definitions.", glossary),
    ("timeline/index.md", "Timeline", "Dated, sourced events in AI standardization in China, the EU, the United States and worldwide.", timeline),
    (
        "open-questions/index.md",
        "Open questions",
        "What could not be established about AI standardization, and what was tried: readers can help.",
        open_questions,
    ),
    (
        "search/index.md",
        "Search",
        "Search Common Ground: standards by number in any spelling, bodies, laws, topics, terms in English, Chinese and French.",
        search_page,
    ),
    (
        "compare/standards/index.md",
        "Two standards, side by side",
        "Any two AI standards side by side: stage, body, adoptions, the law they serve, what they cover.",
        compare_standards,
    ),
    ("corrections/index.md", "Corrections", "What was wrong on Common Ground, what the source says, and when it was put right.", corrections_page),
    (
        "follow/index.md",
        "Follow",
        "Feeds and calendars of AI standardization: what changed, with its source, for each jurisdiction, body, topic and recommendation.",
        follow_page,
    ),
    (
        f"{FRESHNESS}index.md",
        "Freshness",
        "What is oldest on Common Ground and what to review next, computed from its records.",
        freshness,
    ),
    ("editions/index.md", "Editions", "Fixed copies of Common Ground that never change, for citations that must stay.", editions_page),
    ("data/fields/index.md", "Fields of the data", "What each kind of record on Common Ground may hold, and what each field and column means.", fields_page),
    ("compare/index.md", "Compare", "How the EU, China, the United States and their partners set AI standards, question by question.", compare),
]
"""Pages that are neither a record nor an index of records: path, title, description, view."""


def pages(atlas: Atlas) -> Iterator[Page]:
    """Every page of the site, in a fixed order; each knows the date of the data, for its citation."""
    state, head = human_date(atlas.state), partial(_head, atlas)
    fixed = None if clock.edition() else newest()
    for page in _pages(atlas):
        # A sign at an old address is nothing to cite.
        alone = "moved_to" in page.front or page.front.get("gone")
        own: dict[str, Any] = (
            {}
            if alone
            else {"state": state, "cite": mark_chinese(escape(page.title)), "modified": modified(atlas, page.front.get("record")), "forms": forms(page)}
        )
        if not alone and fixed and fixed.holds(page):
            own["fixed"] = {"name": fixed.name, "url": fixed.url}
        yield replace(page, front={**page.front, **own}, head=None if alone else head)


def _head(atlas: Atlas, page: Page) -> str:
    from . import head  # only a build needs it

    return head.tags(atlas, page)


def forms(page: Page) -> str:
    """Where its other forms lie as seen from the page, without their endings: `../sac` for `forums/sac/`."""
    return f"../{page.path.split('/')[-2]}" if "/" in page.path else "index"


def modified(atlas: Atlas, record: str | None) -> str:
    """The day on which a page's record was last reviewed; a page over many records has the date of the data."""
    return getattr(atlas.records.get(record or ""), "reviewed", atlas.state)


def _pages(atlas: Atlas) -> Iterator[Page]:
    for path, title, description, view in SINGLE:
        yield Page(path, title, description, view=partial(view, atlas), front={"home": True} if path == "index.md" else {})
    for kind, description in INDEXES.items():
        yield Page(f"{ADDRESS[kind]}/index.md", HEADINGS[kind], description, view=partial(index_page, atlas, kind))
    for section, question in QUESTIONS.items():
        yield Page(
            f"compare/{section}/index.md",
            question,
            f"{question} The answers of all jurisdictions, side by side, with sources.",
            view=partial(compare_question, atlas, section),
        )
    for address, (heading, intro, letters, _) in LETTERED.items():
        yield Page(f"{address.split('/')[0]}/index.md", heading, intro, view=partial(letters_page, atlas, address))
        for slug, letter, _ in letters(atlas):
            yield Page(f"{address}/{slug}/index.md", f"{heading}: {letter}", intro, view=partial(letter_page, atlas, address, slug))
    for kind in corrected_kinds(atlas):
        yield Page(
            f"corrections/{kind}/index.md",
            f"Corrections: {HEADINGS[kind]}",
            "What a second reader put right on Common Ground, statement by statement.",
            view=partial(corrections_of_kind, atlas, kind),
        )
    for d in differences(clock.root()):
        yield Page(
            f"changes/{d.to}/index.md",
            f"What changed from edition {d.since} to {d.to}",
            f"Records added, changed and withdrawn on Common Ground between the editions {d.since} and {d.to}.",
            view=partial(difference_page, atlas, d),
        )
    titles = Counter(_title(record) for record in atlas.records.values())
    for record in atlas.records.values():
        yield _record_page(atlas, record, alone=titles[_title(record)] == 1)
    for (kind, old), ids in atlas.former.items():
        names = " and ".join(atlas.records[id].label for id in ids)
        yield Page(
            f"{ADDRESS[kind]}/{old}/index.md",
            f"Moved: {names}",
            f"This address leads to {names}.",
            view=partial(former_page, atlas, kind, old),
            front=_whither(atlas, ids),
        )
    if clock.base():
        yield Page(
            f"{PREVIEW}index.md",
            "What this change does",
            "What a proposed change adds, alters and takes away.",
            view=partial(preview_page, atlas),
            front={"preview": True},
        )
    for path, text in atlas.docs.items():
        yield written_page(atlas, path, text)


def files(atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Every file of the site that is neither a page nor an asset: (path, text). The scripts fetch them when first needed."""
    for kind in facets.LISTS:
        yield f"{INDEX[kind]}/list.json", _json(facets.list_data(atlas, kind))
    yield "glossary/terms.json", _json(term_notes(atlas))
    yield "assets/search.css", (clock.PROJECT / "overrides" / "css" / "search.css").read_text("utf-8")
    yield "assets/words.txt", "\n".join(search.words(atlas))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=1)
def by_path(atlas: Atlas) -> dict[str, Page]:
    """The same, by path."""
    return {page.path: page for page in pages(atlas)}


def _record_page(atlas: Atlas, record: Any, alone: bool) -> Page:
    path = atlas.path(record.id) + "index.md"
    front: dict[str, Any] = {"record": record.id}
    if isinstance(record, Tombstone):
        front |= _whither(atlas, record.to)
    if isinstance(record, Source):
        description = f"What rests on this source: {record.title}. {record.summary}".strip(" .")
    elif isinstance(record, Tombstone):
        description = f"{record.summary}: {record.name.en}. {record.why}"
    else:
        description = View(atlas, "").plain(record.summary)
    title = _title(record) if alone else f"{_title(record)} ({_apart(atlas, record)})"
    return Page(path, title, description[:300], atlas.files[record.id], partial(record_page, atlas, record.id), front=front)


def _whither(atlas: Atlas, ids: list[str]) -> dict[str, Any]:
    """Front matter of an address whose content went to these records: one is where it leads, else the page itself says it."""
    return {"moved_to": atlas.path(ids[0])} if len(ids) == 1 else {"gone": True}


def _apart(atlas: Atlas, record: Any) -> str:
    """What tells a record from another of the same name."""
    jurisdiction = None if isinstance(record, Source | Tombstone) else atlas.jurisdiction(record)
    return atlas.records[jurisdiction].name.en if jurisdiction else getattr(record, "issued", None) or record.id


def _title(record: Any) -> str:
    if record.folder == "terms":
        return f"Glossary: {record.name.en}"
    if record.folder == "sources":
        return f"Source: {record.title}" + (f" ({record.publisher})" if record.publisher else "")
    if record.folder in ("events", "tombstones") or record.label == record.name.en:
        return record.name.en
    return f"{record.label}: {record.name.en}"


def written_page(atlas: Atlas, path: str, text: str) -> Page:
    """A hand-written page: its links and citations become Markdown, its sources a list at the end."""
    front, body = _front_matter(text)
    view = View(atlas, path.removesuffix("index.md"))
    numbers: dict[tuple[str, str | None], int] = {}

    def cite(match: re.Match[str]) -> str:
        key = (match["id"].strip(), match["locator"])
        number = numbers.setdefault(key, len(numbers) + 1)
        return f'<span class="cites"><a href="#n{number}" aria-label="Note {number}">{number}</a></span>'

    body = LINK.sub(lambda m: view.link(m["id"].strip(), m["words"], m["anchor"]), body)
    body = CITATION.sub(cite, body)
    if numbers:
        body += "\n\n" + notes_of(view, list(numbers))
    title, description = front.pop("title"), front.pop("description")
    if chapter := front.get("chapter"):
        body = f"{chapter_head(chapter, title)}\n\n{body}\n\n{chapter_foot(view, chapters(atlas), chapter)}"
    return Page(path, title, description, f"docs/{path}", text=body, front={"written": True, **front})


def chapters(atlas: Atlas) -> list[tuple[int, str, str, str]]:
    """The guide's chapters in order: (number, address, title, description), from the front matter of its pages."""
    found = [(path.removesuffix("index.md"), _front_matter(text)[0]) for path, text in atlas.docs.items()]
    return sorted((front["chapter"], path, front["title"], front["description"]) for path, front in found if "chapter" in front)


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    match = re.match(r"---\n(.*?)\n---\n(.*)", text, re.S)
    return (yaml.safe_load(match[1]), match[2].strip()) if match else ({}, text)


def materialize(folder: Path) -> None:
    """Write a project that any builder can build: docs/ with every page, the same mkdocs.yml, the theme's overrides.

    Raises DataProblems, with nothing written, if `data/` does not pass the check.
    """
    atlas = refresh()
    for name in ("docs", "overrides"):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(clock.PROJECT / name, folder / name, ignore=shutil.ignore_patterns("*.md"))
    shutil.copy(clock.PROJECT / "mkdocs.yml", folder / "mkdocs.yml")
    for page in pages(atlas):
        target = folder / "docs" / page.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page.markdown, encoding="utf-8")
    for path, text in files(atlas):
        (folder / "docs" / path).write_text(text, encoding="utf-8")
