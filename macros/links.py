"""Do the addresses of others still answer? Asks each once, gently, and writes what a maintainer has to look at."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

import requests
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from . import clock
from .atlas import Atlas
from .load import CommandError
from .model import Source
from .views.freshness import due

EXCEPTIONS = ".github/links.yml"

ARCHIVE = "https://archive.org/wayback/available"
"""Tells whether the Internet Archive has a copy (archive.org/help/wayback_api.php)."""

STALE = ("passed", "drafts", "reviewed")
"""Lists of the page Freshness that grow as time passes."""

SHOWN = 30
"""Entries of a list in the report."""


class Outcome(StrEnum):
    fine = "fine"
    moved = "moved"
    broken = "broken"
    refused = "refused"
    """A program is not let in; a person may be."""
    slow = "slow"


@dataclass(frozen=True)
class Address:
    """An address of somebody else's."""

    url: str
    files: tuple[str, ...]
    """Where it stands."""
    read: str | None
    """The day on which the text was read there: a copy of about that day is wanted if it goes."""

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc.lower()


@dataclass(frozen=True)
class Answer:
    """What came of asking."""

    address: Address
    outcome: Outcome
    said: str
    """Status, new address or fault, in words."""
    copy: str | None = None
    """Address of an archived copy, looked for where the outcome is `broken`."""


class Exempt(BaseModel):
    """An entry of `EXCEPTIONS`: what is not asked until a day, and why."""

    model_config = ConfigDict(extra="forbid")
    host: str | None = None
    address: str | None = None
    why: str
    until: date

    @model_validator(mode="after")
    def _one(self) -> Exempt:
        if (self.host is None) == (self.address is None):
            raise ValueError("name either a host or an address")
        return self

    def holds(self, address: Address) -> bool:
        return self.address == address.url if self.address else self.host == address.host


@dataclass(frozen=True)
class Manners:
    """How to ask."""

    pause: float = 1.0
    """Seconds between two requests to a host."""
    timeout: float = 30.0
    """Seconds until an answer has to begin."""
    longest: int = 120
    """Seconds that are waited where a host asks to come again later."""
    hosts: int = 16
    """Hosts that are asked at the same time, each one thing at a time."""


# ---------------------------------------------------------------------------------------------
# What to ask


def addresses(atlas: Atlas) -> list[Address]:
    """Every address of others in records and hand-written pages, in order."""
    found: dict[str, set[str]] = defaultdict(set)
    read: dict[str, str] = {}
    for record in atlas.records.values():
        url = getattr(record, "URL" if isinstance(record, Source) else "url", None)
        if url:
            found[url].add(atlas.files[record.id])
            if isinstance(record, Source) and record.accessed:
                read[url] = record.accessed
    for path, text in atlas.docs.items():
        prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.S | re.M)
        for url in re.findall(r"\]\((https?://[^)\s]+)\)|<(https?://[^>\s]+)>", prose):
            found[next(filter(None, url))].add(f"docs/{path}")
    own = urlsplit(clock.site_url()).netloc
    return [Address(url, tuple(sorted(files)), read.get(url)) for url, files in sorted(found.items()) if urlsplit(url).netloc != own]


def exceptions(file: Path) -> list[Exempt]:
    """What is not asked. Raises CommandError with everything that is wrong in the file."""
    wrong: list[str] = []
    found: list[Exempt] = []
    for n, entry in enumerate(yaml.safe_load(file.read_text("utf-8")) or []):
        try:
            found.append(Exempt.model_validate(entry))
        except ValidationError as error:
            wrong += [f"{file}: entry {n + 1}: {'.'.join(map(str, e['loc'])) or 'entry'}: {e['msg']}" for e in error.errors()]
    if wrong:
        raise CommandError("\n".join(wrong))
    return found


# ---------------------------------------------------------------------------------------------
# Asking


def ask(wanted: list[Address], manners: Manners) -> list[Answer]:
    """Asks every address; the answers in the same order. Raises CommandError if not one could be reached."""
    by_host: dict[str, list[Address]] = defaultdict(list)
    for address in wanted:
        by_host[address.host].append(address)
    with ThreadPoolExecutor(manners.hosts) as pool:
        answers = {a.address: a for found in pool.map(lambda group: _ask_host(group, manners), by_host.values()) for a in found}
    if wanted and all(a.said.startswith(UNREACHED) for a in answers.values()):
        raise CommandError(f"not one of {len(wanted)} addresses could be reached; is there a network?")
    return [answers[address] for address in wanted]


UNREACHED = "no connection"


def _ask_host(group: list[Address], manners: Manners) -> list[Answer]:
    patience = Retry(
        total=3, connect=0, read=False, redirect=0, other=0, status=2, status_forcelist=(429, 503),
        backoff_factor=manners.pause, retry_after_max=manners.longest, raise_on_status=False,
    )  # fmt: skip
    answers = []
    with requests.Session() as session:
        session.headers["User-Agent"] = f"{clock.settings()['site_name'].replace(' ', '')}-links/1 (+{clock.settings()['repo_url']})"
        session.mount("http://", HTTPAdapter(max_retries=patience))
        session.mount("https://", HTTPAdapter(max_retries=patience))
        for n, address in enumerate(group):
            if n:
                time.sleep(manners.pause)
            answers.append(_ask(session, address, manners))
    return answers


def _ask(session: requests.Session, address: Address, manners: Manners) -> Answer:
    try:
        answer = session.head(address.url, timeout=manners.timeout, allow_redirects=True)
        if answer.status_code >= 400 and answer.status_code != 429:
            time.sleep(manners.pause)
            # Many hosts know no HEAD; the body is not fetched.
            with session.get(address.url, timeout=manners.timeout, allow_redirects=True, stream=True) as answer:
                pass
    except requests.exceptions.TooManyRedirects:
        return Answer(address, Outcome.broken, "leads in a circle")
    except requests.exceptions.SSLError:
        return Answer(address, Outcome.broken, "its certificate is not valid")
    except requests.exceptions.Timeout:
        return Answer(address, Outcome.slow, f"no answer within {manners.timeout:g} seconds")
    except requests.exceptions.ConnectionError:
        return Answer(address, Outcome.broken, f"{UNREACHED} to {address.host}")
    except (requests.exceptions.RequestException, UnicodeError) as error:
        return Answer(address, Outcome.broken, f"cannot be asked: {type(error).__name__}")
    if answer.status_code in (401, 403, 429, 451, 999):
        return Answer(address, Outcome.refused, f"status {answer.status_code}")
    if answer.status_code >= 400:
        return Answer(address, Outcome.broken, f"status {answer.status_code}")
    if answer.history and all(step.status_code in (301, 308) for step in answer.history) and answer.url != address.url:
        lost = urlsplit(answer.url).path in ("", "/") and urlsplit(address.url).path not in ("", "/")
        return Answer(address, Outcome.moved, f"{answer.url}{' (the front page: the text may be gone)' if lost else ''}")
    return Answer(address, Outcome.fine, f"status {answer.status_code}")


def with_copies(answers: list[Answer], manners: Manners, archive: str = ARCHIVE) -> list[Answer]:
    """The same; what is broken with an archived copy of about the day on which it was read, where there is one."""
    return [Answer(a.address, a.outcome, a.said, _copy(a.address, manners, archive)) if a.outcome is Outcome.broken else a for a in answers]


def _copy(address: Address, manners: Manners, archive: str) -> str | None:
    time.sleep(manners.pause)
    try:
        wanted = {"url": address.url, **({"timestamp": address.read.replace("-", "")} if address.read else {})}
        found = requests.get(archive, params=wanted, timeout=manners.timeout).json()["archived_snapshots"]["closest"]["url"]
        return str(found) if str(found).startswith(("http://", "https://")) else None
    except (requests.exceptions.RequestException, KeyError, TypeError, ValueError):
        return None


# ---------------------------------------------------------------------------------------------
# Telling


def report(answers: list[Answer], exempt: list[Exempt], atlas: Atlas, today: str) -> str:
    """What a maintainer has to look at, in Markdown; empty if there is nothing."""
    found: dict[Outcome, list[Answer]] = defaultdict(list)
    for answer in answers:
        found[answer.outcome].append(answer)
    parts = [
        *_table(
            "Broken", "A source that is gone keeps its record. Name its new address, or the archived copy in `copy_of`.", found[Outcome.broken], "Archived copy"
        ),
        *_table("Moved for good", "Write the new address into the record, once you have seen that the text is there.", found[Outcome.moved]),
        *_table(
            "Refused or slow", f"Look with a browser. What a program never gets to see goes into `{EXCEPTIONS}`.", found[Outcome.refused] + found[Outcome.slow]
        ),
        *_exempt(exempt, [a.address for a in answers], today),
        *_stale(atlas, today),
    ]
    return (
        "".join(f"{part}\n" for part in (f"{len(answers)} addresses asked on {today}: {', '.join(f'{len(found[o])} {o}' for o in Outcome)}.\n", *parts))
        if parts
        else ""
    )


def _table(heading: str, what: str, answers: list[Answer], copy: str = "") -> Iterator[str]:
    if answers:
        yield f"## {heading} ({len(answers)})\n\n{what}\n\n| Record | Address | What happened |{f' {copy} |' * bool(copy)}\n|---|---|---|{'---|' * bool(copy)}"
        for a in answers:
            yield f"| {_cell(', '.join(a.address.files))} | {_cell(a.address.url)} | {_cell(a.said)} |" + (
                f" {_cell(a.copy or 'none found')} |" if copy else ""
            )
        yield ""


def _exempt(exempt: list[Exempt], asked: list[Address], today: str) -> Iterator[str]:
    over = [e for e in exempt if str(e.until) < today]
    if over:
        yield f"## Exceptions whose day has come ({len(over)})\n\nThey were asked again. Give them another day in `{EXCEPTIONS}`, or take them out.\n"
        yield from (f"- {_cell(e.address or e.host or '')}, until {e.until}: {_cell(e.why)}" for e in over)
        yield ""


def _stale(atlas: Atlas, today: str) -> Iterator[str]:
    for id, heading, why, entries in due(atlas, today):
        if id in STALE and entries:
            yield f"## {heading} ({len(entries)})\n\n{why}\n"
            yield from (f"- {d.date} {_cell(atlas.files[d.record.id])}: {_cell(d.words)}" for d in entries[:SHOWN])
            yield f"- and {len(entries) - SHOWN} more, on the page Freshness\n" if len(entries) > SHOWN else ""


def _cell(text: str) -> str:
    """Words of a record as code in Markdown: no link, no mark, no name that is called."""
    return "`" + re.sub(r"[`|\s]+", " ", text).strip() + "`" if text.strip() else ""


def check(atlas: Atlas, root: Path, today: str, manners: Manners, archive: str = ARCHIVE) -> str:
    """The whole: what to look at, in Markdown, or nothing. Raises CommandError if the exceptions are not well formed or there is no network."""
    exempt = exceptions(root / EXCEPTIONS)
    wanted = addresses(atlas)
    idle = [e for e in exempt if not any(e.holds(a) for a in wanted)]
    if idle:
        raise CommandError("\n".join(f"{EXCEPTIONS}: {e.address or e.host} is no address of a record; take it out" for e in idle))
    asked = [a for a in wanted if not any(e.holds(a) for e in exempt if str(e.until) >= today)]
    return report(with_copies(ask(asked, manners), manners, archive), exempt, atlas, today)
