"""Feeds of what changed: Atom (RFC 4287) and JSON Feed 1.1, for the whole site, for single records, and for corrections."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from feedgenerator import Atom1Feed

from .. import clock
from ..atlas import Atlas
from ..changes import CORRECTED, FEED, FOLLOWED, Change, Correction, changes, corrections
from ..model import Evidence
from ..views.view import View, human_date
from . import Files

LENGTH = 50
"""Entries of a feed, at most; the pages hold all of them."""


def tag(id: str) -> str:
    """A name for ever, which does not change when the site moves to another address (RFC 4151)."""
    return f"tag:common-ground,2026:{id}"


def feed_path(atlas: Atlas, id: str) -> str:
    """`forums/sac`, to which `.atom` and `.feed.json` are added."""
    return atlas.path(id).rstrip("/")


def files(atlas: Atlas) -> Files:
    """Two files a feed. A record that nothing happened to has a feed, too: empty, and ready to follow."""
    entries = [_entry(atlas, change) for change in changes(atlas)]
    touching = [change.touches | {change.record.id} for change in changes(atlas)]
    yield from _both(atlas, FEED, "Common Ground", "", entries)
    yield from _both(atlas, CORRECTED, "Common Ground: corrections", "corrections/", [_corrected(atlas, c) for c in corrections(atlas)[:LENGTH]])
    for kind in FOLLOWED:
        for record in atlas.kinds[kind]:
            own = (entry for entry, touched in zip(entries, touching, strict=True) if record.id in touched)
            yield from _both(atlas, feed_path(atlas, record.id), f"Common Ground: {record.label}", atlas.path(record.id), own)


def _entry(atlas: Atlas, change: Change) -> dict[str, Any]:
    text = View(atlas, "").plain(change.text)
    return {
        "id": tag(change.id),
        "url": clock.site_url() + atlas.path(change.record.id) + (f"#{change.anchor}" if change.anchor else ""),
        "title": change.title,
        "text": f"{human_date(change.date)}. {text}\n\n{_sources(atlas, change.evidence)}",
        "published": change.date,
        "modified": max(change.noted, change.date),
        "tags": sorted(atlas.records[id].label for id in change.touches if atlas.records[id].folder == "jurisdictions"),
    }


def _corrected(atlas: Atlas, correction: Correction) -> dict[str, Any]:
    view, check, now = View(atlas, ""), correction.check, correction.statement
    parts = [f"What was wrong: {view.plain(check.was or '')}"]
    if now is not None and hasattr(now, "text"):
        parts.append(f"Now: {view.plain(now.text)}")
    if now is not None:
        parts.append(_sources(atlas, now.evidence))
    if check.reported_by:
        parts.append(f"Reported by {check.reported_by}.")
    return {
        "id": tag(f"correction/{correction.id}"),
        "url": clock.site_url() + atlas.path(correction.record.id) + (f"#{correction.anchor}" if correction.anchor else ""),
        "title": f"Corrected: {correction.record.label}",
        "text": "\n\n".join(parts),
        "published": check.date,
        "modified": check.date,
        "tags": [],
    }


def _sources(atlas: Atlas, evidence: Iterable[Evidence]) -> str:
    named = []
    for piece in evidence:
        source = atlas.records[piece.source]
        named.append(", ".join(filter(None, [source.title, source.publisher, source.issued, piece.locator, source.URL])))
    return f"Source: {'; '.join(dict.fromkeys(named))}"


def _both(atlas: Atlas, path: str, title: str, page: str, entries: Iterable[dict[str, Any]]) -> Files:
    kept = [entry for _, entry in zip(range(LENGTH), entries, strict=False)]
    root = clock.site_url()
    yield f"{path}.feed.json", json.dumps({
        "version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": root + page, "feed_url": f"{root}{path}.feed.json", "language": "en",
        "authors": [{"name": "Common Ground", "url": f"{root}about/"}],
        "items": [
            {"id": e["id"], "url": e["url"], "title": e["title"], "content_text": e["text"], "date_published": _moment(e["published"]).isoformat(), "date_modified": _moment(e["modified"]).isoformat()}
            | ({"tags": e["tags"]} if e["tags"] else {})
            for e in kept
        ],
    }, ensure_ascii=False)  # fmt: skip
    feed = _Atom(
        title=title, link=root + page, feed_url=f"{root}{path}.atom", feed_guid=tag(f"feed/{path}"), description=None, language="en", author_name="Common Ground", author_link=f"{root}about/",
    )  # fmt: skip
    feed.state = _moment(atlas.state)
    for e in kept:
        feed.add_item(
            title=e["title"], link=e["url"], unique_id=e["id"], description=e["text"], pubdate=_moment(e["published"]), updateddate=_moment(e["modified"]), categories=e["tags"],
        )  # fmt: skip
    out = io.StringIO()
    feed.write(out, "utf-8")
    yield f"{path}.atom", out.getvalue()


class _Atom(Atom1Feed):
    """Dated by the data, not by the clock; its texts are plain text, not HTML."""

    state: datetime

    def latest_post_date(self) -> datetime:
        return max([self.state, *(item["updateddate"] for item in self.items)])

    def add_item_elements(self, handler: Any, item: Any) -> None:
        text, item["description"] = item["description"], None
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", text, {"type": "text"})


def _moment(date: str) -> datetime:
    """The start of a day, month or year."""
    return datetime.fromisoformat(f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10]).replace(tzinfo=UTC)
