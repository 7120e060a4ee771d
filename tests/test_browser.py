"""Every page kind in a real browser: phone and desktop, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

PAGES = {
    "home": "",
    "jurisdiction": "jurisdictions/china/",
    "forum": "forums/cen-clc-jtc-21/",
    "standard": "standards/iso-iec-42001-2023/",
    "instrument": "instruments/eu-ai-act/",
    "recommendation": "recommendations/clarify-red-lines/",
    "topic": "topics/terminology/",
    "source": "sources/ifri-brief/",
    "jurisdictions": "jurisdictions/",
    "forums": "forums/",
    "standards": "standards/",
    "standards by topic": "standards/by-topic/",
    "instruments": "instruments/",
    "recommendations": "recommendations/",
    "topics": "topics/",
    "sources": "sources/",
    "glossary": "glossary/",
    "timeline": "timeline/",
    "compare": "compare/",
    "a to z": "a-z/",
    "a letter": "a-z/i/",
    "sources of a publisher": "sources/by-publisher/c/",
    "question": "compare/binding/",
    "term": "glossary/harmonised-standard/",
    "guide": "guide/",
    "chapter": "guide/european-union/",
    "open questions": "open-questions/",
    "ten questions": "questions/",
    "search": "search/",
    "search results": "search/?q=risk",
    "a filtered list": "standards/?jurisdiction=China&sort=new",
    "two standards": "compare/standards/?a=en-iso-iec-42001&b=gb-t-45081-2024",
    "a choice of jurisdictions": "compare/binding/?j=european-union,china",
    "adoptions": "standards/adoptions/",
    "seats": "forums/seats/",
    "pictures": "pictures/",
    "ways": "pictures/ways/",
    "data": "data/",
    "for maintainers": "maintain/",
    "freshness": "maintain/freshness/",
    "fields": "data/fields/",
    "follow": "follow/",
    "editions": "editions/",
    "corrections": "corrections/",
    "corrections of a kind": "corrections/jurisdictions/",
    "about": "about/",
    "not found": "404.html",
}
SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1440, "height": 900}}


def _open(browser, base: str, path: str, size: str = "desktop", scheme: str = "light", **options):
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, **options)
    page = context.new_page()
    page.foreign = []
    page.faults = []
    page.add_init_script("addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))")
    page.on("request", lambda r: page.foreign.append(r.url) if not r.url.startswith(base) else None)
    page.on("pageerror", lambda e: page.faults.append(str(e)))
    page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
    page.goto(base + path)
    return page


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""What a change of scheme can break; the rest of the page stays as it was."""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_reads_well(browser, url: str, kind: str, size: str) -> None:
    """In light and in dark; nothing comes from elsewhere, and nothing offends the page's policy."""
    page = _open(browser, url, PAGES[kind], size)
    page.wait_for_load_state("networkidle")
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, f"{overflow} px wider than the screen"
    assert _faults_of_access(page, RULES) == []
    page.emulate_media(color_scheme="dark")
    assert _faults_of_access(page, COLOURS) == []
    assert page.foreign == [] and page.faults == []
    page.context.close()


def _faults_of_access(page, rules: list[str]) -> list[tuple[str, str]]:
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": rules}).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


HARM = """() => {
  const put = markup => document.body.insertAdjacentHTML('beforeend', markup);
  put('<img src="missing.png" onerror="window.harmed = 1">');
  put('<img src="https://elsewhere.example/x.png">');
  put('<a id="harm" href="javascript:window.harmed = 2">x</a>');
  put('<iframe src="/"></iframe>');
  const inline = document.createElement('script');
  inline.textContent = 'window.harmed = 3';
  const foreign = document.createElement('script');
  foreign.src = 'https://elsewhere.example/x.js';
  document.body.append(inline, foreign);
  document.getElementById('harm').click();
  setTimeout(() => { try { new Function('window.harmed = 4')() } catch {} });
  fetch('https://elsewhere.example/').catch(() => {});
}"""


@pytest.mark.parametrize("path", ["", "forums/cen-clc-jtc-21.cite.html", "404.html"])
def test_the_policy_of_a_page_stops_what_should_never_have_come_in(browser, url: str, path: str) -> None:
    """Even where markup got into a page, nothing runs, loads or goes elsewhere."""
    page = _open(browser, url, path)
    kept: dict[str, str | None] = {}
    page.on("requestfailed", lambda r: kept.update({r.url: r.failure}))
    page.evaluate(HARM)
    page.wait_for_timeout(300)
    assert page.evaluate("window.harmed") is None
    assert set(page.foreign) == {url for url, why in kept.items() if why == "csp"} != set()
    stopped = " ".join(page.faults)
    for directive in ("script-src-attr", "script-src-elem", "img-src", "frame-src", "connect-src", "script-src eval"):
        assert f"policy: {directive}" in stopped, directive
    page.context.close()


def test_a_moved_page_leads_on_by_itself(browser, toy_url: str) -> None:
    page = _open(browser, toy_url, "forums/toy-bdoy/")
    page.wait_for_url(toy_url + "forums/toy-body/")
    page.context.close()


@pytest.mark.parametrize("path", ["topics/old-topic/", "standards/bad-standard/", "events/2026-09-plenary/", "sources/toy-digest/"])
def test_the_toy_pages_read_well(browser, toy_url: str, path: str) -> None:
    page = _open(browser, toy_url, path, "phone")
    assert page.faults == []
    assert Axe().run(page).response["violations"] == []
    page.context.close()


def test_the_first_screen_of_home_tells_what_it_is(browser, url: str) -> None:
    page = _open(browser, url, "", "phone")
    box = page.locator(".summary").bounding_box()
    assert box and box["y"] + box["height"] < SIZES["phone"]["height"] * 1.1
    page.context.close()


def test_pages_work_without_javascript(browser, url: str) -> None:
    page = _open(browser, url, "jurisdictions/china/", java_script_enabled=False)
    link = page.locator(".claim a.permalink").first
    link.click()
    assert "#" in page.url
    page.locator(".cites a").first.click()
    assert "#n" in page.url
    page.context.close()


def test_the_keyboard_reaches_the_content_first(browser, url: str) -> None:
    page = _open(browser, url, "forums/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_url("**/forums/#main")
    page.context.close()


def test_readers_can_walk_from_home_to_a_source(browser, url: str) -> None:
    page = _open(browser, url, "")
    page.click("header.mast nav >> text=Forums")
    page.locator(".entries dt a").first.click()
    page.locator(".notes cite a").first.click()
    assert page.locator("h2", has_text="What rests on it").count() == 1
    page.context.close()


def test_print_shows_the_addresses_of_sources(browser, url: str) -> None:
    page = _open(browser, url, "forums/cen-clc-jtc-21/")
    page.emulate_media(media="print")
    assert not page.locator("header.mast nav").is_visible()
    content = page.evaluate("getComputedStyle(document.querySelector('.notes .out'), '::after').content")
    assert "attr(href)" in content or "http" in content
    page.context.close()
