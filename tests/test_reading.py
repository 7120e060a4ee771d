"""What readers do on the pages beyond reading: filter, compare, look at pictures, ask what a word means, print, go without a script."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from lxml import html

from macros.atlas import Atlas

from .test_browser import PAGES, SIZES, _open

pytestmark = pytest.mark.browser


def _shown(page) -> int:
    return page.locator(".docs > li:visible, .entries > div:visible, .events > li:visible").count()


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [("standards/", "jurisdiction", "China"), ("forums/", "type", "consortium"), ("instruments/", "stage", "in force"), ("timeline/", "year", "2026")],
)
def test_a_list_is_filtered_and_the_view_can_be_linked(browser, url: str, path: str, name: str, value: str) -> None:
    page = _open(browser, url, path)
    whole = _shown(page)
    # The bar opens by keyboard, too.
    page.focus(".siftbar summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".siftbar form")
    page.select_option(f"select[name={name}]", value)
    page.wait_for_function(f"() => location.search.includes('{name}=')")
    some = _shown(page)
    assert 0 < some < whole
    address = page.url
    page.goto(url)
    page.goto(address)
    page.wait_for_selector(".siftbar form")
    assert _shown(page) == some
    assert f"{some} of {whole}" in page.locator(".siftbar [role=status]").text_content()
    page.click("button:has-text('Clear')")
    page.wait_for_function("() => !location.search")
    assert _shown(page) == whole
    page.context.close()


def test_a_list_is_sorted_and_put_back(browser, url: str) -> None:
    page = _open(browser, url, "standards/?sort=new&stage=published")
    page.wait_for_selector(".flat li")
    data = page.evaluate("fetch('list.json').then((r) => r.json())")
    ids = [link.rstrip("/").split("/")[-1] for link in page.eval_on_selector_all(".flat li a:first-of-type", "links => links.map((a) => a.href)")]
    dates = [data["rows"][i][2] for i in ids]
    assert len(dates) > 100 and dates == sorted(dates, reverse=True)
    page.click("button:has-text('Clear')")
    page.wait_for_function("() => document.querySelector('.flat').hidden")
    assert page.locator("section .docs > li").count() == len(data["rows"])
    page.context.close()


def test_the_download_holds_exactly_what_is_shown(browser, url: str) -> None:
    page = _open(browser, url, "standards/?jurisdiction=United+States&sort=name", accept_downloads=True)
    page.wait_for_selector(".flat li")
    shown = page.locator(".flat li a:first-of-type").all_text_contents()
    with page.expect_download() as download:
        page.click("button:has-text('Download')")
    text = Path(download.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [r["short name"] for r in rows] == [" ".join(s.split()) for s in shown]
    assert {r["jurisdiction"] for r in rows} == {"United States"}
    assert all(r["address"].startswith(url) for r in rows)
    page.context.close()


def test_without_javascript_a_list_stands_whole_and_grouped(browser, url: str, real: Atlas) -> None:
    page = _open(browser, url, "standards/", java_script_enabled=False)
    assert _shown(page) == len(real.kinds["standards"])
    assert not page.locator(".siftbar").is_visible()
    page.context.close()


def test_jurisdictions_are_chosen_and_the_choice_goes_along(browser, url: str) -> None:
    page = _open(browser, url, "compare/binding/")
    page.check("input[value=china]")
    page.check("input[value=japan]")
    assert page.url.endswith("?j=china,japan")
    assert [h.split(maxsplit=1)[1] for h in page.locator(".column:visible h2").all_text_contents()] == ["China", "Japan"]
    page.click("nav.letters a:has-text('Who may take part')")
    page.wait_for_url("**/compare/who-takes-part/?j=china,japan")
    assert page.locator(".column:visible").count() == 2
    page.context.close()


def test_two_standards_stand_side_by_side(browser, url: str) -> None:
    page = _open(browser, url, "compare/standards/")
    page.fill("input[name=a]", "ISO/IEC 42001:2023")
    page.fill("input[name=b]", "EN ISO/IEC 42001:2026")
    page.click("button:has-text('Compare')")
    page.wait_for_selector(".twain tbody tr")
    assert "a=iso-iec-42001-2023&b=en-iso-iec-42001" in page.url
    assert page.locator(".twain th[scope=row]", has_text="Stage").count() == 1
    assert page.locator(".twain .differs").count() > 2
    links = page.eval_on_selector_all(".twain a", "links => links.map((a) => a.href)")
    assert any(link.startswith(f"{url}standards/iso-iec-42001-2023/#n") for link in links), "notes lead to the page that has them"
    page.context.close()


def test_a_term_explains_itself_on_hover_and_focus(browser, url: str, real: Atlas) -> None:
    page = _open(browser, url, "instruments/eu-ai-act/")
    term = page.locator("a.term", has_text="notified body").first
    term.hover()
    page.wait_for_selector("#term-note")
    assert real.records["notified-body"].definition[:40] in page.locator("#term-note").text_content()
    page.locator("#term-note").hover()
    page.wait_for_timeout(400)
    assert page.locator("#term-note").is_visible(), "the note stays while the pointer is on it"
    page.keyboard.press("Escape")
    assert page.locator("#term-note").count() == 0
    page.mouse.move(0, 0)
    term.focus()
    page.wait_for_selector("#term-note")
    assert term.get_attribute("aria-describedby") == "term-note"
    box = page.locator("#term-note").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 1440
    page.context.close()


def test_a_term_explains_itself_on_tap_and_then_leads_on(browser, url: str) -> None:
    page = _open(browser, url, "instruments/eu-ai-act/", "phone", has_touch=True, is_mobile=True)
    term = page.locator("a.term", has_text="notified body").first
    term.tap()
    page.wait_for_selector("#term-note")
    box = page.locator("#term-note").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    assert "eu-ai-act" in page.url
    page.locator("#term-note a").tap()
    page.wait_for_url("**/glossary/notified-body/")
    page.context.close()


PICTURES = {
    "topics/": "topics/",
    "standards/adoptions/": "standards/",
    "forums/seats/": "forums/",
    "forums/cen-clc-jtc-21/": "standards/",
    "timeline/": "events/",
    "recommendations/clarify-red-lines/": "events/",
}
"""Page with a picture -> where its marks lead."""


@pytest.mark.parametrize("path", PICTURES)
def test_each_mark_of_a_picture_leads_to_a_record_that_the_page_also_lists(site: Path, path: str) -> None:
    page = html.fromstring((site / path / "index.html").read_text("utf-8"))
    (svg,) = page.xpath("//figure[@class='picture']//*[local-name()='svg']")
    marks = {a.get("href").split("#")[0] for a in svg.iter() if isinstance(a.tag, str) and a.tag.endswith("a")}
    others = {a.split("#")[0] for a in page.xpath("//main//a[not(ancestor::*[local-name()='svg'])]/@href")}
    assert len(marks) >= 8
    assert marks - others == set(), "the same data stands on the page as text"
    assert svg.get("aria-hidden") == "true" and all(a.get("tabindex") == "-1" for a in svg.iter() if isinstance(a.tag, str) and a.tag.endswith("a"))
    assert page.xpath("string(//figure[@class='picture']/figcaption)").strip()


def test_the_ways_of_a_standard_lead_to_the_statements_that_bear_them_out(site: Path) -> None:
    page = html.fromstring((site / "pictures/ways/index.html").read_text("utf-8"))
    ways = page.xpath("//ol[contains(@class, 'way')]")
    assert len(ways) == 2 and all(len(way) == 6 for way in ways)
    for step in page.xpath("//ol[contains(@class, 'way')]/li/a[1]/@href"):
        address, anchor = step.split("#")
        assert html.fromstring((site / "pictures/ways" / address / "index.html").read_text("utf-8")).xpath("//*[@id=$id]", id=anchor), step


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_reflows_at_320_pixels_and_twice_the_size(browser, url: str, kind: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(url + PAGES[kind])
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    context.close()


BUDGET = {"html": 36_000, "css": 7_000, "script": 3_000, "all": 45_000}
"""Bytes of a first view, gzipped. Longer indexes and records may weigh more in HTML; the list says which and how much."""

HEAVIER = {"forum": 40_000, "instrument": 40_000, "timeline": 40_000}


@pytest.mark.parametrize("kind", [k for k in PAGES if "?" not in PAGES[k]])
def test_the_first_view_stays_light_and_steady(browser, url: str, site: Path, kind: str) -> None:
    page = browser.new_context(viewport=SIZES["phone"]).new_page()
    fetched: list[tuple[str, str]] = []
    page.on("response", lambda r: fetched.append((r.request.resource_type, r.url)))
    page.add_init_script(
        "window.shift = 0;new PerformanceObserver((l) => l.getEntries().forEach((e) => (shift += e.value))).observe({ type: 'layout-shift', buffered: true });"
    )
    page.goto(url + PAGES[kind])
    page.wait_for_load_state("networkidle")
    sizes: dict[str, int] = {}
    for what, address in fetched:
        path = site / address.removeprefix(url).split("?")[0]
        content = (path / "index.html" if path.is_dir() else path).read_bytes()
        sizes[what] = sizes.get(what, 0) + len(gzip.compress(content, 9))
    assert sizes["document"] <= HEAVIER.get(kind, BUDGET["html"]), sizes
    assert sizes.get("stylesheet", 0) <= BUDGET["css"] and sizes.get("script", 0) <= BUDGET["script"], sizes
    assert sum(sizes.values()) <= BUDGET["all"], sizes
    assert page.evaluate("shift") < 0.001
    page.context.close()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_link_to_a_statement_arrives_there_at_once(browser, url: str, size: str) -> None:
    for address in ("instruments/eu-ai-act/#art-40", "forums/cen-clc-jtc-21/#n20", "jurisdictions/china/#open-comment"):
        page = _open(browser, url, address, size)
        top = page.evaluate("document.querySelector(location.hash).getBoundingClientRect().top")
        assert 0 <= top < 60, address
        page.context.close()


def test_nothing_moves_on_its_own(browser, url: str) -> None:
    page = _open(browser, url, "pictures/ways/")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate(
        "[...document.querySelectorAll('*')].every((e) => { const s = getComputedStyle(e); return s.animationName === 'none' && s.transitionDuration === '0s'; })"
    )
    page.context.close()


def test_paper_carries_the_citation_and_the_pictures_but_no_controls(browser, url: str) -> None:
    page = _open(browser, url, "standards/iso-iec-42001-2023/")
    page.emulate_media(media="print")
    for control in (".find", "header nav", ".onward", ".permalink"):
        assert not page.locator(control).first.is_visible(), control
    assert page.locator(".cite-this").is_visible()
    assert "standards/iso-iec-42001-2023/" in page.locator(".cite-this").text_content()
    page.context.close()
