"""What the site gives to other programs, read back by programs of others: reference managers, feed readers, calendars, data tools."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html

from macros.atlas import Atlas
from macros.exports import citations
from macros.pages import pages

from .conftest import PROJECT, serve

# Libraries of others may still use what Python will drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning", "ignore::ResourceWarning")

HOST = "https://common-ground.example/"

KINDS = {
    "home": "index.html",
    "jurisdiction": "jurisdictions/china/index.html",
    "forum": "forums/cen-clc-jtc-21/index.html",
    "standard": "standards/iso-iec-42001-2023/index.html",
    "instrument": "instruments/eu-ai-act/index.html",
    "recommendation": "recommendations/clarify-red-lines/index.html",
    "topic": "topics/ai-management-systems/index.html",
    "term": "glossary/notified-body/index.html",
    "event": "events/2024-05-03-oecd-ai-principles-revised/index.html",
    "source": "sources/ifri-brief/index.html",
    "index": "standards/index.html",
    "question": "compare/binding/index.html",
    "guide": "guide/china/index.html",
    "data": "data/index.html",
}
"""A page of each kind."""


def _base(path: str) -> str:
    return path.removesuffix("index.html").rstrip("/") or "index"


# ---------------------------------------------------------------------------------------------
# Citing


def test_citations_are_what_the_official_styles_set_page_by_page(real: Atlas) -> None:
    """The quick way (one pattern a style) and the slow way (each page by itself) must give the same."""
    chosen = [p for p in pages(real) if p.path.replace(".md", ".html") in KINDS.values()]
    chosen += [p for p in pages(real) if p.path.startswith("sources/") and re.search("[“'\"]", p.title)][:3]
    items = [citations.page_item(real, page) for page in chosen]
    quick = citations.styled(items)
    bare = lambda entry: unescape(re.sub(r"<[^>]+>", "", entry))  # noqa: E731
    for style, id in citations.STYLES.items():
        for item in items:
            (slow,) = citations._entries([item], citations.get_style_filepath(id)).values()
            assert bare(quick[style][item["id"]]) == bare(slow), style


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_can_be_cited_in_each_form(site: Path, kind: str) -> None:
    import bibtexparser
    import rispy

    base, url = _base(KINDS[kind]), HOST + KINDS[kind].removesuffix("index.html")
    title = html.fromstring((site / KINDS[kind]).read_text("utf-8")).xpath("string(//meta[@name='citation_title']/@content)")
    (csl,) = json.loads((site / f"{base}.csl.json").read_text("utf-8"))
    assert (csl["type"], csl["title"], csl["URL"]) == ("webpage", title, url)
    assert csl["author"] == [{"literal": "Common Ground"}] and csl["issued"]["date-parts"][0][0] >= 2026
    (ris,) = rispy.loads((site / f"{base}.ris").read_text("utf-8"))
    assert (ris["type_of_reference"], ris["title"], ris["urls"], ris["authors"]) == ("ELEC", title, [url], ["Common Ground"])
    (bib,) = bibtexparser.loads((site / f"{base}.bib").read_text("utf-8")).entries
    assert bib["author"] == "{Common Ground}" and bib["url"] == url and bib["title"].strip("{}").replace("\\&", "&") == title
    page = html.fromstring((site / f"{base}.cite.html").read_text("utf-8"))
    entries = {row[0].text_content(): row[1].text_content() for row in page.xpath("//dl/div")}
    assert list(entries) == ["Plain", "APA", "Chicago", "MLA", "Harvard", "GB/T 7714"]
    assert all(url in entry and "2026" in entry for entry in entries.values())
    for link in page.xpath("//p[@class='files']/a/@href"):
        assert (site / base).parent.joinpath(link).is_file(), link


def test_a_bibliography_holds_the_sources_of_its_page(site: Path, real: Atlas) -> None:
    import bibtexparser
    import rispy

    cited = {c.source for c in (e for claim in real.records["china"].claims for e in claim.evidence)}
    base = site / "jurisdictions/china"
    assert cited <= {item["id"] for item in json.loads(base.with_suffix(".sources.csl.json").read_text("utf-8"))}
    assert cited <= {entry["ID"] for entry in bibtexparser.loads(base.with_suffix(".sources.bib").read_text("utf-8")).entries}
    assert cited <= {entry["id"] for entry in rispy.loads(base.with_suffix(".sources.ris").read_text("utf-8"))}


def test_every_page_has_its_other_forms(site: Path, real: Atlas) -> None:
    missing = [
        f"{base}{end}"
        for page in pages(real)
        if citations.cited(page)
        for base in [citations.basename(page)]
        for end in (".bib", ".ris", ".csl.json", ".cite.html", ".md", ".png")
        if not (site / f"{base}{end}").is_file()
    ]
    assert missing == []


def test_the_markdown_of_a_page_says_what_the_page_says(site: Path, real: Atlas) -> None:
    text = (site / "forums/cen-clc-jtc-21.md").read_text("utf-8")
    for claim in real.records["cen-clc-jtc-21"].claims:
        assert claim.text.split("[[")[0] in text
        assert all(f"“{e.quote}”" in text for e in claim.evidence if e.quote)
    assert not re.search(r"\{\{|\[\[[a-z]|\[@", "".join(p.read_text("utf-8") for p in site.glob("guide/*.md")))


# ---------------------------------------------------------------------------------------------
# The head of a page


@pytest.fixture(scope="module")
def read(site: Path):
    """kind -> what extruct reads from the page."""
    import extruct

    found = {}
    for kind, path in KINDS.items():
        text = (site / path).read_text("utf-8")
        found[kind] = extruct.extract(text, base_url=HOST + path.removesuffix("index.html"), syntaxes=["json-ld", "opengraph", "dublincore"], errors="strict")
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_previews_and_search_engines_read_the_page(read, site: Path, kind: str) -> None:
    from PIL import Image

    address = HOST + KINDS[kind].removesuffix("index.html")
    graph = dict(read[kind]["opengraph"][0]["properties"])
    assert graph["og:url"] == address and graph["og:title"] and len(graph["og:description"]) > 9
    with Image.open(site / graph["og:image"].removeprefix(HOST)) as picture:
        assert picture.size == (1200, 630)
    (linked,) = read[kind]["json-ld"]
    assert (linked["@type"], linked["@id"]) == ("WebPage", address) and re.fullmatch(r"\d{4}-\d\d-\d\d", linked["dateModified"])
    core = {e["name"].lower(): e["content"] for e in read[kind]["dublincore"][0]["elements"] if "content" in e}
    assert core["dc.identifier"] == address and core["dc.title"] == graph["og:title"]


@pytest.mark.parametrize(
    ("kind", "thing"),
    {
        "forum": "Organization",
        "instrument": "Legislation",
        "term": "DefinedTerm",
        "standard": "CreativeWork",
        "jurisdiction": "AdministrativeArea",
        "event": "Event",
        "data": "Dataset",
        "source": "CreativeWork",
    }.items(),
)
def test_linked_data_says_what_a_page_is_about(read, kind: str, thing: str) -> None:
    assert read[kind]["json-ld"][0]["mainEntity"]["@type"] == thing


def test_linked_data_holds_the_law_and_the_sources(read, real: Atlas) -> None:
    act = read["instrument"]["json-ld"][0]
    assert act["mainEntity"]["legislationIdentifier"] == real.records["eu-ai-act"].number
    assert act["mainEntity"]["legislationLegalForce"] == "https://schema.org/PartiallyInForce"
    assert {"@id": "../../sources/eu-ai-act-text/"} in act["citation"] or len(act["citation"]) > 10
    assert read["data"]["json-ld"][0]["mainEntity"]["distribution"]


@pytest.mark.parametrize("kind", KINDS)
def test_linked_data_is_valid_for_a_json_ld_processor(read, kind: str) -> None:
    from pyld import jsonld

    # schema.org's own context cannot be fetched here; what matters for reading is that its terms are schema.org's.
    def context(address: str, options: dict) -> dict:
        assert address == "https://schema.org"
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": {"@context": {"@vocab": "https://schema.org/"}}}

    address = HOST + KINDS[kind].removesuffix("index.html")
    (node, *_) = jsonld.expand(read[kind]["json-ld"][0], {"documentLoader": context, "base": address})
    assert node["@id"] == address and node["@type"] == ["https://schema.org/WebPage"]
    cited = [c["@id"] for c in node.get("https://schema.org/citation", ())]
    assert all(c.startswith(f"{HOST}sources/") for c in cited)


@pytest.mark.parametrize("kind", KINDS)
def test_reference_managers_find_a_web_page_and_not_an_article(site: Path, kind: str) -> None:
    page = html.fromstring((site / KINDS[kind]).read_text("utf-8"))
    tags = {m.get("name"): m.get("content") for m in page.xpath("//meta[@name]")}
    assert tags["z:itemType"] == "webpage" and "citation_journal_title" not in tags
    assert tags["citation_public_url"] == page.xpath("string(//link[@rel='cite-as']/@href)")
    assert tags["citation_title"] == tags["DC.title"]
    # Zotero's own code reads "Common Ground" as a person of that first and last name, and "Common Ground," as one name.
    assert tags["citation_author"] == "Common Ground,"


@pytest.mark.parametrize("kind", KINDS)
def test_signposts_lead_to_files(site: Path, kind: str) -> None:
    page = html.fromstring((site / KINDS[kind]).read_text("utf-8"))
    found = {rel: page.xpath(f"//link[@rel='{rel}']") for rel in ("author", "cite-as", "license", "type", "item", "describedby", "alternate")}
    assert all(found.values())
    for link in [*found["item"], *found["describedby"], *found["alternate"]]:
        assert (site / KINDS[kind]).parent.joinpath(link.get("href")).resolve().is_file(), link.get("href")
        assert "/" in link.get("type")


def test_the_head_stays_light(site: Path) -> None:
    """At most 3 KB gzipped on any page: the page with these tags against the same page without them."""
    heavy = {}
    for path in site.rglob("index.html"):
        text = path.read_text("utf-8")
        block = re.search(r'<meta name="z:itemType".*?</script>\n', text, re.S)
        if block:
            more = len(gzip.compress(text.encode())) - len(gzip.compress(text.replace(block[0], "").encode()))
            if more > 3072:
                heavy[path.relative_to(site).as_posix()] = more
    assert heavy == {}


def test_the_sitemap_gives_the_day_of_the_last_review(site: Path, real: Atlas) -> None:
    from lxml import etree

    found = {u[0].text: u[1].text for u in etree.parse(site / "sitemap.xml").getroot()}
    assert len(found) == sum(citations.cited(page) for page in pages(real))
    assert all(found[HOST + real.path(r.id)] == r.reviewed for r in real.records.values() if r.folder != "tombstones")


def test_llms_txt_leads_to_files(site: Path) -> None:
    links = re.findall(r"\]\((https://[^)]+)\)", (site / "llms.txt").read_text("utf-8"))
    assert len(links) > 15 and all((site / link.removeprefix(HOST)).is_file() for link in links)


def test_a_source_link_says_when_it_was_read(site: Path, real: Atlas) -> None:
    source = next(s for s in real.kinds["sources"] if s.URL and s.accessed)
    (link,) = html.fromstring((site / f"sources/{source.id}/index.html").read_text("utf-8")).xpath("//a[@class='out']")
    assert (link.get("data-originalurl"), link.get("data-versiondate")) == (source.URL, source.accessed)


# ---------------------------------------------------------------------------------------------
# Data


def test_each_record_keeps_to_its_schema(site: Path, real: Atlas) -> None:
    from jsonschema import Draft7Validator

    for kind in real.kinds:
        validator = Draft7Validator(json.loads((site / f"api/v1/schemas/{kind}.schema.json").read_text("utf-8")))
        records = json.loads((site / f"api/v1/{kind}.json").read_text("utf-8"))
        assert len(records) == len(real.kinds[kind])
        for record in records[::7]:
            assert [e.message for e in validator.iter_errors(record)] == []
            assert json.loads((site / f"api/v1/{kind}/{record['id']}.json").read_text("utf-8")) == record
            assert record["page"] == HOST + real.path(record["id"])


def test_the_index_of_the_api_leads_to_files(site: Path, real: Atlas) -> None:
    index = json.loads((site / "api/v1/index.json").read_text("utf-8"))
    links = [
        *index["glossary"],
        index["package"],
        index["database"],
        *(k["json"] for k in index["kinds"].values()),
        *(t["csv"] for t in index["tables"].values()),
    ]
    assert all((site / link.removeprefix(HOST)).is_file() for link in links)
    assert index["kinds"]["standards"]["count"] == len(real.kinds["standards"])


def _rows(site: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((site / f"api/v1/{name}.csv").read_text("utf-8-sig"))))


def test_the_table_of_statements_has_every_statement_with_its_source(site: Path, real: Atlas) -> None:
    from macros.atlas import sourced

    rows = _rows(site, "statements")
    assert len(rows) == sum(1 for r in real.records.values() for _ in sourced(r))
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["source"] in real.records and row["as_of"] and row["confidence"] for row in rows)
    claim = real.records["china"].claims[0]
    (row,) = [row for row in rows if row["id"] == f"china#{claim.id}"]
    assert row["quotation"] == (claim.evidence[0].quote or "") and row["page"] == f"{HOST}jurisdictions/china/#{claim.id}"


def test_a_spreadsheet_runs_nothing_from_a_table(site: Path) -> None:
    for table in site.glob("api/v1/*.csv"):
        for row in csv.reader(io.StringIO(table.read_text("utf-8-sig"))):
            assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell], table.name


def test_the_package_is_valid(site: Path, tmp_path: Path) -> None:
    """Frictionless checks every cell, key and reference. In a process of its own: it changes how warnings are shown."""
    with zipfile.ZipFile(site / "api/v1/common-ground.zip") as archive:
        archive.extractall(tmp_path)
    done = subprocess.run([sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"], cwd=tmp_path, capture_output=True, text=True)
    report = json.loads(done.stdout)
    assert (report["valid"], report["stats"]["errors"]) == (True, 0), done.stdout[:2000]
    assert report["stats"]["tasks"] == len(list(tmp_path.glob("*.csv")))


def test_the_database_opens_in_datasette(site: Path, real: Atlas) -> None:
    file = site / "api/v1/common-ground.sqlite"
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("SELECT count(*) FROM standards").fetchone() == (len(real.kinds["standards"]),)
    assert connection.execute("SELECT count(*) FROM statements_fts WHERE statements_fts MATCH 'conformity'").fetchone()[0] > 5
    connection.close()
    done = subprocess.run([sys.executable, "-m", "datasette", "--get", "/common-ground/adoptions.json?_shape=array", str(file)], capture_output=True, text=True)
    assert {"standard", "adopts", "degree"} <= json.loads(done.stdout)[0].keys(), done.stderr


def test_the_glossary_is_skos(site: Path, real: Atlas) -> None:
    from rdflib import Graph
    from rdflib.compare import isomorphic
    from rdflib.namespace import RDF, SKOS

    turtle, linked = Graph().parse(site / "api/v1/glossary.ttl"), Graph().parse(site / "api/v1/glossary.jsonld")
    assert isomorphic(turtle, linked)
    concepts = list(turtle.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) == len(real.kinds["terms"])
    for concept in concepts:
        languages = [label.language for label in turtle.objects(concept, SKOS.prefLabel)]
        assert "en" in languages and len(set(languages)) == len(languages), "one preferred name a language (SKOS S14)"
        assert list(turtle.objects(concept, SKOS.definition))
        assert not set(turtle.objects(concept, SKOS.prefLabel)) & set(turtle.objects(concept, SKOS.altLabel)), "S13"


def _lines(language: str) -> str:
    return re.search(rf"```{language}\n(.*?)```", (PROJECT / "docs/data/index.md").read_text("utf-8"), re.S)[1]


def test_the_five_lines_work(site: Path) -> None:
    """The lines of the data page, run as they stand against the built site."""
    server = serve(site)
    address = next(server)
    wanted = {(r["standard"], r["degree"], r["adopts"]) for r in _rows(site, "adoptions") if r["jurisdiction"] == "china"}
    python = subprocess.run([sys.executable, "-c", _lines("python").replace(HOST, address)], capture_output=True, text=True, check=True)
    assert {tuple(line.split()) for line in python.stdout.splitlines()} == wanted and wanted
    assert len(_lines("python").splitlines()) == 5
    if r := shutil.which("Rscript"):
        done = subprocess.run([r, "-e", _lines("r").replace(HOST, address)], capture_output=True, text=True, check=True)
        assert all(standard in done.stdout for standard, _, _ in wanted)
    columns = next(csv.reader(io.StringIO((site / "api/v1/adoptions.csv").read_text("utf-8-sig"))))
    named = {int(n): columns[int(n) - 1] for n in re.findall(r"Col(\d)", _lines("text"))}
    assert named == {1: "standard", 3: "degree", 2: "adopts", 5: "jurisdiction"}
    server.close()


# ---------------------------------------------------------------------------------------------
# Following


def test_feeds_are_valid_and_say_what_happened_with_its_source(site: Path) -> None:
    import feedparser

    feeds = list(site.rglob("*.atom"))
    assert len(feeds) > 100
    for path in feeds:
        feed = feedparser.parse(path.read_bytes())
        assert not feed.bozo and feed.version == "atom10", path
        assert feed.feed.id.startswith("tag:common-ground,2026:feed/") and feed.feed.updated and feed.feed.title and feed.feed.author
        assert [link.href for link in feed.feed.links if link.rel == "self"] == [HOST + path.relative_to(site).as_posix()]
        ids = [entry.id for entry in feed.entries]
        assert len(set(ids)) == len(ids) and all(id.startswith("tag:common-ground,2026:") for id in ids)
        assert all(e.title and e.updated and e.link.startswith(HOST) and e.content[0].type == "text/plain" for e in feed.entries)
        twin = json.loads(path.with_suffix("").with_suffix(".feed.json").read_text("utf-8")) if path.suffixes == [".atom"] else {}
        assert twin["version"] == "https://jsonfeed.org/version/1.1" and [item["id"] for item in twin["items"]] == ids
    whole = feedparser.parse((site / "feeds/common-ground.atom").read_bytes())
    assert len(whole.entries) == 50 and all("Source: " in e.content[0].value for e in whole.entries)
    assert sorted((e.published for e in whole.entries), reverse=True) == [e.published for e in whole.entries]


def test_entries_keep_their_identity(site: Path, real: Atlas) -> None:
    """The name of an entry hangs on its record, not on its place, its date or the site's address."""
    import feedparser

    feed = feedparser.parse((site / "jurisdictions/china.atom").read_bytes())
    events = {f"tag:common-ground,2026:events/{e.id}" for e in real.kinds["events"] if "china" in (*e.jurisdictions, *e.about)}
    assert len([e for e in feed.entries if e.id in events]) > 5


def test_calendars_are_valid(site: Path, real: Atlas) -> None:
    from icalendar import Calendar

    calendars = list(site.rglob("*.ics"))
    assert (site / "feeds/common-ground.ics") in calendars and len(calendars) > 10
    for path in calendars:
        raw = path.read_bytes()
        assert all(len(line) <= 75 for line in raw.split(b"\r\n")), "RFC 5545, 3.1"
        calendar = Calendar.from_ical(raw)
        assert calendar["version"] == "2.0" and calendar["prodid"]
        events = calendar.walk("VEVENT")
        assert events and len({e["uid"] for e in events}) == len(events)
        assert all(e.decoded("dtend") > e.decoded("dtstart") and e["dtstamp"] and e["summary"] for e in events)
    ahead = [e for e in real.kinds["events"] if len(e.date) == 10 and e.date > real.state]
    days = {str(e["uid"]): e.decoded("dtstart").isoformat() for e in Calendar.from_ical((site / "feeds/common-ground.ics").read_bytes()).walk("VEVENT")}
    assert ahead and all(days[f"{e.id}@events.common-ground"] == e.date for e in ahead)


# ---------------------------------------------------------------------------------------------
# Corrections


def test_a_corrected_statement_says_so_and_the_ledger_says_what_was_wrong(toy: Atlas, toy_site: Path) -> None:
    import feedparser

    from macros.changes import corrections

    published = [c for c in corrections(toy) if c.published]
    assert published, "the toy data has a correction of a published statement"
    for c in published:
        page = html.fromstring((toy_site / toy.path(c.record.id) / "index.html").read_text("utf-8"))
        assert "corrected" in page.xpath(f"string(//*[@id='{c.anchor}'])")
        listed = html.fromstring((toy_site / "corrections/index.html").read_text("utf-8")).xpath("string(//section[@aria-labelledby='published'])")
        assert c.check.was in listed and c.check.reported_by in listed
        feed = feedparser.parse((toy_site / "feeds/corrections.atom").read_bytes())
        assert any(f"What was wrong: {c.check.was}" in e.content[0].value and "Now: " in e.content[0].value for e in feed.entries)


def test_addresses_in_exports_are_those_of_the_site(site: Path) -> None:
    for path in ["forums/sac.json", "feeds/common-ground.atom", "forums/sac.md"]:
        found = set(re.findall(r'https://[^\s"<>)]+', (site / path).read_text("utf-8")))
        own = {u for u in found if urlsplit(u).netloc == urlsplit(HOST).netloc}
        assert own, path
