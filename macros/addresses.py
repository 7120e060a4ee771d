"""The ledger of published addresses: pages and statements. What once stood on it never leads nowhere.

The ledger is a text file in the repository that only grows: below a line `# 2026-11-23`, the date of the data, the addresses that came
with it, one a line, `forums/sac/` or `forums/sac/#votes`; `./` is the home page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .atlas import Atlas
from .load import Problem
from .pages import pages

LEDGER = "docs/editions/addresses.txt"
"""Below the project's root; published with the site."""


def addresses(atlas: Atlas) -> dict[str, set[str] | None]:
    """Address of each page -> the anchors of its statements; None where a page only says what became of it."""
    found: dict[str, set[str] | None] = {}
    for page in pages(atlas):
        front = page.front
        record = atlas.records.get(front["moved_to"].split("/")[-2] if "moved_to" in front else front.get("record", ""))
        found[page.path.removesuffix("index.md") or "./"] = None if front.get("gone") else statements(record)
    return found


def statements(record: object) -> set[str]:
    """Anchors of the statements of a record: claims and provisions, under today's ids and former ones, and what was withdrawn."""
    items = [*getattr(record, "claims", ()), *getattr(record, "articles", ())]
    return {id for item in items for id in (item.id, *item.formerly)} | {w.id for w in getattr(record, "withdrawn", ())}


def ledger(root: Path) -> list[tuple[int, str, str]]:
    """(line, date of the data, address) of everything published so far."""
    file = root / LEDGER
    found, date = [], ""
    for number, line in enumerate(file.read_text("utf-8").splitlines() if file.exists() else (), 1):
        if line.startswith("# "):
            date = line[2:].strip()
        elif line.strip():
            found.append((number, date, line.strip()))
    return found


def vanished(atlas: Atlas, root: Path) -> Iterator[Problem]:
    """A problem for each published address that would lead nowhere."""
    published = ledger(root)
    known = addresses(atlas) if published else {}
    for number, _, address in published:
        page, _, anchor = address.partition("#")
        if page not in known:
            yield Problem(LEDGER, number, 1, "address", f"{page!r} was published and is gone", _mend(page))
        elif anchor and known[page] is not None and anchor not in (known[page] or ()):
            yield Problem(
                LEDGER,
                number,
                1,
                "address",
                f"{address!r} was published and is gone",
                f"put `formerly: [{anchor}]` on the statement that took its place, or list it under `withdrawn:`",
            )


def _mend(page: str) -> str:
    return f"put `formerly: [{page.rstrip('/').rpartition('/')[2]}]` on the record that took its place, or write data/tombstones/"


def every(atlas: Atlas) -> set[str]:
    """Every address of the site that may be linked. A page that moved has no statements of its own any more."""
    moved = {page.path.removesuffix("index.md") for page in pages(atlas) if "moved_to" in page.front}
    return {a for page, anchors in addresses(atlas).items() for a in (page, *(f"{page}#{anchor}" for anchor in anchors or () if page not in moved))}


def append(atlas: Atlas, root: Path) -> int:
    """Add to the ledger what is new; gives how many."""
    new = sorted(every(atlas) - {address for _, _, address in ledger(root)})
    if new:
        file = root / LEDGER
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as out:
            out.write("\n".join([f"# {atlas.state}", *new]) + "\n")
    return len(new)
