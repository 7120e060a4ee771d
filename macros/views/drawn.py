"""Pages that a picture leads, with the same data as text below it; and the list of all pictures."""

from __future__ import annotations

from ..atlas import Atlas, natural
from ..pictures import SEATS
from .groups import seats_and_rolls
from .render import render
from .view import View


def picture_index(atlas: Atlas) -> str:
    """Where the pictures are."""
    return render("pictures.html", View(atlas, "pictures/"))


def adoptions(atlas: Atlas) -> str:
    """International texts and the documents that adopt them."""
    texts = [(atlas.records[id], found) for id, found in atlas.adopters.items() if atlas.jurisdiction(atlas.records[id]) is None]
    return render("adoptions.html", View(atlas, "standards/adoptions/"), texts=sorted(texts, key=lambda t: natural(t[0].label)))


def held_seats(atlas: Atlas) -> str:
    """Who holds the leading seats of each body."""
    forums = [(f, [s for s in seats_and_rolls(f)[0] if s.role in SEATS and not s.until]) for f in atlas.kinds["forums"]]
    return render("seats.html", View(atlas, "forums/seats/"), forums=[f for f in forums if f[1]])


def ways(atlas: Atlas) -> str:
    """How a standard comes into being, side by side."""
    return render("ways.html", View(atlas, "pictures/ways/"))
