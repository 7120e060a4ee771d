"""A preview of a change: what it adds, alters and takes away, old beside new."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from lxml import html

from macros import proposed
from macros.atlas import load
from macros.load import CommandError
from macros.views import preview

from .conftest import TODAY, run

FORUM = "data/forums/toy-body.yml"


def _git(root: Path, *arguments: str) -> str:
    names = ["-c", "user.name=A bear", "-c", "user.email=bear@toys.example", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *names, *arguments], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(project: Path) -> Path:
    """The toy project in a repository of its own, with one commit."""
    _git(project, "init", "--quiet")
    _git(project, "add", ".")
    _git(project, "commit", "--quiet", "-m", "Toys")
    return project


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def _changes(repository: Path) -> dict[str, proposed.Changed]:
    return {c.record.id: c for c in proposed.changes(proposed.at("HEAD", repository), load(repository, TODAY))}


def _words(lines: list[proposed.Line]) -> list[str]:
    return [line.text or (line.evidence and line.evidence.source) or "" for line in lines]


def test_nothing_changed(repository: Path) -> None:
    assert _changes(repository) == {}


def test_a_day_of_review_is_no_change(repository: Path) -> None:
    _edit(repository / FORUM, "reviewed: 2026-01-10", "reviewed: 2026-01-20")
    assert _changes(repository) == {}


def test_a_statement_changed_stands_old_beside_new_with_its_evidence(repository: Path) -> None:
    _edit(repository / FORUM, "Each bear has one vote.", "Each bear has two votes.")
    (part,) = _changes(repository)["toy-body"].parts
    assert (part.field, part.id) == ("claims", "votes")
    assert "Each bear has one vote." in _words(part.old) and "Each bear has two votes." in _words(part.new)
    assert [line.evidence.locator for line in part.new if line.evidence] == ["Article 2"]


def test_evidence_that_changes_is_a_change(repository: Path) -> None:
    _edit(repository / FORUM, "locator: Article 2", "locator: Article 3")
    (part,) = _changes(repository)["toy-body"].parts
    assert [line for line in part.new if line not in part.old] == [line for line in part.new if line.evidence]


def test_entries_of_a_list_are_told_apart_wherever_they_stand(repository: Path) -> None:
    """The chair goes, the secretariat now comes first: only the chair is a change."""
    text = (repository / FORUM).read_text("utf-8")
    chair, members, secretariat = re.findall(r"  - \{role: .*\n", text)
    (repository / FORUM).write_text(text.replace(chair + members + secretariat, secretariat + members), "utf-8")
    (part,) = _changes(repository)["toy-body"].parts
    assert (part.field, part.new) == ("seats", []) and "T. Bear" in _words(part.old)


def test_a_record_that_came_and_one_that_went(repository: Path) -> None:
    (repository / "data/forums/new-body.yml").write_text(
        (repository / FORUM).read_text("utf-8").replace("id: toy-body", "id: new-body").replace("Toy Standards Body", "New Body"), "utf-8"
    )
    (repository / "data/topics/silence.yml").unlink()
    (repository / "data/tombstones/silence.yml").write_text(
        "id: silence\nwas: topics\nname: {en: Silence}\ngone: 2026-01-20\nwhy: Nobody spoke of it.\n", "utf-8"
    )
    after = proposed.link(proposed.read(repository / "data"))
    found = {c.record.id: c.what for c in proposed.changes(proposed.at("HEAD", repository), after)}
    assert found == {"new-body": "added", "silence": "withdrawn"}


def test_a_check_that_outlives_its_statement_is_noticed(repository: Path) -> None:
    china = repository / "data/jurisdictions/china.yml"
    statement = next(c for c in load(repository, TODAY).records["china"].claims if c.checked)
    _edit(china, statement.text, "Something else.")
    (part,) = _changes(repository)["china"].parts
    assert part.check_outlived
    assert not any(p.check_outlived for c in _changes(repository).values() for p in c.parts if p is not part and p != part)


def test_what_had_another_shape_is_left_out(repository: Path) -> None:
    """The models may change with the data; the old ones need not fit."""
    _edit(repository / FORUM, "short: TSB", "shape: round")
    _git(repository, "commit", "--quiet", "-am", "Another shape")
    _edit(repository / FORUM, "shape: round", "short: TSB")
    assert _changes(repository)["toy-body"].what == "added"


def test_a_branch_is_compared_from_where_the_change_left_it(repository: Path) -> None:
    first = _git(repository, "rev-parse", "HEAD")
    _git(repository, "branch", "trunk")
    _git(repository, "commit", "--quiet", "--allow-empty", "-m", "A change")
    assert proposed.branched("trunk", repository) == first
    with pytest.raises(CommandError, match=r"'nowhere' is no commit that this change left; name a branch"):
        proposed.branched("nowhere", repository)
    with pytest.raises(CommandError):
        proposed.branched("--all", repository)


def test_the_command_builds_a_page_and_a_summary(repository: Path) -> None:
    hostile = "Two * votes | `each` @everyone ![x](https://evil.example/x.png)"
    _edit(repository / FORUM, "Each bear has one vote.", hostile)
    _edit(repository / "docs/about/index.md", "\n---\n\n", "\n---\n\nA new line.\n\n")
    done = run("-m", "macros", "preview", "HEAD", "--site", str(repository / "preview"), "--summary", str(repository / "summary.html"), root=repository)
    assert done.returncode == 0, done.stderr
    page = html.fromstring((repository / "preview/preview/index.html").read_text("utf-8"))
    row = page.xpath("//table[@class='twain']//tr[th/a]")[0]
    assert row.xpath("string(td[1]//del)").strip() == "Each bear has one vote."
    assert row.xpath("string(td[2]//ins)").strip() == hostile and not row.xpath(".//img")
    assert row.xpath("th/a/@href") == ["../forums/toy-body/#votes"]
    assert "../about/" in page.xpath("//section[@aria-labelledby='pages']//a/@href")
    assert "not published" in (repository / "preview/forums/toy-body/index.html").read_text("utf-8")
    summary = html.fragment_fromstring((repository / "summary.html").read_text("utf-8"), create_parent="div")
    assert summary.xpath("string(.//ins)") == hostile and not summary.xpath(".//img | .//a")
    # A blank line would end the block of HTML, and what follows would be read as Markdown.
    assert "\n\n" not in (repository / "summary.html").read_text("utf-8").strip()


def test_what_is_published_has_no_such_page(toy_site: Path) -> None:
    assert not (toy_site / preview.PREVIEW).exists()
    assert "not published" not in (toy_site / "index.html").read_text("utf-8")
