"""Colours, and the shapes that pictures of products are put together from, as SVG."""

from __future__ import annotations

from collections.abc import Callable

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
LINE, LIGHT, STEEL, WOOD, STEAM = "#3b3a36", "#fffaf0", "#aab1b8", "#b98a5e", "#c9c2b4"

Drawing = Callable[[str, str, int], str]
"""Draws a product from its main colour, its second one, and a number that varies it."""


def rect(x: float, y: float, width: float, height: float, fill: str, rx: float = 0) -> str:
    """Return a rectangle, ``rx`` being the radius of its corners."""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{rx}" fill="{fill}"/>'


def circle(x: float, y: float, r: float, fill: str, opacity: float = 1) -> str:
    """Return a circle."""
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}" opacity="{opacity}"/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str, turned: float = 0) -> str:
    """Return an ellipse, turned by degrees around its middle."""
    turn = f' transform="rotate({turned} {x} {y})"' if turned else ""
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}"{turn}/>'


def path(d: str, fill: str, opacity: float = 1) -> str:
    """Return a filled path."""
    return f'<path d="{d}" fill="{fill}" opacity="{opacity}"/>'


def stroke(d: str, colour: str, width: float = 8) -> str:
    """Return a line along a path."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def tilted(degrees: float, *shapes: str) -> str:
    """Return shapes turned around the middle of the picture."""
    return f'<g transform="rotate({degrees} 200 210)">{"".join(shapes)}</g>'


def beside(shape: str, offset: float) -> str:
    """Return a shape and the same one again to its right, both moved to the middle."""
    half = offset / 2
    return (
        f'<g transform="translate({-half} 0)">{shape}</g>'
        f'<g transform="translate({half} 0)">{shape}</g>'
    )
