"""Citing a page and a statement as a reader does: by pointer, by keyboard, on a phone, without a script."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from .test_browser import SIZES, _open

pytestmark = pytest.mark.browser

HOST = "https://common-ground.example/"
FORUM = "forums/cen-clc-jtc-21/"


def _faults(page) -> list:
    options = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in Axe().run(page, options=options).response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_citations_of_a_page_open_over_it(browser, url: str, size: str, scheme: str) -> None:
    page = _open(browser, url, FORUM, size, scheme, permissions=["clipboard-read", "clipboard-write"])
    page.focus(".cite-this a")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]")
    names = page.locator("dialog dt").all_text_contents()
    assert names == ["Link", "Plain", "APA", "Chicago", "MLA", "Harvard", "GB/T 7714"]
    page.click("dialog button[aria-label='Copy: APA']")
    page.wait_for_function("() => document.querySelector('dialog [role=status]').textContent")
    assert page.evaluate("navigator.clipboard.readText()").startswith("Common Ground. (2026, November 23). JTC 21")
    assert page.locator("dialog [role=status]").text_content() == "APA copied."
    assert page.evaluate("document.querySelector('dialog').scrollWidth <= innerWidth")
    assert _faults(page) == []
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    assert page.evaluate("document.activeElement.matches('.cite-this a')"), "the reader is back where they were"
    page.context.close()


def test_a_statement_is_cited_with_its_own_address(browser, url: str) -> None:
    page = _open(browser, url, FORUM, accept_downloads=True)
    claim = page.locator(".claim").first
    id = claim.get_attribute("id")
    claim.locator(".permalink").click()
    page.wait_for_selector("dialog[open]")
    entries = page.locator("dialog dl dd > span").all_text_contents()
    assert all(f"{HOST}{FORUM}#{id}" in entry for entry in entries), entries
    assert page.url.endswith(f"#{id}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("dialog button[aria-label='Copy: Link']")
    page.wait_for_function("() => document.querySelector('dialog [role=status]').textContent")
    assert page.evaluate("navigator.clipboard.readText()") == f"{HOST}{FORUM}#{id}"
    for form, marks in ((".csl.json", f'"URL": "{HOST}{FORUM}#{id}"'), (".bib", f"url = {{{HOST}{FORUM}#{id}}}"), (".ris", f"UR  - {HOST}{FORUM}#{id}")):
        with page.expect_download() as download:
            page.click(f"dialog .files >> nth=0 >> a[href$='{form}']")
        assert download.value.suggested_filename == f"cen-clc-jtc-21-{id}{form}"
        assert marks in Path(download.value.path()).read_text("utf-8")
    suggest = parse_qs(urlsplit(page.locator("dialog .suggest").get_attribute("href")).query)
    assert (suggest["template"], suggest["page"]) == (["correction.yml"], [f"{HOST}{FORUM}#{id}"])
    said = claim.locator(".said p").first.evaluate("p => p.firstChild.textContent")
    assert suggest["wrong"][0].startswith(f"“{said}") and suggest["wrong"][0].endswith("”\n\n"), "the form begins with the statement"
    assert page.locator("dialog .edit").get_attribute("href").endswith("/edit/main/data/forums/cen-clc-jtc-21.yml")
    page.context.close()


def test_without_a_script_the_link_leads_to_a_page_of_citations(browser, url: str, site: Path) -> None:
    page = _open(browser, url, FORUM, "phone", java_script_enabled=False)
    page.click(".cite-this a")
    assert page.url == f"{url}forums/cen-clc-jtc-21.cite.html"
    assert "APA" in page.locator("main").text_content()
    page.click("text=Back to the page")
    assert page.url == f"{url}{FORUM}"
    page.click(".permalink >> nth=0")
    assert "#" in page.url, "the ¶ is a plain link"
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_page_of_citations_reads_well(browser, url: str, size: str, scheme: str) -> None:
    page = _open(browser, url, "standards/iso-iec-42001-2023.cite.html", size, scheme)
    assert page.foreign == [] and page.faults == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert _faults(page) == []
    page.context.close()


def test_citing_costs_a_reader_nothing_before_they_cite(browser, url: str) -> None:
    page = _open(browser, url, FORUM)
    page.wait_for_load_state("networkidle")
    loaded = json.loads(page.evaluate("JSON.stringify(performance.getEntriesByType('resource').map((r) => r.name))"))
    assert not [name for name in loaded if "cite" in name]
    page.context.close()
