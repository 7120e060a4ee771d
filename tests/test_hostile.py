"""Records from anyone: whatever a text field holds, it is refused with its place or shown as text. Nothing runs, loads or links elsewhere."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from pydantic import ValidationError

from macros import atlas as atlas_module
from macros import exports, rules
from macros.load import DataProblems, _plain, _translate, _value, parse
from macros.model import KINDS
from macros.pages import pages
from macros.prose import escape

from .conftest import TODAY, problems

MARK = "Qz"
"""Stands in each payload, so that one can see where it went."""

PAYLOADS = {
    "script": "<script>alert('Qz')</script>",
    "handler": '"><img src=x onerror=alert("Qz")>',
    "single quotes": "' onmouseover='alert(1)' Qz='",
    "end of the data block": "</script><script>alert(1)</script>Qz",
    "end of the style": "</style><script>Qz</script>",
    "comment": "<!-- Qz --><b>",
    "end of a section": "]]> Qz <![CDATA[",
    "entities": "&lt;script&gt;Qz&#x3c;b&#62;",
    "template expression": "Qz{{ 7 * 191 }}",
    "template statement": "Qz{% for x in range(9) %}x{% endfor %}",
    "template comment": "Qz{# gone #}",
    "macro call": 'Qz{{ page_html("index.md") }}',
    "Markdown link": "[Qz](javascript:alert(1))",
    "Markdown picture": "![Qz](http://evil.example/x.png)",
    "Markdown heading": "# Qz\n\n```\nx",
    "raw link": "<a href='javascript:alert(1)'>Qz</a>",
    "automatic link": "<http://evil.example/Qz>",
    "attribute list": "Qz{: onclick=alert(1) #x .y }",
    "record link with markup": "[[toy-body|<b>Qz</b>]]",
    "record link with quote": '[[toy-body|Qz" onclick="alert(1)]]',
    "front matter": "Qz\n---\ntitle: evil",
    "formula": "=HYPERLINK(Qz)",
    "TeX": "Qz \\input{/etc/passwd} % $ # _ {",
    "a long word": "Qz" * 190,
    "spreadsheet command": "@SUM(1+1)*cmd|' /C calc'!A0 Qz",
    "line for a calendar": "Qz\r\nATTACH:http://evil.example/x",
}

REFUSED_TEXTS = {
    "script", "handler", "end of the data block", "end of the style", "comment", "end of a section", "template expression", "template statement", "template comment", "macro call",
    "Markdown heading", "raw link", "automatic link", "record link with markup", "front matter", "a long word", "line for a calendar",
}  # fmt: skip
TOO_LONG = {"a long word"}
"""Only fields with a limit refuse them."""

REFUSED = {
    "direction": "Qz\u202egnp.exe",
    "isolate": "Qz\u2066x\u2069",
    "zero width": "Q\u200bz",
    "byte order mark": "\ufeffQz",
    "bell": "Qz\x07",
    "escape": "Qz\x1b[31m",
    "null": "Qz\x00",
    "line separator": "Qz\u2028x",
}


def _fields(value, path=()):
    """(path, text) of every text in a record that names nothing and is no date, id or choice."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _fields(inner, (*path, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _fields(inner, (*path, n))
    elif isinstance(value, str):
        yield path, value


FREE = {
    "en",
    "zh",
    "fr",
    "short",
    "summary",
    "text",
    "note",
    "locator",
    "quote",
    "title",
    "label",
    "how",
    "holder",
    "why",
    "said",
    "publisher",
    "number",
    "inference",
    "says",
    "followed_because",
    "definition",
    "by",
    "question",
    "tried",
    "was",
    "issued_by",
    "reference",
    "detail",
    "editions",
    "author",
    "title_en",
    "aliases",
    "code",
}
"""Fields that take any text."""


def _infect(project: Path, payload: str) -> int:
    """Put the payload into every free text of every record; how many."""
    count = 0
    for file in sorted((project / "data").rglob("*.yml")):
        record = _plain(file, file.name)[0]
        for path, _ in list(_fields(record)):
            names = [p for p in path if isinstance(p, str)]
            if (
                names[-1] not in FREE
                or (names[-1] == "code" and file.parent.name == "jurisdictions")
                or (names == ["was"] and file.parent.name == "tombstones")
            ):
                continue
            place = record
            for step in path[:-1]:
                place = place[step]
            ending = "?" if names[-1] == "question" else ""
            # What must be different in each record stays so.
            place[path[-1]] = f"{payload} {file.stem}"[:390] + ending if names[-1] in ("en", "title", "reference") else f"{payload}{ending}"
            count += 1
        file.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=10_000), "utf-8")
    return count


SAFE_TAGS = set(
    "html head body meta title link style script main article section header footer nav ul ol li dl dt dd div p span a h1 h2 h3 h4 b strong em i cite q blockquote time table thead tbody tr th td code pre abbr details summary form label input button svg path rect circle line text g desc figure figcaption s del ins br small sup sub use symbol polyline polygon tspan noscript defs marker caption".split()
)


def _harmless(text: str, where: str) -> None:
    page = html.document_fromstring(text)
    for element in page.iter():
        if not isinstance(element.tag, str):
            assert MARK not in str(element.text), f"{where}: a comment"
            continue
        assert element.tag in SAFE_TAGS, f"{where}: <{element.tag}>"
        for name, value in element.attrib.items():
            assert (not name.startswith("on") and name not in ("style", "srcdoc", "src")) or element.tag == "script", f"{where}: {name}={value}"
            if name in ("href", "action", "xlink:href"):
                assert urlsplit(value).scheme in ("", "http", "https"), f"{where}: {value}"
                assert urlsplit(value).hostname not in ("evil.example",), f"{where}: {value}"
    for script in page.iter("script"):
        assert MARK not in (script.text or "") or script.get("type") == "application/ld+json", where
        if script.get("type") == "application/ld+json":
            json.loads(script.text)


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_hostile_text_is_refused_and_would_be_harmless(project: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Two walls: markup and template syntax are refused in every field; what passes, and what would without that rule, is text."""
    infected = _infect(project, PAYLOADS[name])
    assert infected > 80
    found = problems(project)
    if found:
        assert name in REFUSED_TEXTS
        assert all(re.match(r"data/\S+:\d+:\d+: ", problem) for problem in found)
        if name not in TOO_LONG:
            assert len({problem.split(": ")[0] for problem in found}) == infected
        with pytest.raises(DataProblems):
            atlas_module.load(project, TODAY)
        monkeypatch.setattr(rules, "RULES", [rule for rule in rules.RULES if rule is not rules.plain_text])
        if problems(project):
            return
    else:
        assert name not in REFUSED_TEXTS
    atlas = atlas_module.load(project, TODAY)
    shown = 0
    for page in pages(atlas):
        body = page.view() if page.view else ""
        head = page.head(page) if page.head else ""
        _harmless(f"<html><head><title>x</title>{head}</head><body>{body}</body></html>", page.path)
        shown += MARK in body
    assert shown > 10
    for path, content in exports.files(atlas):
        if path.endswith(".cite.html"):
            _harmless(content, path)
        elif path.endswith(".csv"):
            assert not re.search(r"(^|,)\"?[=+@-][A-Z]", content, re.M), path
        elif path.endswith((".json", ".csl.json")):
            json.loads(content)
        elif path.endswith(".atom"):
            from lxml import etree

            etree.fromstring(content.encode())
        elif path.endswith(".ics"):
            assert b"\nATTACH" not in content, path


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_seen_is_refused_with_its_place(project: Path, name: str) -> None:
    file = project / "data/forums/toy-body.yml"
    file.write_text(file.read_text("utf-8").replace("name: {en: Toy Standards Body}", f"name: {{en: {json.dumps(REFUSED[name])}}}"), "utf-8")
    (problem,) = problems(project)
    assert problem.startswith("data/forums/toy-body.yml:3:12: name.en: an invisible character (U+") and "remove it" in problem


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example/x",
        'http://x.example/"onclick=alert(1)',
        "https://x.example/<script>",
        "vbscript:x",
        " javascript:alert(1)",
    ],
)
def test_an_address_is_http_or_refused(project: Path, address: str) -> None:
    file = project / "data/sources/toy-gazette.yml"
    record = _plain(file, file.name)[0]
    record["URL"] = address
    file.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), "utf-8")
    assert any("is not a web address; it must begin with http:// or https://" in problem for problem in problems(project))


@pytest.mark.parametrize("id", ["../evil", "..", "a/b", "tоy-body", "TOY", "con.", "-x", "x--y", "x" * 90, "%2e%2e", "a b"])
def test_an_id_is_plain_or_refused(project: Path, id: str) -> None:
    """Also one that only looks like another: the second has a Cyrillic o."""
    file = project / "data/forums/toy-body.yml"
    file.write_text(file.read_text("utf-8").replace("id: toy-body", f"id: {json.dumps(id)}"), "utf-8")
    assert any("toy-body.yml:2:5: id: " in problem for problem in problems(project))


@given(st.binary(max_size=400) | st.text(alphabet="abc:-[]{}&*!|>'\"#%@,? \n", max_size=200).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_record_or_problems_with_their_place(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / f"any-{os.getpid()}.yml"
    file.write_bytes(raw)
    values, found = _plain(file, "any.yml")
    assert found or isinstance(values, dict)
    for problem in found:
        assert problem.line >= 1 and problem.column >= 1 and problem.wrong and problem.right
        assert str(problem).isprintable()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("aä中 :<{[\n", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "en", "claims", "evidence", "source", "__class__", "reviewed"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(sorted(KINDS)),
    st.dictionaries(st.sampled_from(["id", "name", "claims", "title", "URL", "reviewed", "stage", "type", "articles", "open_questions"]), VALUES),
)
@settings(max_examples=300, deadline=None)
def test_a_record_of_any_shape_is_refused_in_words(kind: str, values: dict) -> None:
    """No shape of fields, however wrong, ends in anything but problems that say what would be right."""
    node, found = parse(json.dumps(values).encode(), "any.yml")
    assert not found and node is not None
    try:
        KINDS[kind].model_validate(values)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            problem = _translate(fault, kind, "any.yml", node)
            assert problem.wrong and problem.right and problem.line == 1, fault


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_refused_or_shown_whole(text: str) -> None:
    """What passes reading and the rule on markup comes out of a page as the very text that went in."""
    node, found = parse(json.dumps({"name": text}, ensure_ascii=True).encode(), "any.yml")
    faults: list = list(found)
    values = _value(node, (), "any.yml", faults, 0) if node else None
    if faults:
        return
    shown = html.fragment_fromstring(f"<p title='{escape(values['name'])}'>{escape(values['name'])}</p>")
    assert (shown.text or "") == shown.get("title") == values["name"]
