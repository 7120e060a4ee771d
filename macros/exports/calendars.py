"""Dates as iCalendar (RFC 5545): the coming ones and those of the year past, for the whole site, each jurisdiction and each forum."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from .. import clock
from ..atlas import Atlas
from ..changes import CALENDAR, DATED, dated
from ..views.view import View, human_date
from . import Files


def files(atlas: Atlas) -> Files:
    """One file a calendar."""
    titles = {f"{atlas.path(r.id).rstrip('/')}.ics": f"Common Ground: {r.label}" for kind in DATED for r in atlas.kinds[kind]}
    entries = {event.id: _entry(atlas, event) for event in dated(atlas).get(CALENDAR, ())}
    for path, events in dated(atlas).items():
        yield path, _calendar(titles.get(path, "Common Ground: dates"), (entries[e.id] for e in events))


def _calendar(name: str, entries: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Common Ground//dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical()


def _entry(atlas: Atlas, event: Any) -> Event:
    first, after = _days(event.date)[0], _days(event.end or event.date)[1]
    vague = "" if len(event.date) == 10 else f" (some day in {human_date(event.date)})"
    entry = Event()
    entry.add("uid", f"{event.id}@events.common-ground")
    entry.add("dtstamp", datetime.fromisoformat(event.reviewed).replace(tzinfo=UTC))
    entry.add("dtstart", first)
    entry.add("dtend", after)
    entry.add("summary", event.name.en + vague)
    entry.add("description", View(atlas, "").plain(event.text))
    entry.add("url", clock.site_url() + atlas.path(event.id))
    # Days, not appointments: they do not make anyone busy.
    entry.add("transp", "TRANSPARENT")
    if event.jurisdictions:
        entry.add("categories", [atlas.records[j].code for j in event.jurisdictions])
    return entry


def _days(value: str) -> tuple[date, date]:
    """The first day of a date, and the day after its last."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        first = date(*parts)
        return first, first + timedelta(days=1)
    if len(parts) == 2:
        year, month = parts
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    return date(parts[0], 1, 1), date(parts[0] + 1, 1, 1)
