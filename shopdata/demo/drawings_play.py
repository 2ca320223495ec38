"""What one plays with."""

from __future__ import annotations

from shopdata.demo.drawing_shapes import (
    COLOURS,
    LIGHT,
    LINE,
    WOOD,
    beside,
    circle,
    oval,
    path,
    rect,
    stroke,
    tilted,
)


def blocks(main: str, accent: str, turn: int) -> str:
    """Draw building blocks."""
    roof = "M150 150l50-56 50 56z" if turn % 2 else "M150 150a50 50 0 0 1 100 0z"
    return (
        rect(100, 240, 88, 88, main, 8)
        + rect(212, 240, 88, 88, accent, 8)
        + rect(150, 150, 100, 88, COLOURS["sky blue"], 8)
        + path(roof, COLOURS["red"])
        + circle(144, 284, 20, LIGHT)
        + path("M256 262l20 42h-40z", LIGHT)
    )


def rainbow(_main: str, _accent: str, _turn: int) -> str:
    """Draw arches to stack."""
    shades = ("red", "orange", "yellow", "green", "blue")
    return "".join(
        stroke(
            f"M{92 + 22 * i} 322a{108 - 22 * i} {108 - 22 * i} 0 0 1 {216 - 44 * i} 0",
            COLOURS[shade],
            17,
        )
        for i, shade in enumerate(shades)
    )


def duck(main: str, accent: str, _turn: int) -> str:
    """Draw a duck on wheels."""
    return (
        path("M110 216q90 40 130-20q10 90-40 102h-60q-44-22-30-82z", main)
        + circle(252, 168, 46, main)
        + path("M292 160l44 14-44 18z", COLOURS["orange"])
        + circle(264, 156, 7, LINE)
        + rect(112, 292, 160, 14, WOOD, 7)
        + circle(146, 312, 17, accent)
        + circle(240, 312, 17, accent)
    )


def train(main: str, accent: str, _turn: int) -> str:
    """Draw a wooden engine."""
    return (
        rect(96, 220, 150, 80, main, 12)
        + rect(226, 150, 84, 150, accent, 10)
        + rect(246, 170, 44, 44, LIGHT, 6)
        + rect(118, 172, 34, 54, LINE, 6)
        + circle(134, 152, 17, LIGHT)
        + circle(134, 306, 24, WOOD)
        + circle(200, 306, 24, WOOD)
        + circle(272, 306, 24, WOOD)
    )


def teddy(main: str, accent: str, turn: int) -> str:
    """Draw a soft animal: a bear, or a rabbit."""
    ears = (
        oval(160, 96, 18, 52, main, -8) + oval(240, 96, 18, 52, main, 8)
        if turn % 2
        else circle(148, 112, 28, main) + circle(252, 112, 28, main)
    )
    return (
        ears
        + oval(200, 268, 78, 66, main)
        + circle(200, 168, 70, main)
        + oval(200, 190, 30, 22, LIGHT)
        + circle(174, 160, 7, LINE)
        + circle(226, 160, 7, LINE)
        + circle(200, 184, 8, LINE)
        + oval(200, 276, 42, 40, accent)
    )


def house(main: str, accent: str, _turn: int) -> str:
    """Draw a dolls' house."""
    return (
        path("M76 188l124-104 124 104z", COLOURS["red"])
        + rect(96, 184, 208, 144, main, 4)
        + rect(112, 200, 76, 52, LIGHT)
        + rect(212, 200, 76, 52, accent)
        + rect(112, 266, 76, 62, COLOURS["sky blue"])
        + rect(228, 270, 44, 58, WOOD)
    )


def dice(main: str, accent: str, _turn: int) -> str:
    """Draw two dice."""
    pips = "".join(circle(x, y, 9, LINE) for x, y in ((130, 216), (170, 256), (210, 296)))
    return tilted(-10, rect(100, 186, 140, 140, main, 24), pips) + tilted(
        14, rect(222, 130, 100, 100, accent, 18), circle(272, 180, 9, LIGHT)
    )


def cards(main: str, accent: str, turn: int) -> str:
    """Draw cards, or a board with pieces."""
    if turn % 2:
        squares = "".join(
            rect(110 + 45 * i, 150 + 45 * j, 45, 45, main if (i + j) % 2 else LIGHT)
            for i in range(4)
            for j in range(4)
        )
        return rect(98, 138, 204, 204, WOOD, 8) + squares + circle(178, 262, 17, accent)
    one = rect(136, 110, 128, 190, LIGHT, 12) + rect(146, 120, 108, 170, main, 8)
    return tilted(-16, one) + tilted(14, one, circle(200, 204, 30, accent))


def puzzle(main: str, accent: str, _turn: int) -> str:
    """Draw two pieces of a jigsaw."""
    return (
        rect(84, 158, 124, 124, main, 8)
        + circle(212, 220, 24, main)
        + rect(216, 174, 112, 124, accent, 8)
        + circle(212, 220, 24, main)
        + circle(146, 158, 20, LIGHT)
        + circle(274, 298, 20, accent)
    )


def kite(main: str, accent: str, _turn: int) -> str:
    """Draw a kite."""
    return (
        path("M210 60l84 92-110 118-58-146z", main)
        + path("M210 60l-84 64 58 146z", accent)
        + stroke("M184 270q-50 20-20 44t-40 44", LINE, 4)
        + path("M150 300l26 8-22 16zM140 332l26 10-24 14z", COLOURS["yellow"])
    )


def rocker(main: str, accent: str, _turn: int) -> str:
    """Draw a board that rocks."""
    return (
        stroke("M74 216q126 150 252 0", main, 24)
        + stroke("M96 204q104 122 208 0", accent, 6)
        + circle(200, 160, 22, COLOURS["mustard"])
        + stroke("M200 184v60M200 204l-38-16M200 204l38-16", COLOURS["mustard"], 13)
    )


def magnifier(main: str, accent: str, _turn: int) -> str:
    """Draw a magnifying glass."""
    return tilted(
        -36,
        rect(186, 226, 28, 112, main, 14),
        circle(200, 150, 84, main),
        circle(200, 150, 66, COLOURS["clear"]),
        stroke("M166 142a38 38 0 0 1 34-34", LIGHT, 8),
        circle(200, 240, 7, accent),
    )


def yarn(main: str, accent: str, _turn: int) -> str:
    """Draw balls of yarn."""
    one = circle(200, 250, 72, main) + stroke(
        "M140 230q60-50 120 0M136 256q64-50 128 0M150 286q50-40 100 0", accent, 5
    )
    return beside(one, 110) + stroke("M70 120l150 120", WOOD, 9)
