"""Editions: frozen, complete copies of the site, each under its own address, listed in `docs/editions/editions.yml`.

The list stands in the main branch; the copies do not. Each is an archive in the branch `editions`, and the list holds its digest: what is
put up under `editions/2026.11/` is that archive or nothing.
"""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from . import clock
from .load import CommandError

if TYPE_CHECKING:
    from .pages import Page

LIST = "docs/editions/editions.yml"
"""Below the project's root."""

BRANCH = "editions"

NAME = re.compile(r"\d{4}\.(0[1-9]|1[0-2])(\.\d)?")
"""Year and month; a second edition in a month is 2026.11.2."""


@dataclass(frozen=True)
class Edition:
    """A line of the list."""

    name: str
    date: str
    """The date of its data."""
    commit: str
    """The commit from which it was built."""
    sha256: str
    """Digest of the archive."""

    @property
    def url(self) -> str:
        return f"{clock.living_url()}editions/{self.name}/"

    def holds(self, page: Page) -> bool:
        """Was there such a page when it was made? The ledger of addresses tells."""
        return _published(clock.root()).get(page.path.removesuffix("index.md") or "./", "9999") <= self.date


def editions(root: Path | None = None) -> list[Edition]:
    """Every edition, the newest first."""
    return _listed(root or clock.root())


@cache
def _listed(root: Path) -> list[Edition]:
    file = root / LIST
    entries = yaml.safe_load(file.read_text("utf-8")) if file.exists() else None
    return sorted((Edition(**{k: str(v) for k, v in entry.items()}) for entry in entries or ()), key=lambda e: (e.date, e.name), reverse=True)


def newest() -> Edition | None:
    """The last edition; None before the first."""
    return next(iter(editions()), None)


@cache
def _published(root: Path) -> dict[str, str]:
    """Address of a page -> the date of the data with which it first came."""
    from .addresses import ledger

    found: dict[str, str] = {}
    for _, date, address in ledger(root):
        found.setdefault(address.partition("#")[0], date)
    return found


# ---------------------------------------------------------------------------------------------
# Making one


def make(name: str, root: Path) -> Edition:
    """Build the edition from the tag `edition-NAME`, put its archive on the branch, and add it to the list.

    Raises CommandError if there is no such tag, or if an edition of that name stands and differs: an edition never changes.
    """
    if not NAME.fullmatch(name):
        raise CommandError(f"{name!r} is no name of an edition; write the year and month, as in 2026.11")
    tag, listed = f"edition-{name}", {e.name: e for e in editions(root)}
    # A lost tag or branch is made anew from the list.
    wanted = listed[name].commit if name in listed else tag
    commit = _git(
        root, "rev-parse", "--verify", "--quiet", f"{wanted}^{{commit}}", fails=f"there is no tag {tag}; set it on the commit to publish: git tag {tag}"
    )
    archive, date = build(name, commit, root)
    edition = Edition(name, date, commit, hashlib.sha256(archive).hexdigest())
    if name in listed and listed[name].sha256 != edition.sha256:
        raise CommandError(
            f"edition {name} stands with another content ({listed[name].sha256[:12]}, now {edition.sha256[:12]}); an edition never changes, so choose another name"
        )
    _keep(root, f"{name}.tar.xz", archive)
    if name not in listed:
        before = next((e for e in editions(root) if e.date <= date), None)
        if before:
            changed = difference(_data(_archive(root, before)), _data(archive), before.name, name)
            (root / f"docs/editions/changes-{name}.json").write_text(json.dumps(changed.__dict__, ensure_ascii=False, indent=1) + "\n", "utf-8")
        with (root / LIST).open("a", encoding="utf-8") as out:
            out.write(yaml.safe_dump([edition.__dict__], sort_keys=False))
        _listed.cache_clear()
    return edition


def build(name: str, commit: str, root: Path) -> tuple[bytes, str]:
    """The archive of an edition as built from a commit, and the date of its data. The same commit gives the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        _git(root, "worktree", "add", "--detach", "--quiet", str(tree), commit)
        try:
            living = clock.site_url()
            env = {**os.environ, "COMMON_GROUND_EDITION": name, "SITE_URL": f"{living}editions/{name}/", "LIVING_URL": living, "NO_MKDOCS_2_WARNING": "1"}
            env.pop("SOURCE_DATE_EPOCH", None)
            done = subprocess.run([sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"], cwd=tree, env=env)
            if done.returncode:
                raise CommandError(f"the build of {commit[:12]} failed; see above")
            return _pack(tree / "site"), json.loads((tree / "site/api/v1/index.json").read_text("utf-8"))["data"]
        finally:
            _git(root, "worktree", "remove", "--force", str(tree))


def _pack(site: Path) -> bytes:
    """The site as one archive: files in order, without owners or times, after a list of them with their digests."""
    files = {p.relative_to(site).as_posix(): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file()}
    manifest = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in {"manifest.txt": manifest.encode(), **files}.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o644
            tar.addfile(entry, io.BytesIO(content))
    return lzma.compress(out.getvalue(), preset=3)


def _keep(root: Path, name: str, content: bytes) -> None:
    """Add a file to the branch, which needs no checkout."""
    tip = subprocess.run(["git", "rev-parse", "--verify", "--quiet", f"refs/heads/{BRANCH}"], cwd=root, capture_output=True, text=True).stdout.strip()
    tree = _git(root, "ls-tree", tip) if tip else ""
    blob = subprocess.run(["git", "hash-object", "-w", "--stdin"], cwd=root, input=content, capture_output=True, check=True).stdout.decode().strip()
    if f"blob {blob}\t{name}" in tree:
        return
    entries = "\n".join(filter(None, [tree, f"100644 blob {blob}\t{name}"]))
    made = subprocess.run(["git", "mktree"], cwd=root, input=entries, capture_output=True, text=True, check=True).stdout.strip()
    commit = _git(root, "commit-tree", made, *(["-p", tip] if tip else []), "-m", f"Edition {name.removesuffix('.tar.xz')}")
    _git(root, "update-ref", f"refs/heads/{BRANCH}", commit)


def put_up(site: Path, root: Path) -> list[Edition]:
    """Unpack every listed edition below `site/editions/`. Raises CommandError, with nothing unpacked, if one is missing or differs."""
    archives = [(edition, _archive(root, edition)) for edition in editions(root)]
    for edition, archive in archives:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:xz") as tar:
            tar.extractall(site / "editions" / edition.name, filter="data")
    return [edition for edition, _ in archives]


def _archive(root: Path, edition: Edition) -> bytes:
    """The archive of an edition from the branch, as here or as last fetched."""
    for branch in (BRANCH, f"origin/{BRANCH}"):
        found = subprocess.run(["git", "show", f"{branch}:{edition.name}.tar.xz"], cwd=root, capture_output=True)
        if found.returncode == 0:
            digest = hashlib.sha256(found.stdout).hexdigest()
            if digest != edition.sha256:
                raise CommandError(f"edition {edition.name} on {branch} is not the one that was published: digest {digest}, listed {edition.sha256}")
            return found.stdout
    raise CommandError(f"edition {edition.name} is not at hand; fetch the branch: git fetch origin {BRANCH}")


def _git(root: Path, *arguments: str, fails: str = "") -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise CommandError(fails or done.stderr.strip())
    return done.stdout.strip()


# ---------------------------------------------------------------------------------------------
# What changed


@dataclass(frozen=True)
class Difference:
    """What changed between two editions."""

    since: str
    to: str
    added: list[dict[str, str]] = field(default_factory=list)
    """Each record: id, kind, label."""
    withdrawn: list[dict[str, str]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    """The same, and `statements`: id, old and new text; one of them is empty for what came or went."""


def difference(old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]], since: str, to: str) -> Difference:
    """Compares two states of the data: id -> record as the API has it. Dates of review and checks are no change."""
    changed = []
    for id in sorted(old.keys() & new.keys()):
        before, after = said(old[id]), said(new[id])
        parts = [
            {"id": key, "old": before.get(key, ""), "new": after.get(key, "")} for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)
        ]
        if parts:
            changed.append(_named(new[id]) | {"statements": parts})
    return Difference(
        since, to, [_named(new[id]) for id in sorted(new.keys() - old.keys())], [_named(old[id]) for id in sorted(old.keys() - new.keys())], changed
    )


def said(record: dict[str, Any]) -> dict[str, str]:
    """What a record says, by statement and field, without evidence, dates of review and checks."""
    found: dict[str, str] = {}
    for name, value in record.items():
        if name in ("$schema", "page", "record_kind", "reviewed", "checked", "open_questions", "formerly"):
            continue
        items = value if isinstance(value, list) else []
        if items and all(isinstance(item, dict) and "id" in item for item in items):
            found |= {item["id"]: item.get("text", "") for item in items}
        else:
            found[name] = value if isinstance(value, str) else json.dumps(_bare(value), ensure_ascii=False, sort_keys=True)
    return found


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k not in ("evidence", "checked", "confidence")}
    return [_bare(v) for v in value] if isinstance(value, list) else value


def _named(record: dict[str, Any]) -> dict[str, str]:
    label = record.get("reference") or record.get("short") or record.get("title") or record["name"]["en"]
    return {"id": record["id"], "kind": record["record_kind"], "label": label}


def _data(archive: bytes) -> dict[str, dict[str, Any]]:
    """id -> record, from the data that an edition carries."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:xz") as tar:
        kinds = [m for m in tar.getmembers() if re.fullmatch(r"api/v1/[a-z]+\.json", m.name) and m.name not in ("api/v1/index.json", "api/v1/tombstones.json")]
        return {record["id"]: record for m in kinds for record in json.load(tar.extractfile(m))}  # type: ignore[arg-type]


def differences(root: Path) -> list[Difference]:
    """What changed between editions, as noted when each was made."""
    return [Difference(**json.loads(file.read_text("utf-8"))) for file in sorted((root / "docs/editions").glob("changes-*.json"))]
