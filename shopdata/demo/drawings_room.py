"""What one finds at the desk, and what gives light and scent."""

from __future__ import annotations

from shopdata.demo.drawing_shapes import (
    COLOURS,
    LIGHT,
    LINE,
    STEEL,
    WOOD,
    beside,
    circle,
    oval,
    path,
    rect,
    stroke,
    tilted,
)


def notebook(main: str, accent: str, turn: int) -> str:
    """Draw a notebook."""
    return tilted(
        turn % 5 * 3 - 6,
        rect(136, 92, 150, 236, LIGHT, 10),
        rect(122, 88, 156, 236, main, 12),
        rect(150, 128, 92, 40, LIGHT, 6),
        rect(250, 88, 11, 236, accent),
    )


def pens(main: str, accent: str, turn: int) -> str:
    """Draw pens or pencils."""
    shades = (main, accent, COLOURS["mustard"], COLOURS["teal"], COLOURS["red"])
    drawn = []
    for i in range(5 if turn % 2 else 3):
        x = 104 + 44 * i + (0 if turn % 2 else 44)
        tip = path(f"M{x} 126l15-38 15 38z", LIGHT) + path(f"M{x + 9} 104l6-16 6 16z", LINE)
        drawn.append(tip + rect(x, 126, 30, 178, shades[i], 3) + rect(x, 292, 30, 30, STEEL, 6))
    return "".join(drawn)


def stand(main: str, accent: str, _turn: int) -> str:
    """Draw a screen on a stand."""
    return (
        rect(92, 92, 216, 140, LINE, 12)
        + rect(104, 104, 192, 116, COLOURS["sky blue"], 6)
        + rect(186, 232, 28, 34, STEEL)
        + rect(76, 262, 248, 20, main, 8)
        + rect(92, 282, 16, 44, main)
        + rect(292, 282, 16, 44, main)
        + rect(120, 296, 70, 30, accent, 4)
    )


def trays(main: str, accent: str, turn: int) -> str:
    """Draw an organiser for a desk."""
    if turn % 2:
        return "".join(
            rect(84, 176 + 54 * i, 232, 44, main, 8) + rect(100, 166 + 54 * i, 200, 18, LIGHT)
            for i in range(3)
        )
    return (
        rect(146, 104, 14, 120, accent, 5)
        + rect(176, 84, 14, 140, COLOURS["mustard"], 5)
        + rect(206, 116, 14, 110, LINE, 5)
        + rect(96, 212, 208, 114, main, 12)
        + stroke("M200 220v100", LIGHT, 4)
        + rect(222, 250, 60, 44, accent, 6)
    )


def calendar(main: str, accent: str, _turn: int) -> str:
    """Draw a calendar on the wall."""
    days = "".join(
        rect(118 + 35 * i, 206 + 34 * j, 22, 20, accent if i == j else STEEL, 4)
        for j in range(3)
        for i in range(5)
    )
    return (
        rect(96, 100, 208, 222, LIGHT, 14)
        + rect(96, 100, 208, 78, main, 14)
        + stroke("M150 88v26M250 88v26", LINE, 9)
        + days
    )


def notes(main: str, accent: str, turn: int) -> str:
    """Draw sheets and envelopes."""
    if turn % 2:
        return tilted(-8, rect(110, 120, 150, 150, accent)) + tilted(
            6, rect(140, 160, 150, 150, main), stroke("M164 206h100M164 236h72", LINE, 5)
        )
    return (
        rect(90, 156, 220, 150, main, 8)
        + stroke("M94 162l106 82 106-82", LIGHT, 8)
        + circle(200, 238, 20, accent)
    )


def paints(main: str, accent: str, _turn: int) -> str:
    """Draw a box of watercolours."""
    shades = (main, accent, *(COLOURS[one] for one in ("yellow", "green", "purple", "orange")))
    pans = "".join(
        rect(96 + 36 * (i % 6), 216 + 48 * (i // 6), 28, 38, shades[(i * 5 + i // 6) % 6], 5)
        for i in range(12)
    )
    return rect(80, 196, 240, 130, LINE, 14) + pans + tilted(58, rect(190, 80, 14, 190, WOOD, 7))


def ruler(main: str, accent: str, _turn: int) -> str:
    """Draw a ruler and a triangle."""
    marks = "".join(f"M{96 + 20 * i} 284v{16 if i % 5 else 26}" for i in range(11))
    return (
        path("M110 96v160h180z", main)
        + path("M140 166v62h70z", LIGHT)
        + rect(76, 282, 248, 44, accent, 6)
        + stroke(marks, LIGHT, 3)
    )


def clock(main: str, accent: str, _turn: int) -> str:
    """Draw a clock."""
    return (
        circle(200, 206, 116, main)
        + circle(200, 206, 98, LIGHT)
        + stroke("M200 206v-62M200 206l44 26", LINE, 9)
        + circle(200, 206, 9, accent)
        + stroke("M200 120v8M200 284v8M114 206h8M278 206h8", LINE, 6)
    )


def pinboard(main: str, accent: str, _turn: int) -> str:
    """Draw a board with notes pinned to it."""
    return (
        rect(76, 110, 248, 196, WOOD, 10)
        + rect(88, 122, 224, 172, main, 4)
        + rect(110, 146, 74, 84, LIGHT)
        + rect(208, 166, 82, 60, accent)
        + circle(147, 150, 8, COLOURS["red"])
        + circle(249, 170, 8, COLOURS["teal"])
    )


def lamp(main: str, accent: str, turn: int) -> str:
    """Draw a lamp on a stand."""
    foot = rect(150, 314, 100, 14, accent, 7) if turn % 2 else oval(200, 300, 46, 30, accent)
    return (
        path("M140 190l-46 138h212l-46-138z", "#ffe9a8", 0.55)
        + stroke("M200 190v124", LINE, 8)
        + foot
        + path("M160 90h80l34 100h-148z", main)
    )


def pendant(main: str, accent: str, turn: int) -> str:
    """Draw a lamp that hangs."""
    shade = (
        circle(200, 200, 82, main)
        if turn % 2
        else path("M124 226a76 76 0 0 1 152 0z", main) + oval(200, 228, 76, 12, accent)
    )
    return (
        path("M130 236l-44 92h228l-44-92z", "#ffe9a8", 0.5)
        + stroke("M200 0v124", LINE, 5)
        + rect(186, 110, 28, 26, accent, 6)
        + shade
    )


def arm_lamp(main: str, accent: str, _turn: int) -> str:
    """Draw a lamp on an arm with joints."""
    return (
        path("M232 170l-36 158h172l-66-158z", "#ffe9a8", 0.45)
        + stroke("M120 314l-18-110 116-88", LINE, 10)
        + circle(102, 204, 11, accent)
        + rect(70, 310, 104, 18, accent, 9)
        + path("M214 96l46-18 50 76-92 36z", main)
    )


def string_lights(main: str, _accent: str, _turn: int) -> str:
    """Draw lights on a string."""
    bulbs = "".join(
        circle(x, y + 22, 30, "#ffe9a8", 0.5)
        + oval(x, y + 24, 12, 17, "#f4c95d")
        + rect(x - 7, y - 4, 14, 16, main, 3)
        for x, y in ((74, 172), (136, 212), (200, 228), (264, 212), (326, 172))
    )
    return stroke("M30 132q170 180 340 0", main, 6) + bulbs


def bulb(main: str, accent: str, _turn: int) -> str:
    """Draw a bulb."""
    return (
        circle(200, 186, 120, "#ffe9a8", 0.45)
        + path("M134 182a66 66 0 1 1 132 0q0 36-30 66v22h-72v-22q-30-30-30-66z", "#f7dc93")
        + stroke("M180 232v-40l20-18 20 18v40", "#c98a2b", 5)
        + rect(166, 268, 68, 46, STEEL, 8)
        + stroke("M168 284h64M168 300h64", LINE, 4)
        + circle(200, 320, 8, main)
        + circle(200, 320, 4, accent)
    )


def mushroom(main: str, accent: str, _turn: int) -> str:
    """Draw a night light like a mushroom."""
    return (
        circle(200, 210, 126, "#ffe9a8", 0.5)
        + path("M166 228h68l14 84a16 16 0 0 1-16 16h-64a16 16 0 0 1-16-16z", LIGHT)
        + path("M92 236c0-74 48-120 108-120s108 46 108 120z", main)
        + circle(156, 190, 15, accent)
        + circle(236, 170, 19, accent)
    )


def candle(main: str, accent: str, turn: int) -> str:
    """Draw a candle, with a label on some."""
    label = rect(160, 235, 80, 46, LIGHT, 6) if turn % 2 else ""
    return (
        circle(200, 120, 56, "#ffe9a8", 0.6)
        + path("M200 84q30 36 0 62q-30-26 0-62z", "#f0a63a")
        + stroke("M200 146v34", LINE, 5)
        + rect(135, 178, 130, 148, main, 14)
        + oval(200, 182, 64, 12, accent)
        + label
    )


def tapers(main: str, accent: str, turn: int) -> str:
    """Draw slim candles on holders."""
    one = (
        path("M200 92q18 22 0 38q-18-16 0-38z", "#f0a63a")
        + rect(189, 132, 22, 130, LIGHT, 6)
        + path("M176 256h48l-8 26h-32z", main)
        + rect(194, 280, 12, 34, main)
        + oval(200, 318, 44, 11, accent)
    )
    return beside(one, 112) if turn % 2 else one


def tealights(main: str, _accent: str, _turn: int) -> str:
    """Draw small lights in glasses."""
    one = (
        circle(200, 236, 40, "#ffe9a8", 0.6)
        + path("M160 240h80l-8 80h-64z", main, 0.85)
        + path("M200 238q14 20 0 34q-14-14 0-34z", "#f0a63a")
        + rect(180, 276, 40, 24, LIGHT, 4)
    )
    return (
        f'<g transform="translate(-88 0)">{one}</g><g transform="translate(88 0)">{one}</g>'
        f'<g transform="translate(0 8)">{one}</g>'
    )


def diffuser(main: str, accent: str, turn: int) -> str:
    """Draw reeds in a bottle, or a bowl that steams."""
    if turn % 2:
        return (
            stroke("M200 190q-26-30 0-56t0-56", "#c9c2b4", 9)
            + path("M120 326q-26-130 80-136q106 6 80 136z", main)
            + rect(120, 300, 160, 26, accent, 12)
        )
    return (
        stroke("M200 210l-56-140M200 210l-20-150M200 210l18-150M200 210l54-138", WOOD, 6)
        + rect(178, 170, 44, 40, accent, 6)
        + rect(134, 204, 132, 124, main, 24)
        + rect(134, 244, 132, 48, LIGHT)
    )


def incense(main: str, accent: str, _turn: int) -> str:
    """Draw incense that glows in a holder."""
    return (
        stroke("M252 118q-26-26 0-48t-6-46", "#c9c2b4", 7)
        + stroke("M140 300l108-170", WOOD, 7)
        + circle(250, 126, 7, COLOURS["red"])
        + path("M84 296h232l-22 32h-188z", main)
        + circle(140, 300, 14, accent)
    )


def matches(main: str, _accent: str, _turn: int) -> str:
    """Draw long matches in a glass."""
    sticks = "".join(
        rect(144 + 22 * i, 120 + i % 2 * 14, 9, 130, COLOURS["sand"])
        + circle(148.5 + 22 * i, 120 + i % 2 * 14, 10, COLOURS["red"])
        for i in range(6)
    )
    return (
        sticks + rect(126, 196, 148, 132, COLOURS["clear"], 18) + rect(146, 236, 108, 56, main, 6)
    )
