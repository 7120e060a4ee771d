"""Fixtures: the toy atlas, the built site (once for all workers), and a browser."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from macros import atlas as atlas_module
from macros.load import read
from macros.rules import Context, check

from .programs import BROWSER, Program

PROJECT = Path(__file__).resolve().parent.parent
TOY = PROJECT / "tests" / "toy"
TODAY = "2026-02-01"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the toy project that a test may break."""
    shutil.copytree(TOY, tmp_path / "toy")
    return tmp_path / "toy"


@pytest.fixture(scope="session")
def toy() -> atlas_module.Atlas:
    """The Atlas of the toy project: every feature once."""
    return atlas_module.load(TOY, TODAY)


@pytest.fixture(scope="session")
def real() -> atlas_module.Atlas:
    """The Atlas of the real data."""
    from macros import clock

    return atlas_module.load(PROJECT, clock.today())


def problems(root: Path, today: str = TODAY) -> list[str]:
    """What the check says of a project, line by line."""
    return [str(p) for p in check(Context(read(root / "data", root), today, atlas_module.written(root)))]


def run(*arguments: str, root: Path | None = None, **options) -> subprocess.CompletedProcess[str]:
    """Run `python ARGUMENTS` in the project as the Makefile does."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    if root:
        environment["COMMON_GROUND_ROOT"] = str(root)
    return subprocess.run([sys.executable, *arguments], cwd=PROJECT, env=environment, capture_output=True, text=True, **options)


def once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder made by the first worker that needs it and shared by all."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder, done = base / name, base / f"{name}.done"
    try:
        (base / f"{name}.lock").mkdir()
    except FileExistsError:
        while not done.exists():
            time.sleep(0.05)
    else:
        try:
            make(folder)
        finally:
            done.touch()
    return folder


def build(folder: Path, root: Path | None = None) -> None:
    done = run("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder), root=root)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, as `make build` writes it."""
    return once(tmp_path_factory, "site", build)


@pytest.fixture(scope="session")
def toy_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the toy project."""
    return once(tmp_path_factory, "toy-site", lambda folder: build(folder, TOY))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that closes a connection early is no fault."""


def serve(folder: Path) -> Iterator[str]:
    server = _Server(("127.0.0.1", 0), functools.partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def url(site: Path) -> Iterator[str]:
    """Address at which the real site is served."""
    yield from serve(site)


@pytest.fixture(scope="session")
def toy_url(toy_site: Path) -> Iterator[str]:
    """Address at which the toy site is served."""
    yield from serve(toy_site)


def needed(program: Program) -> str:
    """Path of a program; without it the test is not run, and in CI fails."""
    path = program.find()
    if not path:
        if os.environ.get("CI"):
            pytest.fail(f"CI needs {program.name}")
        pytest.skip(f"no {program.name}: {program.tests} not run")
    return path


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium."""
    path = needed(BROWSER)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        )
        yield chromium
        chromium.close()
