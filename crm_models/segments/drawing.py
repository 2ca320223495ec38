"""SVG written by hand, as a few shapes and texts need no library of plots."""

from __future__ import annotations

from html import escape

# Told apart by people who see colours differently (after Okabe and Ito, 2008), on white.
COLOURS = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#6e4b9e", "#4d4d4d",
)  # fmt: skip
INK, FAINT, LINE = "#1f2328", "#57606a", "#d0d7de"


def colour(number: int) -> str:
    """Return the colour of a cluster; beyond eight they begin again."""
    return COLOURS[number % len(COLOURS)]


class Drawing:
    """A picture with a title that people see and a description that is read to them."""

    def __init__(self, width: int, height: int, title: str, description: str) -> None:
        self.width, self.height = width, height
        self._head = (
            f'<title id="title">{escape(title)}</title><desc id="desc">{escape(description)}</desc>'
        )
        self._parts: list[str] = []
        self.text(24, 30, title, size=17, weight="bold")

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int = 12,
        anchor: str = "start",
        fill: str = INK,
        weight: str = "normal",
        turned: bool = False,
    ) -> None:
        """Write a line of text; turned ones run upwards."""
        turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
            f'fill="{fill}" font-weight="{weight}"{turn}>{escape(text)}</text>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, stroke: str = LINE) -> None:
        """Draw a thin line."""
        self._parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"/>'
        )

    def bar(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """Draw a bar with slightly rounded ends."""
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="2" '
            f'fill="{fill}"/>'
        )

    def dot(self, x: float, y: float, radius: float, fill: str, opacity: float = 1.0) -> None:
        """Draw a dot."""
        self._parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}" '
            f'fill-opacity="{opacity:g}"/>'
        )

    def svg(self) -> str:
        """Return the picture."""
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" role="img" '
            'aria-labelledby="title desc" font-family="system-ui, sans-serif">',
            self._head,
            f'<rect width="{self.width}" height="{self.height}" fill="#ffffff"/>',
            *self._parts,
            "</svg>\n",
        ])  # fmt: skip
