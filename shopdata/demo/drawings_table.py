"""What one cooks, eats and drinks with."""

from __future__ import annotations

from shopdata.demo.drawing_shapes import (
    COLOURS,
    LIGHT,
    LINE,
    STEAM,
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


def pot(main: str, accent: str, turn: int) -> str:
    """Draw a pot with a lid."""
    knob = circle(200, 150, 13, LINE) if turn % 2 else rect(180, 140, 40, 18, LINE, 9)
    return (
        rect(86, 196, 228, 128, main, 30)
        + path("M86 200q114-64 228 0z", accent)
        + rect(80, 192, 240, 18, main, 9)
        + knob
        + stroke("M84 230h-26M316 230h26", LINE, 15)
    )


def pan(main: str, accent: str, _turn: int) -> str:
    """Draw a pan."""
    return tilted(
        -20,
        rect(270, 214, 120, 24, accent, 12),
        circle(186, 226, 102, main),
        circle(186, 226, 82, LINE),
        circle(186, 226, 76, main),
    )


def board(main: str, accent: str, turn: int) -> str:
    """Draw a chopping board."""
    return tilted(
        turn % 3 * 6 - 6,
        rect(180, 70, 40, 70, main, 18),
        rect(116, 120, 168, 204, main, 26),
        circle(200, 92, 10, LIGHT),
        stroke("M146 176q54-20 108 0M146 232q54 20 108 0M146 282q54-14 108 0", accent, 3),
    )


def knife(main: str, _accent: str, turn: int) -> str:
    """Draw a knife, or three of them."""
    shades = (COLOURS["red"], COLOURS["yellow"], COLOURS["green"]) if turn % 2 else (LINE,)
    drawn = "".join(
        f'<g transform="translate({70 * i - 35 * (len(shades) - 1)} 0)">'
        + path("M180 70q52 60 44 150h-44z", main)
        + rect(180, 218, 32, 108, shade, 10)
        + circle(196, 250, 4, LIGHT)
        + circle(196, 290, 4, LIGHT)
        + "</g>"
        for i, shade in enumerate(shades)
    )
    return drawn if turn % 2 else tilted(26, drawn)


def bowl(main: str, accent: str, turn: int) -> str:
    """Draw a bowl, with a pestle in some."""
    pestle = tilted(30, rect(184, 74, 30, 150, STEEL, 15)) if turn % 2 else ""
    return (
        pestle
        + path("M76 196h248q-6 118-94 130h-60q-88-12-94-130z", main)
        + oval(200, 198, 124, 22, accent)
        + oval(200, 200, 106, 15, LIGHT)
    )


def tray(main: str, accent: str, turn: int) -> str:
    """Draw a tin or a tray for baking."""
    if turn % 2:
        return (
            oval(200, 216, 122, 38, main)
            + rect(78, 216, 244, 78, main)
            + oval(200, 294, 122, 34, main)
            + oval(200, 214, 106, 28, LIGHT)
            + rect(306, 236, 28, 46, accent, 8)
        )
    holes = "".join(circle(128 + 36 * (i % 5), 240 + 26 * (i // 5), 6, LIGHT) for i in range(10))
    return path("M96 206h208l36 110h-280z", main) + holes + stroke("M98 212h204", accent, 6)


def scale(main: str, accent: str, _turn: int) -> str:
    """Draw kitchen scales."""
    return (
        path("M112 150h176l-20 60h-136z", STEEL)
        + rect(86, 210, 228, 112, main, 20)
        + rect(140, 244, 120, 46, LINE, 8)
        + stroke("M164 256v22M186 256v22M208 256v22", COLOURS["mint"], 5)
        + circle(286, 266, 9, accent)
    )


def spoons(main: str, accent: str, _turn: int) -> str:
    """Draw things to stir and serve with."""
    third = COLOURS["terracotta"]
    return (
        tilted(-20, rect(192, 150, 16, 178, WOOD, 8), rect(172, 78, 56, 86, main, 20))
        + tilted(20, rect(192, 150, 16, 178, WOOD, 8), oval(200, 118, 30, 44, accent))
        + rect(192, 150, 16, 178, WOOD, 8)
        + rect(176, 70, 48, 88, third, 12)
    )


def jar(main: str, accent: str, turn: int) -> str:
    """Draw a jar with a lid."""
    fill = "M136 240h128v68a18 18 0 0 1-18 18h-92a18 18 0 0 1-18-18z"
    return (
        rect(128, 156, 144, 172, COLOURS["clear"], 26)
        + path(fill, main)
        + rect(138, 120, 124, 42, accent if turn % 2 else WOOD, 10)
        + stroke("M150 186v40", LIGHT, 8)
        + rect(158, 254, 84, 44, LIGHT, 6)
    )


def box(main: str, accent: str, turn: int) -> str:
    """Draw a cardboard box of something, with a label."""
    mark = circle(200, 236, 26, accent) if turn % 2 else rect(166, 214, 68, 44, accent, 6)
    return (
        path("M108 138l28-30h128l28 30z", accent)
        + rect(108, 136, 184, 192, main, 8)
        + rect(108, 180, 184, 112, LIGHT)
        + mark
        + stroke("M164 276h72", LINE, 4)
    )


def roll(main: str, accent: str, _turn: int) -> str:
    """Draw something that is rolled up."""
    return (
        rect(110, 176, 210, 120, main, 6)
        + oval(320, 236, 34, 60, main)
        + oval(110, 236, 34, 60, accent)
        + oval(110, 236, 15, 28, LIGHT)
        + stroke("M186 178v116M250 178v116", accent, 9)
    )


def sack(main: str, accent: str, _turn: int) -> str:
    """Draw a bag that is filled, with a label."""
    return (
        path("M120 120h160l22 186a20 20 0 0 1-20 22h-164a20 20 0 0 1-20-22z", main)
        + rect(120, 104, 160, 30, accent, 6)
        + rect(146, 180, 108, 96, LIGHT, 10)
        + path("M200 196q36 12 30 56q-40 4-30-56zM196 200q-36 10-28 52q38 4 28-52z", accent)
    )


def tin(main: str, accent: str, turn: int) -> str:
    """Draw a tin of tea."""
    leaf = "M200 208q38 8 42 52q-44-2-42-52zM200 208q-38 8-42 52q44-2 42-52z"
    return (
        rect(122, 150, 156, 178, main, 12)
        + rect(130, 116, 140, 42, main, 12)
        + rect(122, 148, 156, 12, LINE)
        + circle(200, 238, 54, LIGHT)
        + path(leaf, accent if turn % 2 else COLOURS["olive"])
        + stroke("M200 206v66", LINE, 3)
    )


def teapot(main: str, accent: str, turn: int) -> str:
    """Draw a teapot."""
    handle = "M296 190q64-20 52 44t-62 44" if turn % 2 else "M130 150q70-130 140 0"
    return (
        stroke(handle, LINE, 13)
        + path("M110 226q-40-16-52-72l-20 8q12 82 74 118z", main)
        + path("M96 232q0-84 104-84t104 84-104 96-104-96z", main)
        + path("M146 156q54-44 108 0z", accent)
        + circle(200, 126, 13, accent)
        + stroke("M126 226q4-36 36-48", LIGHT, 7)
    )


def cup(main: str, accent: str, turn: int) -> str:
    """Draw a cup, or two of them."""
    steam = "M178 150q14-24 0-48M214 150q14-24 0-48" if turn % 2 else "M196 150q16-28 0-56"
    return (
        stroke(steam, STEAM, 7)
        + stroke("M272 205q52 0 44 40t-56 36", main, 16)
        + path("M115 180h165l-12 110a34 34 0 0 1-34 30h-73a34 34 0 0 1-34-30z", main)
        + oval(197, 184, 78, 12, "#7a4a2b")
        + rect(95, 318, 205, 12, accent, 6)
    )


def dripper(main: str, accent: str, _turn: int) -> str:
    """Draw a filter on a glass pot."""
    return (
        path("M114 100h172l-56 96h-60z", main)
        + rect(138, 192, 124, 14, main, 7)
        + path("M152 206h96q52 60 26 122h-148q-26-62 26-122z", COLOURS["clear"])
        + path("M128 270h144q8 30 2 58h-148q-6-28 2-58z", "#6b4630")
        + stroke("M106 100h188", accent, 10)
    )


def press(main: str, accent: str, turn: int) -> str:
    """Draw a press or a mill for coffee."""
    if turn % 2:
        return (
            stroke("M200 124l82-30", STEEL, 10)
            + circle(286, 92, 16, LINE)
            + rect(150, 124, 100, 74, STEEL, 14)
            + rect(142, 194, 116, 134, main, 18)
            + rect(142, 240, 116, 12, accent)
        )
    return (
        circle(200, 84, 14, LINE)
        + stroke("M200 90v50", LINE, 7)
        + rect(136, 132, 128, 20, main, 10)
        + rect(142, 150, 116, 178, main, 16)
        + rect(160, 172, 36, 130, LIGHT, 10)
        + stroke("M258 186q60 0 60 54t-60 54", LINE, 14)
        + rect(142, 312, 116, 16, accent, 8)
    )


def kettle(main: str, accent: str, turn: int) -> str:
    """Draw a kettle with a thin spout, or a pot of eight sides."""
    if turn % 2:
        return (
            stroke("M270 176h46v92", LINE, 14)
            + path("M146 118h108l22 90h-152z", main)
            + path("M124 222h152l18 106h-188z", main)
            + rect(122, 206, 156, 18, LINE)
            + circle(200, 106, 13, accent)
        )
    return (
        stroke("M128 300q-56-20-44-92t-34-76", main, 16)
        + stroke("M262 188q74-14 74 50t-56 70", LINE, 15)
        + path("M128 190h144l30 138h-204z", main)
        + oval(200, 190, 72, 20, accent)
        + circle(200, 162, 14, LINE)
    )


def whisk(main: str, accent: str, _turn: int) -> str:
    """Draw a bamboo whisk beside a bowl."""
    tines = "".join(f"M{246 + 8 * i} 190l{(i - 3) * 7} 84" for i in range(7))
    return (
        rect(248, 100, 44, 92, main, 8)
        + stroke(tines, main, 4)
        + path("M74 226h158q-6 96-60 100h-38q-54-4-60-100z", accent)
        + oval(153, 228, 79, 14, COLOURS["green"])
    )


def mugs(main: str, accent: str, _turn: int) -> str:
    """Draw two mugs."""
    one = (
        stroke("M238 218q38 0 34 32t-40 30", main, 13)
        + rect(150, 190, 96, 134, main, 20)
        + rect(150, 216, 96, 14, accent)
    )
    return beside(f'<g transform="translate(-6 0)">{one}</g>', 138)


def flask(main: str, accent: str, _turn: int) -> str:
    """Draw a bottle for drinks."""
    return (
        rect(172, 74, 56, 52, LINE, 10)
        + path(
            "M172 122h56q28 26 28 66v116a24 24 0 0 1-24 24h-64a24 24 0 0 1-24-24v-116q0-40 28-66z",
            main,
        )
        + rect(144, 284, 112, 20, accent)
        + stroke("M168 190v76", LIGHT, 7)
    )
