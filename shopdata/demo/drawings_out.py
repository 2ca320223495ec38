"""What belongs to the garden and the woods."""

from __future__ import annotations

from shopdata.demo.drawing_shapes import (
    COLOURS,
    LIGHT,
    LINE,
    STEEL,
    WOOD,
    circle,
    oval,
    path,
    rect,
    stroke,
    tilted,
)


def plant(main: str, accent: str, turn: int) -> str:
    """Draw a plant in a pot."""
    leaf = COLOURS["green"] if main in {COLOURS["terracotta"], COLOURS["white"]} else main
    heads = "".join(circle(120 + 80 * i, 120 - i % 2 * 20, 16, accent) for i in range(3))
    return (
        stroke("M200 240v-120M200 220q-60-20-78-90M200 220q60-20 78-90", COLOURS["olive"], 6)
        + oval(200, 110, 26, 52, leaf)
        + oval(130, 150, 24, 50, leaf, -38)
        + oval(270, 150, 24, 50, leaf, 38)
        + (heads if turn % 2 else "")
        + path("M135 240h130l-16 88h-98z", COLOURS["terracotta"])
        + rect(127, 228, 146, 22, "#b9603f", 6)
    )


def tree(main: str, _accent: str, _turn: int) -> str:
    """Draw a small tree in a pot."""
    return (
        stroke("M200 260v-90", COLOURS["walnut"], 12)
        + circle(200, 124, 66, main)
        + circle(152, 148, 42, main)
        + circle(250, 148, 42, main)
        + path("M140 252h120l-12 76h-96z", COLOURS["sand"])
    )


def planter(main: str, accent: str, turn: int) -> str:
    """Draw an empty pot, or a long box with plants."""
    if turn % 2:
        return path("M112 170h176l-22 140h-132z", main) + (
            rect(100, 152, 200, 34, main, 8) + rect(116, 308, 168, 20, accent, 8)
        )
    herbs = "".join(
        oval(112 + 36 * i, 190 - i % 2 * 14, 15, 36, COLOURS["green"]) for i in range(6)
    )
    return herbs + rect(70, 214, 260, 112, main, 12) + rect(62, 206, 276, 24, accent, 8)


def watering_can(main: str, accent: str, _turn: int) -> str:
    """Draw a watering can."""
    return (
        stroke("M146 300L62 176", main, 20)
        + tilted(0, path("M38 178l40-28 10 16-40 28z", accent))
        + stroke("M196 196q10-80 92-66t40 130", main, 14)
        + path("M140 196h150l14 132h-178z", main)
        + rect(136, 188, 158, 16, accent, 8)
    )


def trowel(main: str, accent: str, turn: int) -> str:
    """Draw a tool for the garden."""
    if turn % 2:
        return (
            stroke("M190 214l-56-114M210 214l56-114", STEEL, 17)
            + stroke("M192 214q-44 50-34 104M208 214q44 50 34 104", main, 19)
            + circle(200, 214, 13, LINE)
            + circle(200, 214, 4, accent)
        )
    return tilted(
        30,
        path("M160 70q40-26 80 0v70q-14 50-40 56q-26-6-40-56z", main),
        rect(192, 190, 16, 40, STEEL),
        rect(184, 226, 32, 106, WOOD, 14),
    )


def seeds(main: str, accent: str, turn: int) -> str:
    """Draw a packet of seeds."""
    flower = "".join(
        circle(200 + dx, 214 + dy, 20, accent)
        for dx, dy in ((0, -28), (27, -9), (17, 23), (-17, 23), (-27, -9))
    )
    fruit = circle(200, 218, 42, COLOURS["red"]) + path("M170 184q30 18 60 0l-30-16z", main)
    return (
        rect(112, 92, 176, 236, main, 8)
        + rect(112, 92, 176, 36, accent)
        + circle(200, 216, 70, LIGHT)
        + (flower + circle(200, 214, 16, COLOURS["mustard"]) if turn % 2 else fruit)
        + stroke("M160 306h80", LIGHT, 6)
    )


def spool(main: str, accent: str, _turn: int) -> str:
    """Draw thread or twine on a spool."""
    threads = "".join(f"M132 {176 + 17 * i}h136" for i in range(8))
    return (
        rect(132, 160, 136, 152, main, 14)
        + stroke(threads, accent, 3)
        + rect(112, 140, 176, 26, WOOD, 10)
        + rect(112, 302, 176, 26, WOOD, 10)
        + stroke("M268 280q60 10 48 46", main, 6)
    )


def stakes(main: str, accent: str, _turn: int) -> str:
    """Draw sticks for plants to climb."""
    return (
        stroke("M120 328L200 80l80 248M160 328l40-248 40 248", main, 10)
        + stroke("M146 250h108M164 196h72", accent, 6)
        + oval(150, 226, 10, 20, COLOURS["green"], 40)
        + oval(236, 176, 10, 20, COLOURS["green"], -40)
    )


def nest(main: str, accent: str, turn: int) -> str:
    """Draw a house for birds, or a bath."""
    if turn % 2:
        return (
            oval(200, 196, 118, 30, main)
            + oval(200, 190, 96, 18, COLOURS["sky blue"])
            + rect(184, 214, 32, 84, main)
            + path("M130 328q10-40 70-40t70 40z", main)
        )
    return (
        path("M122 176h156v152h-156z", main)
        + path("M96 186l104-96 104 96-20 18-84-76-84 76z", accent)
        + circle(200, 218, 26, LINE)
        + rect(192, 262, 16, 30, WOOD, 6)
    )


def tent(main: str, accent: str, turn: int) -> str:
    """Draw a tent."""
    return (
        circle(300 if turn % 2 else 100, 96, 30, "#f2c14e")
        + path("M40 328l90-120 80 120z", COLOURS["sage"], 0.6)
        + path("M200 130l128 198h-256z", main)
        + path("M200 130l46 198h-92z", accent)
        + path("M200 190l22 138h-44z", LINE)
    )


def sleeping_bag(main: str, accent: str, _turn: int) -> str:
    """Draw a sleeping bag."""
    return (
        path("M136 130q64-70 128 0l-18 180q-46 36-92 0z", main)
        + path("M150 136q50-52 100 0q-50 46-100 0z", accent)
        + stroke("M146 190h108M150 228h100M154 266h92", LIGHT, 3)
    )


def chair(main: str, accent: str, turn: int) -> str:
    """Draw a folding chair or table."""
    if turn % 2:
        return (
            rect(70, 190, 260, 22, main, 8)
            + stroke("M104 212l60 112M296 212l-60 112M164 212l-60 112M236 212l60 112", STEEL, 10)
            + rect(70, 206, 260, 6, accent)
        )
    return (
        stroke("M118 326l130-130M282 326l-130-130", STEEL, 11)
        + path("M108 196l20-96h144l20 96z", main)
        + rect(96, 190, 208, 44, accent, 14)
        + stroke("M92 170h40M268 170h40", LINE, 12)
    )


def canister(main: str, accent: str, turn: int) -> str:
    """Draw a stove, or the gas for it."""
    burner = (
        stroke("M160 150l-24-34h128l-24 34", STEEL, 9)
        + path("M180 112q20-44 40 0z", "#5b8fd6")
        + rect(176, 148, 48, 34, LINE, 8)
    )
    return (burner if turn % 2 else rect(178, 152, 44, 30, STEEL, 6)) + (
        path("M116 220q0-44 84-44t84 44z", main)
        + rect(116, 216, 168, 110, main, 16)
        + rect(116, 240, 168, 48, accent)
    )


def lantern(main: str, accent: str, turn: int) -> str:
    """Draw a lantern, or a torch on a band."""
    if turn % 2:
        return (
            circle(200, 224, 86, "#ffe9a8", 0.6)
            + path("M90 216q110-120 220 0l-20 20q-90-90-180 0z", accent)
            + rect(146, 186, 108, 80, main, 24)
            + circle(200, 226, 28, "#fff3c4")
        )
    return (
        stroke("M150 130a50 50 0 0 1 100 0", STEEL, 9)
        + rect(146, 124, 108, 34, main, 12)
        + rect(156, 156, 88, 122, "#ffe9a8")
        + stroke("M156 160v116M244 160v116", main, 8)
        + rect(136, 276, 128, 50, main, 14)
        + circle(200, 300, 9, accent)
    )


def poles(main: str, accent: str, _turn: int) -> str:
    """Draw trekking poles."""
    one = rect(194, 76, 12, 232, main, 6) + rect(187, 70, 26, 74, LINE, 12)
    return tilted(10, one, oval(200, 296, 24, 8, accent)) + tilted(
        -10, one, oval(200, 296, 24, 8, accent)
    )


def hammock(main: str, accent: str, _turn: int) -> str:
    """Draw a hammock between two trees."""
    return (
        rect(40, 80, 26, 248, COLOURS["walnut"], 8)
        + rect(334, 80, 26, 248, COLOURS["walnut"], 8)
        + stroke("M56 150l44 40M344 150l-44 40", LINE, 6)
        + path("M92 186q108 40 216 0q-20 104-108 104t-108-104z", main)
        + stroke("M112 214q88 60 176 0M132 244q68 36 136 0", accent, 5)
    )


def first_aid(main: str, _accent: str, _turn: int) -> str:
    """Draw a kit for emergencies."""
    return (
        stroke("M160 156v-20a40 40 0 0 1 80 0v20", LINE, 12)
        + rect(92, 152, 216, 174, main, 24)
        + rect(178, 184, 44, 110, LIGHT, 6)
        + rect(145, 217, 110, 44, LIGHT, 6)
    )
