"""The site behind a real nginx with the configuration of the container: what is sent, how it is packed and kept, what is refused."""

from __future__ import annotations

import gzip
import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from macros.compress import LEAST, TEXTS, compress
from macros.exports.listing import for_nginx

from .conftest import PROJECT, needed, once
from .programs import NGINX

FOREVER = "public, max-age=31536000, immutable"
TYPES = {
    "": "text/html; charset=utf-8",
    "about.md": "text/markdown; charset=utf-8",
    "about.bib": "application/x-bibtex; charset=utf-8",
    "about.ris": "application/x-research-info-systems; charset=utf-8",
    "about.csl.json": "application/vnd.citationstyles.csl+json",
    "about.png": "image/png",
    "api/v1/forums.json": "application/json",
    "api/v1/forums.csv": "text/csv; charset=utf-8",
    "api/v1/glossary.ttl": "text/turtle; charset=utf-8",
    "api/v1/glossary.jsonld": "application/ld+json",
    "api/v1/common-ground.sqlite": "application/vnd.sqlite3",
    "api/v1/common-ground.zip": "application/zip",
    "llms.txt": "text/plain; charset=utf-8",
    "sitemap.xml": "application/xml",
    "tests/module.wasm": "application/wasm",
}


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


Ask = Callable[..., Answer]


def _published(toy_site: Path, folder: Path) -> None:
    """The toy site as it is put up, with an edition."""
    shutil.copytree(toy_site, folder)
    shutil.copytree(folder / "forums", folder / "editions/2026.01/forums")
    shutil.copy(folder / "_headers", folder / "editions/2026.01")
    (folder / "tests").mkdir()
    (folder / "tests/module.wasm").write_bytes(b"\0asm")
    (folder / "tests/.secret").write_text("secret")
    (folder.parent / "outside.txt").write_text("secret")
    compress(folder)
    (folder / "tests/late.csv").write_text("bear,vote\n" * 500)


@pytest.fixture(scope="session")
def published(toy_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy site as it is put up, made once for all workers."""
    return once(tmp_path_factory, "published", lambda folder: _published(toy_site, folder))


@pytest.fixture(scope="module")
def ask(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """A request to nginx, which runs with our configuration on a port and in a folder of its own."""
    program, folder = needed(NGINX), tmp_path_factory.mktemp("nginx")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    text = (PROJECT / "hosting/nginx.conf").read_text("utf-8")
    for ours, here in ((" /tmp/", f" {folder}/"), ("listen 8080;", f"listen 127.0.0.1:{port};"), ("root /srv/site;", f"root {published};")):
        assert ours in text
        text = text.replace(ours, here)
    (folder / "nginx.conf").write_text(text)
    (folder / "headers.conf").write_text(for_nginx())
    # As root, the folders of the tests are closed to the user that nginx would turn into; for others the line means nothing.
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log"), "-g", "daemon off; user root;"]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr

    def ask(path: str, method: str = "GET", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request(method, "/" + path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            for _ in range(200):
                assert server.poll() is None, server.stderr and server.stderr.read()
                try:
                    ask("")
                    break
                except OSError:
                    time.sleep(0.02)
            yield ask
        finally:
            server.terminate()


def test_pages_are_found_and_redirects_name_no_host(ask: Ask, published: Path) -> None:
    assert ask("").status == ask("forums/toy-body/").status == ask("", "HEAD").status == 200
    assert ask("forums/toy-body/").body == (published / "forums/toy-body/index.html").read_bytes()
    for path, location in (("forums/toy-body", "/forums/toy-body/"), ("forums?a=1", "/forums/?a=1"), ("/forums", "/forums/")):
        answer = ask(path)
        assert (answer.status, answer.headers["Location"]) == (301, location)


@pytest.mark.parametrize(
    "path", ["nix", "forums/nix/", "editions/2026.01/nix", "feeds/", "_headers", "editions/2026.01/_headers", "tests/.secret", ".git/config"]
)
def test_what_is_not_there_or_not_for_readers_is_the_404_page(ask: Ask, published: Path, path: str) -> None:
    answer = ask(path)
    assert answer.status == 404
    assert answer.body == (published / "404.html").read_bytes()
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "../outside.txt",
        "forums/../../outside.txt",
        "%2e%2e/outside.txt",
        "..%2foutside.txt",
        "%2e%2e%2foutside.txt",
        "forums/..%5c..%5coutside.txt",
        "x%00.html",
    ],
)
def test_nothing_outside_the_site_is_sent(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status in (400, 404)
    assert b"secret" not in answer.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_a_site_is_only_read(ask: Ask, method: str) -> None:
    answer = ask("forums/", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert ask("forums/").headers["Allow"] is None


def test_each_file_has_its_type(ask: Ask, published: Path) -> None:
    assert {path: ask(path).headers["Content-Type"] for path in TYPES} == TYPES
    for suffix, kind in (
        (".atom", "application/atom+xml"),
        (".feed.json", "application/feed+json"),
        (".ics", "text/calendar; charset=utf-8"),
        (".js", "text/javascript; charset=utf-8"),
    ):
        path = next(p for p in published.rglob("*") if p.name.endswith(suffix)).relative_to(published).as_posix()
        assert ask(path).headers["Content-Type"] == kind
    one_of_each = {p.suffix: p for p in published.rglob("*") if p.is_file() and p.name != "_headers" and not p.name.startswith(".")}
    untyped = {suffix for suffix, p in one_of_each.items() if ask(p.relative_to(published).as_posix()).headers["Content-Type"] == "application/octet-stream"}
    assert {s for s in untyped if not s.startswith((".pf_", ".pagefind"))} == set()


def test_texts_are_sent_as_compressed_beforehand(ask: Ask, published: Path) -> None:
    texts = [p for p in published.rglob("*") if p.suffix in TEXTS and p.parent.name != "tests" and p.stat().st_size >= LEAST]
    kinds = {p.suffix: p for p in texts}
    assert {".html", ".json", ".csv", ".atom"} <= set(kinds)
    for text in kinds.values():
        path = text.relative_to(published).as_posix()
        packed, plain = ask(path, Accept_Encoding="gzip, br"), ask(path)
        assert packed.headers["Content-Encoding"] == "gzip" and plain.headers["Content-Encoding"] is None
        assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        assert packed.headers["Content-Type"] == plain.headers["Content-Type"]
        assert packed.headers["Last-Modified"] == plain.headers["Last-Modified"]
        assert packed.body == text.with_name(text.name + ".gz").read_bytes()
        assert gzip.decompress(packed.body) == plain.body == text.read_bytes()
    # As a CDN and a server in front ask.
    assert ask("", Accept_Encoding="gzip", Via="1.1 cdn").headers["Content-Encoding"] == "gzip"


def test_texts_without_a_copy_are_compressed_at_once(ask: Ask) -> None:
    answer = ask("tests/late.csv", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.body).startswith(b"bear,vote")


def test_two_runs_compress_to_the_same_bytes(published: Path, tmp_path: Path) -> None:
    shutil.copytree(published / "forums", tmp_path / "site")
    assert compress(tmp_path / "site")
    copies = list((tmp_path / "site").rglob("*.gz"))
    assert copies and all(copy.read_bytes() == (published / "forums" / copy.relative_to(tmp_path / "site")).read_bytes() for copy in copies)


def test_what_has_not_changed_is_not_sent_again(ask: Ask) -> None:
    for encoding in ("gzip", "identity"):
        first = ask("forums/", Accept_Encoding=encoding)
        again = ask("forums/", Accept_Encoding=encoding, If_None_Match=first.headers["ETag"])
        assert (again.status, again.body) == (304, b"")
        assert again.headers["Cache-Control"] == "no-cache"


def test_only_what_never_changes_is_kept(ask: Ask, published: Path) -> None:
    def kept(path: str) -> str | None:
        return ask(path).headers["Cache-Control"]

    for part in ("fragment", "index"):
        assert kept(next((published / "pagefind" / part).iterdir()).relative_to(published).as_posix()) == FOREVER
    assert kept("editions/2026.01/forums/") == FOREVER
    for path in ("", "forums", "forums/", "api/v1/forums.json", "pagefind/pagefind-entry.json", "pagefind/pagefind.js", "editions/", "editions/addresses.txt"):
        assert kept(path) == "no-cache", path


def test_headers_are_those_that_the_site_asks_of_hosts(ask: Ask, published: Path) -> None:
    lines = (published / "_headers").read_text("utf-8").split("/*\n")[1].split("\n/")[0].splitlines()
    wanted = dict(line.strip().split(": ", 1) for line in lines)
    assert len(wanted) == 5 and "'none'" in wanted["Content-Security-Policy"]
    for path, method, status in (
        ("", "GET", 200),
        ("", "HEAD", 200),
        ("api/v1/forums.json", "GET", 200),
        ("about.csl.json", "GET", 200),
        ("nix", "GET", 404),
        ("forums", "GET", 301),
        ("", "POST", 405),
    ):
        answer = ask(path, method)
        assert answer.status == status
        assert {name: answer.headers.get_all(name) for name in wanted} == {name: [value] for name, value in wanted.items()}, path
        assert answer.headers["Server"] == "nginx"
    assert ask("api/v1/forums.json").headers["Access-Control-Allow-Origin"] == "*"
    assert ask("forums/").headers["Access-Control-Allow-Origin"] is None
