"""Each page as Markdown, for people who keep notes and for programs that read text: what it says, with its sources."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from .. import clock, ground
from ..atlas import ADDRESS, HEADINGS, Atlas
from ..model import Evidence, Source, Sourced, Tombstone
from ..pages import Page, pages
from ..prose import CITATION, LINK
from ..views.counts import counted
from ..views.view import human_date
from . import Files
from .citations import basename, cited, version
from .tables import columns_of


def files(atlas: Atlas) -> Files:
    """`forums/sac.md` for the page `forums/sac/`."""
    for page in pages(atlas):
        if cited(page):
            yield f"{basename(page)}.md", markdown(atlas, page)


def markdown(atlas: Atlas, page: Page) -> str:
    """A page as Markdown: title, what it is, its text, its sources."""
    writer = _Writer(atlas)
    record = atlas.records.get(page.front.get("record", ""))
    if isinstance(record, Source):
        body = writer.source(record)
    elif record and not isinstance(record, Tombstone):
        body = writer.record(record)
    elif page.path in atlas.docs:
        body = writer.written(atlas.docs[page.path])
    else:
        body = writer.listed(page)
    address = clock.site_url() + page.path.removesuffix("index.md")
    head = [f"# {page.title}", f"Common Ground, {version(atlas)}. <{address}>"] if page.path not in atlas.docs else [f"<{address}>, {version(atlas)}"]
    return "\n\n".join([*head, *body, *writer.sources()]) + "\n"


class _Writer:
    """The text of one page, and the notes that it needs."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.notes: dict[Any, int] = {}

    def text(self, value: str) -> str:
        return LINK.sub(lambda m: self.link(m["id"].strip(), m["words"], m["anchor"]), value)

    def link(self, id: str, words: str | None = None, anchor: str | None = None) -> str:
        return f"[{words or self.atlas.records[id].label}]({clock.site_url()}{self.atlas.path(id)}{f'#{anchor}' if anchor else ''})"

    def cite(self, evidence: list[Evidence]) -> str:
        marks = []
        for piece in evidence:
            key = (piece.source, piece.locator, piece.quote)
            marks.append(f"[^{self.notes.setdefault(key, len(self.notes) + 1)}]")
        return "".join(dict.fromkeys(marks))

    def dated(self, item: Sourced) -> str:
        sure = "" if item.confidence == "high" else f", {item.confidence} confidence"
        return f"{self.cite(item.evidence)} *(as of {human_date(item.as_of)}{sure})*"

    def sources(self) -> list[str]:
        if not self.notes:
            return []
        lines = []
        for (id, locator, quote), number in self.notes.items():
            source = self.atlas.records[id]
            named = ", ".join(filter(None, [*source.author, source.title, source.publisher, source.issued, locator]))
            lines.append(f"[^{number}]: {named}." + (f" “{quote}”" if quote else "") + (f" <{source.URL}>" if source.URL else ""))
        return ["## Sources", "\n".join(lines)]

    def record(self, record: Any) -> list[str]:
        facts = [f"- {f.column.name}: {value}" for f in columns_of(record.folder) if f.path[0] not in ("summary", "id") and (value := _plain(record, f.path))]
        parts = [self.text(record.summary), "\n".join(facts)]
        if record.folder == "terms":
            parts.insert(1, self.text(record.definition))
        if record.folder == "events":
            parts.insert(1, f"{self.text(record.text)} {self.dated(record.what)}")
        by_section = defaultdict(list)
        for claim in record.claims:
            by_section[claim.section].append(claim)
        for section, heading in record.sections.items():
            if by_section[section]:
                parts += [f"## {heading}", *(self.claim(c) for c in by_section[section])]
        fields = defaultdict(list)
        for path, part in self.atlas.walks[record.id].parts:
            if isinstance(part, Sourced) and path[0] not in ("claims", "what"):
                fields[str(path[0])].append(f"- {self.values(part)} {self.dated(part)}")
        for name, lines in fields.items():
            parts += [f"## {name.replace('_', ' ').capitalize()}", "\n".join(lines)]
        for question in record.open_questions:
            parts.append(f"**Not established:** {self.text(question.question)} {self.text(question.tried)}")
        return parts

    def claim(self, claim: Any) -> str:
        parts = [f"{self.text(claim.text)} {self.dated(claim)}"]
        if claim.inference:
            parts.append(f"> Editors’ inference: {self.text(claim.inference)}")
        if claim.note:
            parts.append(f"> {self.text(claim.note)}")
        return "\n\n".join(parts)

    def values(self, part: Sourced) -> str:
        values = part.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={*Sourced.model_fields, "formerly"})
        if set(values) >= {"label", "text"}:
            return f"**{values['label']}** {self.text(values['text'])}"
        return "; ".join(f"{key.replace('_', ' ')}: {self.link(v) if v in self.atlas.records else self.text(str(v))}" for key, v in values.items())

    def source(self, source: Source) -> list[str]:
        used = sorted({c.record.id for c in self.atlas.citations.get(source.id, ())})
        facts = [f"- {key}: {value}" for key, value in source.model_dump(mode="json", by_alias=True, exclude_defaults=True).items() if key != "id"]
        return ["\n".join(facts), "## What rests on it", "\n".join(f"- {self.link(id)}" for id in used)]

    def written(self, text: str) -> list[str]:
        numbers = counted(self.atlas)
        body = re.sub(r"^---\n.*?\n---\n", "", text, count=1, flags=re.S).strip()
        body = re.sub(r'\{\{ figure\("([^"]+)"\) \}\}', lambda m: str(numbers[m[1]]), body).replace("{{ ground_rule() }}", ground.RULE)
        body = re.sub(r"\{\{[^}]*\}\}|\{:[^}]*\}|</?p\b[^>]*>", "", body)
        return [CITATION.sub(lambda m: self.cite([Evidence(source=m["id"].strip(), locator=m["locator"])]), self.text(body))]

    def listed(self, page: Page) -> list[str]:
        """An index or a view: what it is, and the records that it shows."""
        first, *rest = page.path.split("/")
        if first == "compare" and len(rest) == 2:
            parts = [page.description]
            for jurisdiction in self.atlas.kinds["jurisdictions"]:
                own = [self.claim(c) for c in jurisdiction.claims if c.section == rest[0]]
                parts += [f"## {jurisdiction.name.en}", *(own or ["Not established."])]
            return parts
        kind = {address: kind for kind, address in (ADDRESS | {"events": "timeline"}).items()}.get(first)
        if kind not in HEADINGS or len(rest) != 1:
            return [page.description]
        return [page.description, "\n".join(f"- {self.link(r.id)}: {self.text(r.summary)}" for r in self.atlas.kinds[kind])]


def _plain(record: Any, path: tuple[str, ...]) -> str | None:
    for part in path:
        record = getattr(record, part, None)
    return ", ".join(map(str, record)) or None if isinstance(record, list) else record if record is None else str(record)
