"""The built site, read as files: links, anchors, heads, foreign requests, left-overs."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from lxml import html

from macros.atlas import Atlas
from macros.editions import editions

HOST = "https://common-ground.example/"


@cache
def _pages(site: Path) -> dict[str, html.HtmlElement]:
    """Address below the root -> parsed page. The pages of citations are the exports' (test_exports.py)."""
    found = {}
    for path in sorted(p for p in site.rglob("*.html") if not p.name.endswith(".cite.html")):
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        found[address] = html.fromstring(path.read_text("utf-8"))
    return found


def _ids(page: html.HtmlElement) -> list[str]:
    return page.xpath("//@id")


@pytest.fixture(params=["site", "toy_site"])
def built(request: pytest.FixtureRequest) -> Path:
    """The real site and the toy site."""
    return request.getfixturevalue(request.param)


def test_no_internal_link_or_anchor_is_broken(built: Path) -> None:
    pages = _pages(built)
    broken = []
    for address, page in pages.items():
        if address == "404.html":
            continue
        for link in page.xpath("//a/@href | //link/@href | //script/@src | //img/@src | //meta[@property='og:image']/@content"):
            target = urlsplit(urljoin(HOST + address, link))
            if f"{target.scheme}://{target.netloc}/" != HOST:
                continue
            path = unquote(target.path.lstrip("/"))
            # Editions are put up beside the site; that they hold the page is told by the ledger (test_editions.py).
            if any(path.startswith(f"editions/{edition.name}/") for edition in editions()):
                continue
            if path not in pages and not (built / path).is_file():
                broken.append(f"{address}: {link}")
            elif target.fragment and path in pages and target.fragment not in _ids(pages[path]):
                broken.append(f"{address}: {link} (anchor)")
    assert broken == []


def test_ids_are_unique_on_each_page(built: Path) -> None:
    doubled = {address: [i for i, n in Counter(_ids(page)).items() if n > 1] for address, page in _pages(built).items()}
    assert {address: ids for address, ids in doubled.items() if ids} == {}


def test_no_index_is_heavy(site: Path, real: Atlas) -> None:
    """A list of records stays under 150 KiB of HTML; beyond that it is split, grouped or folded as a reader would like."""
    records = {real.path(id) for id in real.records}
    heavy = {p.relative_to(site).as_posix(): size for p in site.rglob("index.html") if (size := p.stat().st_size) > 150 * 1024}
    assert {p: size for p, size in heavy.items() if p.removesuffix("index.html") not in records} == {}


def test_nothing_is_loaded_from_elsewhere(built: Path) -> None:
    for address, page in _pages(built).items():
        loaded = page.xpath("//script/@src | //link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href | //img/@src | //iframe/@src | //source/@src")
        assert [u for u in loaded if urlsplit(u).netloc] == [], address
        assert page.xpath("//script[not(@src) and not(@type='application/ld+json')] | //*[@onclick or @onload or @style]") == [], address
        assert not re.search(r"@import|url\(|https?://", page.xpath("string(//style)")), address


def test_each_page_carries_the_style_of_what_it_shows(built: Path) -> None:
    """A class that a part of the style names must not stand on a page without that part."""
    parts = {path.stem: set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "", path.read_text()))) for path in Path("overrides/css").glob("*.css")}
    base = parts.pop("base")
    missing = set()
    for page in _pages(built).values():
        style = page.xpath("string(//style)")
        shown = {name for names in page.xpath("//body//@class") for name in names.split()} - base
        for part, classes in parts.items():
            first = re.search(r"^[^{}@]+\{", (Path("overrides/css") / f"{part}.css").read_text().split("#}")[-1].strip())
            if first and first[0] not in style:
                missing |= {(part, name) for name in (shown & classes) if not any(name in others for other, others in parts.items() if other != part)}
    assert missing == set()


def test_links_lead_to_http_only(built: Path) -> None:
    odd = {u for page in _pages(built).values() for u in page.xpath("//a/@href") if urlsplit(u).scheme not in ("", "http", "https")}
    assert odd == set()


def test_each_page_has_a_head_of_its_own(built: Path) -> None:
    titles, descriptions = Counter(), []
    for address, page in _pages(built).items():
        assert page.xpath("string(//html/@lang)") == "en"
        titles[page.xpath("string(//title)")] += 1
        assert len(page.xpath("//h1")) == 1, address
        if address != "404.html":
            descriptions += [address] * (len(page.xpath("string(//meta[@name='description']/@content)")) < 10)
            assert page.xpath("//link[@rel='canonical']"), address
    assert descriptions == []
    assert [t for t, n in titles.items() if n > 1 and not t.startswith("Page not found")] == []


def test_headings_step_down_one_level_at_a_time(built: Path) -> None:
    for address, page in _pages(built).items():
        levels = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3 | //h4")]
        assert all(b - a <= 1 for a, b in pairwise(levels)), f"{address}: {levels}"


def test_no_page_shows_raw_syntax_or_an_empty_part(built: Path) -> None:
    for address, page in _pages(built).items():
        text = "".join(page.xpath("//text()[not(parent::script) and not(parent::style) and not(parent::code)]"))
        assert not re.search(r"\[\[|\]\]|\{\{|\}\}|\bUndefined\b|Traceback|wzxhzdk|\[@", text), address
        assert "None" not in [t.strip() for t in page.itertext()], address
        for empty in page.xpath("//dd | //td | //li | //h2 | //h3 | //dt | //dl | //ul | //ol | //tbody"):
            assert empty.text_content().strip() or empty.tag == "td", f"{address}: empty <{empty.tag}>"


def test_chinese_is_marked_as_chinese(built: Path) -> None:
    unmarked = []
    for address, page in _pages(built).items():
        for text in page.xpath("//body//text()"):
            if re.search(r"[\u4e00-\u9fff]", text):
                parent = text.getparent() if not text.is_tail else text.getparent().getparent()
                langs = [e.get("lang") for e in [parent, *parent.iterancestors()] if e.get("lang")]
                if not langs or langs[0].split("-")[0] not in ("zh", "ja"):
                    unmarked.append(f"{address}: {text.strip()[:40]}")
    assert unmarked == []


def test_moved_pages_lead_on_by_themselves(toy_site: Path) -> None:
    moved = _pages(toy_site)["forums/toy-bdoy/"]
    assert moved.xpath("string(//meta[@http-equiv='refresh']/@content)") == "0; url=../../forums/toy-body/"
    assert moved.xpath("string(//link[@rel='canonical']/@href)") == HOST + "forums/toy-body/"


def test_every_claim_can_be_linked_and_is_sourced(site: Path, real: Atlas) -> None:
    pages = _pages(site)
    for record in real.records.values():
        if record.folder == "tombstones":
            continue
        page = pages[real.path(record.id)]
        for claim in getattr(record, "claims", ()):
            (block,) = page.xpath(f"//*[@id='{claim.id}']")
            assert block.xpath(".//a[@class='permalink']"), claim.id
            notes = block.xpath(".//span[@class='cites']/a/@href")
            assert len(notes) >= 1 and all(page.xpath(f"//*[@id='{n[1:]}']") for n in notes)
            assert block.xpath(".//time"), claim.id


def test_the_menu_leads_to_the_indexes_only(site: Path) -> None:
    menu = _pages(site)[""].xpath("//header//nav//a/@href")
    assert len(menu) == 11


def test_chapters_lead_from_one_to_the_next_and_to_the_very_statement(toy_site: Path) -> None:
    page = _pages(toy_site)["guide/toys/"]
    assert page.xpath("//a[@rel='next']/@href") == ["../../guide/bears/"] and not page.xpath("//a[@rel='prev']")
    assert "../../instruments/toy-act/#art-1" in page.xpath("//main//a/@href")
    assert "on 2 topics" in page.text_content()


def test_edit_links_open_the_record(site: Path, real: Atlas) -> None:
    page = _pages(site)["jurisdictions/china/"]
    (link,) = [u for u in page.xpath("//footer//a/@href") if "/edit/" in u]
    assert link.endswith("/edit/main/data/jurisdictions/china.yml")
