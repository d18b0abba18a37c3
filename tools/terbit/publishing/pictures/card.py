"""The office's card: what stands for a page without a picture where it is shared. Letterhead, not decoration."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from terbit.findings import Refused
from terbit.pictures import SHARED
from terbit.pictures.workshop import Workshop

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_FONT = Path(__file__).parents[2] / "theme" / "assets" / "fonts" / "plus-jakarta-sans.woff2"
_PAPER, _INK = "#ffffff", "#17211b"
_MARGIN = 96  # pixels
# the accent of a theme's palette, dark enough for white paper (terbit.css has the same hues)
ACCENTS = {
    "red": "#8c1d18", "pink": "#8c1d4b", "purple": "#5b2a86", "deep-purple": "#5b2a86", "indigo": "#27408b",
    "blue": "#0f4c81", "light-blue": "#0f4c81", "cyan": "#0b5563", "teal": "#0b5563", "orange": "#7a3e00",
    "deep-orange": "#7a3e00", "brown": "#5d4037", "amber": "#6b4e00", "yellow": "#6b4e00", "lime": "#4a5d00",
}  # fmt: skip
ACCENT = "#14613a"


@dataclass(frozen=True, slots=True)
class Look:
    """What stands on the card: the office's name, its address, accent and logo (bytes of a picture, or none)."""

    name: str
    address: str = ""
    accent: str = ACCENT
    logo: bytes = b""


@lru_cache(maxsize=4)
def drawn(look: Look) -> bytes:
    """The card as PNG, 1200 × 630 pixels."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", SHARED, _PAPER)
    draw = ImageDraw.Draw(image)
    font, lines = _set(draw, look.name)
    height = sum(font.getmetrics())
    y = SHARED[1] - _MARGIN - 88 - height * len(lines)
    if (logo := _logo(look.logo)) is not None:
        with Image.open(io.BytesIO(logo)) as opened:
            mark = opened.convert("RGBA")
        mark.thumbnail((420, min(160, y - 36 - _MARGIN // 2)))
        image.paste(mark, (_MARGIN, y - 36 - mark.height), mark)
    for line in lines:
        draw.text((_MARGIN, y), line, font=font, fill=_INK)
        y += height
    # garis kop: the double rule of an Indonesian letterhead
    draw.rectangle((_MARGIN, y + 24, SHARED[0] - _MARGIN, y + 32), fill=look.accent)
    draw.rectangle((_MARGIN, y + 38, SHARED[0] - _MARGIN, y + 40), fill=look.accent)
    draw.text((_MARGIN, y + 58), look.address, font=_font(32, 600), fill=look.accent)
    draw.rectangle((0, 0, 24, SHARED[1]), fill=look.accent)
    out = io.BytesIO()
    image.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _logo(content: bytes) -> bytes | None:
    """The logo, decoded once in a process of its own. One that is no picture for us (SVG) is left off."""
    if not content:
        return None
    try:
        with Workshop() as shop:
            return shop.normalise(content, "logo.png")
    except Refused:
        return None


def _font(size: int, weight: int) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.truetype(str(_FONT), size)
    font.set_variation_by_axes([weight])
    return font


def _set(draw: ImageDraw, name: str) -> tuple[FreeTypeFont, list[str]]:
    """The name in the largest letters in which it stands on three lines."""
    for size in (84, 72, 62, 54, 46):
        font = _font(size, 750)
        lines = _wrapped(draw, name, font)
        if len(lines) <= (2 if size > 62 else 3):
            return font, lines
    return font, [*lines[:2], _cut(draw, " ".join(lines[2:]), font)]


def _wrapped(draw: ImageDraw, text: str, font: FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and draw.textlength(longer, font=font) > SHARED[0] - 2 * _MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return [_cut(draw, line, font) for line in lines]


def _cut(draw: ImageDraw, text: str, font: FreeTypeFont) -> str:
    room = SHARED[0] - 2 * _MARGIN
    if draw.textlength(text, font=font) <= room:
        return text
    while text and draw.textlength(text + "…", font=font) > room:
        text = text[:-1]
    return text.rstrip() + "…"
