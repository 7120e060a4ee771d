"""From a template to the HTML of a page's body. Templates do the markup and escape everything; views choose what they see."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .. import ground, pictures
from ..atlas import ADDRESS, HEADINGS
from ..model import KINDS, Against, Confidence, Rung, Stance
from ..stages import RUNGS
from .view import View, human_date

ROLL = {"p-member": "participating members", "o-member": "observing members", "liaison": "liaisons"}
"""What a roll of seats lists, in words."""

AGAINST = {Against.source: "the sources themselves, opened again", Against.quotation: "the passages quoted here"}
"""What a check held a statement against, in words."""

INDEX = ADDRESS | {"events": "timeline"}
"""Folder of `data/` -> address of the page that lists its records."""


@cache
def environment() -> Environment:
    """The only template environment: escapes everything, knows no undefined name."""
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["words"] = lambda value: str(value).replace("-", " ").replace("_", " ")
    env.filters["human"] = human_date
    env.globals.update(
        ROLL=ROLL,
        AGAINST=AGAINST,
        HEADINGS=HEADINGS,
        INDEX=INDEX,
        KINDS=KINDS,
        Rung=Rung,
        RUNGS=RUNGS,
        Stance=Stance,
        Confidence=Confidence,
        ground=ground,
        pictures=pictures,
    )
    return env


def render(template: str, view: View, **values: Any) -> str:
    """A page's body, with a list of its parts where its template asks for one."""
    html = environment().get_template(template).render(view=view, atlas=view.atlas, **values)
    return _with_contents("\n".join(line.strip() for line in html.splitlines() if line.strip()))


def render_plain(template: str, **values: Any) -> str:
    """A piece of a hand-written page, which needs neither links to records nor notes."""
    html = environment().get_template(template).render(**values)
    return "\n".join(line.strip() for line in html.splitlines() if line.strip())


def _with_contents(html: str) -> str:
    """Puts a list of the page's parts where the template asks for one, if there are enough of them."""
    if _CONTENTS not in html:
        return html
    parts = _PART.findall(html)
    items = "".join(f'<li><a href="#{id}">{heading}</a></li>' for id, heading in parts)
    nav = f'<nav class="contents" aria-label="On this page"><ul>{items}</ul></nav>' if len(parts) > 3 else ""
    return html.replace(_CONTENTS, nav)


_CONTENTS = "<!--contents-->"
_PART = re.compile(r'<h2 id="([^"]+)">([^<]+)</h2>')
