"""Links between records, the pages made of them, and the common-ground rule, on the toy atlas."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from macros import ground
from macros.atlas import Atlas, check_of, load
from macros.model import KINDS
from macros.pages import pages
from macros.views.counts import checks
from macros.views.groups import split_events
from macros.views.indexes import index_page
from macros.views.letters import letter_page, register_letters
from macros.views.open_questions import open_questions
from macros.views.records import record_page
from macros.views.view import human_range

from .conftest import PROJECT, TODAY, TOY


def test_a_relation_is_entered_once_and_seen_from_both_ends(toy: Atlas) -> None:
    assert [s.id for s, _ in toy.adopters["toy-1-2024"]] == ["toy-china-1", "toy-european-1"]
    assert [r.id for r in toy.related("toy-body", "mirrors")] == ["body-china", "body-european"]
    assert "secretariat of" in record_page(toy, "body-european")
    assert "toy-china-1" in record_page(toy, "toy-1-2024")
    assert "toy-1-2024" in record_page(toy, "toy-china-1")


def test_an_instrument_shows_the_standards_that_serve_each_article(toy: Atlas) -> None:
    html = record_page(toy, "toy-act")
    after = html[html.index('id="art-1"') :]
    assert "TOY-CHINA 1" in after and "TOY-EUROPEAN 1" in after


def test_backlinks_lead_to_the_very_claim(toy: Atlas) -> None:
    assert '"../../jurisdictions/european-union/#basis-act"' in record_page(toy, "toy-act")


def test_a_source_says_what_rests_on_it(toy: Atlas) -> None:
    html = record_page(toy, "toy-unread-act")
    assert "as reported by" in html and "not read itself" in html
    assert "../../jurisdictions/china/#basis-law" in html


def test_disagreement_stands_on_the_page(toy: Atlas) -> None:
    html = record_page(toy, "china")
    assert "Sources disagree." in html and "There is no such law." in html and "The digest is newer." in html


def test_a_check_by_other_eyes_is_shown_and_counted(toy: Atlas) -> None:
    html = record_page(toy, "china")
    assert "Checked by other eyes on 9 January 2026 against the sources themselves" in html
    assert "against the passages quoted here" in html[html.index('id="record"') :]
    assert checks(toy) == {"source": 1, "quotation": 0, "corrected": 1}


def test_a_check_of_the_record_holds_for_statements_without_their_own(toy: Atlas) -> None:
    china = toy.records["china"]
    (claim,) = china.claims
    older = claim.model_copy(update={"checked": None})
    assert check_of(china, older).date == "2026-01-08"
    assert check_of(china, older.model_copy(update={"as_of": "2026-01-10"})) is None


def test_open_questions_stand_on_the_page_and_on_the_list(toy: Atlas) -> None:
    assert 'id="why-silent"' in record_page(toy, "silence")
    listed = open_questions(toy)
    assert "../topics/silence/#why-silent" in listed
    assert "Who sets AI standards?" in listed, "questions that a profile leaves unanswered"
    assert "Not established." in record_page(toy, "china")


def test_a_number_is_found_in_the_spellings_people_use(real: Atlas) -> None:
    found = {words for _, _, entries in register_letters(real) for words, record in entries if record.id == "iso-iec-42001-2023"}
    assert {"ISO/IEC 42001:2023", "42001"} <= found


def test_an_inference_is_marked(toy: Atlas) -> None:
    assert "Editors’ inference." in record_page(toy, "let-toys-talk")


def test_chinese_in_a_text_is_marked_as_chinese(toy: Atlas) -> None:
    assert '<span lang="zh-Hans">标准化法</span>' in record_page(toy, "china")


@pytest.mark.parametrize(
    ("tombstone", "says", "leads"),
    [("toy-bdoy", "moved", ["toy-body"]), ("old-topic", "split", ["talking", "silence"]), ("bad-standard", "withdrawn", [])],
)
def test_a_tombstone_leads_on(toy: Atlas, tombstone: str, says: str, leads: list[str]) -> None:
    html = record_page(toy, tombstone)
    assert says in html
    assert all(f"/{target}/" in html for target in leads)


def test_every_record_has_exactly_one_page(toy: Atlas) -> None:
    paths = [page.path for page in pages(toy)]
    assert len(paths) == len(set(paths))
    assert {toy.path(r.id) + "index.md" for r in toy.records.values()} <= set(paths)


def test_a_new_file_adds_page_index_row_backlink_and_register(project: Path) -> None:
    (project / "data/forums/new-body.yml").write_text(
        "id: new-body\nname: {en: Quite New Body}\nsummary: It works with [[toy-body]].\nreviewed: 2026-01-10\nforum_type: committee\n"
    )
    atlas = load(project, TODAY)
    assert "forums/new-body/index.md" in [page.path for page in pages(atlas)]
    assert "Quite New Body" in index_page(atlas, "forums")
    assert "Quite New Body" in letter_page(atlas, "a-z", "q")
    assert "Quite New Body" in record_page(atlas, "toy-body")


def test_no_record_is_lost_between_file_and_atlas(real: Atlas) -> None:
    assert len(real.records) == len(list((PROJECT / "data").glob("*/*.yml")))


def _without(tmp_path: Path, *changes: tuple[str, str, str]) -> Atlas:
    import shutil

    shutil.copytree(TOY, tmp_path / "p")
    for file, old, new in changes:
        path = tmp_path / "p" / "data" / "standards" / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return load(tmp_path / "p", TODAY)


CN, EU = "toy-china-1.yml", "toy-european-1.yml"


@pytest.mark.parametrize(
    ("changes", "status", "side"),
    [
        ([], "common", None),
        ([(CN, "degree: IDT", "degree: MOD")], "common", None),
        ([(CN, "degree: IDT", "degree: NEQ")], "parallel", None),
        ([(CN, "as_of: 2025, confidence: medium}\nsupports", "as_of: 2025, confidence: low}\nsupports")], "parallel", None),
        ([(CN, "degree: IDT", "degree: unknown")], "parallel", None),
        ([(CN, "rung: published, date: 2025-02", "rung: withdrawn, date: 2025-02")], "one-sided", ground.EU),
        ([(EU, "topics: [talking]", "topics: []"), (EU, "degree: IDT", "degree: NEQ")], "one-sided", ground.CHINA),
        ([(CN, "topics: [talking]", "topics: [silence]")], "common", None),
    ],
)
def test_the_common_ground_rule(tmp_path: Path, changes: list[tuple[str, str, str]], status: str, side: str | None) -> None:
    found = ground.common_ground(_without(tmp_path, *changes), "talking")
    assert (found.status, found.one_side) == (status, side)


def test_a_topic_without_documents_is_open(toy: Atlas) -> None:
    assert ground.common_ground(toy, "silence").status == "open"


def test_pages_do_not_depend_on_the_day_of_the_build(toy: Atlas) -> None:
    assert toy.state == "2026-01-10"
    ahead, _ = split_events(toy)
    assert [e.id for e in ahead] == ["2026-09-plenary"]


def test_only_the_adapter_imports_mkdocs() -> None:
    importing = [p.name for p in (PROJECT / "macros").glob("*.py") if re.search(r"^\s*(from|import) mkdocs", p.read_text("utf-8"), re.M)]
    assert importing == ["mkdocs_hook.py"]


def test_every_kind_has_a_template_or_a_place_of_its_own() -> None:
    templates = {p.stem for p in (PROJECT / "macros" / "templates").iterdir()}
    assert {model.one for model in KINDS.values()} <= templates


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-09-01", "2026-09-04", "1–4 September 2026"),
        ("2026-06-30", "2026-07-02", "30 June – 2 July 2026"),
        ("2026-12-30", "2027-01-02", "30 December 2026 – 2 January 2027"),
        ("2026-06", "2026-07", "June – July 2026"),
        ("2025", "2026", "2025 – 2026"),
    ],
)
def test_spans_are_written_as_people_do(first: str, last: str, words: str) -> None:
    assert human_range(first, last) == words
