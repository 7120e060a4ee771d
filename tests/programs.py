"""Finds the programs that some tests need; on Debian and its kin, installs those that are missing.

Without one the tests that need it are reported as not run; in CI that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def _browser() -> str | None:
    """CHROMIUM in the environment, else the first on the path."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return next((path for name in names if (path := shutil.which(name))), MAC if os.path.exists(MAC) else None)


def _nginx() -> str | None:
    """Debian keeps it where the path of an ordinary user does not lead."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@dataclass(frozen=True)
class Program:
    name: str
    package: str
    """In Debian."""
    tests: str
    find: Callable[[], str | None]
    quiet: bool
    """Does nothing until it is called. A server starts with its installation, so a user with sudo is not given one unasked."""


BROWSER = Program("Chromium or Chrome", "chromium", "browser tests", _browser, quiet=True)
NGINX = Program("nginx", "nginx", "tests of the server", _nginx, quiet=False)


def _missing() -> list[Program]:
    return [program for program in (BROWSER, NGINX) if not program.find()]


def main() -> int:
    """Install where possible; say what happens otherwise."""
    root, ci = os.geteuid() == 0, bool(os.environ.get("CI"))
    wanted = [program for program in _missing() if program.quiet or root or ci]
    if wanted and shutil.which("apt-get") and (root or shutil.which("sudo")):
        print(f"Installing {' and '.join(program.name for program in wanted)} for the tests (once) ...", flush=True)
        prefix = [] if root else ["sudo"]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *(program.package for program in wanted)]):
            done = subprocess.run([*prefix, "apt-get", *command], stdout=subprocess.DEVNULL, env=environment)
            if done.returncode:
                break
    for program in _missing():
        print(f"No {program.name} found: the {program.tests} will not run.", file=sys.stderr)
    return 1 if ci and _missing() else 0


if __name__ == "__main__":
    sys.exit(main())
