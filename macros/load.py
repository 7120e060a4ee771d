"""Files to records: the only module that knows YAML.

A file is composed into nodes that know their line and column. Values are read from the nodes, models
validate the values, and each fault finds its place by walking the same path through the nodes. Scalars follow the core schema of YAML 1.2, as editors do: `no` is a word, not false.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import BaseResolver

from .model import KINDS, Model

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12
EXTENSION = ".yml"


class Problem(NamedTuple):
    """One fault: where it is, what is wrong, what would be right. Sorts by place."""

    file: str
    line: int
    column: int
    field: str
    wrong: str
    right: str

    def __str__(self) -> str:
        """One line, whatever file names and keys hold: what does not print is written as in Python."""
        line = f"{self.file}:{self.line}:{self.column}: {self.field}: {self.wrong}; {self.right}"
        return line if line.isprintable() else "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


class CommandError(Exception):
    """A command cannot do what was asked; the text says why and what to do."""


class DataProblems(Exception):
    """`data/` does not pass the check; carries every problem."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in data/")
        self.problems = problems


Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record with what is needed to point into its file."""

    file: str
    kind: str
    record: Any
    path: str

    def problem(self, path: Path_, wrong: str, right: str) -> Problem:
        node, _ = parse(Path(self.path).read_bytes(), self.file)
        line, column = place(node, path) if node else (1, 1)
        return Problem(self.file, line, column, dotted(path), wrong, right)


@dataclass(slots=True)
class Reading:
    """The outcome of reading `data/`: what could be read, and every problem met on the way."""

    loaded: list[Loaded] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """id -> (kind, file) of every file, readable or not, so that one fault does not raise others."""


class _Loader(CParser, BaseResolver):
    def __init__(self, stream: bytes) -> None:
        CParser.__init__(self, stream)
        BaseResolver.__init__(self)

    def resolve(self, kind: type[Node], value: str, implicit: tuple[bool, bool]) -> str:
        """As PyYAML's, without the path resolvers that no record needs: it is asked once for every node."""
        if kind is not ScalarNode:
            return _TAG + ("seq" if kind is SequenceNode else "map")
        if implicit[0]:
            for tag, regexp in self.yaml_implicit_resolvers.get(value[:1], ()):
                if regexp.match(value):
                    return tag
        return _TAG + "str"

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


for tag, regexp, first in [
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?$", list("-+0123456789.")),
]:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(regexp), first)

_TAG = "tag:yaml.org,2002:"
_READERS: dict[str, Callable[[str], Any]] = {
    _TAG + "null": lambda text: None,
    _TAG + "bool": lambda text: text.lower() == "true",
    _TAG + "int": int,
    _TAG + "float": float,
    _TAG + "str": str,
}


def read(data: Path, root: Path | None = None, store: Path | None = None) -> Reading:
    """Read every file below `data`; paths in problems are relative to `root` (default: its parent).

    `store` names a file in which the plain values of sound files are kept until they change: parsing
    is most of the work. It may go at any time.
    """
    root = root or data.parent
    reading = Reading()
    values = Values(store)
    for below, entry in _files(str(data)):
        name = f"{data.relative_to(root).as_posix()}/{below}"
        kind = below.split("/")[0] if below.count("/") == 1 else None
        stem, ending = os.path.splitext(entry.name)
        problem = _misplaced(entry, name, kind, ending)
        if problem:
            reading.problems.append(problem)
            continue
        assert kind is not None
        if stem in reading.names:
            other = reading.names[stem][1]
            reading.problems.append(Problem(name, 1, 1, "id", f"{stem!r} is also the id of {other}", "choose another id: ids are unique across all kinds"))
        reading.names.setdefault(stem, (kind, name))
        _read_file(entry, name, kind, stem, reading, values)
    values.save()
    return reading


class Values:
    """Plain values of files by name, as they were when the file had this size and time of change."""

    def __init__(self, store: Path | None) -> None:
        self.store = store
        self.known: dict[str, list[Any]] = {}
        self.seen: dict[str, list[Any]] = {}
        if store:
            try:
                kept = json.loads(store.read_bytes())
                if kept["reader"] == _READER:
                    self.known = kept["files"]
            except (OSError, ValueError, KeyError, TypeError):
                pass

    def get(self, name: str, mark: list[int]) -> Any:
        entry = self.known.get(name)
        if entry and entry[0] == mark:
            self.seen[name] = entry
            return entry[1]
        return None

    def put(self, name: str, mark: list[int], values: Any) -> None:
        self.seen[name] = [mark, values]

    def save(self) -> None:
        """Write what was seen, whole or not at all; a folder that cannot be written only costs time."""
        if not self.store or self.seen == self.known:
            return
        try:
            self.store.parent.mkdir(exist_ok=True)
            new = self.store.with_suffix(f".{os.getpid()}")
            new.write_text(json.dumps({"reader": _READER, "files": self.seen}), encoding="utf-8")
            new.replace(self.store)
        except OSError:
            pass


_READER = f"{Path(__file__).stat().st_mtime_ns} {yaml.__version__}"
"""Values kept by another version of this module are not used."""


def _files(folder: str, below: str = "") -> Iterator[tuple[str, os.DirEntry[str]]]:
    """(path below the first folder, entry) of every file, sorted; links are listed, not followed."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, f"{below}{entry.name}/")
        else:
            yield f"{below}{entry.name}", entry


def _misplaced(entry: os.DirEntry[str], name: str, kind: str | None, ending: str) -> Problem | None:
    if entry.is_symlink():
        return Problem(name, 1, 1, "file", "is a symbolic link", "put the record itself here")
    if kind is None or kind not in KINDS:
        folder = name.split("/")[1] if name.count("/") > 1 else "data"
        return Problem(name, 1, 1, "file", f"lies in {folder!r}, which is no kind of record", _nearest(folder, KINDS, "a folder of data/: "))
    if ending != EXTENSION:
        return Problem(name, 1, 1, "file", f"has the ending {ending or '(none)'}", f"records end in {EXTENSION}")
    return None


def _read_file(entry: os.DirEntry[str], name: str, kind: str, stem: str, reading: Reading, kept: Values) -> None:
    stat = entry.stat()
    mark = [stat.st_size, stat.st_mtime_ns]
    values = kept.get(name, mark)
    if values is None:
        values, problems = _plain(Path(entry.path), name)
        reading.problems += problems
        if problems:
            return
        kept.put(name, mark, values)
    try:
        record = KINDS[kind].model_validate(values)
    except ValidationError as error:
        node, _ = parse(Path(entry.path).read_bytes(), name)
        assert node is not None
        reading.problems += (_translate(fault, kind, name, node) for fault in error.errors(include_url=False))
        return
    loaded = Loaded(name, kind, record, entry.path)
    if loaded.record.id != stem:
        reading.problems.append(loaded.problem(("id",), f"{loaded.record.id!r} differs from the file name", f"write {stem!r} or rename the file"))
        return
    reading.loaded.append(loaded)


def _plain(path: Path, name: str) -> tuple[Any, list[Problem]]:
    """The values of a file, and what is wrong with it as YAML."""
    raw = path.read_bytes()
    if len(raw) > MAX_BYTES:
        return None, [Problem(name, 1, 1, "file", f"has {len(raw) // 1024} KiB", f"a record has at most {MAX_BYTES // 1024} KiB")]
    node, problems = parse(raw, name)
    if node is None:
        return None, problems
    values = _value(node, (), name, problems, 0)
    if not isinstance(values, dict):
        problems.append(Problem(name, 1, 1, "file", "holds no fields", "write one `field: value` a line"))
    return values, problems


def parse(raw: bytes, name: str) -> tuple[Node | None, list[Problem]]:
    """Compose one document; problems of encoding and syntax come with their place."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        return None, [Problem(name, line, column, "file", f"byte {raw[error.start]:#04x} is not UTF-8", "save the file as UTF-8")]
    faults = (
        [
            Problem(name, number, line.index("\t") + 1, "file", "a tab", "indent and separate with spaces")
            for number, line in enumerate(text.split("\n"), 1)
            if "\t" in line
        ]
        if "\t" in text
        else []
    )
    if faults:
        return None, faults
    loader = _Loader(raw)
    try:
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return None, [Problem(name, line, column, "file", f"not YAML: {error.problem or error.context}", _syntax_hint(error))]
    except (yaml.YAMLError, ValueError) as error:
        return None, [Problem(name, 1, 1, "file", f"not YAML: {str(error).splitlines()[0]}", "remove the character")]
    finally:
        loader.dispose()
    if node is None:
        return None, [Problem(name, 1, 1, "file", "is empty", "write one `field: value` a line")]
    anchors = _no_anchors(text, name)
    return (None, anchors) if anchors else (node, [])


_MAYBE_ANCHOR = re.compile(r"(?:^|[\s\[{,:-])[&*]\S")


def _no_anchors(text: str, name: str) -> list[Problem]:
    """Anchors and aliases are refused before values are built, so that none can blow up."""
    if ("&" not in text and "*" not in text) or not _MAYBE_ANCHOR.search(text):
        return []
    return [
        Problem(
            name,
            token.start_mark.line + 1,
            token.start_mark.column + 1,
            "file",
            f"an {'anchor' if isinstance(token, yaml.AnchorToken) else 'alias'}",
            "write the value itself; records have no anchors and aliases",
        )
        for token in yaml.scan(text, Loader=yaml.CSafeLoader)
        if isinstance(token, (yaml.AnchorToken, yaml.AliasToken))
    ]


def _syntax_hint(error: yaml.MarkedYAMLError) -> str:
    said = f"{error.problem} {error.context}"
    if "mapping values are not allowed" in said:
        return "put a text that holds `: ` in quotes, or mend the indentation"
    if "found character" in said or "cannot start any token" in said:
        return "put the text in quotes"
    if "alias" in said or "anchor" in said:
        return "put a text that begins with * or & in quotes"
    if "expected a single document" in said:
        return "keep one record a file, without `---`"
    return "mend the line, or put the text in quotes"


_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Controls and line breaks, half characters, and what changes the direction of a text or hides in it (Unicode TR 36, 2.10)."""


def _value(node: Node, path: Path_, name: str, problems: list[Problem], depth: int) -> Any:
    """Plain values of a node; duplicate keys, odd tags and deep nesting become problems."""
    if isinstance(node, ScalarNode):
        reader = _READERS.get(node.tag)
        if reader is None:
            problems.append(_at(node, name, path, f"the tag {node.tag.removeprefix(_TAG)!r}", "write a plain value without a tag"))
            return None
        text = node.value.rstrip("\n")
        if hidden := _HIDDEN.search(text):
            line = hidden[0] == "\n"
            problems.append(
                _at(
                    node,
                    name,
                    path,
                    "a line break within the text" if line else f"an invisible character (U+{ord(hidden[0]):04X})",
                    "write one paragraph, folded with `>-`" if line else "remove it",
                )
            )
            return None
        if len(text) > 100 and node.tag.endswith(("int", "float")):
            return text
        return reader(text)
    if depth > MAX_DEPTH:
        problems.append(_at(node, name, path, "nested too deeply", f"at most {MAX_DEPTH} levels"))
        return None
    if node.tag not in (_TAG + "map", _TAG + "seq"):
        problems.append(_at(node, name, path, f"the tag {node.tag.removeprefix(_TAG)!r}", "write a plain value without a tag"))
        return None
    if isinstance(node, SequenceNode):
        return [_value(item, (*path, index), name, problems, depth + 1) for index, item in enumerate(node.value)]
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, ScalarNode) else None
        if key is None:
            problems.append(_at(key_node, name, path, "a key that is not a word", "write `field: value`"))
            continue
        if key in values:
            problems.append(_at(key_node, name, (*path, key), "is written twice", "keep one of the two"))
        values[key] = _value(value_node, (*path, key), name, problems, depth + 1)
    return values


def _at(node: Node, name: str, path: Path_, wrong: str, right: str) -> Problem:
    return Problem(name, node.start_mark.line + 1, node.start_mark.column + 1, dotted(path) or "file", wrong, right)


def dotted(path: Iterable[str | int]) -> str:
    """`claims[0].evidence[1].source`, as people write it."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "file"


def place(node: Node, path: Path_) -> tuple[int, int]:
    """Line and column (from 1) of the value at `path`, or of the nearest thing above it that exists."""
    for step in path:
        found: Node | None = None
        if isinstance(node, MappingNode):
            found = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
        if found is None:
            break
        node = found
    return node.start_mark.line + 1, node.start_mark.column + 1


def _key_place(node: Node, path: Path_) -> tuple[int, int]:
    """Line and column of the key (not the value) at `path`."""
    *above, last = path
    for step in above:
        if isinstance(node, MappingNode):
            node = next((value for key, value in node.value if key.value == step), node)
        elif isinstance(node, SequenceNode) and isinstance(step, int):
            node = node.value[step]
    if isinstance(node, MappingNode):
        for key, _ in node.value:
            if key.value == last:
                node = key
    return node.start_mark.line + 1, node.start_mark.column + 1


# ---------------------------------------------------------------------------------------------
# Pydantic's faults in words


def _translate(fault: Any, kind: str, name: str, node: Node) -> Problem:
    path: Path_ = fault["loc"]
    kind_of_fault, context, value = fault["type"], fault.get("ctx", {}), fault.get("input")
    line, column = _key_place(node, path) if kind_of_fault == "extra_forbidden" else place(node, path)
    wrong, right = _say(kind_of_fault, context, value, path, kind, fault["msg"])
    return Problem(name, line, column, dotted(path), wrong, right)


def _say(fault: str, context: dict[str, Any], value: Any, path: Path_, kind: str, message: str) -> tuple[str, str]:
    match fault:
        case "missing":
            return "is missing", "add it" + ("; no claim stands without evidence" if path[-1] == "evidence" else "")
        case "extra_forbidden":
            known = _fields_at(KINDS[kind], path[:-1])
            return "is no field here", _nearest(str(path[-1]), known, "known fields: ")
        case "enum":
            allowed = [word.strip("' ") for word in re.split(r", | or ", context["expected"])]
            if value is None:
                return "is empty", f"one of {', '.join(allowed)}"
            return f"{value!r} is not one of the values", _nearest(str(value), allowed, "one of ")
        case "too_short":
            return "is empty", "give at least one" + ("; no claim stands without evidence" if path[-1] == "evidence" else "")
        case "string_too_short":
            return "is too short", "write it out or leave the field away"
        case "string_too_long":
            return f"has {len(value)} characters", f"at most {context['max_length']}"
        case "string_type":
            if isinstance(value, bool | int | float):
                return f"{value!r} is a number or truth value", f"put it in quotes: '{value}'"
            return f"is {_shape(value)}", "fill it in, or take the line away if it is not needed" if value is None else "write a text"
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"is {_shape(value)}", "write fields below it, each `name: value`"
        case "list_type":
            return f"is {_shape(value)}", "write a list, each item after `- `"
        case "int_type" | "int_parsing" | "int_from_float":
            return f"{value!r} is not a whole number", "write digits only"
        case "value_error":
            wrong, _, right = str(context["error"]).partition("; ")
            return wrong, right or "shorten it"
        case "string_pattern_mismatch":
            return f"{value!r} does not fit", f"expected the form {context['pattern']}"
        case _:
            return message, "see the schema of this kind in docs/schemas/"


def _shape(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case dict():
            return "a group of fields"
        case list():
            return "a list"
        case str():
            return "a text"
        case _:
            return f"the value {value!r}"


def _fields_at(model: type[Model], path: Path_) -> list[str]:
    """Names of the fields that may stand at `path` in a record of this model."""
    from typing import get_args

    for step in path:
        if isinstance(step, int):
            continue
        info = next((f for n, f in model.model_fields.items() if (f.alias or n) == step), None)
        inner = _inner_model(info.annotation, get_args) if info else None
        if inner is None:
            return []
        model = inner
    return [info.alias or name for name, info in model.model_fields.items()]


def _inner_model(annotation: Any, get_args: Any) -> type[Model] | None:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _inner_model(arg, get_args))), None)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one, if any does."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def _nearest(word: str, known: Iterable[str], otherwise: str) -> str:
    known = list(known)
    near = nearest(word, known)
    if near:
        return f"did you mean {near!r}?"
    return otherwise + ", ".join(known)
