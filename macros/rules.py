"""The rules that a single field cannot know: what must hold inside a record and between records.

Each rule is a generator of problems whose docstring is the rule. `RULES` lists them all; a new
rule is a new function and a line there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from .load import Loaded, Path_, Problem, Reading, nearest
from .model import KINDS, Check, Claim, Confidence, Instrument, Model, RefTo, Source, Sourced, Standard, field_roles
from .prose import CITATION, LINK

BLOCKED_HOSTS = {
    # Re-posts and proxies on which texts were met; the original's address is what a record names.
    "lomlog.com": "a re-post",
    "cycran.cn": "a re-post",
    "consumermemo.com": "a re-post",
    "huanqiuwang.cn": "a re-post",
    "jcvba.cn": "a re-post",
    "workers.dev": "a proxy",
    "webproxy.stealthy.co": "a proxy",
    "tmin.drm.hk": "a proxy",
    "webchannel-proxy": "a proxy",
    "episerver.net": "a proxy",
}
"""Hosts that are never the source, with the reason."""

RESERVED_ANCHORS = {
    "top", "main", "facts", "claims", "relations", "events", "history", "backlinks", "sources", "documents", "ledger",
    "record", "contents", "articles", "dates", "seats", "groups", "ground", "parts", "open", "definitions", "adoptions", "stage", "law", "cite", "withdrawn-statements",
}  # fmt: skip
"""Anchors that pages use themselves."""

_HTML = re.compile(r"<[A-Za-z/!?]")
_TEMPLATE = re.compile(r"\{\{|\{%|\{#")
_ORDERED_DATES = ("proposed", "adopted", "in-force")


@dataclass(slots=True)
class Walk:
    """What one pass over a record finds, each with its path in the file."""

    refs: list[tuple[Path_, str, RefTo]] = field(default_factory=list)
    texts: list[tuple[Path_, str]] = field(default_factory=list)
    parts: list[tuple[Path_, Model]] = field(default_factory=list)


def walk(record: Model) -> Walk:
    """References, texts and parts of a record, in the order of the file's fields."""
    found = Walk()
    _walk(record, (), found)
    return found


def _walk(model: Model, path: Path_, found: Walk) -> None:
    found.parts.append((path, model))
    values = model.__dict__
    for name, written, ref, holds_models in field_roles(type(model)):
        value = values[name]
        if value is None or value == []:
            continue
        here = (*path, written)
        items = [((*here, i), item) for i, item in enumerate(value)] if isinstance(value, list) else [(here, value)]
        for at, item in items:
            if holds_models:
                _walk(item, at, found)
            elif ref:
                found.refs.append((at, item, ref))
            elif type(item) is str:
                found.texts.append((at, item))


def _ids(found: Walk) -> set[str]:
    """Of what stands on a record's page: statements, articles."""
    return {part.__dict__["id"] for path, part in found.parts if path and "id" in part.__dict__}


@dataclass
class Context:
    """Everything that rules may look at."""

    reading: Reading
    today: str
    """Today's date, YYYY-MM-DD: nothing was read or held later than that."""
    docs: dict[str, str] = field(default_factory=dict)
    """Hand-written pages: file name -> text."""

    @cached_property
    def walks(self) -> list[tuple[Loaded, Walk]]:
        return [(loaded, walk(loaded.record)) for loaded in self.reading.loaded]

    @cached_property
    def former(self) -> dict[str, list[str]]:
        """Former id -> the records that had it."""
        found: dict[str, list[str]] = defaultdict(list)
        for loaded in self.reading.loaded:
            for old in loaded.record.__dict__.get("formerly", ()):
                found[old].append(loaded.record.id)
        return found

    @cached_property
    def by_id(self) -> dict[str, Loaded]:
        return {loaded.record.id: loaded for loaded in self.reading.loaded}

    def fault_of_link(self, match: re.Match[str]) -> tuple[str, str] | None:
        """The same for a `[[id#anchor|words]]`."""
        target, anchor = match["id"].strip(), match["anchor"]
        fault = self.unknown(target, LINKABLE)
        if fault or not anchor or target not in self.by_id:
            return fault
        known = self.anchors[target]
        if anchor in known:
            return None
        near = nearest(anchor, known)
        return f"{anchor!r} is no statement of {target}", f"did you mean {near!r}?" if near else "link the record itself"

    @cached_property
    def anchors(self) -> dict[str, set[str]]:
        """Record id -> what can be linked on its page: sections, claims, articles."""
        return {loaded.record.id: _ids(found) | set(loaded.record.sections) for loaded, found in self.walks}

    def unknown(self, target: str, kinds: tuple[str, ...]) -> tuple[str, str] | None:
        """What is wrong with a reference to `target`, and what would be right; None if nothing is."""
        known = self.reading.names.get(target)
        if known and known[0] in kinds:
            return None
        if target in self.former:
            return f"{target!r} was renamed", "write " + " or ".join(repr(id) for id in self.former[target])
        if known and known[0] == "tombstones":
            entry = self.by_id.get(target)
            return f"{target!r} is gone", "name its successor: " + (", ".join(entry.record.to) if entry and entry.record.to else "it has none")
        if known:
            return f"{target!r} is in {known[0]}", f"expected an id of {' or '.join(kinds)}"
        near = nearest(target, (name for name, (kind, _) in self.reading.names.items() if kind in kinds))
        return f"{target!r} is no known id of {' or '.join(kinds) if len(kinds) < 4 else 'any record'}", (
            f"did you mean {near!r}?" if near else "add that record first"
        )


Rule = Callable[[Context], Iterator[Problem]]
LINKABLE = tuple(kind for kind in KINDS if kind not in ("tombstones", "sources"))


def references(context: Context) -> Iterator[Problem]:
    """Every id in a field names a record of a kind that the field allows."""
    for loaded, found in context.walks:
        for path, target, ref in found.refs:
            fault = context.unknown(target, ref.kinds)
            if fault:
                yield loaded.problem(path, *fault)
            elif target == loaded.record.id:
                yield loaded.problem(path, "names the record itself", "name another record")


def links(context: Context) -> Iterator[Problem]:
    """Every `[[id]]` in a text names a record, `[[id#anchor]]` a statement of it, and brackets come in pairs."""
    for loaded, found in context.walks:
        for path, text in found.texts:
            if "[[" not in text and "]]" not in text:
                continue
            for match in LINK.finditer(text):
                fault = context.fault_of_link(match)
                if fault:
                    yield loaded.problem(path, *fault)
            rest = LINK.sub("", text)
            if "[[" in rest or "]]" in rest:
                yield loaded.problem(path, "a link is not closed", "write [[id]] or [[id|words]]")


def written_pages(context: Context) -> Iterator[Problem]:
    """Every `[[id]]` and `[@source]` on a hand-written page names a record."""
    for name, text in context.docs.items():
        for pattern in (LINK, CITATION):
            for match in pattern.finditer(text):
                fault = context.fault_of_link(match) if pattern is LINK else context.unknown(match["id"].strip(), ("sources",))
                if fault:
                    line = text.count("\n", 0, match.start()) + 1
                    column = match.start() - text.rfind("\n", 0, match.start())
                    yield Problem(name, line, column, "text", *fault)


def plain_text(context: Context) -> Iterator[Problem]:
    """Texts hold no HTML and no template syntax."""
    for loaded, found in context.walks:
        for path, text in found.texts:
            if "<" in text and (match := _HTML.search(text)):
                yield loaded.problem(path, f"raw HTML: {text[match.start() : match.start() + 20]!r}", "write plain text; links are [[id]]")
            if "{" in text and (match := _TEMPLATE.search(text)):
                yield loaded.problem(path, f"template syntax: {match[0]!r}", "write plain text")


def sections(context: Context) -> Iterator[Problem]:
    """A claim belongs to a section that its kind has."""
    for loaded in context.reading.loaded:
        known = loaded.record.sections
        for index, claim in enumerate(loaded.record.__dict__.get("claims", ())):
            if claim.section not in known:
                near = nearest(claim.section, known)
                yield loaded.problem(
                    ("claims", index, "section"),
                    f"{claim.section!r} is no section of {type(loaded.record).folder}",
                    f"did you mean {near!r}?" if near else "one of " + ", ".join(known),
                )


def answers(context: Context) -> Iterator[Problem]:
    """An answer in a few words rests on claims of its own section, and each question has one at most."""
    for loaded in context.reading.loaded:
        sections = {c.id: c.section for c in loaded.record.__dict__.get("claims", ())}
        answered: set[str] = set()
        for index, answer in enumerate(loaded.record.__dict__.get("answers", ())):
            if answer.section not in loaded.record.sections:
                near = nearest(answer.section, loaded.record.sections)
                yield loaded.problem(
                    ("answers", index, "section"),
                    f"{answer.section!r} is no section of jurisdictions",
                    f"did you mean {near!r}?" if near else "one of " + ", ".join(loaded.record.sections),
                )
            elif answer.section in answered:
                yield loaded.problem(("answers", index, "section"), f"{answer.section!r} has an answer already", "keep one")
            answered.add(answer.section)
            for n, claim in enumerate(answer.claims):
                if sections.get(claim) != answer.section:
                    fits = [id for id, section in sections.items() if section == answer.section]
                    yield loaded.problem(
                        ("answers", index, "claims", n),
                        f"{claim!r} is no claim of the section {answer.section!r} of this record",
                        "one of " + ", ".join(fits) if fits else "remove the answer",
                    )


def anchors(context: Context) -> Iterator[Problem]:
    """Anchors are unique on a page: claims, articles and the page's own sections."""
    for loaded, found in context.walks:
        taken = {f"section {s}": s for s in loaded.record.sections}
        seen: dict[str, str] = dict.fromkeys(taken.values(), "a section") | dict.fromkeys(RESERVED_ANCHORS, "a part of the page")
        for path, part in found.parts:
            if path and (id := part.__dict__.get("id")):
                if id in seen:
                    yield loaded.problem((*path, "id"), f"{id!r} is already the anchor of {seen[id]}", "choose another id inside this record")
                seen[id] = dotted_short(path)


def former_ids(context: Context) -> Iterator[Problem]:
    """A former id is nobody's id today: not that of a record or tombstone, nor, for a statement, that of another on its page."""
    for loaded, found in context.walks:
        taken = _ids(found) | set(loaded.record.sections) | set(RESERVED_ANCHORS)
        for path, part in found.parts:
            for n, old in enumerate(part.__dict__.get("formerly", ())):
                at = (*path, "formerly", n)
                if path and old in taken:
                    yield loaded.problem(at, f"{old!r} is the id of something else on this page", "each address leads to one place; remove it")
                elif not path and old in context.by_id:
                    yield loaded.problem(at, f"{old!r} is the id of {context.by_id[old].file}", "a former id is nobody's id today; remove it, or that file")


def dotted_short(path: Path_) -> str:
    """`claims[3]` for messages."""
    return f"{path[0]}[{path[1]}]" if len(path) > 1 else str(path[0])


def not_in_the_future(context: Context) -> Iterator[Problem]:
    """Nothing was read, reviewed, or known to hold later than today."""
    for loaded, found in context.walks:
        for path, part in found.parts:
            for name in ("as_of", "reviewed", "accessed", "issued", "gone"):
                value = part.__dict__.get(name)
                if value and value > context.today[: len(value)]:
                    yield loaded.problem((*path, name), f"{value} is in the future", f"at the latest {context.today}")


def dates_in_order(context: Context) -> Iterator[Problem]:
    """Ends come after beginnings, later stages after earlier ones, force after adoption."""
    for loaded, found in context.walks:
        for path, part in found.parts:
            for first, last in (("date", "end"), ("since", "until"), ("issued", "accessed")):
                a, b = part.__dict__.get(first), part.__dict__.get(last)
                if a and b and before(b, a):
                    yield loaded.problem((*path, last), f"{b} lies before {first} {a}", "check both dates")
        record = loaded.record
        if isinstance(record, Standard):
            yield from _stages_in_order(loaded, record)
        if isinstance(record, Instrument):
            yield from _force_in_order(loaded, record)


def before(a: str, b: str) -> bool:
    """Is `a` surely before `b`? Dates of different precision are compared as far as both go."""
    shared = min(len(a), len(b))
    return a[:shared] < b[:shared]


def _stages_in_order(loaded: Loaded, record: Standard) -> Iterator[Problem]:
    dated: list[tuple[Path_, str]] = [(("history", i, "date"), s.date) for i, s in enumerate(record.history) if s.date]
    if record.stage.date:
        dated.append((("stage", "date"), record.stage.date))
    for (_, a), (path, b) in pairwise(dated):
        if before(b, a):
            yield loaded.problem(path, f"{b} lies before the earlier stage of {a}", "list stages oldest first")


def _force_in_order(loaded: Loaded, record: Instrument) -> Iterator[Problem]:
    first: dict[str, tuple[int, str]] = {}
    for index, item in enumerate(record.dates):
        if item.what not in first or item.date < first[item.what][1]:
            first[item.what] = (index, item.date)
    known = [(what, *first[what]) for what in _ORDERED_DATES if what in first]
    for (what_a, _, a), (what_b, index, b) in pairwise(known):
        if before(b, a):
            yield loaded.problem(("dates", index, "date"), f"{what_b} {b} lies before {what_a} {a}", "check both dates")


def no_cycles(context: Context) -> Iterator[Problem]:
    """Nothing is part of itself, nor supersedes or amends itself, however long the way round."""
    for relation in ("part_of", "supersedes", "amends", "based_on"):
        edges = {i: [t for t in loaded.record.__dict__.get(relation, ()) if t != i] for i, loaded in context.by_id.items()}
        done: set[str] = set()
        for start in edges:
            yield from _cycle_from(start, edges, done, relation, context)


def _cycle_from(start: str, edges: dict[str, list[str]], done: set[str], relation: str, context: Context) -> Iterator[Problem]:
    """Depth-first; reports each cycle once, at the edge that closes it."""
    stack, trail = [(start, iter(edges.get(start, ())))], [start]
    while stack:
        node, rest = stack[-1]
        target = next(rest, None)
        if target is None:
            done.add(node)
            stack.pop()
            trail.pop()
        elif target in trail:
            way = " -> ".join([*trail[trail.index(target) :], target])
            loaded = context.by_id[node]
            yield loaded.problem((relation, edges[node].index(target)), f"a circle: {way}", "remove one of these links")
        elif target not in done:
            stack.append((target, iter(edges.get(target, ()))))
            trail.append(target)


def confidence(context: Context) -> Iterator[Problem]:
    """High confidence needs a primary source that was itself read; disagreement needs a reason for the choice."""
    for loaded, found in context.walks:
        for path, part in found.parts:
            if not isinstance(part, Sourced):
                continue
            supporting = [e for e in part.evidence if not e.says]
            read = [context.by_id[e.source].record for e in supporting if e.source in context.by_id]
            sources = [s for s in read if isinstance(s, Source)]
            if not supporting:
                yield loaded.problem((*path, "evidence"), "holds only sources that disagree", "add one that supports it, or change the text")
            elif (
                part.confidence is Confidence.high
                and len(sources) == len(supporting)
                and not any(s.tier == "primary" and not e.reports for s, e in zip(sources, supporting, strict=True))
            ):
                yield loaded.problem((*path, "confidence"), "'high' without a primary source that was read itself", "medium at most")
            if len(supporting) < len(part.evidence) and not part.followed_because:
                yield loaded.problem((*path, "followed_because"), "is missing although sources disagree", "say why the page follows one of them")


def checks_are_current(context: Context) -> Iterator[Problem]:
    """A check lies in the past; a statement that holds as of a later day was changed since, and its check goes."""
    for loaded, found in context.walks:
        for path, part in found.parts:
            if isinstance(part, Sourced) and part.checked and before(part.checked.date, part.as_of):
                yield loaded.problem((*path, "checked", "date"), f"{part.checked.date} lies before as_of {part.as_of}", "remove `checked`, or check again")
            if isinstance(part, Check) and part.date > context.today:
                yield loaded.problem((*path, "date"), f"{part.date} is in the future", f"at the latest {context.today}")
            if isinstance(part, Check) and part.since and (not part.was or part.since > part.date):
                yield loaded.problem(
                    (*path, "since"),
                    f"{part.since} is no day from which a mistake stood that was corrected on {part.date}",
                    "give `was`, and a day not after the check; or remove `since`",
                )
            if isinstance(part, Check) and part.reported_by and not part.was:
                yield loaded.problem((*path, "reported_by"), "stands without `was`", "say what was wrong, or remove `reported_by`")


def names_have_evidence(context: Context) -> Iterator[Problem]:
    """A name in another language than English says where it is printed."""
    for loaded in context.reading.loaded:
        name = loaded.record.__dict__.get("name")
        others = [lang for lang in ("zh", "fr", "de", "ja", "ko") if name and name.__dict__[lang]]
        if others and not name.evidence and loaded.kind != "tombstones":
            yield loaded.problem(("name", others[0]), "has no evidence", "add `evidence:` below `name:` with the source that prints it")


def sources_are_citable(context: Context) -> Iterator[Problem]:
    """A source that was read says when; no proxy or re-post stands as a source's address; every source is cited."""
    read: set[str] = set()
    reported: set[str] = set()
    for _, found in context.walks:
        for path, target, ref in found.refs:
            if ref.kinds == ("sources",):
                (reported if path[-1] == "reports" else read).add(target)
    for text in context.docs.values():
        read |= {match["id"].strip() for match in CITATION.finditer(text)}
    for loaded in context.reading.loaded:
        record = loaded.record
        if not isinstance(record, Source):
            continue
        host = record.URL.split("/")[2].lower() if record.URL else ""
        for blocked, reason in BLOCKED_HOSTS.items():
            if host == blocked or host.endswith("." + blocked) or (reason == "a proxy" and blocked in host):
                yield loaded.problem(("URL",), f"{host} is {reason}", "name the original's address, or none, and tell in `copy_of` what was read")
        if record.id in read and not record.accessed:
            yield loaded.problem(("accessed",), "is missing although records cite this text as read", "add the day on which it was read")
        # A record with another fault may be the one that cites it.
        if record.id not in read | reported and not context.reading.problems:
            yield loaded.problem((), "is cited by no record", "cite it, or delete the file")


def articles_exist(context: Context) -> Iterator[Problem]:
    """A standard's hook names an article that the instrument's record lists."""
    for loaded in context.reading.loaded:
        for index, support in enumerate(loaded.record.__dict__.get("supports", ())):
            law = context.by_id.get(support.instrument)
            if not law or not isinstance(law.record, Instrument) or not support.article:
                continue
            known = [article.id for article in law.record.articles]
            if support.article not in known:
                near = nearest(support.article, known)
                yield loaded.problem(
                    ("supports", index, "article"),
                    f"{support.article!r} is no article of {support.instrument}",
                    f"did you mean {near!r}?" if near else "one of " + ", ".join(known or ["(none listed)"]),
                )


def references_are_unique(context: Context) -> Iterator[Problem]:
    """Two records never stand for one document: references are unique, and addresses of sources of one date."""
    for attribute, kind in (("reference", Standard), ("URL", Source)):
        seen: dict[str, str] = {}
        for loaded in context.reading.loaded:
            value = loaded.record.__dict__.get(attribute) if isinstance(loaded.record, kind) else None
            if not value:
                continue
            key = _address(loaded.record) if attribute == "URL" else re.sub(r"\s", "", value).lower()
            if key in seen:
                yield loaded.problem((attribute,), f"{value!r} also stands in {seen[key]}", "keep one record")
            seen.setdefault(key, loaded.file)


def _address(source: Source) -> str:
    """Address and date: a page that is replaced at its address is another text each time."""
    return re.sub(r"^https?://(www\.)?|/$", "", source.URL or "") + f" {source.issued or ''}"


RULES: list[Rule] = [
    references, links, written_pages, plain_text, sections, answers, anchors, former_ids, not_in_the_future, dates_in_order, no_cycles,
    confidence, checks_are_current, names_have_evidence, sources_are_citable, articles_exist, references_are_unique,
]  # fmt: skip


def check(context: Context) -> list[Problem]:
    """Every problem of reading and of every rule, sorted by place, each once."""
    problems = list(context.reading.problems)
    for rule in RULES:
        problems += rule(context)
    return sorted(set(problems))


__all__ = ["RULES", "Claim", "Context", "check", "walk"]
