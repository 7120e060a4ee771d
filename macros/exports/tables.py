"""The data as tables: what the CSV files, the Data Package and the database hold. Columns follow from the models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel

from .. import clock
from ..atlas import Atlas, natural
from ..model import KINDS, Evidence, Model, RefTo, Sourced, field_roles
from ..views.view import View

Row = tuple[Any, ...]
SEVERAL = " | "
"""Stands between the values of a cell that holds several."""


@dataclass(frozen=True)
class Column:
    """A column as Table Schema describes it (specs.frictionlessdata.io/table-schema)."""

    name: str
    description: str
    type: str = "string"
    """`string` or `integer`. Dates are strings: a source often gives only the year or the month."""
    refers: str | None = None
    """Table whose `id` it names."""
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One table, with all its rows in a fixed order; the first column is the key unless `key` is empty."""

    name: str
    description: str
    columns: tuple[Column, ...]
    rows: list[Row]
    key: str = "id"


@lru_cache(maxsize=1)
def tables(atlas: Atlas) -> list[Table]:
    """Every table: one a kind of record, then what crosses the kinds."""
    return [*(_of_kind(atlas, kind) for kind in KINDS if kind != "tombstones"), *_statements(atlas), _adoptions(atlas), _relations(atlas)]


# ---------------------------------------------------------------------------------------------
# One table a kind


@dataclass(frozen=True)
class _Field:
    column: Column
    path: tuple[str, ...]


def _of_kind(atlas: Atlas, kind: str) -> Table:
    fields = columns_of(kind)
    rows = [(*(_value(record, f.path) for f in fields), clock.site_url() + atlas.path(record.id)) for record in sorted(atlas.kinds[kind], key=lambda r: r.id)]
    page = Column("page", "Address of its page on this site.", required=True)
    return Table(kind, _first_line(KINDS[kind]), (*(f.column for f in fields), page), rows)


@cache
def columns_of(kind: str) -> tuple[_Field, ...]:
    """The fields of a kind that fit a cell: texts, numbers, references, and the parts of what is not a list."""
    found = []
    for name, info, ref, inner in _fields(KINDS[kind]):
        if name in ("claims", "withdrawn", "open_questions", "checked"):
            continue
        several, model = inner
        if model and not several:
            for sub, sub_info, sub_ref, (_, deeper) in _fields(model):
                if deeper or sub in Sourced.model_fields:
                    continue
                prefix = name if sub in ("value", "date") and name not in ("stage",) else f"{name}_{sub}"
                found.append(_Field(Column(prefix, sub_info.description or "", refers=_target(sub_ref)), (name, sub)))
            if issubclass(model, Sourced):
                found.append(_Field(Column(f"{name}_as_of", "When that held."), (name, "as_of")))
        elif not model:
            description = (info.description or "") + (" Several are separated by “|”." if several else "")
            refers = None if several else _target(ref)
            kind_of = "integer" if int in (info.annotation, *get_args(info.annotation)) else "string"
            found.append(_Field(Column(info.alias or name, description, kind_of, refers, info.is_required() and not several), (name,)))
    return tuple(found)


def _fields(model: type[Model]) -> Iterator[tuple[str, Any, RefTo | None, tuple[bool, type[Model] | None]]]:
    for name, _, ref, _ in field_roles(model):
        info = model.model_fields[name]
        yield name, info, ref, _shape(info.annotation)


def _shape(annotation: Any) -> tuple[bool, Any]:
    """(is it a list?, the model inside or None)."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return False, annotation
    inner = [_shape(a) for a in get_args(annotation) if a is not NoneType]
    model = next((m for _, m in inner if m), None)
    return getattr(annotation, "__origin__", None) is list or any(several for several, _ in inner), model


def _target(ref: RefTo | None) -> str | None:
    return ref.kinds[0] if ref and len(ref.kinds) == 1 else None


def _value(record: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        record = getattr(record, part, None)
    if isinstance(record, list):
        return SEVERAL.join(str(v) for v in record) or None
    return str(record) if isinstance(record, str) else record


def _first_line(model: type[Model]) -> str:
    return (model.__doc__ or "").strip().splitlines()[0]


# ---------------------------------------------------------------------------------------------
# What crosses the kinds

STATEMENT = (
    Column(
        "id",
        "The record and the statement's address on its page (`sac#role`); for a value of a field, the record, field and place (`sac/seats/2`), which may change.",
        required=True,
    ),
    Column("record", "Id of the record.", required=True),
    Column("record_kind", "Kind of the record: a folder of `data/`.", required=True),
    Column("field", "Field of the record: `claims`, `articles`, `stage`, `seats` ...", required=True),
    Column("section", "Part of the page that a claim belongs to."),
    Column("text", "What is stated: the sentence of a claim, or the field's own values as JSON.", required=True),
    Column("as_of", "When it held: year, month or day.", required=True),
    Column("confidence", "high, medium or low.", required=True),
    Column("inference", "Only if the editors infer it: how."),
    Column("note", "A caveat."),
    Column("checked_on", "Day of the last check by other eyes."),
    Column("checked_against", "source: the text was opened again; quotation: only the passage quoted was read."),
    Column("source", "Id of the first source.", refers="sources", required=True),
    Column("locator", "Where in that source."),
    Column("quotation", "At most 25 words of it, verbatim. The words belong to their author, not to this site."),
    Column("quotation_language", "Language of the quotation (BCP 47)."),
    Column("sources", "How many pieces of evidence stand behind it; table `evidence` has all.", "integer", required=True),
    Column("page", "Address of the statement on this site.", required=True),
)

EVIDENCE = (
    Column("statement", "Id of the statement.", refers="statements", required=True),
    Column("number", "Place among the evidence of the statement, from 1.", "integer", required=True),
    Column("source", "Id of the source that was read.", refers="sources", required=True),
    Column("reports", "Id of the source that it reports.", refers="sources"),
    Column("locator", "Where in the source."),
    Column("quotation", "At most 25 words of it, verbatim. The words belong to their author, not to this site."),
    Column("quotation_language", "Language of the quotation (BCP 47)."),
    Column("disagrees", "Only where this source says otherwise: what it says."),
)


def _statements(atlas: Atlas) -> tuple[Table, Table]:
    view, statements, evidence = View(atlas, ""), [], []
    for record in sorted(atlas.records.values(), key=lambda r: r.id):
        whole = getattr(record, "checked", None)
        for path, part in atlas.walks[record.id].parts:
            if not isinstance(part, Sourced):
                continue
            anchor = getattr(part, "id", None)
            id = f"{record.id}#{anchor}" if anchor else "/".join(map(str, (record.id, *path)))
            text = view.plain(part.text) if anchor and hasattr(part, "text") else _own(part, view)
            check = part.checked or (whole if whole and part.as_of <= whole.date[: len(part.as_of)] else None)
            first = part.evidence[0]
            page = f"{clock.site_url()}{atlas.path(record.id)}" + (f"#{anchor}" if anchor else "")
            statements.append((
                id, record.id, record.folder, path[0], getattr(part, "section", None), text, part.as_of, str(part.confidence), getattr(part, "inference", None),
                part.note and view.plain(part.note), check.date if check else None, str(check.against) if check else None,
                first.source, first.locator, first.quote, _language(atlas, first), len(part.evidence), page,
            ))  # fmt: skip
            evidence += [(id, n, e.source, e.reports, e.locator, e.quote, _language(atlas, e), e.says) for n, e in enumerate(part.evidence, 1)]
    return (
        Table("statements", "Every statement and sourced value, one a row, with its first source.", STATEMENT, statements),
        Table("evidence", "Every place that was read, for every statement.", EVIDENCE, evidence, key=""),
    )


def _language(atlas: Atlas, evidence: Evidence) -> str | None:
    return (evidence.quote_lang or atlas.records[evidence.source].language) if evidence.quote else None


def _own(part: Sourced, view: View) -> str:
    """The values of a field that is no sentence, without what every statement has."""
    values = part.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=set(Sourced.model_fields))
    return json.dumps({k: view.plain(v) if isinstance(v, str) else v for k, v in values.items()}, ensure_ascii=False)


def _adoptions(atlas: Atlas) -> Table:
    """The web of adoptions as a list of edges: from the document that takes over to the one taken over."""
    columns = (
        Column("standard", "Id of the document that adopts.", refers="standards", required=True),
        Column("adopts", "Id of the document whose text it takes over.", refers="standards", required=True),
        Column("degree", "IDT identical, MOD modified, NEQ not equivalent (ISO/IEC Guide 21-1); unknown where no source gives it.", required=True),
        Column("editions", "Both editions in words, where the references do not tell."),
        Column("jurisdiction", "Id of the jurisdiction of the adopting document; empty for an international one.", refers="jurisdictions"),
        Column("as_of", "When it held.", required=True),
        Column("confidence", "high, medium or low.", required=True),
        Column("source", "Id of the first source.", refers="sources", required=True),
    )
    rows = [
        (s.id, a.standard, str(a.degree), a.editions, atlas.jurisdiction(s), a.as_of, str(a.confidence), a.evidence[0].source)
        for s in sorted(atlas.kinds["standards"], key=lambda s: s.id)
        for a in s.adopts
    ]
    return Table("adoptions", "Which document takes over which text, and to what degree.", columns, rows, key="")


def _relations(atlas: Atlas) -> Table:
    columns = (
        Column("record", "Id of the record that refers.", required=True),
        Column("relation", "Field that holds the reference; `mentions` for a link in a text.", required=True),
        Column("to", "Id of the record referred to.", required=True),
    )
    rows = {(i.record.id, i.relation, target) for target, incoming in atlas.incoming.items() for i in incoming}
    return Table("relations", "Every link between two records.", columns, sorted(rows, key=lambda r: tuple(natural(x) for x in r)), key="")
