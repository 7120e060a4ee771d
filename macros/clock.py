"""What comes from outside the data: today's date, the place of the project, and the address at which it is published."""

from __future__ import annotations

import os
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from yaml_env_tag import construct_env_tag

PROJECT = Path(__file__).resolve().parent.parent
"""The project's folder: mkdocs.yml, overrides/, docs/ with the assets."""


def today() -> str:
    """Today, YYYY-MM-DD; COMMON_GROUND_TODAY fixes it."""
    return os.environ.get("COMMON_GROUND_TODAY") or date.today().isoformat()


def root() -> Path:
    """The folder that holds data/ and docs/; COMMON_GROUND_ROOT names another one."""
    return Path(os.environ.get("COMMON_GROUND_ROOT") or PROJECT)


@cache
def settings() -> dict[str, Any]:
    """mkdocs.yml: the one place that names the site's address (`site_url`) and that of its records (`repo_url`)."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!ENV", construct_env_tag)
    return dict(yaml.load((PROJECT / "mkdocs.yml").read_text("utf-8"), Loader))  # noqa: S506 (a safe loader with one tag more)


def site_url() -> str:
    """Address of the published site, with a slash at its end."""
    return settings()["site_url"].rstrip("/") + "/"


def edition() -> str | None:
    """Name of the edition that is being made, `2026.11`; None for the living site."""
    return os.environ.get("COMMON_GROUND_EDITION") or None


def base() -> str | None:
    """The commit with which a preview compares the data; None for anything that is published."""
    return os.environ.get("COMMON_GROUND_BASE") or None


def living_url() -> str:
    """Address of the living site, also while an edition is being made below it."""
    return os.environ.get("LIVING_URL") or site_url()
