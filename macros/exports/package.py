"""Everything in one file: the tables as CSV in a zip, described by a Data Package (datapackage.org, version 2)."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from .. import clock
from ..atlas import Atlas
from . import Files
from .api import API, LICENCE, VERSION, as_csv
from .tables import Column, Table, tables

README = """Common Ground: AI technical standardization in China, the EU and their partners
Data of {state}. {site}

Cite: Common Ground, data of {state}, {site}
Licence: sentences, tables and links under CC BY 4.0 ({licence}).
Not ours to license: the columns `quotation` (short passages of others, quoted with their source) and the titles of sources and
documents. Facts are nobody's.

Each row of `statements` is one statement with its first source; `evidence` has all of them. Dates are as precise as the source.
What each column means: datapackage.json, or {site}data/fields/
"""


def package(atlas: Atlas) -> dict[str, Any]:
    """The descriptor: what each table is and how its columns refer to others."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "common-ground",
        "title": "Common Ground: AI technical standardization in China, the EU and their partners",
        "homepage": clock.site_url(),
        "version": f"{VERSION}+{atlas.state}",
        "created": f"{atlas.state}T00:00:00Z",
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "contributors": [{"title": "Common Ground", "path": clock.site_url()}],
        "resources": [_resource(table) for table in tables(atlas)],
    }


def _resource(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(c) for c in table.columns]}
    if table.key:
        schema["primaryKey"] = [table.key]
    if keys := [{"fields": [c.name], "reference": {"resource": c.refers, "fields": ["id"]}} for c in table.columns if c.refers]:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "description": table.description,
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field = {"name": column.name, "type": column.type, "description": column.description}
    return field | ({"constraints": {"required": True}} if column.required else {})


def files(atlas: Atlas) -> Files:
    """`common-ground.zip`, the same bytes from the same data."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in [
            ("datapackage.json", json.dumps(package(atlas), ensure_ascii=False, indent=1)),
            ("README.txt", README.format(state=atlas.state, site=clock.site_url(), licence=LICENCE)),
            *((f"{table.name}.csv", as_csv(table)) for table in tables(atlas)),
        ]:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, text)
    yield f"{API}common-ground.zip", out.getvalue()
