"""What the site gives to other programs: data, citations, feeds, calendars, cards. Pages are not made here.

Each module has `files(atlas)`, which yields (path below the site's root, content) of what it makes. They run after the pages are
built: none of it is needed to read a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..atlas import Atlas

Files = Iterator[tuple[str, str | bytes]]


def modules() -> tuple[Callable[[Atlas], Files], ...]:
    """What makes the files, in order. Imported when the pages are built, not by every command."""
    from . import api, calendars, cards, citations, database, feeds, glossary, listing, markdown, package, templates

    return (
        listing.files, cards.files, markdown.files, feeds.files, calendars.files, api.files, package.files, database.files, glossary.files,
        citations.files, templates.files,
    )  # fmt: skip


def files(atlas: Atlas) -> Files:
    """Everything of all modules."""
    from . import citations

    citations.begin(atlas)
    for export in modules():
        yield from export(atlas)


def write(atlas: Atlas, site: Path) -> None:
    """Add the exports to a built site. Folders that pages do not have are made."""
    made: set[Path] = set()
    for path, content in files(atlas):
        target = site / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        with open(target, "wb", buffering=0) as out:
            out.write(content.encode() if isinstance(content, str) else content)
