"""The one inline syntax: `[[id]]`, `[[id|words]]`, `[[id#statement|words]]` in records and pages, `[@source, locator]` on pages."""

from __future__ import annotations

import re
from collections.abc import Callable

LINK = re.compile(r"\[\[(?P<id>[^\[\]|#\n]+)(?:#(?P<anchor>[^\[\]|\n]+))?(?:\|(?P<words>[^\[\]\n]+))?\]\]")
CITATION = re.compile(r"\[@(?P<id>[^\[\],;\s]+)(?:,\s*(?P<locator>[^\[\]]+))?\]")
_HAN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff\u3000-\u303f\uff00-\uffef·\d\s]*[\u3400-\u9fff\u3001\u3002\u300a\u300b\uff08\uff09]|[\u3400-\u9fff]")


def escape(text: str) -> str:
    """Text made safe for HTML, for Markdown's HTML blocks and for attributes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;").replace("'", "&#39;")


def mark_chinese(escaped: str) -> str:
    """Wraps runs of Chinese in a `lang` span, so that they are pronounced and set as Chinese."""
    return _HAN.sub(lambda match: f'<span lang="zh-Hans">{match[0]}</span>', escaped)


def render(text: str, link: Callable[[str, str | None, str | None], str], mark: Callable[[str], str] = mark_chinese) -> str:
    """HTML of a text: escaped, `[[...]]` resolved by `link(id, words, anchor)`, what is between them given to `mark`."""
    parts, end = [], 0
    for match in LINK.finditer(text):
        parts.append(mark(escape(text[end : match.start()])))
        parts.append(link(match["id"].strip(), match["words"], match["anchor"]))
        end = match.end()
    parts.append(mark(escape(text[end:])))
    return "".join(parts)


def plain(text: str, label: Callable[[str], str]) -> str:
    """The same text without markup, for titles, descriptions and exports."""
    return LINK.sub(lambda match: match["words"] or label(match["id"].strip()), text)
