"""The Atlas: all records, typed, linked and immutable. The only thing that views see."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from . import clock
from .load import DataProblems, Reading, read
from .model import KINDS, Adoption, Bearing, Check, Claim, Event, Evidence, Record, Source, Sourced, Standard, Tombstone
from .prose import LINK
from .rules import Context, Walk, check, walk

ADDRESS = {kind: kind for kind in KINDS} | {"terms": "glossary"}
"""Folder of `data/` -> first part of the address."""

HEADINGS = {
    "jurisdictions": "Jurisdictions",
    "forums": "Forums",
    "standards": "Standards",
    "instruments": "Law and policy",
    "recommendations": "Recommendations",
    "topics": "Topics",
    "terms": "Glossary",
    "events": "Timeline",
    "sources": "Sources",
}
"""Folder of `data/` -> heading of its records."""


class Incoming(NamedTuple):
    """A reference as seen from its target."""

    relation: str
    """Field that holds the reference, or `mentions` for a link in a text."""
    record: Any
    """The record that refers."""
    anchor: str | None
    """The claim or article in which it does so, if any."""


class Citation(NamedTuple):
    """One use of a source."""

    record: Any
    anchor: str | None
    evidence: Evidence


@dataclass(frozen=True, eq=False)
class Atlas:
    """Every record by id, with the links between them computed once."""

    records: dict[str, Any]
    files: dict[str, str]
    """id -> file of the record, for "edit this record"."""
    incoming: dict[str, list[Incoming]]
    """id -> references to it, in the order of the files."""
    citations: dict[str, list[Citation]]
    """source id -> where it is cited."""
    docs: dict[str, str] = field(default_factory=dict)
    """Hand-written pages: path below docs/ -> text."""

    @cached_property
    def walks(self) -> dict[str, Walk]:
        """id -> what is in a record: references, texts, parts."""
        return {id: walk(record) for id, record in self.records.items()}

    @cached_property
    def kinds(self) -> dict[str, list[Any]]:
        """Records by folder, each list in reading order."""
        grouped: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        for record in self.records.values():
            grouped[record.folder].append(record)
        for records in grouped.values():
            records.sort(key=lambda r: natural(r.label))
        grouped["terms"].sort(key=lambda t: natural(t.name.en))
        grouped["events"].sort(key=lambda e: (e.date, e.id))
        grouped["recommendations"].sort(key=lambda r: r.number)
        return grouped

    @cached_property
    def former(self) -> dict[tuple[str, str], list[str]]:
        """(kind, former id) -> ids of the records that had it; several if it was split."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for record in self.records.values():
            for old in getattr(record, "formerly", ()):
                found[record.folder, old].append(record.id)
        return dict(sorted(found.items()))

    @cached_property
    def state(self) -> str:
        """The date of the data: the newest review. Pages never depend on the day of the build."""
        return max((r.reviewed for r in self.records.values() if not isinstance(r, Tombstone)), default="1800-01-01")

    def path(self, id: str) -> str:
        """Address of a record below the site's root: `forums/sac/`, `glossary/consensus/`."""
        record = self.records[id]
        if isinstance(record, Tombstone):
            return f"{ADDRESS[record.was]}/{id}/"
        return f"{ADDRESS[record.folder]}/{id}/"

    def related(self, id: str, *relations: str) -> list[Any]:
        """Records that name this one in one of these fields, each once, in reading order."""
        found = {i.record.id: i.record for i in self.incoming.get(id, ()) if i.relation in relations}
        return sorted(found.values(), key=lambda r: natural(r.label))

    def events(self, id: str) -> list[Event]:
        """Events that touch a record, oldest first."""
        return sorted(
            {i.record.id: i.record for i in self.incoming.get(id, ()) if isinstance(i.record, Event)}.values(),
            key=lambda e: (e.date, e.id),
        )

    @cached_property
    def adopters(self) -> dict[str, list[tuple[Standard, Adoption]]]:
        """Standard id -> the documents that adopt it."""
        found: dict[str, list[tuple[Standard, Adoption]]] = defaultdict(list)
        for standard in self.kinds["standards"]:
            for adoption in standard.adopts:
                found[adoption.standard].append((standard, adoption))
        return found

    @cached_property
    def ledger(self) -> dict[str, list[tuple[Event, Bearing]]]:
        """Recommendation id -> events that bear on it, oldest first."""
        found: dict[str, list[tuple[Event, Bearing]]] = defaultdict(list)
        for event in self.kinds["events"]:
            for bearing in event.bears_on:
                found[bearing.recommendation].append((event, bearing))
        return found

    def jurisdiction(self, record: Any) -> str | None:
        """Id of the jurisdiction that a record belongs to; None for an international one."""
        if isinstance(record, Standard):
            body = self.records.get(record.bodies[0])
            return body.jurisdiction if body else None
        return getattr(record, "jurisdiction", None)


@cache
def natural(text: str) -> tuple[Any, ...]:
    """Sort key that puts ISO/IEC 5338 before ISO/IEC 22989."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part.casefold()) for part in re.split(r"(\d+)", text) if part)


def link(reading: Reading, docs: dict[str, str] | None = None) -> Atlas:
    """The Atlas of a reading that passed the check."""
    records = {loaded.record.id: loaded.record for loaded in reading.loaded}
    incoming: dict[str, list[Incoming]] = defaultdict(list)
    citations: dict[str, list[Citation]] = defaultdict(list)
    for record in records.values():
        found = walk(record)
        anchors = {path: part.id for path, part in found.parts if path and hasattr(part, "id")}

        def anchor(path: tuple[Any, ...], anchors: dict[Any, str] = anchors) -> str | None:
            return next((anchors[path[:n]] for n in range(len(path), 0, -1) if path[:n] in anchors), None)

        for path, target, ref in found.refs:
            if ref.kinds != ("sources",):
                incoming[target].append(Incoming(str(path[0]), record, anchor(path)))
        for path, text in found.texts:
            for match in LINK.finditer(text):
                incoming[match["id"].strip()].append(Incoming("mentions", record, anchor(path)))
        for path, part in found.parts:
            if isinstance(part, Evidence):
                for source in filter(None, (part.source, part.reports)):
                    citations[source].append(Citation(record, anchor(path), part))
    return Atlas(
        records=records,
        files={loaded.record.id: loaded.file for loaded in reading.loaded},
        incoming=dict(incoming),
        citations=dict(citations),
        docs=docs or {},
    )


def claims(record: Any) -> Iterator[Claim]:
    """The claims of a record, whatever its kind."""
    yield from getattr(record, "claims", ())


def check_of(record: Any, item: Sourced) -> Check | None:
    """The check that holds for a statement: its own, or that of the whole record if the statement is not newer."""
    whole = getattr(record, "checked", None)
    return item.checked or (whole if whole and item.as_of <= whole.date[: len(item.as_of)] else None)


def sourced(record: Any) -> Iterator[Sourced]:
    """Everything in a record that carries evidence and a date."""
    for _, part in walk(record).parts:
        if isinstance(part, Sourced):
            yield part


# ---------------------------------------------------------------------------------------------
# The one Atlas in use


ROOT = Path(__file__).resolve().parent.parent
_current: Atlas | None = None
_fingerprint: tuple[Any, ...] = ()


def written(root: Path) -> dict[str, str]:
    """The hand-written pages: path below `root` -> text."""
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in sorted((root / "docs").rglob("*.md"))}


def load(root: Path, today: str) -> Atlas:
    """Read, check and link `root/data`. Raises DataProblems with everything that is wrong."""
    from . import addresses  # it looks at the pages, which are made of an Atlas

    docs = written(root)
    reading = read(root / "data", root, root / ".cache" / "values.json")
    problems = check(Context(reading, today, docs))
    if problems:
        raise DataProblems(problems)
    atlas = link(reading, {name.removeprefix("docs/"): text for name, text in docs.items()})
    if gone := list(addresses.vanished(atlas, root)):
        raise DataProblems(gone)
    return atlas


def current() -> Atlas:
    """The Atlas in use; loaded on first call. Kept here because builders may execute the calling module for every page."""
    if _current is None:
        refresh()
    assert _current is not None
    return _current


def is_loaded() -> bool:
    """Is there a good Atlas from earlier?"""
    return _current is not None


def refresh(root: Path | None = None) -> Atlas:
    """Load again if a file changed since. Raises DataProblems; the last good Atlas then stays in use."""
    global _current, _fingerprint
    root = root or clock.root()
    marks = tuple(
        (str(path), stat.st_size, stat.st_mtime_ns)
        for folder in ("data", "docs")
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in (".yml", ".md") and (stat := path.stat())
    )
    if _current is None or marks != _fingerprint:
        _current = load(root, clock.today())
        _fingerprint = marks
    return _current


__all__ = ["ADDRESS", "Atlas", "Citation", "DataProblems", "Incoming", "Record", "Source", "current", "refresh"]
