"""Flat illustrations of the products, drawn from their category and colours."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from html import escape
from typing import Protocol

COLOURS = {
    "amber": "#d9912b", "beige": "#d8c3a5", "black": "#2f2f33", "blue": "#4f7cac",
    "brass": "#c9a24b", "brown": "#8a5a3c", "burgundy": "#7b2d3f", "charcoal": "#4a4e54",
    "clear": "#cfe3ea", "copper": "#b87346", "cream": "#efe3c8", "forest green": "#2f5d46",
    "green": "#6a994e", "grey": "#9aa0a6", "lavender": "#a99bd1", "mint": "#a7d7c5",
    "mustard": "#d4a32a", "natural": "#d9c29c", "navy": "#2b3f63", "oak": "#c49a6c",
    "olive": "#7d7f3f", "orange": "#e08a3c", "pink": "#e3a6b3", "purple": "#7d5a94",
    "red": "#c8463d", "rose": "#d68a93", "rust": "#a9512f", "sage": "#9caf88",
    "sand": "#d8c08f", "silver": "#b9bfc6", "sky blue": "#8fbfe0", "teal": "#2f8f8b",
    "terracotta": "#c9714f", "walnut": "#6b4630", "white": "#e6e0d4", "yellow": "#e8c547",
}  # fmt: skip
OTHER_COLOUR = "#9caf88"
LINE, LIGHT = "#3b3a36", "#fffaf0"
GROUNDS = ("#f3ece0", "#e8eee7", "#e9ecf2", "#f5e9e4", "#efe9f2", "#f4f0dc")


class Pictured(Protocol):
    """What a picture needs to know of a product."""

    @property
    def name(self) -> str:
        """The product's name, read out as the picture's title."""

    @property
    def category(self) -> str | None:
        """The slug of its category."""

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours that it comes in, the main one first."""


def product_svg(product: Pictured) -> str:
    """Return a picture of a product as an SVG document of 400 by 400 units.

    Nothing but the product decides what it looks like, so that a picture can be kept for ever. The
    product's own words are escaped.
    """
    shades = [COLOURS.get(colour.casefold(), OTHER_COLOUR) for colour in product.colours]
    main = shades[0] if shades else OTHER_COLOUR
    accent = shades[1] if len(shades) > 1 else COLOURS["mustard"]
    # The name's checksum gives products of one category different grounds and turns.
    turn = zlib.crc32(product.name.encode())
    ground = GROUNDS[turn % len(GROUNDS)]
    draw = _DRAWINGS.get(product.category or "", _parcel)
    title = escape(product.name)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" '
        f'aria-label="{title}"><title>{title}</title>'
        f'<rect width="400" height="400" fill="{ground}"/>'
        f'<circle cx="{130 + turn // 7 % 140}" cy="150" r="110" fill="{LIGHT}" opacity="0.7"/>'
        '<ellipse cx="200" cy="332" rx="120" ry="14" fill="#000" opacity="0.08"/>'
        f"{draw(main, accent, turn // 3)}</svg>"
    )


def _shape(kind: str, fill: str, **attributes: object) -> str:
    listed = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<{kind} {listed} fill="{fill}"/>'


def _stroke(path: str, colour: str, width: int = 8) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
        'stroke-linecap="round"/>'
    )


def _pot(main: str, accent: str, turn: int) -> str:
    if turn % 2:
        return (
            _shape("path", main, d="M90 200h220l-22 110a20 20 0 0 1-20 18h-136a20 20 0 0 1-20-18z")
            + _shape("rect", accent, x=80, y=190, width=240, height=20, rx=10)
            + _stroke("M150 160q10-22 0-44M200 160q10-22 0-44M250 160q10-22 0-44", "#c9c2b4", 6)
        )
    return (
        _shape("rect", main, x=105, y=190, width=190, height=130, rx=24)
        + _shape("path", accent, d="M105 190q95-70 190 0z")
        + _shape("circle", LINE, cx=200, cy=146, r=12)
        + _stroke("M105 225h-28M295 225h28", LINE, 14)
    )


def _lamp(main: str, accent: str, turn: int) -> str:
    glow = _shape("path", "#ffe9a8", d="M140 190l-46 128h212l-46-128z", opacity=0.55)
    shade = _shape("path", main, d="M160 90h80l34 100h-148z")
    if turn % 2:
        return glow + _stroke("M200 0v90", LINE, 5) + shade
    stand = _stroke("M200 190v132", LINE, 8) + _shape(
        "rect", accent, x=150, y=314, width=100, height=14, rx=7
    )
    return glow + stand + shade


def _bed(main: str, accent: str, turn: int) -> str:
    folds = "M90 250q110 26 220 0" if turn % 2 else "M90 262h220M90 288h220"
    return (
        _shape("rect", "#b08a5f", x=70, y=120, width=260, height=90, rx=14)
        + _shape("rect", LIGHT, x=100, y=165, width=90, height=56, rx=18)
        + _shape("rect", accent, x=210, y=165, width=90, height=56, rx=18)
        + _shape("rect", main, x=70, y=208, width=260, height=112, rx=18)
        + _stroke(folds, LIGHT, 5)
    )


def _towels(main: str, accent: str, turn: int) -> str:
    band = 232 + turn % 3 * 8
    return (
        _shape("rect", accent, x=110, y=268, width=180, height=54, rx=22)
        + _shape("rect", main, x=110, y=208, width=180, height=58, rx=22)
        + _shape("rect", LIGHT, x=110, y=band, width=180, height=8)
        + _shape("rect", accent, x=180, y=120, width=56, height=84, rx=14)
        + _shape("rect", LINE, x=197, y=98, width=22, height=24, rx=5)
        + _stroke("M208 98h34", LINE, 7)
    )


def _notebook(main: str, accent: str, turn: int) -> str:
    tilt = turn % 5 * 3 - 6
    return (
        f'<g transform="rotate({tilt} 200 210)">'
        + _shape("rect", main, x=120, y=100, width=150, height=220, rx=12)
        + _shape("rect", LIGHT, x=150, y=140, width=90, height=36, rx=6)
        + _shape("rect", accent, x=244, y=100, width=10, height=220)
        + "</g>"
        + _shape("path", accent, d="M292 110h20v176l-10 28-10-28z")
        + _shape("path", LINE, d="M297 300h10l-5 14z")
    )


def _plant(main: str, accent: str, turn: int) -> str:
    leaf = COLOURS["green"] if main in {COLOURS["terracotta"], COLOURS["white"]} else main
    heads = "".join(
        _shape("circle", accent, cx=120 + 80 * i, cy=120 - i % 2 * 20, r=16)
        for i in range(3)
        if turn % 2
    )
    return (
        _stroke("M200 240v-120M200 220q-60-20-78-90M200 220q60-20 78-90", COLOURS["olive"], 6)
        + _shape("ellipse", leaf, cx=200, cy=110, rx=26, ry=52)
        + _shape("ellipse", leaf, cx=130, cy=150, rx=24, ry=50, transform="rotate(-38 130 150)")
        + _shape("ellipse", leaf, cx=270, cy=150, rx=24, ry=50, transform="rotate(38 270 150)")
        + heads
        + _shape("path", COLOURS["terracotta"], d="M135 240h130l-16 88h-98z")
        + _shape("rect", "#b9603f", x=127, y=228, width=146, height=22, rx=6)
    )


def _tent(main: str, accent: str, turn: int) -> str:
    sun = _shape("circle", "#f2c14e", cx=300 if turn % 2 else 100, cy=96, r=30)
    return (
        sun
        + _shape("path", COLOURS["sage"], d="M40 328l90-120 80 120z", opacity=0.6)
        + _shape("path", main, d="M200 130l128 198h-256z")
        + _shape("path", accent, d="M200 130l46 198h-92z")
        + _shape("path", LINE, d="M200 190l22 138h-44z")
    )


def _blocks(main: str, accent: str, turn: int) -> str:
    roof = "M150 150l50-56 50 56z" if turn % 2 else "M150 150a50 50 0 0 1 100 0z"
    return (
        _shape("rect", main, x=100, y=240, width=88, height=88, rx=8)
        + _shape("rect", accent, x=212, y=240, width=88, height=88, rx=8)
        + _shape("rect", COLOURS["sky blue"], x=150, y=150, width=100, height=88, rx=8)
        + _shape("path", COLOURS["red"], d=roof)
        + _shape("circle", LIGHT, cx=144, cy=284, r=20)
        + _shape("path", LIGHT, d="M256 262l20 42h-40z")
    )


def _bag(main: str, accent: str, turn: int) -> str:
    pocket = 240 if turn % 2 else 255
    return (
        _stroke("M150 160v-20a50 50 0 0 1 100 0v20", LINE, 12)
        + _shape("path", main, d="M105 155h190l16 155a18 18 0 0 1-18 18h-186a18 18 0 0 1-18-18z")
        + _shape("rect", accent, x=140, y=pocket, width=120, height=60, rx=10)
        + _stroke("M120 195h160", LIGHT, 5)
    )


def _shirt(main: str, accent: str, turn: int) -> str:
    stripes = "".join(
        _shape("rect", accent, x=140, y=190 + 36 * i, width=120, height=12)
        for i in range(4)
        if turn % 2
    )
    return (
        _shape("path", main, d="M140 100l-72 50 28 54 44-22v146h120v-146l44 22 28-54-72-50z")
        + stripes
        + _shape("path", LIGHT, d="M168 100q32 44 64 0z")
    )


def _cup(main: str, accent: str, turn: int) -> str:
    steam = "M170 150q14-24 0-48M210 150q14-24 0-48" if turn % 2 else "M190 150q16-28 0-56"
    return (
        _stroke(steam, "#c9c2b4", 7)
        + _stroke("M272 205q52 0 44 40t-56 36", main, 16)
        + _shape("path", main, d="M115 180h165l-12 110a34 34 0 0 1-34 30h-73a34 34 0 0 1-34-30z")
        + _shape("ellipse", "#7a4a2b", cx=197, cy=184, rx=78, ry=12)
        + _shape("rect", accent, x=95, y=318, width=205, height=12, rx=6)
    )


def _candle(main: str, accent: str, turn: int) -> str:
    label = _shape("rect", LIGHT, x=160, y=235, width=80, height=46, rx=6) if turn % 2 else ""
    return (
        _shape("circle", "#ffe9a8", cx=200, cy=120, r=56, opacity=0.6)
        + _shape("path", "#f0a63a", d="M200 84q30 36 0 62q-30-26 0-62z")
        + _stroke("M200 146v34", LINE, 5)
        + _shape("rect", main, x=135, y=178, width=130, height=148, rx=14)
        + _shape("ellipse", accent, cx=200, cy=182, rx=64, ry=12, opacity=0.7)
        + label
    )


def _parcel(main: str, accent: str, _turn: int) -> str:
    return (
        _shape("rect", COLOURS["natural"], x=90, y=150, width=220, height=176, rx=10)
        + _shape("rect", main, x=185, y=150, width=30, height=176)
        + _shape("rect", accent, x=90, y=220, width=220, height=26)
    )


_DRAWINGS: dict[str, Callable[[str, str, int], str]] = {
    "kitchen": _pot,
    "lighting": _lamp,
    "bedding": _bed,
    "bath": _towels,
    "desk": _notebook,
    "garden": _plant,
    "outdoor": _tent,
    "toys": _blocks,
    "bags": _bag,
    "clothing": _shirt,
    "tea": _cup,
    "candles": _candle,
}
