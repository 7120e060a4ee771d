"""`make new`: a skeleton that the check understands, for each kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from macros.model import KINDS
from macros.new import SINGULAR, skeleton

from .conftest import PROJECT, TODAY, problems, run

# What a person would fill in, by the name of the field; the toy project has the records that are named.
FILLED = {
    "en": "A name", "summary": "One sentence.", "source": "toy-gazette", "as_of": "2024-05", "confidence": "high", "text": "It says so.", "forum_type": "committee", "code": "XX",
    "reference": "NEW 1:2025", "document_type": "standard", "bodies": "[toy-body]", "rung": "published", "instrument_type": "law", "issued_by": "Somebody", "value": "in-force",
    "number": "9", "level": "domestic", "ask": None, "group": "foundations", "definition": "A thing.", "by": "Toy Act", "kind": "meeting", "date": "2025-05-01", "about": "[toy-body]",
    "type": "webpage", "title": "A title", "language": "en", "tier": "primary", "was": "forums", "gone": "2026-01-01", "why": "It ended.", "addressees": "Somebody",
}  # fmt: skip


@pytest.mark.parametrize("folder", KINDS)
def test_a_skeleton_passes_the_check_once_filled(project: Path, folder: str) -> None:
    text = skeleton(folder, "my-record", TODAY, {})
    assert all(f"\n{name}:" in text or f"\n# {name}:" in text for name in ("id", "reviewed") if name in KINDS[folder].model_fields)
    sections = {folder: next(iter(model.sections), "") for folder, model in KINDS.items()}
    lines = []
    for line in text.splitlines():
        if match := re.fullmatch(r"( *)(\w+):( \[\])?", line):
            name = match[2]
            value = sections[folder] if name == "section" else "a-statement" if name == "id" else FILLED.get(name)
            line = f"{match[1]}{name}: {value}" if value else line
        lines.append(line)
    (project / "data" / folder / "my-record.yml").parent.mkdir(exist_ok=True)
    (project / "data" / folder / "my-record.yml").write_text("\n".join(lines) + "\n")
    # A source that nothing cites is a fault: it comes with the statement that rests on it.
    assert [p for p in problems(project) if "is cited by no record" not in p or folder != "sources"] == []


@pytest.mark.parametrize("folder", KINDS)
def test_every_field_is_explained_and_can_be_taken_into_use(folder: str) -> None:
    """Taking the "# " away gives YAML of the right shape."""
    import yaml

    text = skeleton(folder, "my-record", TODAY, {})
    used = "\n".join(re.sub(r"^# (?!yaml-)", "", line) for line in text.splitlines())
    assert set(yaml.safe_load(used)) == {info.alias or name for name, info in KINDS[folder].model_fields.items()} - {"formerly", "withdrawn", "checked"}


@pytest.mark.parametrize(
    ("kind", "id", "says"),
    [
        ("form", "x", "'form' is no kind of record; did you mean 'forum'?"),
        (
            "forum",
            "My Body",
            "'My Body' is no id: lower-case letters, digits and single hyphens, at most 80, as in 'my-body'. Example: make new kind=forum id=my-body",
        ),
        ("forum", "", "no id is given: lower-case"),
        ("", "x", "no kind is given. Kinds: jurisdiction, forum,"),
        ("forum", "toy-body", "data/forums/toy-body.yml is there already"),
        ("standard", "toy-body", "data/forums/toy-body.yml is there already; an id stands for one record only"),
        ("forum", "../../etc", "'../../etc' is no id"),
    ],
)
def test_wrong_arguments_explain_themselves(project: Path, kind: str, id: str, says: str) -> None:
    done = run("-m", "macros", "new", kind, id, root=project)
    assert done.returncode == 1 and says in done.stderr, done.stderr
    assert problems(project) == []


def test_the_site_offers_each_template_with_examples_of_its_own_kind(site: Path) -> None:
    """Whoever writes in the browser has no `make new`; what they paste names every field, too."""
    fields = (site / "data" / "fields" / "index.html").read_text("utf-8")
    for one, folder in SINGULAR.items():
        text = (site / "data" / "templates" / f"{one}.yml").read_text("utf-8")
        assert f'href="../templates/{one}.yml"' in fields
        assert text == re.sub("(?m)^(id|reviewed): .*", r"\1:", text) and f"/{folder}.schema.json" in text
        example = re.search(r"for ever\. .* E\.g\. (\S+)\nid:", text)
        assert example is None or (PROJECT / "data" / folder / f"{example[1]}.yml").exists(), one
        assert example or folder == "tombstones"  # there is none yet
