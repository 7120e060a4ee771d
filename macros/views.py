"""Views: pure functions of (Atlas, page) that give the HTML of a page's body.

Templates in `templates/` do the markup and escape everything; this module chooses what they see.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from . import ground
from .atlas import ADDRESS, HEADINGS, Atlas, check_of, natural, sourced
from .model import KINDS, Against, Confidence, Degree, Evidence, Rung, Sourced, Stance, Tombstone
from .prose import escape, mark_chinese, plain, render

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]

ROLL = {"p-member": "participating members", "o-member": "observing members", "liaison": "liaisons"}
"""What a roll of seats lists, in words."""

AGAINST = {Against.source: "the sources themselves, opened again", Against.quotation: "the passages quoted here"}
"""What a check held a statement against, in words."""

RUNGS = [r for r in Rung if r is not Rung.withdrawn]
"""The rungs of the common ladder, from the lowest."""

INDEX = ADDRESS | {"events": "timeline"}
"""Folder of `data/` -> address of the page that lists its records."""

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


@cache
def environment() -> Environment:
    """The only template environment: escapes everything, knows no undefined name."""
    from . import pictures

    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["words"] = lambda value: str(value).replace("-", " ").replace("_", " ")
    env.filters["human"] = human_date
    env.globals.update(ROLL=ROLL, AGAINST=AGAINST, HEADINGS=HEADINGS, INDEX=INDEX, KINDS=KINDS, Rung=Rung, RUNGS=RUNGS, Stance=Stance, Confidence=Confidence, ground=ground, pictures=pictures)
    return env


def _render(template: str, view: View, **values: Any) -> str:
    html = environment().get_template(template).render(view=view, atlas=view.atlas, **values)
    return _with_contents("\n".join(line.strip() for line in html.splitlines() if line.strip()))


def _with_contents(html: str) -> str:
    """Puts a list of the page's parts where the template asks for one, if there are enough of them."""
    if _CONTENTS not in html:
        return html
    parts = _PART.findall(html)
    items = "".join(f'<li><a href="#{id}">{heading}</a></li>' for id, heading in parts)
    nav = f'<nav class="contents" aria-label="On this page"><ul>{items}</ul></nav>' if len(parts) > 3 else ""
    return html.replace(_CONTENTS, nav)


_CONTENTS = "<!--contents-->"
_PART = re.compile(r'<h2 id="([^"]+)">([^<]+)</h2>')


# ---------------------------------------------------------------------------------------------
# Pages of records


def record_page(atlas: Atlas, id: str) -> str:
    """The page of one record or tombstone."""
    record = atlas.records[id]
    view = View(atlas, atlas.path(id))
    if isinstance(record, Tombstone):
        return _render("tombstone.html", view, record=record)
    values: dict[str, Any] = {"record": record, "kind": record.folder, "sections": _sections(record)}
    if record.folder == "sources":
        return _render("source.html", view, **values, citations=_citations(atlas, id))
    values["events"] = atlas.events(id)
    values["relations"] = _relations(atlas, record)
    values["backlinks"] = _backlinks(atlas, record)
    values["ages"] = _ages(record)
    values["onward"] = _onward(view, record)
    values |= _EXTRA.get(record.folder, lambda atlas, record: {})(atlas, record)
    return _render(f"{record.one}.html", view, **values)


def former_page(atlas: Atlas, kind: str, old: str) -> str:
    """What stands at an address that records had before."""
    return _render("former.html", View(atlas, f"{ADDRESS[kind]}/{old}/"), kind=kind, records=[atlas.records[id] for id in atlas.former[kind, old]])


def _sections(record: Any) -> list[tuple[str, str, list[Any]]]:
    """(id, heading, claims) in the order of the kind's sections; empty ones are left out, unless the kind shows them open."""
    by_section = defaultdict(list)
    for claim in getattr(record, "claims", ()):
        by_section[claim.section].append(claim)
    shown = record.asked if getattr(record, "stands_open", False) else ()
    return [(id, heading, by_section[id]) for id, heading in record.sections.items() if by_section[id] or id in shown]


def _ages(record: Any) -> tuple[str, str] | None:
    """Oldest and newest `as_of` on the page."""
    dates = sorted(item.as_of for item in sourced(record))
    return (dates[0], dates[-1]) if dates else None


def _onward(view: View, record: Any) -> list[tuple[str, str]]:
    """Where a reader of this record would go next: (address, words)."""
    atlas, up = view.atlas, view.up
    home = None if record.folder == "jurisdictions" else atlas.jurisdiction(record)
    name = lambda id: atlas.records[id].name.en  # noqa: E731
    found: list[tuple[str, str]] = []
    match record.folder:
        case "standards":
            if record.adopts:
                text = record.adopts[0].standard
                found.append((f"{up}compare/standards/?a={record.id}&b={text}", f"Set it beside {atlas.records[text].label}"))
            elif record.id in atlas.adopters:
                found.append((f"{up}compare/standards/?a={record.id}&b={atlas.adopters[record.id][0][0].id}", f"Set it beside {atlas.adopters[record.id][0][0].label}"))
            found += [(f"{view.href(t)}#documents", f"Other documents on {atlas.records[t].label.lower() if not atlas.records[t].label.startswith('AI') else atlas.records[t].label}") for t in record.topics[:1]]
            found += [(f"{up}standards/?{urlencode({'body': atlas.records[record.bodies[0]].label})}", f"All documents of {atlas.records[record.bodies[0]].label}")]
        case "forums":
            if atlas.related(record.id, "bodies", "committee"):
                found.append((f"{up}standards/?{urlencode({'body': record.label})}", "Filter its documents"))
            found.append((f"{up}forums/seats/", "Who holds the seats, body by body"))
        case "instruments" if record.topics:
            found += [(view.href(t), f"{name(t)}: where the EU and China stand") for t in record.topics[:2]]
        case "jurisdictions":
            others = [j.id for j in jurisdictions(atlas) if j.id != record.id][:2]
            found += [(f"{up}compare/who-takes-part/?j={','.join([record.id, o])}", f"Compare with {name(o)}") for o in others]
            found += [(f"{up}standards/?{urlencode({'jurisdiction': record.name.en})}", "All its standards")]
        case "topics":
            found.append((f"{up}standards/?{urlencode({'topic': record.label})}", "Filter and download the documents on this topic"))
            found.append((f"{up}topics/#map", "All topics on one map"))
        case "recommendations":
            following = [r for r in atlas.kinds["recommendations"] if r.number == record.number % len(atlas.kinds["recommendations"]) + 1]
            found += [(view.href(r.id), f"Recommendation {r.number}: {r.name.en}") for r in following]
            found.append((f"{up}timeline/", "The whole timeline"))
        case "terms":
            found.append((f"{up}guide/", "Read the guide"))
            found.append((f"{up}glossary/", "All terms"))
        case "events":
            found.append((f"{up}timeline/?year={record.date[:4]}", f"Everything of {record.date[:4]}"))
    if home:
        found.append((view.href(home), f"How {'the ' if home in ('european-union', 'united-states', 'united-kingdom') else ''}{name(home)} makes standards"))
    return found[:4]


# Relations that a kind's own template shows in a place of their own.
_SHOWN = {
    "jurisdictions": {"jurisdiction", "jurisdictions"},
    "forums": {"part_of", "mirrors", "committee", "bodies", "seats", "forums"},
    "standards": {"adopts", "supersedes", "amends", "part_of"},
    "instruments": {"supports", "amends", "supersedes", "based_on"},
    "recommendations": {"bears_on"},
    "topics": {"topics"},
}


def _relations(atlas: Atlas, record: Any) -> dict[str, list[Any]]:
    """Field on the other end -> records that name this one in it."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for incoming in atlas.incoming.get(record.id, ()):
        if incoming.relation != "mentions":
            found[incoming.relation].setdefault(incoming.record.id, incoming.record)
    return defaultdict(list, {relation: sorted(records.values(), key=lambda r: natural(r.label)) for relation, records in found.items()})


def _backlinks(atlas: Atlas, record: Any) -> list[tuple[str, list[tuple[Any, str | None]]]]:
    """What links here beyond the relations shown elsewhere: (heading, [(record, anchor)])."""
    shown = _SHOWN.get(record.folder, set())
    found: dict[str, dict[str, tuple[Any, str | None]]] = defaultdict(dict)
    for incoming in atlas.incoming.get(record.id, ()):
        if incoming.relation in shown or incoming.record.folder in ("events", "tombstones"):
            continue
        found[incoming.record.folder].setdefault(incoming.record.id, (incoming.record, incoming.anchor))
    return [(HEADINGS[kind], sorted(found[kind].values(), key=lambda x: natural(x[0].label))) for kind in KINDS if kind in found]


def _citations(atlas: Atlas, id: str) -> list[tuple[str, list[Any]]]:
    found = defaultdict(list)
    for citation in atlas.citations.get(id, ()):
        if citation not in found[citation.record.folder]:
            found[citation.record.folder].append(citation)
    return [(HEADINGS[kind], found[kind]) for kind in KINDS if kind in found]


def _standard_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    return {"adopted_by": atlas.adopters.get(record.id, []), "jurisdiction": atlas.jurisdiction(record)}


def _forum_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    documents = {s.id: s for s in atlas.related(record.id, "committee", "bodies") if s.folder == "standards"}
    held = [(forum, seat) for forum in atlas.related(record.id, "seats") for seat in forum.seats if seat.forum == record.id]
    seats, rolls = _seats(record)
    own = len(atlas.related(record.id, "committee"))
    return {"documents": list(documents.values()), "programme": 7 < own < 60, "seats": seats, "rolls": rolls, "held": held}


def _seats(record: Any) -> tuple[list[Any], list[list[Any]]]:
    """Seats in the order of their weight, and rolls: long lists of members that one source gives for one day."""
    order = ["chair", "vice-chair", "secretariat", "convenor", "p-member", "member", "o-member", "observer", "liaison", "editor", "contributor"]
    seats = sorted(record.seats, key=lambda s: (order.index(s.role), s.until is not None, s.holder))
    alike = _by([s for s in seats if s.count is None], lambda s: (s.role, s.as_of, s.confidence, s.note, *((e.source, e.locator) for e in s.evidence)))
    rolls = [group for group in alike.values() if len(group) > 5]
    listed = {id(s) for group in rolls for s in group}
    return [s for s in seats if id(s) not in listed], rolls


def _instrument_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    served: dict[str | None, list[Any]] = defaultdict(list)
    for standard in atlas.related(record.id, "supports"):
        for support in standard.supports:
            if support.instrument == record.id:
                served[support.article].append((standard, support))
    return {"served": served}


def _recommendation_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    entries = atlas.ledger.get(record.id, [])
    return {"events": [], "ledger": entries[::-1], "tally": {stance: sum(b.stance is stance for _, b in entries) for stance in Stance}}


def _topic_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    others = [r for r in atlas.related(record.id, "topics") if r.folder in ("instruments", "forums", "recommendations")]
    found = ground.common_ground(atlas, record.id)
    order = [ground.EU, ground.CHINA, None, ground.US]
    order += sorted(j for j in found.documents if j not in order)  # type: ignore[type-var]
    sides = [(j, found.documents.get(j, [])) for j in order if j is None or j in atlas.records]
    return {"found": found, "sides": sides, "others": others}


def _jurisdiction_values(atlas: Atlas, record: Any) -> dict[str, Any]:
    mine = {kind: [r for r in atlas.kinds[kind] if atlas.jurisdiction(r) == record.id] for kind in ("forums", "instruments", "standards")}
    events = {e.id: e for e in atlas.kinds["events"] if record.id in e.jurisdictions or record.id in e.about}
    bodies = _by(mine["standards"], lambda s: tuple(s.bodies))
    return {"mine": mine, "bodies": sorted(bodies.items(), key=lambda item: (-len(item[1]), item[0])), "events": list(events.values())}


_EXTRA = {
    "standards": _standard_values,
    "forums": _forum_values,
    "instruments": _instrument_values,
    "recommendations": _recommendation_values,
    "topics": _topic_values,
    "jurisdictions": _jurisdiction_values,
}


# ---------------------------------------------------------------------------------------------
# Indexes and other pages


def index_page(atlas: Atlas, kind: str) -> str:
    """The index of a kind."""
    view = View(atlas, f"{ADDRESS[kind]}/")
    return _render(f"index_{kind}.html", view, records=atlas.kinds[kind], **_INDEX.get(kind, lambda atlas: {})(atlas))


def _by(records: list[Any], key: Any) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    return dict(groups)


def by_jurisdiction(atlas: Atlas, records: list[Any]) -> list[tuple[str | None, list[Any]]]:
    """Grouped: the EU, China, the US, other jurisdictions by name, international last."""
    groups = _by(records, atlas.jurisdiction)
    first = [ground.EU, ground.CHINA, ground.US]
    order = sorted(groups, key=lambda j: (j is None, first.index(j) if j in first else 9, j or ""))
    return [(j, groups[j]) for j in order]


def _standards_index(atlas: Atlas) -> dict[str, Any]:
    by_body = _by(atlas.kinds["standards"], lambda s: tuple(s.bodies))
    size = lambda bodies: -len(by_body[bodies])  # noqa: E731
    return {"groups": [(bodies, by_body[bodies]) for bodies in sorted(by_body, key=lambda b: (size(b), b))], "other": "by-topic/"}


_INDEX = {
    "standards": _standards_index,
    "forums": lambda atlas: {"groups": by_jurisdiction(atlas, atlas.kinds["forums"])},
    "instruments": lambda atlas: {"groups": by_jurisdiction(atlas, atlas.kinds["instruments"])},
    "topics": lambda atlas: {
        "groups": _by(atlas.kinds["topics"], lambda t: t.group),
        "found": {t.id: ground.common_ground(atlas, t.id) for t in atlas.kinds["topics"]},
    },
    "recommendations": lambda atlas: {
        "tallies": {r.id: _recommendation_values(atlas, r)["tally"] for r in atlas.kinds["recommendations"]}
    },
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
    return _render("index_standards_by_topic.html", View(atlas, "standards/by-topic/"), rows=rows, sides=[s for s in sides if s is None or s in atlas.records], loose=loose)


def glossary(atlas: Atlas) -> str:
    """All terms in English, Chinese and French, each leading to its definitions."""
    return _render("glossary.html", View(atlas, "glossary/"), terms=atlas.kinds["terms"])


def search_page(atlas: Atlas) -> str:
    """Where search shows all its results; without a query or a script, the indexes."""
    return _render("search.html", View(atlas, "search/"))


def term_notes(atlas: Atlas) -> dict[str, str]:
    """Term id -> its definition in plain words."""
    view = View(atlas, "")
    return {t.id: view.plain(t.definition) for t in atlas.kinds["terms"]}


def adoptions(atlas: Atlas) -> str:
    """International texts and the documents that adopt them."""
    texts = [(atlas.records[id], found) for id, found in atlas.adopters.items() if atlas.jurisdiction(atlas.records[id]) is None]
    return _render("adoptions.html", View(atlas, "standards/adoptions/"), texts=sorted(texts, key=lambda t: natural(t[0].label)))


def held_seats(atlas: Atlas) -> str:
    """Who holds the leading seats of each body."""
    from .pictures import SEATS

    forums = [(f, [s for s in _seats(f)[0] if s.role in SEATS and not s.until]) for f in atlas.kinds["forums"]]
    return _render("seats.html", View(atlas, "forums/seats/"), forums=[f for f in forums if f[1]])


def ways(atlas: Atlas) -> str:
    """How a standard comes into being, side by side."""
    return _render("ways.html", View(atlas, "pictures/ways/"))


def picture_index(atlas: Atlas) -> str:
    """Where the pictures are."""
    return _render("pictures.html", View(atlas, "pictures/"))


def timeline(atlas: Atlas) -> str:
    """Events by year; what lies ahead of the data's date comes first."""
    view = View(atlas, "timeline/")
    ahead, past = split_events(atlas)
    years = _by(past[::-1], lambda e: e.date[:4])
    return _render("timeline.html", view, ahead=ahead, years=years)


def split_events(atlas: Atlas) -> tuple[list[Any], list[Any]]:
    """Events ahead of the data's date, and the others; oldest first."""
    ahead, past = [], []
    for event in atlas.kinds["events"]:
        last = event.end or event.date
        (ahead if last > atlas.state[: len(last)] else past).append(event)
    return ahead, past


QUESTIONS = KINDS["jurisdictions"].sections
"""Section of a jurisdiction's profile -> the question that it answers."""


def compare(atlas: Atlas) -> str:
    """The answers in a few words; leads to a page for each question."""
    newest = {j.id: {c.id: c.as_of for c in j.claims} for j in jurisdictions(atlas)}
    short = {j.id: {a.section: (a, max(newest[j.id][c] for c in a.claims)) for a in j.answers} for j in jurisdictions(atlas)}
    return _render("compare.html", View(atlas, "compare/"), questions=QUESTIONS, short=short, jurisdictions=jurisdictions(atlas))


def compare_standards(atlas: Atlas) -> str:
    """Two standards of the reader's choice; proposes pairs: a European and a Chinese text that adopt the same one, then an adopted text and its adoption."""
    pairs = []
    for id, adopted in atlas.adopters.items():
        homes = {atlas.jurisdiction(s): s for s, _ in reversed(adopted)}
        if ground.EU in homes and ground.CHINA in homes:
            pairs.append((homes[ground.EU], homes[ground.CHINA], f"both take over {atlas.records[id].label}"))
        elif ground.EU in homes or ground.CHINA in homes:
            pairs.append((atlas.records[id], homes.get(ground.CHINA) or homes[ground.EU], "a text and its adoption"))
    pairs.sort(key=lambda p: (p[2] == "a text and its adoption", natural(p[0].reference)))
    return _render("compare_standards.html", View(atlas, "compare/standards/"), pairs=pairs[:12])


def compare_question(atlas: Atlas, section: str) -> str:
    """All jurisdictions on one question."""
    view = View(atlas, f"compare/{section}/")
    return _render("compare_question.html", view, section=section, question=QUESTIONS[section], questions=QUESTIONS, cells=_answers(atlas, section))


def _answers(atlas: Atlas, section: str) -> list[tuple[Any, list[Any], Any]]:
    return [(j, [c for c in j.claims if c.section == section], next((a for a in j.answers if a.section == section), None)) for j in jurisdictions(atlas)]


def jurisdictions(atlas: Atlas) -> list[Any]:
    """Jurisdiction records, the brief's three first."""
    first = [ground.EU, ground.CHINA, ground.US]
    return sorted(atlas.kinds["jurisdictions"], key=lambda j: (first.index(j.id) if j.id in first else 9, j.name.en))


THESIS = "The EU and China seem to be at odds, and yet, common standards are needed to ensure space at the foundational, technical level"
"""The brief's thesis in its own words."""


def home(atlas: Atlas) -> str:
    """The front page: what this is, the thesis, the state of the world."""
    view = View(atlas, "")
    ahead, past = split_events(atlas)
    topics = [(t, ground.common_ground(atlas, t.id)) for t in atlas.kinds["topics"]]
    tallies = {r.id: _recommendation_values(atlas, r)["tally"] for r in atlas.kinds["recommendations"]}
    brief = [Evidence(source=r.ask.evidence[0].source, locator="Summary", quote=THESIS) for r in atlas.kinds["recommendations"][:1]]
    return _render(
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


def numbers(atlas: Atlas) -> dict[str, int]:
    """Records by kind, and claims: everything that carries evidence."""
    count = {kind: len(records) for kind, records in atlas.kinds.items()}
    count["claims"] = sum(1 for r in atlas.records.values() for _ in sourced(r))
    return count


Letters = list[tuple[str, str, list[tuple[str, Any]]]]
"""An index by letter: (part of the address, letter, [(words, record)])."""


def by_letter(entries: list[tuple[str, Any]]) -> Letters:
    """Sorts (words, record) and groups them by their first letter."""
    groups = _by(sorted(entries, key=lambda e: natural(e[0])), lambda e: _letter(e[0]))
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
    "a-z": ("A to Z", "Everything on the site under every name on record: references, bare numbers, abbreviations, Chinese and French names.", register_letters, "register_letter.html"),
    "sources/by-publisher": ("Sources", "Every text that the site rests on, by publisher. Each has a page that shows what rests on it.", source_letters, "sources_letter.html"),
}
"""Indexes that are split by letter: address -> heading, first lines, entries, template of a letter."""


def letters_page(atlas: Atlas, address: str) -> str:
    """The letters of an index and what is under each."""
    heading, intro, entries, _ = LETTERED[address]
    path = f"{address.split('/')[0]}/"
    prefix = address.removeprefix(path.rstrip("/")).lstrip("/")
    letters = [(f"{prefix}/{slug}" if prefix else slug, letter, items) for slug, letter, items in entries(atlas)]
    return _render("letters.html", View(atlas, path), heading=heading, intro=intro, letters=letters, first_last=_first_last)


def letter_page(atlas: Atlas, address: str, slug: str) -> str:
    """One letter of an index."""
    _, _, entries, template = LETTERED[address]
    letters = entries(atlas)
    letter, items = next((letter, items) for s, letter, items in letters if s == slug)
    return _render(template, View(atlas, f"{address}/{slug}/"), letter=letter, entries=items, letters=letters)


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


def open_questions(atlas: Atlas) -> str:
    """What could not be established: asked by the editors, and what the data itself shows to be missing."""
    entered = [(r, q) for records in atlas.kinds.values() for r in records for q in getattr(r, "open_questions", ())]
    degrees = [(s, a) for s in atlas.kinds["standards"] for a in s.adopts if a.degree is Degree.unknown]
    weak = [(r, sum(i.confidence is Confidence.low for i in sourced(r))) for r in atlas.records.values()]
    return _render(
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


def notes_of(view: View, keys: list[tuple[str, str | None]]) -> str:
    """The list of sources of a hand-written page."""
    for source, locator in keys:
        view.note(Evidence(source=source, locator=locator))
    return _render("notes.html", view)


def figures(atlas: Atlas) -> str:
    """The size and freshness of the data, for the about page."""
    items = [item for record in atlas.records.values() for item in sourced(record)]
    primary = sum(any(atlas.records[e.source].tier == "primary" for e in item.evidence) for item in items)
    percent = lambda count: f"{100 * count / len(items):.0f} %" if items else "0 %"  # noqa: E731
    return _render(
        "figures.html", View(atlas, "about/"), numbers=numbers(atlas), items=len(items), primary=primary, percent=percent, checks=checks(atlas),
        levels={level: sum(item.confidence is level for item in items) for level in Confidence},
        asked=sum(len(getattr(r, "open_questions", ())) for r in atlas.records.values()),
    )  # fmt: skip


def checks(atlas: Atlas) -> dict[str, int]:
    """How many statements were checked against what, and how many checks corrected something."""
    count = dict.fromkeys((*Against, "corrected"), 0)
    for record in atlas.records.values():
        made = [(item, check_of(record, item)) for item in sourced(record)]
        for _, check in made:
            if check:
                count[check.against] += 1
        corrected = {id(check): check for _, check in made if check and check.was}
        count["corrected"] += len(corrected)
    return count


def counted(atlas: Atlas) -> dict[str, int]:
    """Computed figures by name, for the text of hand-written pages."""
    found = [ground.common_ground(atlas, topic.id) for topic in atlas.kinds["topics"]]
    adoptions = [(atlas.jurisdiction(s), a) for s in atlas.kinds["standards"] for a in s.adopts]
    return {
        **{kind: len(records) for kind, records in atlas.kinds.items()},
        **{status.value: sum(g.status is status for g in found) for status in ground.Status},
        "doubtful": sum(bool(g.doubtful) and g.status is not ground.Status.common for g in found),
        "adoptions": len(adoptions),
        "unknown": sum(a.degree is Degree.unknown for _, a in adoptions),
        "european adoptions": sum(j == ground.EU for j, _ in adoptions),
        "chinese adoptions": sum(j == ground.CHINA for j, _ in adoptions),
        **{f"{id} {stance.value}": sum(b.stance is stance for _, b in entries) for id, entries in atlas.ledger.items() for stance in Stance},
    }


def chapter_list(up: str, chapters: list[tuple[int, str, str, str]]) -> str:
    """The guide's table of contents."""
    return _plain_render("chapters.html", up=up, chapters=chapters)


def chapter_head(number: int, title: str) -> str:
    """Kicker and heading of a chapter of the guide."""
    return f'<p class="kicker"><a href="../">Guide</a> · chapter {number}</p>\n\n# {title}'


def chapter_foot(view: View, chapters: list[tuple[int, str, str, str]], number: int) -> str:
    """Links to the chapters before and after."""
    near = {n: (path, title) for n, path, title, _ in chapters if abs(n - number) == 1}
    return _plain_render("chapter_foot.html", up=view.up, before=near.get(number - 1), after=near.get(number + 1))


def ladder() -> str:
    """The common ladder with the codes of the bodies that map onto it."""
    from .stages import LADDER

    return _plain_render("ladder.html", ladder=LADDER)


def _plain_render(template: str, **values: Any) -> str:
    html = environment().get_template(template).render(**values)
    return "\n".join(line.strip() for line in html.splitlines() if line.strip())
