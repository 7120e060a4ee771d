"""Each kind of bad input, and the whole message that it gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.load import read

from .conftest import problems, run

FORUM = "data/forums/toy-body.yml"
LAW = "data/instruments/toy-act.yml"
STANDARD = "data/standards/toy-1-2024.yml"
ADOPTION = "data/standards/toy-china-1.yml"
CHINA = "data/jurisdictions/china.yml"
UNION = "data/jurisdictions/european-union.yml"
SOURCE = "data/sources/toy-gazette.yml"
EVENT = "data/events/2026-09-plenary.yml"


def test_the_toy_project_is_clean(project: Path) -> None:
    assert problems(project) == []


# file, what is replaced, what stands there instead, the whole output
CHANGES = [
    pytest.param(CHINA, "since: 2026-01-02", "since: 2026-01-12", "15:94: claims[0].checked.since: 2026-01-12 is no day from which a mistake stood that was corrected on 2026-01-09; give `was`, and a day not after the check; or remove `since`", id="corrected before it was wrong"),
    pytest.param(CHINA, "was: said that the basis is a habit, since: 2026-01-02, ", "", "15:63: claims[0].checked.reported_by: stands without `was`; say what was wrong, or remove `reported_by`", id="reported, but not wrong"),
    pytest.param(FORUM, "short: TSB", "short: [TSB", "5:8: file: not YAML: did not find expected ',' or ']'; mend the line, or put the text in quotes", id="syntax"),
    pytest.param(FORUM, "short: TSB", "short: a: b", "4:9: file: not YAML: mapping values are not allowed in this context; put a text that holds `: ` in quotes, or mend the indentation", id="colon"),
    pytest.param(FORUM, "short: TSB", "short:\tTSB", "4:7: file: a tab; indent and separate with spaces", id="tab"),
    pytest.param(FORUM, "short: TSB", "short: TSB\nshort: TB", "5:1: short: is written twice; keep one of the two", id="duplicate key"),
    pytest.param(FORUM, "short: TSB", "shrot: TSB", "4:1: shrot: is no field here; did you mean 'short'?", id="unknown field"),
    pytest.param(FORUM, "locator: Article 2", "lokator: Article 2", "11:38: claims[0].evidence[0].lokator: is no field here; did you mean 'locator'?", id="unknown field inside"),
    pytest.param(FORUM, "forum_type: international\n", "", "2:1: forum_type: is missing; add it", id="missing field"),
    pytest.param(FORUM, "short: TSB", "short: 5", "4:8: short: 5 is a number or truth value; put it in quotes: '5'", id="number for text"),
    pytest.param(FORUM, "aliases: [Toy Body]", "aliases: Toy Body", "5:10: aliases: is a text; write a list, each item after `- `", id="text for list"),
    pytest.param(FORUM, "count: 12", "count: many", "19:54: seats[1].count: 'many' is not a whole number; write digits only", id="text for number"),
    pytest.param(FORUM, "as_of: 2024-05\n", "as_of: 2024-02-30\n", "12:12: claims[0].as_of: 2024-02-30 is not a day of the calendar; check month and day", id="impossible date"),
    pytest.param(FORUM, "as_of: 2024-05\n", "as_of: May 2024\n", "12:12: claims[0].as_of: 'May 2024' is not a date; write 2026, 2026-11 or 2026-11-23", id="not a date"),
    pytest.param(FORUM, "confidence: high\nreviewed", "confidence: hihg\nreviewed", "13:17: claims[0].confidence: 'hihg' is not one of the values; did you mean 'high'?", id="enumeration"),
    pytest.param(FORUM, "id: toy-body", "id: Toy_Body", "2:5: id: 'Toy_Body' is not an id; use lower-case letters, digits and single hyphens, at most 80 characters, as in 'toy-body'", id="id not a slug"),
    pytest.param(FORUM, "id: toy-body", "id: toy-bdy", "2:5: id: 'toy-bdy' differs from the file name; write 'toy-body' or rename the file", id="id not the file name"),
    pytest.param(STANDARD, "bodies: [toy-body]", "bodies: [toy-bod]", "8:10: bodies[0]: 'toy-bod' is no known id of forums; did you mean 'toy-body'?", id="unknown id in a field"),
    pytest.param(STANDARD, "topics: [talking]", "topics: [toy-act]", "11:10: topics[0]: 'toy-act' is in instruments; expected an id of topics", id="id of another kind"),
    pytest.param(STANDARD, "topics: [talking]", "topics: [old-topic]", "11:10: topics[0]: 'old-topic' is gone; name its successor: talking, silence", id="id of a tombstone"),
    pytest.param(FORUM, "[[toy-1-2024|", "[[toy-1-2023|", "6:10: summary: 'toy-1-2023' is no known id of any record; did you mean 'toy-1-2024'?", id="unknown id in a link"),
    pytest.param(FORUM, "Each bear", "Each [[toy-act bear", "10:11: claims[0].text: a link is not closed; write [[id]] or [[id|words]]", id="open link"),
    pytest.param(FORUM, "toy-gazette, locator", "toy-gazete, locator", "11:25: claims[0].evidence[0].source: 'toy-gazete' is no known id of sources; did you mean 'toy-gazette'?", id="unknown source"),
    pytest.param(FORUM, "evidence: [{source: toy-gazette, locator: Article 2}]", "evidence: []", "11:15: claims[0].evidence: is empty; give at least one; no claim stands without evidence", id="no evidence"),
    pytest.param(FORUM, "    evidence: [{source: toy-gazette, locator: Article 2}]\n", "", "8:5: claims[0].evidence: is missing; add it; no claim stands without evidence", id="evidence missing"),
    pytest.param(FORUM, "locator: Article 2", "quote: " + "word " * 26, "11:45: claims[0].evidence[0].quote: the quotation has 26 words; quote at most 25", id="long quotation"),
    pytest.param(FORUM, "section: voting", "section: votign", "9:14: claims[0].section: 'votign' is no section of forums; did you mean 'voting'?", id="unknown section"),
    pytest.param(FORUM, "  - id: votes", "  - id: voting", "8:9: claims[0].id: 'voting' is already the anchor of a section; choose another id inside this record", id="anchor taken"),
    pytest.param(FORUM, "as_of: 2024-05\n", "as_of: 2026-03\n", "12:12: claims[0].as_of: 2026-03 is in the future; at the latest 2026-02-01", id="as_of ahead"),
    pytest.param(FORUM, "reviewed: 2026-01-10", "reviewed: 2027-01-10", "14:11: reviewed: 2027-01-10 is in the future; at the latest 2026-02-01", id="reviewed ahead"),
    pytest.param(EVENT, "end: 2026-09-04", "end: 2026-08-04", "8:6: end: 2026-08-04 lies before date 2026-09-01; check both dates", id="end before beginning"),
    pytest.param(ADOPTION, "date: 2024-06", "date: 2025-06", "9:32: stage.date: 2025-02 lies before the earlier stage of 2025-06; list stages oldest first", id="stages out of order"),
    pytest.param(LAW, "date: 2024-05-01", "date: 2023-05-01", "14:28: dates[1].date: in-force 2023-05-01 lies before adopted 2024-04-01; check both dates", id="in force before adoption"),
    pytest.param(STANDARD, "committee: toy-body", "committee: toy-body\nsupersedes: [toy-china-1]", None, id="no cycle yet"),
    pytest.param(ADOPTION, "article: art-1", "article: art-2", "15:36: supports[0].article: 'art-2' is no article of toy-act; did you mean 'art-1'?", id="unknown article"),
    pytest.param(CHINA, "    followed_because: The digest is newer.\n", "", "6:5: claims[0].followed_because: is missing although sources disagree; say why the page follows one of them", id="disagreement without a reason"),
    pytest.param(FORUM, "[[toy-1-2024|", "[[toy-act#art-2|", "6:10: summary: 'art-2' is no statement of toy-act; did you mean 'art-1'?", id="unknown statement in a link"),
    pytest.param(UNION, "[[toy-act#art-1|Talk]]", "[[toy-act#art-2|Talk]]", "16:5: way[0]: 'art-2' is no statement of toy-act; did you mean 'art-1'?", id="step without its statement"),
    pytest.param(UNION, "[[toy-act#art-1|Talk]]", "Talk", "16:5: way[0]: 'Talk Toys are made to speak' does not begin with a link to a statement; write [[record#statement|Name of the step]] and what happens", id="step without a link"),
    pytest.param(CHINA, "date: 2026-01-09, against: source, was: said that the basis is a habit, since: 2026", "date: 2024-01-09, against: source, was: said that the basis is a habit, since: 2023", "15:21: claims[0].checked.date: 2024-01-09 lies before as_of 2025; remove `checked`, or check again", id="checked before it held"),
    pytest.param(CHINA, "date: 2026-01-09", "date: 2026-03-09", "15:21: claims[0].checked.date: 2026-03-09 is in the future; at the latest 2026-02-01", id="checked ahead"),
    pytest.param("data/topics/silence.yml", "silent?", "silent.", "6:32: open_questions[0].question: 'Why are these toys silent.' does not end in a question mark; write it as a question", id="no question"),
    pytest.param(CHINA, "confidence: medium", "confidence: high", "14:17: claims[0].confidence: 'high' without a primary source that was read itself; medium at most", id="confidence too high"),
    pytest.param(CHINA, ", evidence: [{source: toy-digest}]}", "}", "3:23: name.zh: has no evidence; add `evidence:` below `name:` with the source that prints it", id="foreign name without evidence"),
    pytest.param(SOURCE, "accessed: 2026-01-10\n", "", "2:1: accessed: is missing although records cite this text as read; add the day on which it was read", id="read, but when?"),
    pytest.param(SOURCE, "https://gazette.example/1", "javascript:alert(1)", "6:6: URL: 'javascript:alert(1)' is not a web address; it must begin with http:// or https://", id="link not http"),
    pytest.param(SOURCE, "https://gazette.example/1", "https://x.workers.dev/1", "6:6: URL: x.workers.dev is a proxy; name the original's address, or none, and tell in `copy_of` what was read", id="proxy as source"),
    pytest.param(STANDARD, "reference: TOY 1:2024", "reference: TOY-CHINA 1", "data/standards/toy-china-1.yml:6:12: reference: 'TOY-CHINA 1' also stands in data/standards/toy-1-2024.yml; keep one record", id="reference twice"),
    pytest.param(FORUM, "Each bear", "Each <b>bear</b>", "10:11: claims[0].text: raw HTML: '<b>bear</b> has one '; write plain text; links are [[id]]", id="raw HTML"),
    pytest.param(FORUM, "Each bear", "Each {{ bear }}", "10:11: claims[0].text: template syntax: '{{'; write plain text", id="template syntax"),
    pytest.param(FORUM, "Each bear", "Each \u202ebear", "10:11: claims[0].text: an invisible character (U+202E); remove it", id="hidden character"),
    pytest.param(FORUM, "short: TSB", "short: !!python/name:os.system TSB", "4:8: short: the tag 'python/name:os.system'; write a plain value without a tag", id="tag"),
    pytest.param("docs/about/index.md", "# What", "[[toy-bdy]] # What", "docs/about/index.md:8:1: text: 'toy-bdy' is no known id of any record; did you mean 'toy-body'?", id="link on a written page"),
    pytest.param("docs/about/index.md", "# What", "# What [@toy-gazete, p. 1]", "docs/about/index.md:8:8: text: 'toy-gazete' is no known id of sources; did you mean 'toy-gazette'?", id="citation on a written page"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), CHANGES)
def test_bad_input_gets_one_message(project: Path, file: str, old: str, new: str, expected: str | None) -> None:
    path = project / file
    text = path.read_text("utf-8")
    assert text.count(old) >= 1, "the toy data changed"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = problems(project)
    if expected is None:
        assert found == []
    else:
        assert found == [expected if expected.startswith(("data/", "docs/")) else f"{file}:{expected}"]


# file, content (text or bytes), the whole output
FILES = [
    pytest.param("data/forums/empty.yml", "", "1:1: file: is empty; write one `field: value` a line", id="empty"),
    pytest.param("data/forums/list.yml", "- a\n", "1:1: file: holds no fields; write one `field: value` a line", id="list"),
    pytest.param("data/forums/latin.yml", b"id: latin\nname: {en: Caf\xe9}\n", "2:15: file: byte 0xe9 is not UTF-8; save the file as UTF-8", id="not UTF-8"),
    pytest.param("data/forums/big.yml", "id: big\nsummary: " + "x" * 300_000, "1:1: file: has 292 KiB; a record has at most 256 KiB", id="too big"),
    pytest.param("data/forums/deep.yml", "id: deep\nclaims: " + "[" * 40 + "]" * 40, "2:21: claims[0][0][0][0][0][0][0][0][0][0][0][0]: nested too deeply; at most 12 levels", id="too deep"),
    pytest.param("data/forums/note.txt", "hello", "1:1: file: has the ending .txt; records end in .yml", id="other ending"),
    pytest.param("data/forum/x.yml", "id: x", "1:1: file: lies in 'forum', which is no kind of record; did you mean 'forums'?", id="unknown folder"),
    pytest.param("data/x.yml", "id: x", "1:1: file: lies in 'data', which is no kind of record; a folder of data/: jurisdictions, forums, standards, instruments, recommendations, topics, terms, events, sources, tombstones", id="no folder"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "content", "expected"), FILES)
def test_bad_files_get_one_message(project: Path, file: str, content: str | bytes, expected: str) -> None:
    path = project / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert problems(project) == [f"{file}:{expected}"]


def test_an_id_is_used_once_across_kinds(project: Path) -> None:
    text = (project / "data/topics/silence.yml").read_text()
    (project / "data/topics/bear.yml").write_text(text.replace("id: silence", "id: bear"))
    assert problems(project) == [
        "data/topics/bear.yml:1:1: id: 'bear' is also the id of data/terms/bear.yml; choose another id: ids are unique across all kinds"
    ]


def test_anchors_and_aliases_do_not_blow_up(project: Path) -> None:
    bomb = "id: bomb\na: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (project / "data/forums/bomb.yml").write_text(bomb)
    found = problems(project)
    assert found[0] == "data/forums/bomb.yml:2:4: file: an anchor; write the value itself; records have no anchors and aliases"
    assert all("an anchor" in line or "an alias" in line for line in found)


@pytest.mark.parametrize("relation", ["part_of", "supersedes"])
def test_circles_are_found_once(project: Path, relation: str) -> None:
    for name, target in (("toy-1-2024", "toy-china-1"), ("toy-china-1", "toy-european-1"), ("toy-european-1", "toy-1-2024")):
        path = project / f"data/standards/{name}.yml"
        path.write_text(path.read_text() + f"{relation}: [{target}]\n")
    (found,) = problems(project)
    assert found.endswith(f"{relation}[0]: a circle: toy-1-2024 -> toy-china-1 -> toy-european-1 -> toy-1-2024; remove one of these links")


def test_a_source_that_nobody_cites_is_reported(project: Path) -> None:
    text = (project / SOURCE).read_text().replace("toy-gazette", "toy-lonely").replace("/1", "/2")
    (project / "data/sources/toy-lonely.yml").write_text(text)
    assert problems(project) == ["data/sources/toy-lonely.yml:2:1: file: is cited by no record; cite it, or delete the file"]


def test_kept_values_never_stand_in_for_a_changed_file(project: Path) -> None:
    store = project / ".cache" / "values.json"

    def name() -> str:
        reading = read(project / "data", project, store)
        return next(loaded.record.name.en for loaded in reading.loaded if loaded.file == FORUM)

    first = name()
    assert store.is_file() and name() == first
    path = project / FORUM
    path.write_text(path.read_text().replace(first, "Changed Body"))
    assert name() == "Changed Body"
    for broken in ("", "{", '{"files": 3}', '{"reader": "another", "files": {}}'):
        store.write_text(broken)
        assert name() == "Changed Body"
    (project / FORUM).unlink()
    read(project / "data", project, store)
    assert FORUM not in store.read_text()


def test_everything_is_reported_at_once_sorted_and_the_exit_is_one(project: Path) -> None:
    (project / FORUM).write_text((project / FORUM).read_text().replace("short: TSB", "shrot: TSB").replace("section: voting", "sektion: x"))
    (project / SOURCE).write_text((project / SOURCE).read_text().replace("tier: primary", "tier: best"))
    done = run("-m", "macros", "check", root=project)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 4
    assert "4 problems in 2 file(s)" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_check_passes_on_the_real_data() -> None:
    done = run("-m", "macros", "check")
    assert done.returncode == 0, done.stdout
