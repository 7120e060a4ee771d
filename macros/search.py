"""The search index: what Pagefind is given to index, and the call to it.

Pagefind reads HTML files. It gets small ones made for it, not the pages: names and spellings with their weight, each statement
under its own anchor, the facets, and nothing of notes and menus. The built pages carry no mark of it.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cbor2
from markdown import markdown
from zopfli import gzip as zopfli

from . import clock
from .atlas import Atlas
from .facets import facets
from .prose import LINK, escape
from .views.letters import spellings
from .views.view import View

FOLDER = "pagefind"
"""Where the index lies below the site's root."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_PART = re.compile(r"(?<![A-Za-z])([A-Za-z]+)[ /-](\d[\d.]*\w?)")


def documents(atlas: Atlas) -> Iterator[tuple[str, str]]:
    """(address of a page, the HTML to index for it); sources and tombstones are not searched."""
    from .pages import pages

    for page in pages(atlas):
        address = page.path.removesuffix("index.md")
        if record := atlas.records.get(page.front.get("record", "")):
            if record.folder not in ("sources", "tombstones"):
                yield address, _document(atlas, record)
        elif page.front.get("written"):
            yield address, _html(page.title, [], {"kind": ["Guide"]}, _written(page))
        elif "/" not in address.rstrip("/"):
            yield address, _html(page.title, [], {"kind": ["Index"]}, _text(page.description))


def _document(atlas: Atlas, record: Any) -> str:
    view = View(atlas, "")
    names = [record.name.en, *spellings(record)]
    found = facets(atlas, record)
    opening = view.plain(getattr(record, "summary", "") or "")
    if record.folder == "terms":
        opening = view.plain(record.definition)
    if record.folder == "events":
        opening = f"{record.date}. {view.plain(record.text)}"
    body = _text(opening, weight=2)
    for claim in (*getattr(record, "articles", ()), *getattr(record, "claims", ())):
        heading = getattr(claim, "label", None) or record.sections[claim.section]
        body += f'<h3 id="{escape(claim.id)}" data-pagefind-weight="0.2">{escape(heading)}</h3>' + _text(view.plain(claim.text))
    return _html(record.label, names, found, body, _weight(record))


def _weight(record: Any) -> float:
    """How much a word in the names counts: events, adoptions and laws repeat the names of what they are about."""
    if record.folder == "standards":
        return 3 if record.adopts else 6
    return {"events": 1, "instruments": 7, "topics": 8}.get(record.folder, 10)


def _html(title: str, names: list[str], filters: dict[str, list[str]], body: str, weight: float = 10) -> str:
    marks = "".join(f'<i data-pagefind-filter="{facet}:{escape(value)}"></i>' for facet, values in filters.items() for value in values)
    # The names come last, under an anchor of their own: what is shown of a page is what it says.
    called = (
        f'<h3 id="names" data-pagefind-weight="0.1">Names</h3><p data-pagefind-weight="{weight}">{escape(" · ".join(variants(names)))}</p>' if names else ""
    )
    return f'<!doctype html><html lang="en"><body>{marks}<h1 data-pagefind-weight="{weight}">{escape(title)}</h1>{body}{called}</body></html>'


def _text(text: str, weight: float = 1) -> str:
    return f'<p data-pagefind-weight="{weight}">{escape(text)}</p>'


def _written(page: Any) -> str:
    text = re.sub(r"\{\{.*?\}\}", "", LINK.sub(lambda m: m["words"] or m["id"], page.text))
    text = re.split(r'<section class="notes"', text)[0]
    html = markdown(re.sub(r'<span class="cites">.*?</span>', "", text), extensions=["toc", "attr_list"])
    return re.sub(r"<h1.*?</h1>", "", html, flags=re.S)


def variants(names: list[str]) -> list[str]:
    """The names, and what people type for them: `ISO42001`, `GBT 45654`, single Chinese characters for parts of a word."""
    found = list(names)
    for name in names:
        if match := re.match(r"(ISO|EN)(?:/IEC)?(?: ISO(?:/IEC)?)?(?: (?:TR|TS))? (\d+)", name):
            found += ["".join(match.groups()), " ".join(match.groups())]
        found += ["".join(match.groups()) for match in _PART.finditer(name)]
        if "/" in name:
            found.append(name.replace("/", ""))
            found += ["".join(match.groups()) for match in _PART.finditer(name.replace("/", ""))]
        if _HAN.search(name):
            found.append(" ".join(_HAN.findall(name)))
    return list(dict.fromkeys(found))


def words(atlas: Atlas) -> list[str]:
    """Every word of four letters or more in the names on record, for mending slips of the keyboard."""
    shown = [r for r in atlas.records.values() if r.folder not in ("sources", "tombstones")]
    texts = (name for r in shown for name in (r.name.en, *(spellings(r) if r.folder != "events" else ())))
    return sorted({word.lower() for text in texts for word in re.findall(r"[^\W\d_]{4,}", text) if not _HAN.search(word)})


_MARK = b"pagefind_dcd"


def _settle(index: Path) -> None:
    """Make the same index of the same pages, and a short list of them.

    Pagefind 1.5 writes the values of its filters in an order that changes from run to run. And every first answer loads its list of
    pages, in which a random name of each weighs most: a number and one mark of the whole index take its place.
    Its files are CBOR, gzipped behind a mark and named by their content; what lists them is renamed in turn.
    """
    (meta_file,) = index.glob("*.pf_meta")
    meta = cbor2.loads(gzip.decompress(meta_file.read_bytes()).removeprefix(_MARK))
    language = meta_file.name.split(".")[1].split("_")[0]
    filters = sorted(meta[3])
    for entry in filters:
        file = index / "filter" / f"{entry[1]}.pf_filter"
        name, values = cbor2.loads(gzip.decompress(file.read_bytes()).removeprefix(_MARK))
        content = _MARK + cbor2.dumps([name, sorted(values)])
        file.unlink()
        entry[1] = f"{language}_{hashlib.sha256(content).hexdigest()[:7]}"
        (index / "filter" / f"{entry[1]}.pf_filter").write_bytes(gzip.compress(content, mtime=0))
    meta[3] = filters
    mark = hashlib.sha256(cbor2.dumps(meta)).hexdigest()[:8]
    for number, page in enumerate(meta[1]):
        name = f"{number:04x}{mark}"
        (index / "fragment" / f"{page[0]}.pf_fragment").rename(index / "fragment" / f"{name}.pf_fragment")
        page[0] = name
    content = _MARK + cbor2.dumps(meta)
    name = f"{language}_{hashlib.sha256(content).hexdigest()[:10]}"
    entry_file = index / "pagefind-entry.json"
    entry_file.write_text(entry_file.read_text("utf-8").replace(meta_file.name.split(".")[1], name), encoding="utf-8")
    meta_file.unlink()
    (index / f"pagefind.{name}.pf_meta").write_bytes(_packed(content))


def _packed(content: bytes) -> bytes:
    return zopfli.compress(content, numiterations=3)


def write(atlas: Atlas, site: Path) -> None:
    """Index the site into `site/pagefind/`. Raises CalledProcessError if Pagefind fails."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for address, html in documents(atlas):
            file = folder / "site" / address / "index.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(html, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pagefind",
            "--quiet",
            "--force-language",
            "zxx",
            "--site",
            str(folder / "site"),
            "--output-path",
            str(folder / "index"),
        ]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        _settle(folder / "index")
        for file in (folder / "index").glob("wasm.*"):
            # What every first answer loads, packed as tightly as gzip allows.
            kept = clock.root() / ".cache" / f"{hashlib.sha256(file.read_bytes()).hexdigest()[:16]}.wasm.gz"
            if not kept.exists():
                kept.parent.mkdir(exist_ok=True)
                part = kept.with_suffix(f".{os.getpid()}")
                part.write_bytes(_packed(gzip.decompress(file.read_bytes())))
                part.replace(kept)
            shutil.copy(kept, file)
        shutil.rmtree(site / FOLDER, ignore_errors=True)
        shutil.copytree(folder / "index", site / FOLDER, ignore=shutil.ignore_patterns("*ui*", "*highlight*", "wasm.??.pagefind", "*worker*"))
