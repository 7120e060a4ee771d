"""The picture that stands for a page where its address is shared (Open Graph): 1200 by 630 points, PNG.

Pictures are kept between builds below `.cache/cards/`, under a digest of everything that is drawn.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
from functools import cache

from PIL import Image, ImageDraw, ImageFont
from PIL import __version__ as pillow

from .. import clock
from ..atlas import HEADINGS, Atlas
from ..model import Source
from ..pages import Page, pages
from . import Files
from .citations import basename, cited

SIZE = (1200, 630)
EDGE, FOOT = 80, 518
GREYS = 6
"""Steps from ink to paper: enough for smooth letters, and few enough that the file is small."""
INK, SOFT, PAPER = 0, 96, 255
EU, CHINA, SHARED = (31, 78, 158), (171, 35, 40), (20, 96, 58)
LOOK = f"3 {pillow}"
"""Changes when the drawing does: pictures kept from before are then drawn anew."""


def files(atlas: Atlas) -> Files:
    """`forums/sac.png` for the page `forums/sac/`."""
    if clock.edition():
        return  # it shows the pictures of the living site
    kept = clock.PROJECT / ".cache" / "cards"
    kept.mkdir(parents=True, exist_ok=True)
    for page in pages(atlas):
        if not cited(page):
            continue
        words = said(atlas, page)
        digest = hashlib.sha256(repr((LOOK, *words)).encode()).hexdigest()
        file = kept / f"{digest[:32]}.png"
        if file.exists():
            picture = file.read_bytes()
        else:
            picture = draw(*words)
            # Whole or not at all: another build may read it.
            part = file.with_suffix(".part")
            part.write_bytes(picture)
            part.replace(file)
        yield f"{basename(page)}.png", picture


def said(atlas: Atlas, page: Page) -> tuple[str, str, str]:
    """What a card says: (what it is, title, foot)."""
    record = atlas.records.get(page.front.get("record", ""))
    title, kind = page.title, HEADINGS.get(record.folder, "") if record else ""
    if isinstance(record, Source):
        title = record.title_en if record.title_en and not _drawable(record.title) else record.title
        if not _drawable(title):
            title = (
                f"A source in {record.language.split('-')[0].upper()} from {record.publisher}"
                if record.publisher and _drawable(record.publisher)
                else "A source"
            )
    return kind or "Common Ground", _written(title), "AI standards in China, the EU and their partners, every statement with its source"


def draw(kind: str, title: str, foot: str) -> bytes:
    """The picture as PNG."""
    image = _frame(foot).copy()
    pen = ImageDraw.Draw(image)
    pen.text((EDGE, 84), kind, font=_font(30), fill=SOFT)
    size = next((s for s in (72, 62, 52, 44) if len(_lines(title, s)) <= 4), 38)
    for n, line in enumerate(_lines(title, size)[:5]):
        pen.text((EDGE, 138 + n * size * 1.22), line, font=_font(size), fill=INK, stroke_width=1, stroke_fill=INK)
    image = image.point([round(level * GREYS / 255) for level in range(256)])
    image.putpalette([part for step in range(GREYS + 1) for part in (step * 255 // GREYS,) * 3] + [*EU, *CHINA, *SHARED])
    pen = ImageDraw.Draw(image)
    # The mark: two sheets, and what they share.
    for left, right, colour in ((0, 60, 1), (32, 92, 2), (32, 60, 3)):
        pen.rectangle((EDGE + left, FOOT, EDGE + right, FOOT + 36), fill=GREYS + colour)
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=4, bits=4)
    return out.getvalue()


@cache
def _frame(foot: str) -> Image.Image:
    """What all pictures have."""
    image = Image.new("L", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIZE[0], 16), fill=INK)
    pen.text((EDGE + 112, FOOT - 12), "Common Ground", font=_font(32), fill=INK, stroke_width=1, stroke_fill=INK)
    pen.text((EDGE + 112, FOOT + 26), foot, font=_font(23), fill=SOFT)
    return image


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that comes with Pillow (Aileron, CC0): nothing to fetch, the same everywhere."""
    return ImageFont.load_default(size)


def _lines(text: str, size: int) -> list[str]:
    """The text broken to the width of the picture."""
    lines, width, font = [""], SIZE[0] - 2 * EDGE, _font(size)
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


_ALIKE = str.maketrans({"—": "-", "–": "-", "‑": "-", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "…": "...", "\u00a0": " ", "§": "s."})


def _written(text: str) -> str:
    """The text in letters that the font has: other dashes and quotation marks, accents left off where there is no such letter."""
    plain = "".join(c if _has(c) else c.translate(_ALIKE) for c in text)
    return "".join(c if _has(c) else "".join(d for d in unicodedata.normalize("NFKD", c) if not unicodedata.combining(d)) for c in plain)


def _drawable(text: str) -> bool:
    return all(_has(c) for c in _written(text))


@cache
def _has(letter: str) -> bool:
    """Has the font this letter? What it has not, it draws as one and the same box."""
    font = _font(20)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))
