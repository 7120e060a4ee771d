"""Pictures: inline SVG drawn from the Atlas when the site is built.

Each picture is a pure function of a View. Its marks are links to the records behind them. It is hidden from screen readers and the
tab order, since the same page holds the same data as a list or table; the caption says where. Colours come from the site's
style sheet, so that it is right in light, in dark and on paper.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, NamedTuple

from markupsafe import Markup

from . import ground
from .atlas import natural
from .model import Confidence, Degree, Rung, SeatRole, Stance
from .stages import RUNGS
from .views.groups import jurisdictions, split_events
from .views.view import View, human_date

WIDTH = 940
"""Width of a picture in pixels: that of the page's column. Narrower screens scroll it."""

EU_REQUESTS = ("eu-m-613", "eu-m-593")
"""The Commission's requests for the AI Act: what serves one of them was due on the date set there."""


def text(x: float, y: float, words: str, style: str = "", anchor: str = "start") -> Markup:
    return Markup('<text x="{:.0f}" y="{:.0f}" class="{}"{}>{}</text>').format(
        x, y, style, Markup(' text-anchor="{}"').format(anchor) if anchor != "start" else "", words
    )


def line(x1: float, y1: float, x2: float, y2: float, style: str = "rule") -> Markup:
    return Markup('<path class="{}" d="M{:.1f} {:.1f}L{:.1f} {:.1f}"/>').format(style, x1, y1, x2, y2)


def dot(x: float, y: float, r: float, style: str) -> Markup:
    return Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>').format(style, x, y, r)


def link(href: str, title: str, *marks: Markup) -> Markup:
    """Marks that lead to a record; the title shows on hover."""
    return Markup('<a href="{}" tabindex="-1"><title>{}</title>{}</a>').format(href, title, Markup("").join(marks))


def picture(height: float, marks: list[Markup], caption: str | Markup) -> Markup:
    """The SVG in a frame that scrolls on narrow screens, with its caption."""
    return Markup(
        '<figure class="picture"><div class="scroll" tabindex="0" role="group" aria-label="Picture; the same data stands on this page as text"><svg viewBox="0 0 {0} {1:.0f}" width="{0}" height="{1:.0f}" aria-hidden="true" focusable="false">{2}</svg></div><figcaption>{3}</figcaption></figure>'
    ).format(WIDTH, height, Markup("").join(marks), caption)


def shade(atlas: Any, jurisdiction: str | None) -> str:
    """CSS class of a jurisdiction's colour."""
    return f"j-{atlas.records[jurisdiction].code.lower()}" if jurisdiction else "j-int"


def short(words: str, size: int) -> str:
    """Shortened to whole words."""
    return words if len(words) <= size else words[: size - 1].rsplit(" ", 1)[0] + " …"


class Axis(NamedTuple):
    """Dates to pixels."""

    first: int
    """First year."""
    last: int
    """Year after the last."""
    left: float
    right: float

    def x(self, date: str) -> float:
        year, month, day = (int(p) for p in (date + "-07-15"[3 * (date.count("-")) :]).split("-")[:3])
        share = (year + (month - 1) / 12 + (day - 1) / 365 - self.first) / (self.last - self.first)
        return self.left + max(0.0, min(1.0, share)) * (self.right - self.left)

    def draw(self, top: float, bottom: float) -> list[Markup]:
        marks = []
        for year in range(self.first, self.last + 1):
            x = self.x(f"{year}-01-01")
            marks.append(line(x, top, x, bottom))
            if year < self.last:
                marks.append(text((x + self.x(f"{year + 1}-01-01")) / 2, top - 6, str(year), "soft", "middle"))
        return marks


def ground_map(view: View) -> Markup:
    """Topics by jurisdiction: a dot for the documents of each side, the status by symbol and colour."""
    atlas = view.atlas
    sides: list[str | None] = [s for s in (ground.EU, ground.CHINA, ground.US) if s in atlas.records] + [None]
    left, step, row = 400, 130, 26
    marks = [text(left + i * step, 18, atlas.records[s].label if s else "International", f"head {shade(atlas, s)}", "middle") for i, s in enumerate(sides)]
    y = 44
    grounds = [(topic, ground.common_ground(atlas, topic.id)) for topic in atlas.kinds["topics"]]
    most = max((len(found.documents.get(side, ())) for _, found in grounds for side in sides), default=1) or 1
    for topic, found in grounds:
        href = view.href(topic.id)
        marks.append(line(0, y + 7, WIDTH, y + 7))
        marks.append(
            link(
                href,
                f"{topic.name.en}: {found.status}",
                text(0, y, f"{ground.SYMBOL[found.status]} {found.status}", f"status ground-{found.status}"),
                text(104, y, topic.label, "name"),
            )
        )
        for i, side in enumerate(sides):
            if count := len(found.documents.get(side, ())):
                title = f"{topic.name.en}: {count} document{'s' * (count > 1)}, {atlas.records[side].label if side else 'international'}"
                marks.append(
                    link(
                        f"{href}#documents",
                        title,
                        dot(left + i * step, y - 4, 11.5 * (count / most) ** 0.5 + 0.5, shade(atlas, side)),
                        text(left + i * step + 17, y, str(count), "soft"),
                    )
                )
        y += row
    return picture(
        y - 8,
        marks,
        Markup(
            'The area of a dot stands for the number of documents on record, printed beside it. The status says whether the EU and China share a text. The same figures as a table: <a href="{}">standards by topic</a>.'
        ).format(view.up + "standards/by-topic/"),
    )


def _last_part(title: str) -> str:
    """What a title says last: `Artificial intelligence — Data quality — Part 3: ...`."""
    return re.split(r" [-–—] ", title)[-1]


def programme(view: View, committee: str) -> Markup:
    """The documents of a committee on the common ladder, with what is past its date."""
    atlas = view.atlas
    documents = [d for d in atlas.related(committee, "committee") if d.stage.rung is not Rung.withdrawn]
    due = max((d.date for id in EU_REQUESTS if id in atlas.records for d in atlas.records[id].dates if d.what == "due" and d.date <= atlas.state), default=None)
    documents.sort(key=lambda d: (-RUNGS.index(d.stage.rung), natural(d.reference)))
    left, step, row = 470, 86, 24
    marks = [text(left + i * step, 18, str(rung), "head", "middle") for i, rung in enumerate(RUNGS)]
    y = 44
    late = 0
    for document in documents:
        at = RUNGS.index(document.stage.rung)
        is_late = bool(due) and document.stage.rung is not Rung.published and any(s.instrument in EU_REQUESTS for s in document.supports)
        late += is_late
        date = human_date(document.stage.date) if document.stage.date else ""
        title = f"{document.reference}: {document.stage.rung}{' since ' + date if date else ''}{', past its date' if is_late else ''}"
        marks.append(line(0, y + 7, WIDTH, y + 7))
        marks.append(
            link(
                view.href(document.id), title,
                text(0, y, short(document.reference, 31), "name"), text(215, y, short(_last_part(document.name.en), 36), "soft"),
                line(left, y - 4, left + at * step, y - 4, "way"), *(dot(left + i * step, y - 4, 3, "passed") for i in range(at)),
                dot(left + at * step, y - 4, 6, "late" if is_late else "here"),
            )
        )  # fmt: skip
        marks.append(text(WIDTH, y, f"{document.stage.date or ''}{' ▲' if is_late else ''}", "warn" if is_late else "soft", "end"))
        y += row
    told = (
        f"▲ {late} document{'s' * (late != 1)} that serve the Commission’s request for the AI Act and are not published. The first request, since replaced, set {human_date(due)}; the new one expires later. "
        if due and late
        else ""
    )
    return picture(y - 8, marks, f"{told}The date is that of the stage reached. The same as a list: Documents, below.")


def adoptions(view: View) -> Markup:
    """From international texts to the documents that adopt them."""
    atlas = view.atlas
    homes = [j for j in jurisdictions(atlas) if any(atlas.jurisdiction(s) == j.id for group in atlas.adopters.values() for s, _ in group)]
    texts = sorted(
        (id for id in atlas.adopters if atlas.jurisdiction(atlas.records[id]) is None),
        key=lambda id: (-len({atlas.jurisdiction(s) for s, _ in atlas.adopters[id]}), natural(atlas.records[id].label)),
    )
    left, row = 270, 24
    step = (WIDTH - left - 20) / max(1, len(homes) - 1) if len(homes) > 1 else 0
    place = {j.id: left + i * step for i, j in enumerate(homes)}
    marks = [text(place[j.id], 18, j.label if len(j.label) < 10 else j.code, f"head {shade(atlas, j.id)}", "middle") for j in homes]
    y = 44
    for id in texts:
        record = atlas.records[id]
        found: dict[str | None, list[Any]] = defaultdict(list)
        for s, a in atlas.adopters[id]:
            found[atlas.jurisdiction(s)].append((s, a))
        ends = [place[j] for j in found if j in place]
        marks.append(link(view.href(id), f"{record.reference}: {record.name.en}", text(0, y, record.reference, "name")))
        if ends:
            marks.append(line(230, y - 4, max(ends), y - 4, "way"))
        for j, group in found.items():
            if j not in place:
                continue
            for n, (s, a) in enumerate(group):
                sure = a.degree is Degree.identical and a.confidence is not Confidence.low
                title = f"{s.reference}: {a.degree}{', low confidence' if a.confidence == 'low' else ''}"
                marks.append(link(view.href(s.id), title, dot(place[j] + 15 * n, y - 4, 6, shade(atlas, j) + ("" if sure else " hollow"))))
        y += row
    return picture(
        y - 8,
        marks,
        "A full dot: adopted without change (IDT). A ring: there are changes, the degree is not stated, or the evidence is weak. Each dot is a national or European document. The same as a table, below.",
    )


def ways(view: View) -> Markup:
    """How a European and a Chinese standard come into being, step by step; a list that is drawn as a row of boxes."""
    rows = []
    for jurisdiction in jurisdictions(view.atlas):
        if jurisdiction.way:
            items = Markup("").join(Markup("<li>{}</li>").format(view.prose(step)) for step in jurisdiction.way)
            rows.append(
                Markup('<h2>{} {}</h2><ol class="way {}">{}</ol>').format(
                    view.tag(jurisdiction.id), jurisdiction.label, shade(view.atlas, jurisdiction.id), items
                )
            )
    return Markup("").join(rows)


def strip(view: View) -> Markup:
    """All events on one line of time, a lane for each side."""
    atlas = view.atlas
    ahead, _ = split_events(atlas)
    coming = {e.id for e in ahead}
    events = atlas.kinds["events"]
    lanes: list[tuple[str, str | None]] = [(atlas.records[s].label, s) for s in (ground.EU, ground.CHINA, ground.US) if s in atlas.records] + [
        ("Others", ""),
        ("International", None),
    ]
    years = [int(e.date[:4]) for e in events] or [2024]
    axis = Axis(max(min(years), 2017), max(years) + 1, 110, WIDTH)
    height = 26 + 40 * len(lanes)
    marks = [*axis.draw(24, height)]
    taken: dict[tuple[int, int], int] = defaultdict(int)
    for n, (label, _) in enumerate(lanes):
        marks.append(text(0, 52 + 40 * n, label, "name"))
    named = [s for _, s in lanes if s]
    now = axis.x(atlas.state)
    marks.append(line(now, 20, now, height, "now"))
    for event in events:
        whose = [j for j in event.jurisdictions if j in named] or ([""] if event.jurisdictions else [None])
        for side in whose:
            n = next(i for i, (_, s) in enumerate(lanes) if s == side)
            x = axis.x(event.date)
            place = (n, round(x / 7))
            level = taken[place]
            taken[place] += 1
            marks.append(
                link(
                    view.href(event.id),
                    f"{human_date(event.date)}: {event.name.en}",
                    dot(x, 58 + 40 * n - 7 * level, 3.2, shade(atlas, side or None) + (" hollow" if event.id in coming else "")),
                )
            )
    before = sum(y < axis.first for y in years)
    return picture(
        height + 4,
        marks,
        f"A dot an event; rings lie ahead, the upright line is {human_date(atlas.state)}.{f' The {before} events before {axis.first} stand at the left edge.' if before else ''} All are listed below.",
    )


LANES = {Stance.advances: ("▲ Advances", "adv"), Stance.mixed: ("◆ Mixed", "mix"), Stance.sets_back: ("▼ Sets back", "set")}


def ledger(view: View, entries: list[Any]) -> Markup:
    """The ledger of a recommendation over time."""
    if not entries:
        return Markup("")
    years = [int(e.date[:4]) for e, _ in entries]
    axis = Axis(min(years), max(years) + 1, 110, WIDTH)
    height = 30 + 44 * len(LANES)
    marks = axis.draw(24, height)
    taken: dict[tuple[Any, int], int] = defaultdict(int)
    for n, (words, style) in enumerate(LANES.values()):
        marks.append(text(0, 56 + 44 * n, words, f"name {style}"))
    for event, bearing in entries:
        n = list(LANES).index(bearing.stance)
        x = axis.x(event.date)
        place = (bearing.stance, round(x / 12))
        level = taken[place]
        taken[place] += 1
        marks.append(link(view.href(event.id), f"{human_date(event.date)}: {event.name.en}", dot(x, 62 + 44 * n - 12 * level, 5.2, LANES[bearing.stance][1])))
    return picture(height + 4, marks, "A dot an event; the list below gives the reason for each reading.")


SEATS = (SeatRole.chair, SeatRole.vice_chair, SeatRole.secretariat, SeatRole.convenor)


def seats(view: View) -> Markup:
    """Who holds the leading seats: bodies by jurisdiction."""
    atlas = view.atlas
    rows = [(f, [s for s in f.seats if s.role in SEATS and s.jurisdiction and not s.until]) for f in atlas.kinds["forums"]]
    rows = [(f, held) for f, held in rows if held and f.jurisdiction != held[0].jurisdiction]
    held_by = {s.jurisdiction for _, held in rows for s in held}
    homes = [j for j in jurisdictions(atlas) if j.id in held_by]
    if not rows:
        return Markup("")
    left, row = 300, 26
    step = (WIDTH - left - 30) / max(1, len(homes) - 1) if len(homes) > 1 else 0
    place = {j.id: left + i * step for i, j in enumerate(homes)}
    letter = {SeatRole.chair: "C", SeatRole.vice_chair: "v", SeatRole.secretariat: "S", SeatRole.convenor: "w"}
    marks = [text(place[j.id], 18, j.label if len(j.label) < 10 else j.code, f"head {shade(atlas, j.id)}", "middle") for j in homes]
    y = 46
    for forum, held in rows:
        marks.append(line(0, y + 8, WIDTH, y + 8))
        marks.append(link(view.href(forum.id), forum.name.en, text(0, y, short(forum.label, 38), "name")))
        groups: dict[tuple[str, SeatRole], list[Any]] = defaultdict(list)
        for s in held:
            groups[s.jurisdiction, s.role].append(s)
        across: dict[str, float] = dict(place)
        for (home, role), group in groups.items():
            x = across[home]
            across[home] += 20 if len(group) == 1 else 34
            title = f"{str(role).replace('-', ' ')} of {forum.label}: {', '.join(s.holder for s in group)}, as of {human_date(group[0].as_of)}"
            number = [text(x + 11, y, str(len(group)), "soft")] if len(group) > 1 else []
            marks.append(link(view.href(forum.id, "seats"), title, dot(x, y - 4, 8.5, shade(atlas, home)), text(x, y, letter[role], "in", "middle"), *number))
        y += row
    return picture(
        y - 6,
        marks,
        "C chair, v vice-chair, S secretariat, w convenor of a working group, as far as sources tell which country holds it; a figure beside a letter: so many entries below, which may be of different dates or count several seats. Bodies are left out whose own country holds the seat.",
    )
