"""The commands as people run them: nothing half published, live reload, the same pages for every builder."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from macros.pages import pages

from .conftest import PROJECT, TOY, build, run
from .generate import main as generate

FORUM = "data/forums/toy-body.yml"


def test_a_build_with_a_bad_record_publishes_nothing(project: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    build(site, project)
    before = {p: p.read_bytes() for p in site.rglob("*") if p.is_file()}
    (project / FORUM).write_text((project / FORUM).read_text().replace("short: TSB", "shrot: TSB"))
    done = run("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site), root=project)
    assert done.returncode == 1
    assert f"{FORUM}:4:1: shrot: is no field here; did you mean 'short'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert {p: p.read_bytes() for p in site.rglob("*") if p.is_file()} == before


def test_two_builds_are_byte_identical(toy_site: Path, tmp_path: Path) -> None:
    build(tmp_path / "again", TOY)
    first, second = ({p.relative_to(s): p.read_bytes() for p in s.rglob("*") if p.is_file()} for s in (toy_site, tmp_path / "again"))
    assert first == second
    assert b"<lastmod>2026-01-10</lastmod>" in first[Path("sitemap.xml")]


def test_materialize_writes_the_pages_that_the_hook_adds(toy, toy_site: Path, tmp_path: Path) -> None:
    done = run("-m", "macros", "materialize", str(tmp_path / "m"), root=TOY)
    assert done.returncode == 0, done.stderr
    written = {p.relative_to(tmp_path / "m" / "docs").as_posix() for p in (tmp_path / "m" / "docs").rglob("*.md")}
    assert written == {page.path for page in pages(toy)}
    addresses = {p.removesuffix(".md") + ".html" for p in written}
    assert addresses == {p.relative_to(toy_site).as_posix() for p in toy_site.rglob("index.html")}


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def test_a_thousand_records_are_checked_in_a_second(tmp_path: Path) -> None:
    generate(1000, tmp_path)
    spent = []
    for _ in range(3):
        before = _children_cpu()
        done = run("-m", "macros", "check", root=tmp_path)
        spent.append(_children_cpu() - before)
        assert done.returncode == 0, done.stdout
    assert min(spent) < 1.0, f"CPU seconds: {spent}"


class _Server:
    """`make serve` on a free port, with what it prints."""

    def __init__(self, root: Path) -> None:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "COMMON_GROUND_ROOT": str(root), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "mkdocs", "serve", "--dirty", "--quiet", "--dev-addr", f"127.0.0.1:{port}", "--watch", str(root / "data")]
        self.process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.output = ""
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.output += line

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()

    def page(self, path: str) -> str:
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:  # noqa: S310 (our own server)
            return answer.read().decode()

    def wait(self, condition, seconds: float) -> float:
        start = time.monotonic()
        while time.monotonic() - start < seconds:
            try:
                if condition():
                    return time.monotonic() - start
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"not within {seconds} s; printed:\n{self.output}")


def test_a_saved_record_shows_and_a_bad_one_leaves_the_last_good_page(project: Path) -> None:
    server = _Server(project)
    try:
        server.wait(lambda: "Each bear has one vote" in server.page("forums/toy-body/"), 30)
        good = (project / FORUM).read_text()
        (project / FORUM).write_text(good.replace("one vote", "nine votes"))
        assert server.wait(lambda: "nine votes" in server.page("forums/toy-body/"), 10) < 3
        (project / FORUM).write_text(good.replace("one vote", "ten votes").replace("short: TSB", "shrot: TSB"))
        server.wait(lambda: "shrot: is no field here" in server.output, 10)
        assert "nine votes" in server.page("forums/toy-body/")
        (project / FORUM).write_text(good.replace("one vote", "two votes"))
        server.wait(lambda: "two votes" in server.page("forums/toy-body/"), 10)
        assert "Material for MkDocs" not in server.output
    finally:
        server.stop()


def test_make_sets_up_once_and_checks(tmp_path: Path) -> None:
    """`make check` in the project as it stands does no set-up work again."""
    assert shutil.which("make")
    done = subprocess.run(["make", "check"], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Setting up" not in done.stdout
    assert "no problem" in done.stdout
