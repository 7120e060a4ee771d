"""Finds a Chromium or Chrome for the browser tests; on Debian and its kin, installs one where none is.

Without one the tests that need it are reported as not run; in CI that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def find() -> str | None:
    """Path of the browser: CHROMIUM in the environment, else the first on the path."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), MAC if os.path.exists(MAC) else None)


def main() -> int:
    """Install where possible; say what happens otherwise."""
    if find():
        return 0
    if shutil.which("apt-get") and (os.geteuid() == 0 or shutil.which("sudo")):
        print("Installing Chromium for the browser tests (once) ...", flush=True)
        prefix = [] if os.geteuid() == 0 else ["sudo"]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            done = subprocess.run([*prefix, *command], stdout=subprocess.DEVNULL, env=environment)
            if done.returncode:
                break
    if find():
        return 0
    print("No Chromium or Chrome found: the browser tests will not run.", file=sys.stderr)
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
