"""The glossary of fields: what a record may hold, and what the tables made of it hold. Everything comes from the models."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import EnumType
from inspect import get_annotations
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from markupsafe import Markup

from .. import model as shapes
from ..atlas import Atlas
from ..model import KINDS, Model, RefTo, field_roles
from ..prose import escape, mark_chinese
from ..rules import walk
from .render import render
from .view import View

PARTS = [
    getattr(shapes, name)
    for name in (
        "Claim", "Evidence", "Names", "Check", "OpenQuestion", "Withdrawn", "DatedFact", "Stage", "Adoption", "Support", "Seat", "Group",
        "InstrumentDate", "ForceFact", "Article", "Definition", "Equivalent", "Bearing", "Answer", "Sourced",
    )
]  # fmt: skip
"""Shapes that records are made of."""

EXAMPLE = 60
"""Characters of an example."""

_WORDS = {
    "Date": "date: 2026, 2026-11 or 2026-11-23",
    "Slug": "id: lower-case letters, digits, hyphens",
    "Url": "web address",
    "Quote": "text of at most 25 words",
    "Language": "language tag (BCP 47)",
}


def fields_page(atlas: Atlas) -> str:
    """Every kind, every part, every table, with what each field means."""
    from ..exports.tables import tables

    return render(
        "fields.html", View(atlas, "data/fields/"),
        examples=examples(atlas.records.values()),
        kinds=[(kind, m.one.replace(" ", "-"), m.__name__, with_code(m.__doc__ or ""), list(described(m)), m.sections) for kind, m in KINDS.items()],
        parts=[(m.__name__, with_code(m.__doc__ or ""), list(described(m))) for m in PARTS],
        with_code=with_code, tables=[t for t in tables(atlas) if t.name not in KINDS],
    )  # fmt: skip


def described(model: type[Model]) -> Iterator[tuple[str, str, str | None, bool, Markup]]:
    """For each field: (name, what may stand there, part of that name or None, needed?, meaning)."""
    for name, written, ref, _ in field_roles(model):
        info = model.model_fields[name]
        words, part = _kind_of(_as_written(model, name), info.annotation, ref)
        yield written, words, part, info.is_required(), with_code(info.description or "")


def examples(records: Iterable[Any]) -> dict[tuple[str, str], str]:
    """(class, field) -> a value that a record has there: the shortest of those that say something, cut after 60 characters."""
    found: dict[tuple[str, str], str] = {}
    for record in records:
        for _, part in walk(record).parts:
            for name, written, _, holds in field_roles(type(part)):
                value = part.__dict__[name]
                if holds or value in (None, [], "") or "[[" in str(value):
                    continue
                key, text = (type(part).__name__, written), _short(value)
                if key not in found or _fit(text) < _fit(found[key]):
                    found[key] = text
    return found


def _short(value: Any) -> str:
    text = f"[{', '.join(map(str, value[:3]))}]" if isinstance(value, list) else str(value)
    return text if len(text) <= EXAMPLE else f"{text[: EXAMPLE - 1].rsplit(' ', 1)[0]} …"


def _fit(text: str) -> tuple[bool, int]:
    """A whole text is better than a cut one, and one of a few words better than a shorter or longer one."""
    return text.endswith(" …"), abs(len(text) - 24)


def with_code(text: str) -> Markup:
    """A docstring as HTML: what stands between backticks is code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", mark_chinese(escape(text))))


def _kind_of(written: Any, annotation: Any, ref: RefTo | None) -> tuple[str, str | None]:
    several = "list of " if is_list(annotation) else ""
    inner = innermost(annotation)
    if ref:
        where = " or ".join(ref.kinds) if len(ref.kinds) < 4 else "any kind"
        return f"{'ids' if several else 'id'} of {where}", None
    if isinstance(inner, EnumType):
        return f"{several}one of: {', '.join(inner)}", None
    if isinstance(inner, type) and issubclass(inner, Model):
        return "list of" if several else "one", inner.__name__
    if inner is int:
        return "number", None
    named = next((words for key, words in _WORDS.items() if key in str(written)), "text")
    return f"{several}{named}", None


def _as_written(model: type[Model], name: str) -> str:
    """The annotation in the source, which names the sort of text."""
    return next(str(written[name]) for base in model.__mro__ if name in (written := get_annotations(base)))


def is_list(annotation: Any) -> bool:
    """Does the field hold several?"""
    while get_origin(annotation) is Annotated or NoneType in get_args(annotation):
        annotation = get_args(annotation)[0]
    return get_origin(annotation) is list


def innermost(annotation: Any) -> Any:
    """The type of one value of the field."""
    while args := [a for a in get_args(annotation) if a is not NoneType]:
        annotation = args[0]
    return annotation
