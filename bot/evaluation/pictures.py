"""Two pictures of confidence, as SVG written by hand: no library of plots is needed for them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT = 560, 400
LEFT, TOP, RIGHT, BOTTOM = 62, 40, 20, 52
COLOURS = ("#1f6feb", "#c2410c", "#15803d")
Points = Sequence[tuple[float, float]]


class Plot:
    """Axes from 0 to a highest x and y, and what is drawn between them."""

    def __init__(self, title: str, x_title: str, y_title: str, top: float = 1.0) -> None:
        self._top = top
        self._parts: list[str] = []
        self._legend: list[tuple[str, str]] = []
        self._text(WIDTH / 2, 22, title, size=15)
        self._text(WIDTH / 2, HEIGHT - 10, x_title)
        middle = (TOP + HEIGHT - BOTTOM) / 2
        self._text(18, middle, y_title, turn=f' transform="rotate(-90 18 {middle:g})"')
        for step in range(6):
            self._grid(step / 5)

    def line(self, points: Points, name: str, colour: str, dashed: bool = False) -> None:
        """Draw a line through points, named in the legend unless the name is empty."""
        path = " ".join(f"{self._x(x):.1f},{self._y(y):.1f}" for x, y in points)
        dash = ' stroke-dasharray="5 5"' if dashed else ""
        self._parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
        )
        if name:
            self._legend.append((name, colour))

    def bar(self, low: float, high: float, value: float, colour: str) -> None:
        """Draw a bar from 0 to a value."""
        left, width = self._x(low), self._x(high) - self._x(low)
        top, height = self._y(value), self._y(0) - self._y(value)
        self._parts.append(
            f'<rect x="{left + 1:.1f}" y="{top:.1f}" width="{width - 2:.1f}" '
            f'height="{height:.1f}" fill="{colour}" fill-opacity="0.35"/>'
        )

    def dots(self, points: Points, colour: str) -> None:
        """Draw a dot at each point."""
        for x, y in points:
            self._parts.append(
                f'<circle cx="{self._x(x):.1f}" cy="{self._y(y):.1f}" r="3.5" fill="{colour}"/>'
            )

    def svg(self) -> str:
        """Return the picture."""
        for number, (name, colour) in enumerate(self._legend):
            y = TOP + 16 + 18 * number
            self._parts.append(
                f'<rect x="{LEFT + 12}" y="{y - 8}" width="16" height="4" fill="{colour}"/>'
            )
            self._text(LEFT + 34, y - 1, name, anchor="start")
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'width="{WIDTH}" height="{HEIGHT}" font-family="sans-serif">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            *self._parts,
            "</svg>\n",
        ])  # fmt: skip

    def _grid(self, share: float) -> None:
        x, y = self._x(share), self._y(share * self._top)
        ends = ((LEFT, y, WIDTH - RIGHT, y), (x, TOP, x, HEIGHT - BOTTOM))
        for x1, y1, x2, y2 in ends:
            self._parts.append(
                f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#d0d7de"/>'
            )
        self._text(x, HEIGHT - BOTTOM + 18, f"{share:g}")
        self._text(LEFT - 8, y + 4, f"{share * self._top:.3g}", anchor="end")

    def _text(
        self, x: float, y: float, text: str, size: int = 12, anchor: str = "middle", turn: str = ""
    ) -> None:
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
            f'fill="#1f2328"{turn}>{escape(text)}</text>'
        )

    def _x(self, value: float) -> float:
        return LEFT + value * (WIDTH - LEFT - RIGHT)

    def _y(self, value: float) -> float:
        return HEIGHT - BOTTOM - value / self._top * (HEIGHT - TOP - BOTTOM)


def reliability(bins: Sequence[dict[str, Any]], title: str) -> str:
    """Return a reliability diagram: how often the best intent is right, by its confidence."""
    plot = Plot(title, "confidence", "share that is right")
    for row in bins:
        plot.bar(row["low"], row["high"], row["accuracy"], COLOURS[0])
    plot.line([(0, 0), (1, 1)], "as it should be", "#6e7781", dashed=True)
    points = [(row["confidence"], row["accuracy"]) for row in bins]
    plot.line(points, "measured", COLOURS[0])
    plot.dots(points, COLOURS[0])
    return plot.svg()


def risk_coverage(curves: dict[str, Points], marks: dict[str, tuple[float, float]]) -> str:
    """Return risk-coverage curves; a dot marks where the threshold of config.yml lies on each."""
    highest = max((risk for curve in curves.values() for _, risk in curve), default=0.0)
    top = max(0.05, -(-highest // 0.05) * 0.05)
    title = "Risk and coverage; the dots are at the threshold of config.yml"
    plot = Plot(title, "coverage: share that is answered", "risk: wrong among answered", top)
    for colour, (name, curve) in zip(COLOURS, curves.items(), strict=False):
        plot.line(thinned(curve), name, colour)
        plot.dots([marks[name]], colour)
    return plot.svg()


def thinned(points: Points, most: int = 200) -> Points:
    """Return at most so many points of a line, spread evenly, the last one among them."""
    step = max(1, -(-len(points) // most))
    return [*points[:-1:step], points[-1]] if points else points
