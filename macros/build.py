"""Builds the site in a new folder and puts it in the place of the old one when it is whole; knows how each builder is called.

`site` is a link to the newest build in the hidden folder beside it. Setting a link anew is one step of the file system: whoever reads
the site sees the old one or the new one, and a build that is killed leaves a folder that the next one clears away.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from . import clock
from .atlas import Atlas, refresh
from .compress import compress
from .editions import put_up
from .load import CommandError
from .pages import by_path, materialize

THEME_FILES = ("assets/javascripts", "assets/stylesheets", "assets/images", "css", "search.json", "sitemap.xml")
"""What builders bring along and no page of this site asks for: the style stands in the pages, search and sitemap are our own."""


def build(site: Path, builder: str, with_editions: bool = False, compressed: bool = False) -> None:
    """Make `site` a link to a new build; with all editions below it, with compressed copies beside its texts.

    Raises DataProblems if `data/` does not pass the check, CommandError if the builder fails, its outcome is not whole, another build
    is under way, or `site` is no link; OSError if a file cannot be written. The old site then stands as it was.
    """
    if builder not in BUILDERS:
        raise CommandError(f"{builder!r} is no builder here; one of {', '.join(BUILDERS)}")
    if site.exists() and not site.is_symlink():
        raise CommandError(f"{site} is a folder, not a link to a build, so it cannot be replaced in one step; move it away once: mv {site} {site}.old")
    atlas = refresh()
    builds = site.parent / f".{site.name}"
    builds.mkdir(parents=True, exist_ok=True)
    with _alone(builds):
        before = {site.resolve().name} if site.is_symlink() else set()
        _clear(builds, before)
        new = Path(tempfile.mkdtemp(prefix="build-", dir=builds))
        new.chmod(0o755)  # others may serve it
        BUILDERS[builder](new)
        if with_editions:
            put_up(new, clock.root())
        if compressed:
            compress(new)
        if lacking := list(_lacking(new, atlas)):
            raise CommandError("the builder ended well, but " + "; ".join(lacking[:5]) + (f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""))
        link = new.with_suffix(".link")
        link.symlink_to(new.relative_to(site.parent))
        link.replace(site)
        _clear(builds, {new.name, *before})  # the one before stays: somebody may be reading it


@contextmanager
def _alone(builds: Path) -> Iterator[None]:
    """One build at a time; the system lifts the lock of a process that dies."""
    with (builds / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(f"another build is under way in {builds}; wait for it") from None
        yield


def _clear(builds: Path, keep: set[str]) -> None:
    for path in builds.glob("build-*"):
        if path.is_symlink():
            path.unlink()
        elif path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)


def _mkdocs(new: Path) -> None:
    _run("mkdocs", "build", "--strict", "--site-dir", str(new))


def _zensical(new: Path) -> None:
    """Runs no hooks: it is given every page as a file, and what lies beside the pages comes after."""
    with tempfile.TemporaryDirectory(dir=new.parent, prefix="build-") as folder:
        materialize(Path(folder))
        _run("zensical", "build", "--strict", "--config-file", str(Path(folder) / "mkdocs.yml"))
        for path in (Path(folder) / "site").iterdir():
            path.rename(new / path.name)
    for name in THEME_FILES:
        path = new / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    _run("macros", "finish", str(new))


BUILDERS: dict[str, Callable[[Path], None]] = {"mkdocs": _mkdocs, "zensical": _zensical}


def _run(*arguments: str) -> None:
    """`python -m ARGUMENTS`; raises CommandError with what it said."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(clock.PROJECT), "COMMON_GROUND_ROOT": str(clock.root())}
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=clock.PROJECT, env=environment, capture_output=True, text=True)
    if done.returncode:
        said = "\n".join(line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("INFO"))
        full = re.search(r"\[Errno \d+\] .+", said)
        raise CommandError(f"the site could not be written: {full[0]}" if full else f"{said.strip()}\n{arguments[0]} failed")


def _lacking(site: Path, atlas: Atlas) -> Iterator[str]:
    """What a whole build has and this one has not: every page to its last line, what programs read, the search index."""
    for path in by_path(atlas):
        file = site / path.replace(".md", ".html")
        if not file.is_file():
            yield f"{file.relative_to(site)} is missing"
        elif not file.read_bytes().rstrip().endswith(b"</html>"):
            yield f"{file.relative_to(site)} is cut off"
    for name in ("404.html", "sitemap.xml", "_headers", "llms.txt", "api/v1/index.json", "pagefind/pagefind-entry.json"):
        if not (site / name).is_file():
            yield f"{name} is missing"
