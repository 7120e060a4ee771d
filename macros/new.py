"""A new record, as a file to fill in: every field with its meaning, those that are not needed commented out."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from .load import CommandError, nearest, read
from .model import KINDS, Filed, Model, Sourced, field_roles
from .views.fields import described, examples, innermost, is_list

SINGULAR = {model.one.replace(" ", "-"): folder for folder, model in KINDS.items()}
"""forum -> forums, as people say it."""

LATER = ("formerly", "withdrawn", "checked", "followed_because", "says")
"""Fields that a first version never has."""


Examples = dict[tuple[str, str], str]
"""See `views.fields.examples`."""


def new(kind: str, id: str, root: Path, today: str) -> Path:
    """Write `data/KIND/ID.yml` for the kind `forum` or `forums`. Raises CommandError; never overwrites a file."""
    folder = SINGULAR.get(kind, kind)
    if folder not in KINDS:
        near = nearest(kind, [*SINGULAR, *KINDS])
        raise CommandError(
            f"{f'{kind!r} is no kind of record' if kind else 'no kind is given'}{f'; did you mean {near!r}?' if near else '.'} Kinds: {', '.join(SINGULAR)}. Example: make new kind=forum id=my-committee"
        )
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", id) or len(id) > 80:
        right = re.sub(r"[^a-z0-9]+", "-", id.lower()).strip("-")[:80]
        raise CommandError(
            f"{f'{id!r} is no id' if id else 'no id is given'}: lower-case letters, digits and single hyphens, at most 80{f', as in {right!r}' if right else ''}. Example: make new kind={kind} id={right or 'my-record'}"
        )
    file = root / "data" / folder / f"{id}.yml"
    taken = next((root / "data").glob(f"*/{id}.yml"), None)
    if taken:
        raise CommandError(f"{taken.relative_to(root)} is there already; an id stands for one record only. Choose another id, or change that file")
    file.parent.mkdir(parents=True, exist_ok=True)
    # What a claim of this kind says is a better example than what one of another kind says.
    there = [loaded.record for loaded in read(root / "data", root, root / ".cache" / "values.json").loaded]
    file.write_text(skeleton(folder, id, today, examples(there) | examples(r for r in there if isinstance(r, KINDS[folder]))), encoding="utf-8")
    return file


def skeleton(folder: str, id: str, today: str, like: Examples) -> str:
    """The text of the file: `##` explains, with an example from a record that is there; `#` is a field that may be left out."""
    model = KINDS[folder]
    lines = [
        f"# yaml-language-server: $schema=../../docs/schemas/{folder}.schema.json",
        f"## {(model.__doc__ or '').strip().splitlines()[0]}",
        "## Fill in what is empty. Take away the # before what you need, and delete what you do not.",
        "## The check (`make check`, or the one of a pull request) tells what is missing or wrong, with the line.",
    ]
    known = {"id": id, "reviewed": today}
    for name, info in model.model_fields.items():
        if name not in LATER:
            lines += ["", *_field(model, info.alias or name, like, known.get(name), on=name == "claims" and bool(model.asked or model.sections))]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _field(model: type[Filed], written: str, like: Examples, value: str | None = None, on: bool = False) -> list[str]:
    """The lines of a field of a record."""
    name = next(role[0] for role in field_roles(model) if role[1] == written)
    info = model.model_fields[name]
    _, holds, _, needed, meaning = next(d for d in described(model) if d[0] == written)
    part, several = innermost(info.annotation), is_list(info.annotation)
    inner = part if isinstance(part, type) and issubclass(part, Model) else None
    lines = [f"{written}: {value}" if value else f"{written}:" if inner or not several else f"{written}: []"]
    if inner:
        lines += [f"  {line}" for line in (["-", *(f"  {line}" for line in _part(inner, model, like))] if several else _part(inner, model, like))]
    keep = needed or on
    return [
        f"## {'Needed. ' if needed else ''}{_plain(meaning)}{'' if inner else f' ({holds})'}{_eg(model, written, like)}",
        *(line if keep or line.lstrip().startswith("##") else f"# {line}" for line in lines),
    ]


def _part(part: type[Model], record: type[Filed], like: Examples) -> list[str]:
    """The lines of a shape inside a record: what it needs, and in one line what it may have."""
    lines, also = [], []
    # What it says comes before what stands behind it.
    for written, holds, _, needed, meaning in sorted(described(part), key=lambda d: d[0] in Sourced.model_fields):
        name = next(role[0] for role in field_roles(part) if role[1] == written)
        inner, several = innermost(part.model_fields[name].annotation), is_list(part.model_fields[name].annotation)
        if not needed:
            also += [] if name in LATER else [f"{written} ({_plain(meaning).rstrip('.')})"]
            continue
        if isinstance(inner, type) and issubclass(inner, Model):
            nested = _part(inner, record, like)
            lines += [f"## {_plain(meaning)}", f"{written}:", *(f"  {line}" for line in (["-", *(f"  {line}" for line in nested)] if several else nested))]
        else:
            eg = "" if written == "section" else _eg(part, written, like)
            choice = f"one of: {', '.join(record.sections)}" if written == "section" else holds
            lines += [f"## {_plain(meaning)} ({choice}){eg}", f"{written}:"]
    return lines + [f"## May have: {'; '.join(also)}"] * bool(also)


def _eg(model: type[Model], written: str, like: Examples) -> str:
    example = like.get((model.__name__, written))
    return f" E.g. {example}" if example else ""


def _plain(meaning: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", meaning))
