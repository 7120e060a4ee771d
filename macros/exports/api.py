"""The data as files: each record and each kind as JSON, each table as CSV, and the schemas they keep to. The root is `api/v1/`."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from .. import clock
from ..atlas import ADDRESS, Atlas
from ..schema import api_schemas
from . import Files
from .tables import Table, tables

API = "api/v1/"
VERSION = "1.0.0"
"""Of the data's shape. docs/data/ promises what each of the three numbers means, and tells what changed."""

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def record_data(atlas: Atlas, record: Any) -> dict[str, Any]:
    """A record as its file has it, with its kind, its page and its schema; what is empty is left out."""
    root = clock.site_url()
    return {
        "$schema": f"{root}{API}schemas/{record.folder}.schema.json",
        "record_kind": record.folder,
        "page": root + atlas.path(record.id),
        **record.model_dump(mode="json", by_alias=True, exclude_defaults=True),
    }


def as_csv(table: Table) -> str:
    """RFC 4180, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows([_harmless(value) for value in row] for row in table.rows)
    return "\ufeff" + out.getvalue()


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula is led by an apostrophe (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def about(atlas: Atlas) -> dict[str, Any]:
    """What the index of the API says."""
    root = clock.site_url()
    return {
        "name": "Common Ground",
        "version": VERSION,
        "data": atlas.state,
        "edition": clock.edition(),
        "licence": LICENCE,
        "licence_note": "Sentences, tables and links: CC BY 4.0. Quotations and titles belong to their authors. Facts are free.",
        "cite": f"Common Ground, data of {atlas.state}, {root}",
        "documentation": f"{root}data/",
        "kinds": {
            kind: {
                "count": len(records),
                "json": f"{root}{API}{kind}.json",
                "schema": f"{root}{API}schemas/{kind}.schema.json",
                "record": f"{root}{API}{kind}/{{id}}.json",
            }
            for kind, records in atlas.kinds.items()
        },
        "tables": {table.name: {"rows": len(table.rows), "csv": f"{root}{API}{table.name}.csv"} for table in tables(atlas)},
        "package": f"{root}{API}common-ground.zip",
        "database": f"{root}{API}common-ground.sqlite",
        "glossary": [f"{root}{API}glossary.ttl", f"{root}{API}glossary.jsonld"],
    }


def files(atlas: Atlas) -> Files:
    """`index.json`, `KIND.json`, `KIND/ID.json`, `TABLE.csv`, `schemas/`; each record beside its page, too."""
    for kind, records in atlas.kinds.items():
        texts = []
        for record in records:
            text = as_json(record_data(atlas, record))
            texts.append(text)
            yield f"{API}{kind}/{record.id}.json", text
            if kind != "tombstones":
                yield f"{ADDRESS[kind]}/{record.id}.json", text
        yield f"{API}{kind}.json", f"[{','.join(texts)}]"
    for table in tables(atlas):
        yield f"{API}{table.name}.csv", as_csv(table)
    for name, text in api_schemas().items():
        yield f"{API}schemas/{name}", text
    yield f"{API}index.json", json.dumps(about(atlas), ensure_ascii=False, indent=1)
