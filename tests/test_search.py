"""Search in a real browser: what people type, and the page that must be among the first three."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from .test_browser import _open

pytestmark = pytest.mark.browser

# What is typed -> the page looked for.
QUERIES = {
    "numbers in any spelling": """
        ISO42001 -> standards/iso-iec-42001-2023
        iso/iec 42001:2023 -> standards/iso-iec-42001-2023
        42001 -> standards/iso-iec-42001-2023
        ISO 42001 -> standards/iso-iec-42001-2023
        22989 -> standards/iso-iec-22989-2022
        EN ISO/IEC 22989 -> standards/en-iso-iec-22989
        ISO/IEC 23894 -> standards/iso-iec-23894-2023
        ISO/IEC TR 24028 -> standards/iso-iec-tr-24028-2020
        24028 -> standards/iso-iec-tr-24028-2020
        GB/T45654 -> standards/gb-t-45654-2025
        GB/T 45654-2025 -> standards/gb-t-45654-2025
        gbt 45654 -> standards/gb-t-45654-2025
        45654 -> standards/gb-t-45654-2025
        45438 -> standards/gb-45438-2025
        prEN 18286 -> standards/en-18286
        18286 -> standards/en-18286
        EN 18286 -> standards/en-18286
        prEN 18228 -> standards/en-18228
        P2863 -> standards/ieee-2863-2026
        IEEE 7000 -> standards/ieee-7000-2021
        TC260-003 -> standards/tc260-003
        ETSI EN 304 223 -> standards/etsi-en-304-223
        304223 -> standards/etsi-en-304-223
        AI 100-1 -> standards/nist-ai-100-1-2023
        2024/1689 -> instruments/eu-ai-act
        Regulation (EU) 2024/1689 -> instruments/eu-ai-act
        1025/2012 -> instruments/eu-1025-2012
        2026/1744 -> instruments/eu-2026-1744
        M/613 -> instruments/eu-m-613
    """,
    "abbreviations": """
        JTC 21 -> forums/cen-clc-jtc-21
        JTC21 -> forums/cen-clc-jtc-21
        CEN-CENELEC JTC 21 -> forums/cen-clc-jtc-21
        SC 42 -> forums/iso-iec-jtc-1-sc-42
        SC42 -> forums/iso-iec-jtc-1-sc-42
        TC260 -> forums/sac-tc-260
        SAC -> forums/sac
        NIST -> forums/nist
        ETSI -> forums/etsi
        CESI -> forums/cesi
        CAISI -> forums/nist-caisi
        CEN-CENELEC -> forums/cen
        NIST AI RMF -> standards/nist-ai-100-1-2023
        SEP -> glossary/standard-essential-patent
        GPAI code -> instruments/eu-gpai-code-of-practice
    """,
    "English": """
        AI Act -> instruments/eu-ai-act
        Digital omnibus -> instruments/eu-2026-1744
        China -> jurisdictions/china
        Japan -> jurisdictions/japan
        european union -> jurisdictions/european-union
        harmonised standard -> glossary/harmonised-standard
        harmonised standards -> glossary/harmonised-standard
        mirror committee -> glossary/mirror-committee
        weighted voting -> glossary/weighted-voting
        machine learning -> glossary/machine-learning
        red lines -> recommendations/clarify-red-lines
        functional safety -> topics/functional-safety
        risk management -> topics/risk-management
        AI agents -> topics/ai-agents
        agriculture -> topics/agriculture
        robustness -> topics/robustness
        Standardization Law -> instruments/cn-standardization-law
        Vienna Agreement -> instruments/vienna-agreement
        generative AI measures -> instruments/cn-genai-measures
        Korea AI basic act -> instruments/kr-ai-basic-act
        joint technical committee 21 -> forums/cen-clc-jtc-21
        what is a harmonised standard -> glossary/harmonised-standard
        who votes in JTC 21 -> forums/cen-clc-jtc-21
        open questions -> open-questions
        timeline -> timeline
    """,
    "the other side's spelling": """
        harmonized standard -> glossary/harmonised-standard
        standardisation request -> glossary/standardisation-request
        standardization request -> glossary/standardisation-request
        content labeling -> topics/content-labelling
        content labelling -> topics/content-labelling
        European standardization organization -> glossary/european-standardisation-organisation
    """,
    "Chinese": """
        推荐性国家标准 -> glossary/gb-t-standard
        强制性国家标准 -> glossary/gb-standard
        人工智能 -> glossary/artificial-intelligence
        生成式人工智能 -> glossary/generative-artificial-intelligence
        标准化法 -> instruments/cn-standardization-law
        国家标准化管理委员会 -> forums/sac
        全国网络安全标准化技术委员会 -> forums/sac-tc-260
        信标委 -> forums/sac-tc-28-sc-42
    """,
    "French": """
        norme harmonisée -> glossary/harmonised-standard
        comité miroir -> glossary/mirror-committee
        évaluation de la conformité -> glossary/conformity-assessment
        norme -> glossary/standard
    """,
    "slips of the keyboard": """
        harmonzed standard -> glossary/harmonised-standard
        harmonised standrad -> glossary/harmonised-standard
        mirror comittee -> glossary/mirror-committee
        artifical inteligence act -> instruments/eu-ai-act
        conformty assesment -> glossary/conformity-assessment
        cybersecurty -> topics/cybersecurity
        tranparency -> topics/transparency
        notifed body -> glossary/notified-body
        generative artifical intelligence -> glossary/generative-artificial-intelligence
    """,
}


@pytest.mark.parametrize("group", QUERIES)
def test_the_right_page_comes_first(browser, url: str, group: str) -> None:
    page = _open(browser, url, "about/")
    page.evaluate("async () => { window.search = await import('/assets/search.js') }")
    missed = {}
    for line in QUERIES[group].strip().splitlines():
        typed, wanted = (part.strip() for part in line.split(" -> "))
        found = page.evaluate("async (typed) => (await search.find(typed)).shown.map((page) => page.url)", typed)
        if f"/{wanted}/" not in found[:3]:
            missed[typed] = found
    assert missed == {}
    assert page.foreign == [] and page.faults == []
    page.context.close()


def test_nothing_of_search_is_loaded_before_a_reader_searches_and_little_then(browser, url: str, site: Path) -> None:
    page = _open(browser, url, "about/")
    page.wait_for_load_state("networkidle")
    fetched: list[str] = []
    page.on("request", lambda r: fetched.append(r.url.removeprefix(url).split("?")[0]))
    page.keyboard.press("/")
    page.keyboard.insert_text("42001")
    page.wait_for_selector(".found [role=listitem]")
    page.wait_for_load_state("networkidle")

    def weight(path: str) -> int:
        content = (site / path).read_bytes()
        return len(content) if content[:2] == b"\x1f\x8b" else len(gzip.compress(content, 9))

    assert "pagefind/pagefind.js" in fetched
    assert sum(weight(path) for path in fetched) < 120_000
    # What grows with the site: the list of pages, a few bytes for each.
    (listed,) = (site / "pagefind").glob("*.pf_meta")
    assert listed.stat().st_size < 4 * len(list((site / "pagefind" / "fragment").iterdir()))
    page.context.close()


def test_search_by_keyboard_at_360_pixels(browser, url: str) -> None:
    page = _open(browser, url, "forums/", "phone")
    page.keyboard.press("/")
    page.keyboard.type("mirror committee")
    page.wait_for_selector(".found [role=listitem]")
    assert "result" in page.locator(".found [role=status]").text_content()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent.toLowerCase()") == "mirror committee"
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.type") == "search"
    page.wait_for_timeout(300)
    assert not page.locator(".found").is_visible(), "one press closes it, and it stays closed"
    page.fill("#q", "mirror committees")
    page.wait_for_selector(".found [role=listitem]")
    box = page.locator(".found").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 360
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(url + "glossary/mirror-committee/")
    page.context.close()


def test_enter_shows_all_results_with_facets_in_the_address(browser, url: str) -> None:
    page = _open(browser, url, "")
    page.fill("#q", "risk management")
    page.keyboard.press("Enter")
    page.wait_for_url(url + "search/?q=risk+management")
    page.wait_for_selector(".results mark")
    everything = int(page.locator("main [role=status]").text_content().split()[0])
    page.check(".facets input[value=Standards]")
    page.wait_for_function("() => location.search.includes('kind=Standards')")
    page.wait_for_function(f"() => parseInt(document.querySelector('main [role=status]').textContent) < {everything}")
    kinds = page.locator(".results > div > .asof").all_text_contents()
    assert kinds and all("Standards" in kind for kind in kinds)
    page.reload()
    page.wait_for_selector(".results mark")
    assert page.is_checked(".facets input[value=Standards]")
    page.context.close()


def test_a_result_leads_to_the_very_statement(browser, url: str) -> None:
    page = _open(browser, url, "search/?q=companion+standardization+bodies")
    link = page.locator(".results a.asof").first
    link.wait_for()
    href = link.get_attribute("href")
    page.goto(url + href.lstrip("/"))
    assert page.locator(":target").count() == 1
    page.context.close()


def test_without_javascript_the_search_page_offers_the_indexes(browser, url: str) -> None:
    page = _open(browser, url, "search/?q=anything", java_script_enabled=False)
    assert page.locator("main noscript").count() == 1
    assert page.locator("main .cards a", has_text="A to Z").is_visible()
    page.context.close()
