"""Editions as an editor makes them: from a tag, once, the same bytes again; and what the living site says of them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from lxml import html

from .conftest import PROJECT, TODAY, TOY

SITE = "https://common-ground.example/"
FORUM = "data/forums/toy-body.yml"


def _run(root: Path, *command: str, fails: bool = False) -> str:
    quiet = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
    done = subprocess.run(
        command, cwd=root, env={**os.environ, **quiet, "NO_MKDOCS_2_WARNING": "1", "COMMON_GROUND_TODAY": TODAY}, capture_output=True, text=True
    )
    assert bool(done.returncode) is fails, done.stdout + done.stderr
    return done.stdout + done.stderr


def _python(root: Path, *arguments: str, fails: bool = False) -> str:
    return _run(root, sys.executable, "-m", *arguments, fails=fails)


def _commit(root: Path, tag: str) -> None:
    _python(root, "macros", "addresses")
    _run(root, "git", "add", "--all")
    _run(root, "git", "commit", "--quiet", "--message", tag)
    _run(root, "git", "tag", tag)


def _page(file: Path) -> html.HtmlElement:
    return html.fromstring(file.read_text("utf-8"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the toy data and one edition, 2026.01."""
    root = tmp_path_factory.mktemp("editions") / "project"
    for name in ("macros", "overrides"):
        shutil.copytree(PROJECT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(TOY / "data", root / "data")
    shutil.copytree(TOY / "docs", root / "docs")
    shutil.copytree(PROJECT / "docs/assets", root / "docs/assets")
    shutil.copy(PROJECT / "mkdocs.yml", root / "mkdocs.yml")
    (root / ".gitignore").write_text("/site/\n.cache/\n__pycache__/\n")
    _run(root, "git", "init", "--quiet")
    _commit(root, "edition-2026.01")
    said = _python(root, "macros", "edition", "2026.01")
    assert "data of 2026-01-10" in said
    return root


def test_an_edition_is_made_from_its_tag_and_never_twice_in_two_ways(project: Path) -> None:
    assert "there is no tag edition-2026.03; set it on the commit to publish: git tag edition-2026.03" in _python(
        project, "macros", "edition", "2026.03", fails=True
    )
    assert "write the year and month, as in 2026.11" in _python(project, "macros", "edition", "spring", fails=True)
    (listed,) = yaml.safe_load((project / "docs/editions/editions.yml").read_text())
    again = _python(project, "macros", "edition", "2026.01")
    assert listed["sha256"] in again, "the same commit gives the same bytes"
    assert len(yaml.safe_load((project / "docs/editions/editions.yml").read_text())) == 1
    assert _run(project, "git", "ls-tree", "--name-only", "editions").strip() == "2026.01.tar.xz"
    assert "2026.01.tar.xz" not in _run(project, "git", "ls-files"), "the copies live outside the main branch"


def test_a_page_of_an_edition_says_what_it_is_and_leads_to_the_living_one(project: Path, tmp_path: Path) -> None:
    _python(project, "macros", "editions", str(tmp_path))
    copy = tmp_path / "editions/2026.01"
    _python(project, "macros", "build", str(tmp_path / "site"), "--editions")
    assert (tmp_path / "site/editions/2026.01/index.html").read_bytes() == (copy / "index.html").read_bytes()
    assert (tmp_path / "site/editions/index.html").is_file(), "the list of editions is the living site's"
    page = _page(copy / "forums/toy-body/index.html")
    banner = page.xpath("//p[contains(@class, 'edition')]")[0]
    assert "Edition 2026.01." in banner.text_content() and banner.xpath("a/@href") == [f"{SITE}forums/toy-body/"]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{SITE}forums/toy-body/"]
    assert page.xpath("//link[@rel='cite-as']/@href") == [f"{SITE}editions/2026.01/forums/toy-body/"]
    assert "edition 2026.01" in page.xpath("string(//p[@class='cite-this'])")
    (item,) = json.loads((copy / "forums/toy-body.csl.json").read_text())
    assert item["URL"] == f"{SITE}editions/2026.01/forums/toy-body/" and item["container-title"] == "Common Ground (edition 2026.01)"
    assert "toy-body" in (copy / "pagefind").parent.joinpath("api/v1/forums.json").read_text(), "search and data stay inside the edition"
    for line in (copy / "manifest.txt").read_text().splitlines()[:50]:
        digest, name = line.split("  ", 1)
        assert _run(copy, "sha256sum", name).split()[0] == digest


def test_what_was_put_on_the_branch_by_other_hands_is_not_put_up(project: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    _run(tmp_path, "git", "clone", "--quiet", str(project), str(clone))
    shutil.copy(project / "docs/editions/editions.yml", clone / "docs/editions/editions.yml")
    assert "1 edition(s)" in _python(clone, "macros", "editions", str(tmp_path / "good")), "as fetched"
    _run(clone, "git", "checkout", "--quiet", "editions")
    (clone / "2026.01.tar.xz").write_bytes(b"something else")
    _run(clone, "git", "commit", "--quiet", "--all", "--message", "x")
    _run(clone, "git", "checkout", "--quiet", "-")
    shutil.copy(project / "docs/editions/editions.yml", clone / "docs/editions/editions.yml")
    said = _python(clone, "macros", "editions", str(tmp_path / "bad"), fails=True)
    assert "is not the one that was published" in said and not (tmp_path / "bad").exists()


def test_the_living_site_leads_to_the_copy_and_tells_what_changed_since(project: Path, tmp_path: Path) -> None:
    root = tmp_path / "next"
    shutil.copytree(project, root)
    forum = (root / FORUM).read_text("utf-8")
    assert "short: TSB" in forum
    (root / FORUM).write_text(forum.replace("short: TSB", "short: TSX").replace("reviewed: 2026-01-10", "reviewed: 2026-01-30"))
    (root / "data/topics/whispering.yml").write_text(
        "id: whispering\nname: {en: Whispering}\nsummary: Toys that whisper.\nreviewed: 2026-01-30\ngroup: foundations\n"
    )
    _commit(root, "edition-2026.02")
    _python(root, "macros", "edition", "2026.02")
    _python(root, "mkdocs", "build", "--strict", "--quiet")
    page = _page(root / "site/changes/2026.02/index.html")
    assert page.xpath("//section[@aria-labelledby='added']//a/text()") == ["Whispering"]
    (changed,) = page.xpath("//section[@aria-labelledby='changed']")
    assert (changed.xpath(".//dt/text()"), changed.xpath(".//del/text()"), changed.xpath(".//ins/text()")) == (["short"], ["TSB"], ["TSX"])
    rows = _page(root / "site/editions/index.html").xpath("//tbody/tr/th/a/text()")
    assert rows == ["2026.02", "2026.01"]
    living = _page(root / "site/forums/toy-body/index.html")
    assert living.xpath("//p[@class='cite-this']/a[2]/@href") == [f"{SITE}editions/2026.02/forums/toy-body/"]
    assert living.xpath("//link[@rel='canonical']/@href") == [f"{SITE}forums/toy-body/"]
    assert living.xpath("//link[@rel='cite-as']/@href") == [f"{SITE}editions/2026.02/forums/toy-body/"], "unchanged since, so the copy is what to cite"
    assert "edition 2026.02" in _page(root / "site/forums/toy-body.cite.html").xpath("string(//p[@class='fixed'])")
