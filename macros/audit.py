"""Known faults of the packages in the lock file, asked of the Python Packaging Advisory Database through pip-audit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from .load import CommandError


def report(root: Path) -> str:
    """What is known, in Markdown; empty if nothing is. Raises CommandError if the question was not answered."""
    command = ["-m", "pip_audit", "--requirement", "requirements.lock", "--require-hashes", "--disable-pip", "--progress-spinner=off", "--format=json"]
    done = subprocess.run([sys.executable, *command], cwd=root, capture_output=True, text=True)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        raise CommandError(f"the packages could not be looked up: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}") from None
    if all("skip_reason" in package for package in found):
        raise CommandError(f"not one of {len(found)} packages is known where it was looked up")
    return told(found)


def told(found: list[dict[str, Any]]) -> str:
    """The faults among pip-audit's `dependencies`, a line each, and what it knows nothing of."""
    rows = [
        f"| {package['name']} {package['version']} | {fault['id']} | {', '.join(fault['fix_versions']) or 'none yet'} |\n"
        for package in found
        for fault in package.get("vulns", ())
    ]
    unknown = [package["name"] for package in found if "skip_reason" in package]
    parts = []
    if rows:
        parts.append(
            f"## Packages with a known fault ({len(rows)})\n\nRenew them with `make lock`.\n\n| Package | Fault | Mended in |\n|---|---|---|\n{''.join(rows)}"
        )
    if unknown:
        parts.append(f"## Packages that could not be looked up ({len(unknown)})\n\n{', '.join(unknown)}\n")
    return "\n".join(parts)
