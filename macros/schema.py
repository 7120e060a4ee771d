"""JSON Schemas for editors, generated from the models and from nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .model import KINDS


def schemas() -> dict[str, str]:
    """File name -> text of the schema, one for each folder of `data/`."""
    texts = {}
    for folder, model in KINDS.items():
        schema = model.model_json_schema(by_alias=True)
        schema = {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$comment": "Generated from macros/model.py by `python -m macros schema`; do not edit.",
            **_draft_07(schema),
        }
        texts[f"{folder}.schema.json"] = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    return texts


def api_schemas() -> dict[str, str]:
    """The same for a record of the API, which says in addition what it is and where its page stands."""
    texts = {}
    for name, text in schemas().items():
        schema = json.loads(text)
        added = {"$schema": _ADDRESS, "record_kind": {"const": name.split(".")[0]}, "page": _ADDRESS}
        schema["properties"] = added | schema["properties"]
        schema["required"] = [*added, *schema["required"]]
        texts[name] = json.dumps(schema, ensure_ascii=False)
    return texts


_ADDRESS = {"type": "string", "format": "uri"}


def _draft_07(schema: dict[str, Any]) -> dict[str, Any]:
    """Editors' YAML servers read draft-07, which says `definitions` for `$defs`."""
    text = json.dumps(schema).replace("#/$defs/", "#/definitions/")
    schema = json.loads(text)
    schema["definitions"] = schema.pop("$defs", {})
    return schema


def write(folder: Path) -> None:
    """Write all schemas into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
