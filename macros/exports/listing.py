"""What a site tells at its root: its pages to search engines, `llms.txt` to programs that read (llmstxt.org), `_headers` to hosts that take response headers from it."""

from __future__ import annotations

import re

from .. import clock
from ..atlas import ADDRESS, Atlas
from ..pages import INDEXES, by_path, chapters
from ..prose import escape
from . import Files

HEAD = """# Common Ground

> A sourced reference on AI technical standardization in China, the European Union and their key partners: who decides, what is in force, where the texts agree. Every statement has its source, its date and its own address.

Each page has a Markdown version at the same address with `.md` for the final slash. Data of {state}. Cite the page or the statement with its address; text and data are under CC BY 4.0.
"""


_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}

HEADERS = {
    "/*": {
        "Content-Security-Policy": "{policy}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Strict-Transport-Security": "max-age=31536000",
    },
    "/pagefind/fragment/*": _FOREVER,
    "/pagefind/index/*": _FOREVER,
    "/editions/:name/*": _FOREVER,
    "/api/*": {"Access-Control-Allow-Origin": "*"},
}
"""Addresses, as `_headers` writes them -> response headers. The list of editions, at `/editions/`, grows and is asked for again."""


def headers() -> dict[str, dict[str, str]]:
    """`HEADERS` with the policy that stands in each page, too."""
    policy = clock.settings()["extra"]["policy"]
    return {path: {name: value.format(policy=policy) for name, value in lines.items()} for path, lines in HEADERS.items()}


def for_hosts() -> str:
    """The file `_headers`."""
    parts = (f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in lines.items()) for path, lines in headers().items())
    return "# Response headers, as Netlify, Cloudflare Pages and others read them. The policy stands in each page, too.\n" + "".join(parts)


def for_nginx() -> str:
    """The same for nginx, to include in its block `http`.

    All in one place, as an `add_header` further inside would put out every other; what depends on the address comes from a map.
    The hosts that read `_headers` have everything asked for again of themselves; nginx must be told.
    """
    table = headers()
    lines = ["# Made from macros/exports/listing.py; not to be edited.\n"]
    lines += [f'add_header {name} "{value}" always;\n' for name, value in table.pop("/*").items()]
    for name in dict.fromkeys(name for found in table.values() for name in found):
        variable = "$header_" + name.lower().replace("-", "_")
        cases = "".join(f'    "~^{_pattern(path)}" "{found[name]}";\n' for path, found in table.items() if name in found)
        default = "no-cache" if name == "Cache-Control" else ""
        lines.append(f'map $uri {variable} {{\n    default "{default}";\n{cases}}}\nadd_header {name} {variable} always;\n')
    return "".join(lines)


def _pattern(path: str) -> str:
    """`/editions/:name/*` as the beginning of an address."""
    return re.sub(":[a-z]+", "[^/]+", path.removesuffix("*"))


def files(atlas: Atlas) -> Files:
    """All three."""
    root = clock.site_url()
    yield "sitemap.xml", _sitemap(atlas, root)
    yield "_headers", for_hosts()
    kinds = "\n".join(f"- [{kind.capitalize()}]({root}{ADDRESS[kind]}.md): {description}" for kind, description in INDEXES.items())
    guide = "\n".join(f"- [{title}]({root}{path.rstrip('/')}.md): {description}" for _, path, title, description in chapters(atlas))
    yield (
        "llms.txt",
        (
            HEAD.format(state=atlas.state)
            + f"\n## Guide\n\n{guide}\n- [Ten questions]({root}questions.md): short answers with sources\n"
            + f"\n## Reference\n\n{kinds}\n- [Glossary]({root}glossary.md): terms with Chinese and French equivalents\n- [Timeline]({root}timeline.md): dated events\n"
            + f"\n## Data\n\n- [API]({root}api/v1/index.json): every record as JSON, every table as CSV\n- [How to use the data]({root}data.md)\n- [Fields]({root}data/fields.md)\n"
            + f"\n## Optional\n\n- [About]({root}about.md): method, rules, licence\n- [Open questions]({root}open-questions.md)\n- [Corrections]({root}corrections.md)\n"
        ),
    )


def _sitemap(atlas: Atlas, root: str) -> str:
    """Every page that can be cited, with the day of its last review (sitemaps.org)."""
    urls = "\n".join(
        f"<url><loc>{escape(root + path.removesuffix('index.md'))}</loc><lastmod>{page.front['modified']}</lastmod></url>"
        for path, page in by_path(atlas).items()
        if "modified" in page.front
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}\n</urlset>\n'
