"""What the head of a page tells machines: how to cite it, what it is about, in which other forms it stands.

Highwire and Dublin Core tags are for reference managers. Zotero takes an item's type from `z:itemType` before it guesses; `citation_title`
alone would make a journal article of each page. Open Graph is for previews, JSON-LD (schema.org) for search engines, links with the
relations of FAIR Signposting (signposting.org/FAIR) for programs that follow them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import clock
from .atlas import ADDRESS, Atlas
from .changes import CALENDAR, FEED, FOLLOWED, dated
from .editions import newest
from .model import Force, Forum, Instrument, Jurisdiction, Source, Standard, Term
from .prose import escape

if TYPE_CHECKING:
    from .pages import Page

LICENCE = "https://creativecommons.org/licenses/by/4.0/"

FORCE = {
    Force.in_force: "InForce", Force.partly_in_force: "PartiallyInForce", Force.not_yet_in_force: "NotInForce", Force.proposed: "NotInForce",
    Force.repealed: "NotInForce", Force.lapsed: "NotInForce",
}  # fmt: skip
"""Force of an instrument -> schema.org's LegalForceStatus; there is none for what never binds."""


def tags(atlas: Atlas, page: Page) -> str:
    """The tags of a page, as HTML: every value is escaped here."""
    path = page.path.removesuffix("index.md")
    url, base = clock.site_url() + path, path.rstrip("/") or "index"
    name = page.front["forms"]
    fixed = _fixed(atlas, page)
    title, date, about = escape(page.title), atlas.state, escape(page.description)
    lines = [
        '<meta name="z:itemType" content="webpage">',
        f'<meta name="citation_title" content="{title}">',
        # With a comma it is one name; without, Zotero makes a Mr Ground of it.
        '<meta name="citation_author" content="Common Ground,">',
        f'<meta name="citation_publication_date" content="{date.replace("-", "/")}">',
        f'<meta name="citation_public_url" content="{escape(fixed or url)}">',
        '<meta name="citation_language" content="en">',
        f'<meta name="DC.title" content="{title}">',
        '<meta name="DC.creator" content="Common Ground">',
        f'<meta name="DC.date" content="{date}">',
        '<meta name="DC.type" content="Text">',
        f'<meta name="DC.identifier" content="{escape(url)}">',
        f'<meta name="DC.rights" content="{LICENCE}">',
        f'<meta property="og:title" content="{title}">',
        '<meta property="og:type" content="article">',
        '<meta property="og:site_name" content="Common Ground">',
        f'<meta property="og:url" content="{escape(url)}">',
        f'<meta property="og:description" content="{about}">',
        f'<meta property="og:image" content="{clock.living_url()}{base}.png">',
        '<meta name="twitter:card" content="summary_large_image">',
        f'<link rel="cite-as" href="{escape(fixed or url)}">',
        f'<link rel="license" href="{LICENCE}">',
        f'<link rel="author" href="{clock.site_url()}about/">',
        '<link rel="type" href="https://schema.org/WebPage">',
        f'<link rel="describedby" href="{name}.csl.json" type="application/vnd.citationstyles.csl+json">',
        f'<link rel="alternate" href="{name}.md" type="text/markdown">',
        f'<link rel="item" href="{name}.bib" type="application/x-bibtex">',
        *(
            f'<link rel="{relation}" href="{escape(address)}" type="{kind}"{f" title={chr(34)}{escape(words)}{chr(34)}" if words else ""}>'
            for relation, address, kind, words in _other(atlas, page, name)
        ),
        f'<script type="application/ld+json">{_script(_linked_data(atlas, page, url))}</script>',
    ]
    return "\n".join(lines)


def _fixed(atlas: Atlas, page: Page) -> str | None:
    """Address of the page in the newest edition, if it was not reviewed since: then that copy is what should be cited."""
    edition = newest()
    if not edition or clock.edition() or not edition.holds(page) or page.front["modified"] > edition.date:
        return None
    return edition.url + page.path.removesuffix("index.md")


def _other(atlas: Atlas, page: Page, name: str) -> Iterator[tuple[str, str, str, str]]:
    """(relation, address, media type, title) of the data of a record and of what can be followed."""
    record = atlas.records.get(page.front.get("record", ""))
    up = "../" * page.path.count("/")
    if record:
        yield "item", f"{name}.json", "application/json", ""
    if record and record.folder in FOLLOWED:
        yield "alternate", f"{name}.atom", "application/atom+xml", record.label
        yield "alternate", f"{name}.feed.json", "application/feed+json", record.label
        if f"{atlas.path(record.id).rstrip('/')}.ics" in dated(atlas):
            yield "alternate", f"{name}.ics", "text/calendar", record.label
    if page.path in ("index.md", "timeline/index.md", "follow/index.md"):
        yield "alternate", f"{up}{FEED}.atom", "application/atom+xml", "Common Ground"
        yield "alternate", f"{up}{FEED}.feed.json", "application/feed+json", "Common Ground"
        yield "alternate", f"{up}{CALENDAR}", "text/calendar", "Common Ground"
    if page.path == "corrections/index.md":
        yield "alternate", f"{up}feeds/corrections.atom", "application/atom+xml", "Common Ground: corrections"


# ---------------------------------------------------------------------------------------------
# JSON-LD


def _script(data: dict[str, Any]) -> str:
    """JSON that cannot end the script element."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _linked_data(atlas: Atlas, page: Page, url: str) -> dict[str, Any]:
    from .exports.citations import sources_of

    record = atlas.records.get(page.front.get("record", ""))
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": url,
        "name": page.title,
        "description": page.description,
        "dateModified": page.front["modified"],
        "inLanguage": "en",
        "license": LICENCE,
        "publisher": {"@type": "Organization", "name": "Common Ground", "url": clock.site_url()},
    }
    up = "../" * page.path.count("/")
    if cited := [{"@id": f"{up}{atlas.path(id)}"} for id in sources_of(atlas, page) if not isinstance(record, Source)]:
        data["citation"] = cited
    if record and (thing := _thing(atlas, record)):
        data["mainEntity"] = thing
    if page.path == "data/index.md":
        data["mainEntity"] = _dataset(atlas)
    if page.path == "glossary/index.md":
        data["mainEntity"] = {"@type": "DefinedTermSet", "@id": f"{url}#terms", "name": "Glossary of AI standardization"}
    return data


def _thing(atlas: Atlas, record: Any) -> dict[str, Any] | None:
    """What a record's page is about."""
    names = [n for n in (getattr(record, "short", None), *getattr(record, "aliases", ())) if n]
    common: dict[str, Any] = {"@id": "#thing"}
    if isinstance(record, Source):
        found = {
            "@type": "CreativeWork",
            "name": record.title,
            "inLanguage": record.language,
            "publisher": record.publisher,
            "datePublished": record.issued,
            "url": record.URL,
            "author": record.author,
        }
        return common | {k: v for k, v in found.items() if v}
    common |= {"name": record.name.en} | ({"alternateName": names} if names else {})
    if url := getattr(record, "url", None):
        common["url"] = url
    if isinstance(record, Forum):
        return {"@type": "Organization", **common} | ({"parentOrganization": {"@id": _at(atlas, record.part_of[0])}} if record.part_of else {})
    if isinstance(record, Instrument):
        dates: dict[str, str] = {d.what: d.date for d in record.dates}
        found = {
            "legislationIdentifier": record.number, "legislationType": str(record.instrument_type), "legislationDate": dates.get("adopted"),
            "legislationLegalForce": FORCE.get(record.force.value) and f"https://schema.org/{FORCE[record.force.value]}",
            "legislationJurisdiction": atlas.records[record.jurisdiction].name.en if record.jurisdiction else None,
        }  # fmt: skip
        return {"@type": "Legislation", **common} | {k: v for k, v in found.items() if v}
    if isinstance(record, Standard):
        work = {"identifier": record.reference, "creativeWorkStatus": str(record.stage.rung), "publisher": {"@id": _at(atlas, record.bodies[0])}}
        return {"@type": "CreativeWork", **common} | {k: v for k, v in work.items() if v}
    if isinstance(record, Term):
        return {"@type": "DefinedTerm", **common, "termCode": record.id, "inDefinedTermSet": {"@id": f"{clock.site_url()}{ADDRESS['terms']}/#terms"}}
    if isinstance(record, Jurisdiction):
        return {"@type": "AdministrativeArea", **common}
    if record.folder == "events":
        return {"@type": "Event", **common, "startDate": record.date} | ({"endDate": record.end} if record.end else {})
    return None


def _at(atlas: Atlas, id: str) -> str:
    return f"{clock.site_url()}{atlas.path(id)}#thing"


def _dataset(atlas: Atlas) -> dict[str, Any]:
    root = f"{clock.site_url()}api/v1/"
    forms = [
        ("common-ground.zip", "application/zip"),
        ("common-ground.sqlite", "application/vnd.sqlite3"),
        ("statements.csv", "text/csv"),
        ("glossary.ttl", "text/turtle"),
    ]
    return {
        "@type": "Dataset", "@id": f"{root}index.json", "name": "Common Ground: data on AI technical standardization", "license": LICENCE, "version": atlas.state,
        "description": "Jurisdictions, standards bodies, standards, legal instruments, events and terms of AI standardization in China, the EU and their partners, each statement with its source.",
        "distribution": [{"@type": "DataDownload", "contentUrl": root + name, "encodingFormat": kind} for name, kind in forms],
        "creator": {"@type": "Organization", "name": "Common Ground", "url": clock.site_url()},
    }  # fmt: skip
