"""What a change does to the data: the records of a commit beside those at hand, statement by statement, for whoever reviews it."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from . import clock
from .atlas import Atlas, link
from .load import CommandError, read
from .model import Evidence, Model, field_roles

UNSAID = ("id", "reviewed")
"""Fields that say nothing of the world."""


@dataclass(frozen=True)
class Line:
    """One field of a statement or of an entry, as a reviewer reads it."""

    field: str
    text: str = ""
    refers: bool = False
    """Is the text the id of a record?"""
    evidence: Evidence | None = None
    """Stands for the text."""


@dataclass(frozen=True)
class Part:
    """One thing that a record says: a statement, an entry of a list, a field."""

    field: str
    """As written in the file."""
    id: str | None
    """Of a statement or article; None for what has none."""
    old: list[Line]
    """Empty for what came."""
    new: list[Line]
    """Empty for what went."""

    @property
    def check_outlived(self) -> bool:
        """Does the check of the old statement still stand below the new one?"""
        checks = [line for line in self.new if line.field == "checked" and line in self.old]
        return bool(checks) and self.old != self.new


@dataclass(frozen=True)
class Changed:
    """A record that came, changed or went."""

    record: Any
    """As it is now, or as it was if it went."""
    what: str
    """added, changed, withdrawn"""
    parts: list[Part]


@dataclass(frozen=True)
class Proposal:
    """What a change does."""

    base: str
    """The commit it is compared with."""
    records: list[Changed]
    pages: list[str]
    """Hand-written pages that came, changed or went: paths below docs/."""
    before: Atlas

    def count(self, what: str) -> int:
        """How many records were added, changed or withdrawn."""
        return sum(changed.what == what for changed in self.records)


def proposal(atlas: Atlas) -> Proposal:
    """Compares the data at hand with those of the commit that COMMON_GROUND_BASE names. Raises CommandError if there is no such commit."""
    base = clock.base()
    assert base, "only a preview compares"
    return _proposal(atlas, base)


@cache
def _proposal(atlas: Atlas, base: str) -> Proposal:
    before = at(base, clock.root())
    return Proposal(
        base,
        list(changes(before, atlas)),
        sorted(path for path in before.docs.keys() | atlas.docs.keys() if before.docs.get(path) != atlas.docs.get(path)),
        before,
    )


def branched(base: str, root: Path) -> str:
    """The commit at which the change left a branch. Raises CommandError if there is none."""
    done = subprocess.run(["git", "merge-base", "--", base, "HEAD"], cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise CommandError(
            f"{base!r} is no commit that this change left; name a branch or commit, and fetch it: make preview BASE=origin/main. {done.stderr.strip()}".strip()
        )
    return done.stdout.strip()


def at(commit: str, root: Path) -> Atlas:
    """The data of a commit as far as the models of today can read them: what was then wrong, or has another shape now, is left out."""
    done = subprocess.run(["git", "archive", commit, "data", "docs"], cwd=root, capture_output=True)
    if done.returncode:
        raise CommandError(f"the data of {commit} cannot be read: {done.stderr.decode().strip()}")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
            tar.extractall(folder, filter="data")
        docs = Path(folder) / "docs"
        return link(read(Path(folder) / "data"), {path.relative_to(docs).as_posix(): path.read_text("utf-8") for path in sorted(docs.rglob("*.md"))})


def changes(before: Atlas, after: Atlas) -> Iterator[Changed]:
    """Records that differ, by kind and name."""
    for id in sorted(before.records.keys() | after.records.keys(), key=lambda i: ((after.records.get(i) or before.records[i]).folder, i)):
        old, new = before.records.get(id), after.records.get(id)
        if old is None or new is None or old != new:
            parts = list(_compared(_said(old), _said(new)))
            if parts or old is None or new is None:
                yield Changed(new or old, _what(old, new), parts)


def _what(old: Any, new: Any) -> str:
    if old is None:
        return "added"
    return "withdrawn" if new is None or (new.folder == "tombstones" and old.folder != "tombstones") else "changed"


def _compared(old: dict[tuple[str, str | None], list[list[Line]]], new: dict[tuple[str, str | None], list[list[Line]]]) -> Iterator[Part]:
    """Entries without an id that stand on both sides are the same, whatever their order; the others are paired in order."""
    for key in dict.fromkeys([*new, *old]):
        was = [entry for entry in old.get(key, []) if entry not in new.get(key, [])]
        now = [entry for entry in new.get(key, []) if entry not in old.get(key, [])]
        for n in range(max(len(was), len(now))):
            yield Part(*key, was[n] if n < len(was) else [], now[n] if n < len(now) else [])


def _said(record: Any) -> dict[tuple[str, str | None], list[list[Line]]]:
    """What a record says: (field, id) -> entries."""
    said: dict[tuple[str, str | None], list[list[Line]]] = {}
    for name, written, ref, holds in _roles(record):
        value = record.__dict__[name]
        if value in (None, [], "") or written in UNSAID:
            continue
        if not holds:
            items = value if isinstance(value, list) else [value]
            said[written, None] = [[Line("", str(item), refers=bool(ref))] for item in items]
            continue
        for item in value if isinstance(value, list) else [value]:
            said.setdefault((written, item.__dict__.get("id")), []).append(list(_lines(item)))
    return said


def _roles(record: Model | None) -> tuple[Any, ...]:
    return field_roles(type(record)) if record is not None else ()


def _lines(part: Model) -> Iterator[Line]:
    """The fields of a statement or entry, what it says before what stands behind it."""
    if isinstance(part, Evidence):
        yield Line("evidence", evidence=part)
        return
    last = ("evidence", "as_of", "confidence", "checked")
    for name, written, ref, holds in sorted(field_roles(type(part)), key=lambda role: last.index(role[1]) if role[1] in last else -1):
        value = part.__dict__[name]
        if value in (None, [], "") or written in UNSAID:
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Evidence):
                yield Line(written, evidence=item)
            elif holds:
                yield Line(written, "; ".join(f"{line.field}: {line.text or (line.evidence and line.evidence.source)}" for line in _lines(item)))
            else:
                yield Line(written, str(item), refers=bool(ref))
