"""The tables as one SQLite file, as Datasette and any other reader of SQLite opens it."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from ..atlas import Atlas
from . import Files
from .api import API
from .tables import Table, tables


def files(atlas: Atlas) -> Files:
    """`common-ground.sqlite`, with a full-text index of the statements."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "data.sqlite"
        connection = sqlite3.connect(file)
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;")
        for table in tables(atlas):
            _write(connection, table)
        connection.executescript(
            'CREATE INDEX statements_record ON statements("record"); CREATE INDEX evidence_statement ON evidence("statement");'
            'CREATE INDEX evidence_source ON evidence("source"); CREATE INDEX relations_to ON relations("to");'
            'CREATE VIRTUAL TABLE statements_fts USING fts5("text", content="statements");'
            "INSERT INTO statements_fts(statements_fts) VALUES ('rebuild');"
        )
        connection.commit()
        connection.execute("VACUUM")
        connection.close()
        yield f"{API}common-ground.sqlite", file.read_bytes()


def _write(connection: sqlite3.Connection, table: Table) -> None:
    parts = [f'"{c.name}" {"INTEGER" if c.type == "integer" else "TEXT"}{" PRIMARY KEY" if c.name == table.key else ""}' for c in table.columns]
    parts += [f'FOREIGN KEY ("{c.name}") REFERENCES "{c.refers}"("id")' for c in table.columns if c.refers]
    connection.execute(f'CREATE TABLE "{table.name}" ({", ".join(parts)})')
    connection.executemany(f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(table.columns))})', table.rows)
