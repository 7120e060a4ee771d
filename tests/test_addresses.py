"""What was published once never leads nowhere: renames, splits, withdrawals, and the ledger that guards them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from macros import addresses
from macros.atlas import current

from .conftest import PROJECT, build, run

FORUM = "data/forums/toy-body.yml"


def _published(project: Path, *lines: str) -> None:
    file = project / addresses.LEDGER
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(["# 2026-01-10", *lines]) + "\n")


def _check(project: Path) -> list[str]:
    return run("-m", "macros", "check", root=project).stdout.splitlines()


def _change(project: Path, file: str, old: str, new: str) -> None:
    text = (project / file).read_text("utf-8")
    assert old in text, "the toy data changed"
    (project / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_command_adds_what_is_new_and_only_that(project: Path) -> None:
    first = run("-m", "macros", "addresses", root=project)
    assert first.returncode == 0 and " new in docs/editions/addresses.txt" in first.stdout
    before = (project / addresses.LEDGER).read_text()
    assert {"# 2026-01-10", "forums/toy-body/", "forums/toy-body/#votes", "instruments/toy-act/#art-1", "forums/toy-bdoy/"} <= set(before.splitlines())
    assert run("-m", "macros", "addresses", root=project).stdout.startswith("0 new")
    _change(project, FORUM, "  - id: votes", "  - id: ballots\n    formerly: [votes]")
    run("-m", "macros", "addresses", root=project)
    after = (project / addresses.LEDGER).read_text()
    assert after == before + "# 2026-01-10\nforums/toy-body/#ballots\n"
    assert "no problem" in _check(project)[0]


@pytest.mark.parametrize(
    ("published", "message"),
    [
        (
            "forums/gone-body/",
            "'forums/gone-body/' was published and is gone; put `formerly: [gone-body]` on the record that took its place, or write data/tombstones/",
        ),
        (
            "forums/toy-body/#gone",
            "'forums/toy-body/#gone' was published and is gone; put `formerly: [gone]` on the statement that took its place, or list it under `withdrawn:`",
        ),
        # An address that moved keeps its statements, too.
        (
            "forums/toy-bdoy/#gone",
            "'forums/toy-bdoy/#gone' was published and is gone; put `formerly: [gone]` on the statement that took its place, or list it under `withdrawn:`",
        ),
    ],
)
def test_an_address_that_would_vanish_fails_the_check_and_the_build(project: Path, tmp_path: Path, published: str, message: str) -> None:
    _published(project, "forums/toy-body/", published)
    done = run("-m", "macros", "check", root=project)
    assert (done.returncode, done.stdout) == (1, f"docs/editions/addresses.txt:3:1: address: {message}\n")
    built = run("-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site"), root=project)
    assert built.returncode == 1 and message in built.stderr and not (tmp_path / "site").exists()


def test_what_moved_was_split_or_withdrawn_satisfies_it(project: Path) -> None:
    _published(project, "forums/toy-bdoy/#votes", "topics/old-topic/#anything", "standards/bad-standard/#anything")
    assert "no problem" in _check(project)[0]


def test_a_renamed_record_leads_on_from_its_old_address_in_one_step(project: Path, tmp_path: Path) -> None:
    _change(project, FORUM, "id: toy-body", "id: toy-body\nformerly: [toy-council, toy-board]")
    build(tmp_path / "site", project)
    for old in ("toy-council", "toy-board"):
        page = html.fromstring((tmp_path / "site" / "forums" / old / "index.html").read_text("utf-8"))
        assert page.xpath("string(//link[@rel='canonical']/@href)").endswith("/forums/toy-body/")
        assert page.xpath("//main//a/@href")[-1] == "../../forums/toy-body/"


def test_a_split_record_points_to_all_its_successors(project: Path, tmp_path: Path) -> None:
    for id in ("talking", "silence"):
        _change(project, f"data/topics/{id}.yml", f"id: {id}", f"id: {id}\nformerly: [sounds]")
    build(tmp_path / "site", project)
    page = html.fromstring((tmp_path / "site" / "topics/sounds/index.html").read_text("utf-8"))
    assert {"../../topics/talking/", "../../topics/silence/"} <= set(page.xpath("//main//a/@href"))
    assert not page.xpath("//meta[@http-equiv='refresh']")


def test_old_anchors_lead_to_the_statement_and_withdrawn_ones_say_what_became_of_it(project: Path, tmp_path: Path) -> None:
    _change(project, FORUM, "  - id: votes", "  - id: ballots\n    formerly: [votes]")
    with (project / FORUM).open("a") as file:
        file.write("withdrawn:\n  - {id: rattle, said: Toys rattle., gone: 2026-01-05, why: No source says it.}\n")
    build(tmp_path / "site", project)
    page = html.fromstring((tmp_path / "site" / "forums/toy-body/index.html").read_text("utf-8"))
    assert page.xpath("//*[@id='ballots']//*[@id='votes']")
    assert "No source says it." in page.xpath("string(//*[@id='rattle'])")


def test_a_former_id_is_nobodys_id_today(project: Path) -> None:
    _change(project, FORUM, "id: toy-body", "id: toy-body\nformerly: [toy-act]")
    assert "formerly[0]: 'toy-act' is the id of data/instruments/toy-act.yml; a former id is nobody's id today; remove it, or that file" in _check(project)[0]


def test_a_link_to_a_former_id_is_told_the_new_one(project: Path) -> None:
    _change(project, FORUM, "id: toy-body", "id: toy-body\nformerly: [toy-council]")
    _change(project, "data/standards/toy-1-2024.yml", "bodies: [toy-body]", "bodies: [toy-council]")
    assert "bodies[0]: 'toy-council' was renamed; write 'toy-body'" in _check(project)[0]


@pytest.mark.browser
def test_an_old_link_to_a_statement_arrives_at_the_statement(browser, toy_url: str) -> None:
    page = browser.new_page()
    page.goto(f"{toy_url}forums/toy-bdoy/#votes")
    page.wait_for_url("**/forums/toy-body/#votes")
    page.close()


def test_every_address_of_the_real_site_is_in_the_ledger() -> None:
    noted = {address for _, _, address in addresses.ledger(PROJECT)}
    assert addresses.every(current()) - noted == set(), "run make addresses"
