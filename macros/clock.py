"""What comes from outside the data: today's date and the place of the project. Both can be fixed for tests."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path


PROJECT = Path(__file__).resolve().parent.parent
"""The project's folder: mkdocs.yml, overrides/, docs/ with the assets."""


def today() -> str:
    """Today, YYYY-MM-DD; COMMON_GROUND_TODAY fixes it."""
    return os.environ.get("COMMON_GROUND_TODAY") or date.today().isoformat()


def root() -> Path:
    """The folder that holds data/ and docs/; COMMON_GROUND_ROOT names another one."""
    return Path(os.environ.get("COMMON_GROUND_ROOT") or PROJECT)
