"""The models, and the schemas made from them."""

from __future__ import annotations

import json

import pytest

from macros.model import KINDS, words
from macros.schema import schemas
from macros.stages import LADDER, rung_of

from .conftest import PROJECT


def test_the_schemas_in_the_repository_are_those_of_the_models() -> None:
    folder = PROJECT / "docs" / "schemas"
    assert {p.name: p.read_text("utf-8") for p in folder.iterdir()} == schemas(), "run `make schema`"


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_explains_itself(kind: str) -> None:
    schema = json.loads(schemas()[f"{kind}.schema.json"])
    for shape in [schema, *schema["definitions"].values()]:
        for name, field in shape.get("properties", {}).items():
            assert field.get("description") or "$ref" in field, f"{shape['title']}.{name} has no docstring"


@pytest.mark.parametrize("kind", KINDS)
def test_no_shape_is_a_union(kind: str) -> None:
    def forms(node: object) -> None:
        if isinstance(node, dict):
            options = [o for o in node.get("anyOf", []) if o != {"type": "null"}]
            assert len(options) < 2, f"{kind}: {options}"
            for value in node.values():
                forms(value)
        elif isinstance(node, list):
            for value in node:
                forms(value)

    forms(json.loads(schemas()[f"{kind}.schema.json"]))


def test_every_record_names_its_schema_in_the_first_line() -> None:
    wrong = [
        path.name
        for path in (PROJECT / "data").glob("*/*.yml")
        if path.read_text("utf-8").partition("\n")[0] != f"# yaml-language-server: $schema=../../docs/schemas/{path.parent.name}.schema.json"
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("code", "rung"),
    [
        ("00.60", "proposed"),
        ("20.00", "drafting"),
        ("40.20", "enquiry"),
        ("50.00", "approval"),
        ("60.60", "published"),
        ("90.92", "published"),
        ("95.99", "withdrawn"),
        ("30.98", "withdrawn"),
        ("prEN", None),
    ],
)
def test_harmonized_stage_codes_fall_on_the_ladder(code: str, rung: str | None) -> None:
    assert rung_of(code) == rung


def test_the_ladder_lists_every_rung() -> None:
    from macros.model import Rung

    assert [rung for rung, _, _ in LADDER] == list(Rung)


@pytest.mark.parametrize(("text", "count"), [("All toys shall speak", 4), ("人工智能", 2), ("the body's own co-operation", 4), ("“AI” 系统", 2)])
def test_words_are_counted_as_a_reader_would(text: str, count: int) -> None:
    assert words(text) == count
