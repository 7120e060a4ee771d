"""The scheduled look at the addresses of others: what it asks, how gently, what it tells. No test leaves the machine."""

from __future__ import annotations

import http.server
import json
import os
import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from macros import audit, links
from macros.atlas import Atlas, load
from macros.links import Address, Manners, Outcome
from macros.load import CommandError

from .conftest import PROJECT, TODAY

PAUSE = 0.05
MANNERS = Manners(pause=PAUSE, timeout=0.5, longest=1)


@dataclass
class Host:
    """A host that plays every part, and remembers what it was asked."""

    url: str = ""
    asked: list[tuple[str, str, float]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def address(self, path: str) -> Address:
        return Address(self.url + path, (f"data/sources/{path or 'front'}.yml",), "2025-03-01")


@pytest.fixture
def host() -> Iterator[Host]:
    state = Host()

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def _answer(self) -> None:
            path = urlsplit(self.path).path.strip("/")
            with state.lock:
                state.asked.append((self.command, path, time.monotonic()))
                state.agents.add(self.headers["User-Agent"])
                state.at_once += 1
                state.most_at_once = max(state.most_at_once, state.at_once)
            status, headers, body = self._part(path)
            with state.lock:
                state.at_once -= 1
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def _part(self, path: str) -> tuple[int, dict[str, str], bytes]:
            times = sum(p == path for _, p, _ in state.asked)
            match path:
                case "archive":
                    wanted = parse_qs(urlsplit(self.path).query)
                    assert wanted["timestamp"] == ["20250301"]
                    copy = {"closest": {"url": "https://archive.example/2025/gone"}} if wanted["url"][0].endswith("gone") else {}
                    return 200, {}, json.dumps({"archived_snapshots": copy}).encode()
                case "no-head" if self.command == "HEAD":
                    return 405, {}, b""
                case "moved":
                    return 301, {"Location": "/fine"}, b""
                case "lost":
                    return 308, {"Location": "/"}, b""
                case "lent":
                    return 302, {"Location": "/fine"}, b""
                case "circle":
                    return 301, {"Location": "/circle"}, b""
                case "later" if times == 1:
                    return 429, {"Retry-After": "1"}, b""
                case "much-later":
                    return 429, {"Retry-After": "86400"}, b""
                case "refused":
                    return 403, {}, b""
                case "slow":
                    time.sleep(1.2)
                    return 200, {}, b""
                case "gone" | "gone-for-good":
                    return 404, {}, b""
                case "broken":
                    return 500, {}, b""
            return 200, {}, b"x" * 10

        do_GET = do_HEAD = _answer

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Who asks may hang up."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}/"
    yield state
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "outcome", "says"),
    [
        ("fine", Outcome.fine, "status 200"),
        ("no-head", Outcome.fine, "status 200"),
        ("lent", Outcome.fine, "status 200"),
        ("later", Outcome.fine, "status 200"),
        ("moved", Outcome.moved, "/fine"),
        ("lost", Outcome.moved, "the front page: the text may be gone"),
        ("gone", Outcome.broken, "status 404"),
        ("broken", Outcome.broken, "status 500"),
        ("circle", Outcome.broken, "leads in a circle"),
        ("refused", Outcome.refused, "status 403"),
        ("slow", Outcome.slow, "no answer within 0.5 seconds"),
    ],
)
def test_what_comes_of_asking(host: Host, path: str, outcome: Outcome, says: str) -> None:
    (answer,) = links.ask([host.address(path)], MANNERS)
    assert answer.outcome is outcome
    assert says in answer.said


def test_a_host_is_asked_one_thing_at_a_time_with_pauses(host: Host) -> None:
    wanted = [host.address(path) for path in ("fine", "gone", "no-head", "refused", "a", "b", "c")]
    answers = links.ask(wanted, MANNERS)
    assert [a.address for a in answers] == wanted
    assert host.most_at_once == 1
    times = [moment for _, _, moment in host.asked]
    assert min(b - a for a, b in pairwise(times)) >= PAUSE
    assert max(Counter((method, path) for method, path, _ in host.asked).values()) == 1, "each thing once"
    assert Counter(method for method, _, _ in host.asked) == {"HEAD": 7, "GET": 3}, "bodies are asked for only where the head alone is refused"
    (agent,) = host.agents
    assert re.fullmatch(r"CommonGround-links/1 \(\+https?://\S+\)", agent)


def test_no_host_keeps_us_waiting_for_a_day(host: Host) -> None:
    begin = time.monotonic()
    (answer,) = links.ask([host.address("much-later")], MANNERS)
    assert answer.outcome is Outcome.refused
    assert time.monotonic() - begin < 5


def test_without_a_network_nothing_is_said_to_be_broken() -> None:
    nobody = [Address(f"http://127.0.0.1:9/{n}", ("data/sources/x.yml",), None) for n in range(3)]
    with pytest.raises(CommandError, match="not one of 3 addresses could be reached; is there a network"):
        links.ask(nobody, MANNERS)


def test_one_host_that_is_gone_is_broken(host: Host) -> None:
    answers = links.ask([host.address("fine"), Address("http://127.0.0.1:9/x", ("data/sources/x.yml",), None)], MANNERS)
    assert [a.outcome for a in answers] == [Outcome.fine, Outcome.broken]


def test_copies_are_looked_for_where_something_broke(host: Host) -> None:
    answers = links.ask([host.address(path) for path in ("fine", "gone", "gone-for-good")], MANNERS)
    found = links.with_copies(answers, MANNERS, host.url + "archive")
    assert [a.copy for a in found] == [None, "https://archive.example/2025/gone", None]
    assert sum(path == "archive" for _, path, _ in host.asked) == 2
    # An archive that does not answer is no copy and no fault.
    assert [a.copy for a in links.with_copies(answers, MANNERS, "http://127.0.0.1:9/")] == [None, None, None]


def test_every_address_of_others_is_asked(toy: Atlas) -> None:
    found = links.addresses(toy)
    assert [a.url for a in found] == sorted({a.url for a in found})
    sources = {s.URL: s for s in toy.kinds["sources"] if s.URL}
    assert sources.keys() <= {a.url for a in found}
    assert all(a.read == sources[a.url].accessed for a in found if a.url in sources and len(a.files) == 1)
    assert {r.url for r in toy.records.values() if getattr(r, "url", None)} <= {a.url for a in found}


def test_pages_written_by_hand_are_looked_through(project: Path) -> None:
    page = project / "docs/about/index.md"
    page.write_text(
        page.read_text("utf-8") + "\n[a](https://one.example/a), `<https://code.example/>`, <https://two.example/>\n\n```\n[b](https://code.example/b)\n```\n",
        "utf-8",
    )
    found = {a.url: a.files for a in links.addresses(load(project, TODAY))}
    assert found["https://one.example/a"] == found["https://two.example/"] == ("docs/about/index.md",)
    assert not any("code.example" in url for url in found)


def _exceptions(folder: Path, text: str) -> Path:
    (folder / ".github").mkdir(exist_ok=True)
    (folder / links.EXCEPTIONS).write_text(text, "utf-8")
    return folder


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that would be asked; all answer."""
    found: list[str] = []

    def answer(wanted: list[Address], manners: Manners) -> list[links.Answer]:
        found.extend(a.url for a in wanted)
        return [links.Answer(a, Outcome.fine, "status 200") for a in wanted]

    monkeypatch.setattr(links, "ask", answer)
    return found


def test_exceptions_hold_until_their_day(toy: Atlas, tmp_path: Path, asked: list[str]) -> None:
    first, *_ = links.addresses(toy)
    _exceptions(tmp_path, f"- {{address: '{first.url}', why: it asks for a proof, until: 2026-06-30}}\n")
    links.check(toy, tmp_path, "2026-06-30", MANNERS)
    assert first.url not in asked
    said = links.check(toy, tmp_path, "2026-07-01", MANNERS)
    assert first.url in asked
    assert "Exceptions whose day has come (1)" in said and "it asks for a proof" in said
    _exceptions(tmp_path, f"- {{host: {first.host}, why: the same, until: 2026-06-30}}\n")
    asked.clear()
    links.check(toy, tmp_path, "2026-06-01", MANNERS)
    assert asked and not any(urlsplit(url).netloc == first.host for url in asked)


def test_exceptions_that_are_wrong_or_idle_are_named(toy: Atlas, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as error:
        links.check(
            toy,
            _exceptions(tmp_path, "- {host: a.example, address: https://a.example/, why: both, until: 2026-01-01}\n- {host: a.example, till: soon}\n"),
            TODAY,
            MANNERS,
        )
    said = str(error.value)
    assert "entry 1: entry: Value error, name either a host or an address" in said
    assert "entry 2: why: Field required" in said and "entry 2: till: Extra inputs are not permitted" in said
    with pytest.raises(CommandError, match=r"nobody\.example is no address of a record; take it out"):
        links.check(toy, _exceptions(tmp_path, "- {host: nobody.example, why: x, until: 2026-01-01}\n"), TODAY, MANNERS)


def test_the_exceptions_of_the_project_are_well_formed(real: Atlas) -> None:
    asked = links.addresses(real)
    assert all(any(e.holds(a) for a in asked) for e in links.exceptions(PROJECT / links.EXCEPTIONS))


def test_nothing_to_look_at_is_nothing_said(toy: Atlas, asked: list[str], tmp_path: Path) -> None:
    assert links.check(toy, _exceptions(tmp_path, ""), toy.state, MANNERS) == ""


def test_time_alone_makes_records_stale(toy: Atlas, asked: list[str], tmp_path: Path) -> None:
    said = links.check(toy, _exceptions(tmp_path, ""), "2028-01-01", MANNERS)
    assert "## Longest without a review" in said and "data/forums/toy-body.yml" in said


def test_a_report_is_only_text(toy: Atlas) -> None:
    address = Address("https://evil.example/`|@everyone<img src=x>[a](https://x.example)", ("data/sources/x.yml",), None)
    said = links.report([links.Answer(address, Outcome.broken, "status 404", None)], [], toy, toy.state)
    (row,) = [line for line in said.splitlines() if "evil.example" in line]
    # Four cells, each one piece of code: nothing in it is a link, a mark or the name of somebody.
    assert re.fullmatch(r"\| `[^`|]+` \| `[^`|]+` \| `[^`|]+` \| `[^`|]+` \|", row)


def test_faults_of_packages_are_told() -> None:
    found = [
        {"name": "fine", "version": "1.0", "vulns": []},
        {"name": "toys", "version": "2.0", "vulns": [{"id": "PYSEC-0-1", "fix_versions": ["2.1"]}, {"id": "PYSEC-0-2", "fix_versions": []}]},
        {"name": "nobody", "skip_reason": "not found"},
    ]
    assert audit.told(found[:1]) == ""
    said = audit.told(found)
    assert "| toys 2.0 | PYSEC-0-1 | 2.1 |" in said and "| toys 2.0 | PYSEC-0-2 | none yet |" in said and "could not be looked up (1)\n\nnobody" in said


def test_what_was_not_looked_up_is_not_said_to_be_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(stdout: str, stderr: str = "") -> None:
        monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 1, stdout, stderr))

    answers("", "ERROR:pip_audit: no network")
    with pytest.raises(CommandError, match="could not be looked up: ERROR:pip_audit: no network"):
        audit.report(PROJECT)
    answers(json.dumps({"dependencies": [{"name": "nobody", "skip_reason": "not found"}]}))
    with pytest.raises(CommandError, match="not one of 1 packages is known"):
        audit.report(PROJECT)


# ---------------------------------------------------------------------------------------------
# The one issue


FAKE_GH = """#!/bin/sh
printf '%s\\n' "$*" >>"$LOG"
case "$1 $2" in
    'issue list') printf '%s' "$OPEN" ;;
    'issue create' | 'issue edit') for last; do :; done; cp "$last" "$LOG.body" ;;
esac
"""


@pytest.fixture
def issue(tmp_path: Path):
    """Runs the script with a forge that has this issue open, or none; what it did there, and the body it sent."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(FAKE_GH)
    (tmp_path / "bin/gh").chmod(0o755)

    def run(*reports: str, open: str = "") -> tuple[list[str], str]:
        log, files = tmp_path / "log", []
        for old in tmp_path.glob("log*"):
            old.unlink()
        for n, text in enumerate(reports):
            files.append(tmp_path / f"report-{n}.md")
            files[-1].write_text(text)
        environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "LOG": str(log), "OPEN": open}
        subprocess.run([PROJECT / ".github/one-issue.sh", *files, tmp_path / "absent.md"], env=environment, check=True)
        body = tmp_path / "log.body"
        return [" ".join(line.split()[:2]) for line in log.read_text().splitlines()], body.read_text() if body.exists() else ""

    return run


def test_one_issue_is_opened_kept_and_closed(issue) -> None:
    assert issue("", "") == (["issue list"], "")
    assert issue("## Broken\n", "## Packages\n") == (["issue list", "label create", "issue create"], "## Broken\n\n## Packages\n\n")
    assert issue("## Broken\n", "", open="7") == (["issue list", "issue edit"], "## Broken\n\n")
    assert issue("", "", open="7") == (["issue list", "issue close"], "")


def test_a_long_report_is_cut_at_a_line(issue) -> None:
    _, body = issue("".join(f"- line {n} of a report `$(touch x)`\n" for n in range(5000)))
    assert len(body) < 65_536
    *lines, said = body.rstrip().splitlines()
    assert "cut off" in said and re.fullmatch(r"- line \d+ of a report `\$\(touch x\)`", lines[-2])
