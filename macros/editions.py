"""Editions: frozen, complete copies of the site, each under its own address, listed in `docs/editions/editions.yml`.

The list stands in the main branch; the copies do not. Each is an archive in the branch `editions`, and the list holds its digest: what is
put up under `editions/2026.11/` is that archive or nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from . import clock

if TYPE_CHECKING:
    from .pages import Page

LIST = "docs/editions/editions.yml"
"""Below the project's root."""


@dataclass(frozen=True)
class Edition:
    """A line of the list."""

    name: str
    """Year and month, 2026.11; a second one in a month would be 2026.11.2."""
    date: str
    """The date of its data."""
    tag: str
    """Tag of the commit from which it was built."""
    sha256: str
    """Digest of the archive."""

    @property
    def url(self) -> str:
        return f"{clock.living_url()}editions/{self.name}/"

    def holds(self, page: Page) -> bool:
        """Was there such a page when it was made? The ledger of addresses tells."""
        return _published(clock.root()).get(page.path.removesuffix("index.md") or "./", "9999") <= self.date


def editions(root: Path | None = None) -> list[Edition]:
    """Every edition, the newest first."""
    file = (root or clock.root()) / LIST
    entries = yaml.safe_load(file.read_text("utf-8")) if file.exists() else None
    return sorted((Edition(**{k: str(v) for k, v in entry.items()}) for entry in entries or ()), key=lambda e: e.date, reverse=True)


def newest() -> Edition | None:
    """The last edition; None before the first."""
    return next(iter(editions()), None)


@cache
def _published(root: Path) -> dict[str, str]:
    """Address of a page -> the date of the data with which it first came."""
    from .addresses import ledger

    found: dict[str, str] = {}
    for _, date, address in ledger(root):
        found.setdefault(address.partition("#")[0], date)
    return found
