"""What one wears and carries."""

from __future__ import annotations

from shopdata.demo.drawing_shapes import (
    LIGHT,
    LINE,
    STEEL,
    beside,
    circle,
    path,
    rect,
    stroke,
)


def shirt(main: str, accent: str, turn: int) -> str:
    """Draw a T-shirt, plain or striped."""
    stripes = "".join(rect(140, 190 + 36 * i, 120, 12, accent) for i in range(4) if turn % 2)
    return (
        path("M140 100l-72 50 28 54 44-22v146h120v-146l44 22 28-54-72-50z", main)
        + stripes
        + path("M168 100q32 44 64 0z", LIGHT)
    )


def jumper(main: str, accent: str, turn: int) -> str:
    """Draw something with long sleeves, closed in front or not."""
    front = stroke("M200 132v192", accent, 6) if turn % 2 else rect(140, 300, 120, 14, accent)
    sleeve = path("M140 104l-50 30-28 160 44 10 34-110z", main)
    return (
        sleeve
        + f'<g transform="matrix(-1 0 0 1 400 0)">{sleeve}</g>'
        + rect(62, 284, 44, 18, accent, 6)
        + rect(294, 284, 44, 18, accent, 6)
        + path("M140 104q60-22 120 0v224h-120z", main)
        + front
        + path("M162 100q38 52 76 0q-38-14-76 0z", accent)
    )


def collared(main: str, accent: str, turn: int) -> str:
    """Draw a shirt with collar and buttons."""
    buttons = "".join(circle(200, 160 + 38 * i, 4, LINE) for i in range(5))
    pocket = rect(212, 172, 34, 38, accent, 4) if turn % 2 else ""
    return (
        path("M140 104l-66 46 24 58 42-20v140h120v-140l42 20 24-58-66-46z", main)
        + stroke("M200 130v194", LIGHT, 3)
        + buttons
        + pocket
        + path("M156 98l44 40-34 18zM244 98l-44 40 34 18z", LIGHT)
    )


def gilet(main: str, accent: str, _turn: int) -> str:
    """Draw a quilted waistcoat."""
    seams = "".join(f"M132 {158 + 38 * i}h136" for i in range(5))
    return (
        path("M150 100h100l24 60-6 168h-136l-6-168z", main)
        + stroke(seams, LIGHT, 2)
        + stroke("M200 106v220", accent, 7)
        + rect(164, 86, 72, 22, accent, 10)
    )


def trousers(main: str, accent: str, turn: int) -> str:
    """Draw trousers."""
    seam = "M150 140l-14 180M250 140l14 180" if turn % 2 else "M168 128v26M232 128v26"
    return (
        path("M138 92h124l26 236h-62l-26-156-26 156h-62z", main)
        + rect(138, 88, 124, 20, accent, 6)
        + stroke(seam, LIGHT, 3)
    )


def briefs(main: str, accent: str, _turn: int) -> str:
    """Draw a small pile of underwear."""
    pair = "M120 {0}h160l-8 44q-42 4-52 36h-40q-10-32-52-36z"
    return (
        path(pair.format(236), LIGHT)
        + path(pair.format(192), accent)
        + path(pair.format(148), main)
        + rect(120, 142, 160, 14, LINE, 6)
    )


def socks(main: str, accent: str, _turn: int) -> str:
    """Draw a pair of socks."""
    one = (
        path("M172 96h58v140q0 20 18 30 44 18 44 42a20 20 0 0 1-20 20h-60q-40 0-40-52z", main)
        + rect(172, 96, 58, 26, accent, 5)
        + path("M172 236q26 4 32 40l-20 30q-12-20-12-44z", accent)
    )
    return beside(f'<g transform="translate(-24 0)">{one}</g>', 84)


def scarf(main: str, accent: str, _turn: int) -> str:
    """Draw a scarf that is laid in a loop."""
    stripes = rect(126, 268, 62, 10, accent) + rect(126, 288, 62, 10, accent)
    fringe = "M132 316v16M146 316v16M160 316v16M174 316v16"
    return (
        stroke("M130 160q70-90 140 0q-70 70-140 0z", main, 46)
        + rect(126, 186, 62, 132, main, 6)
        + stripes
        + rect(212, 186, 62, 96, main, 6)
        + stroke(fringe + "M222 284v14M238 284v14M254 284v14", main, 5)
    )


def beanie(main: str, accent: str, _turn: int) -> str:
    """Draw a knitted cap."""
    ribs = "".join(f"M{132 + 34 * i} 262v44" for i in range(5))
    return (
        path("M96 256c0-100 46-146 104-146s104 46 104 146z", main)
        + stroke("M150 150q-18 50-18 96M200 132v112M250 150q18 50 18 96", accent, 4)
        + rect(84, 250, 232, 68, main, 20)
        + stroke(ribs, accent, 4)
    )


def gloves(main: str, accent: str, _turn: int) -> str:
    """Draw a pair of gloves."""
    one = (
        path("M160 250v-96a13 13 0 0 1 26 0v-20a13 13 0 0 1 26 0v20a13 13 0 0 1 26 0v96z", main)
        + path("M234 214l26-34a14 14 0 0 1 22 18l-44 62z", main)
        + rect(156, 246, 86, 70, accent, 10)
    )
    return beside(f'<g transform="translate(-16 10)">{one}</g>', 134)


def belt(main: str, accent: str, _turn: int) -> str:
    """Draw a belt, rolled up."""
    return (
        stroke("M200 150a70 70 0 1 1-1 0", main, 26)
        + stroke("M200 186a34 34 0 1 1-1 0", accent, 20)
        + stroke("M268 226h60", main, 26)
        + f'<rect x="316" y="200" width="34" height="50" rx="8" fill="none" stroke="{STEEL}" '
        'stroke-width="8"/>'
    )


def shoes(main: str, accent: str, turn: int) -> str:
    """Draw a shoe from the side."""
    laces = stroke("M196 204l26-16M216 222l26-16M238 236l24-14", LIGHT, 6) if turn % 2 else ""
    return (
        path("M84 184q34 22 74-6l88 62q84 12 84 62h-246z", main)
        + path("M84 184q34 22 74-6l22 16q-50 40-96 26z", accent)
        + laces
        + rect(78, 296, 256, 26, LIGHT, 12)
        + rect(78, 312, 256, 12, LINE, 6)
    )


def backpack(main: str, accent: str, turn: int) -> str:
    """Draw a backpack."""
    flap = "M120 178q80-40 160 0v20h-160z" if turn % 2 else "M120 150h160v34q-80 26-160 0z"
    return (
        stroke("M168 122v-14a32 32 0 0 1 64 0v14", LINE, 10)
        + rect(96, 230, 208, 84, accent, 24)
        + rect(114, 116, 172, 212, main, 44)
        + path(flap, accent)
        + rect(146, 236, 108, 66, accent, 14)
        + stroke("M200 184v30M160 258h80", LIGHT, 5)
    )


def tote(main: str, accent: str, _turn: int) -> str:
    """Draw a cloth bag with long handles."""
    return (
        stroke("M152 186v-50a48 48 0 0 1 96 0v50", accent, 11)
        + path("M106 172h188l14 156h-216z", main)
        + stroke("M116 194h168", LIGHT, 4)
        + path("M200 226q34 8 34 44q-34 0-34-44zM200 226q-34 8-34 44q34 0 34-44z", accent)
    )


def satchel(main: str, accent: str, turn: int) -> str:
    """Draw a bag with a flap, on a strap."""
    clasp = "M168 246v26M232 246v26" if turn % 2 else "M200 244v30"
    return (
        stroke("M104 190q96-180 192 0", LINE, 9)
        + rect(92, 178, 216, 148, main, 18)
        + path("M92 196a18 18 0 0 1 18-18h180a18 18 0 0 1 18 18v36q-108 48-216 0z", accent)
        + stroke(clasp, "#c9a24b", 11)
    )


def duffel(main: str, accent: str, _turn: int) -> str:
    """Draw a long bag for a weekend."""
    return (
        stroke("M148 214q0-74 52-74t52 74", LINE, 11)
        + rect(66, 190, 268, 136, main, 52)
        + rect(132, 190, 18, 136, accent)
        + rect(250, 190, 18, 136, accent)
        + stroke("M110 210h180", LIGHT, 5)
    )


def suitcase(main: str, accent: str, _turn: int) -> str:
    """Draw a suitcase on wheels."""
    return (
        stroke("M164 130v-46h72v46", STEEL, 9)
        + rect(110, 124, 180, 190, main, 22)
        + stroke("M150 140v158M200 140v158M250 140v158", accent, 6)
        + circle(140, 320, 12, LINE)
        + circle(260, 320, 12, LINE)
    )


def pouch(main: str, accent: str, turn: int) -> str:
    """Draw something flat with a zip."""
    tab = 286 if turn % 2 else 114
    return (
        rect(86, 166, 228, 160, main, 24)
        + rect(104, 186, 192, 10, accent, 5)
        + circle(tab, 191, 12, LINE)
        + rect(120, 236, 160, 66, accent, 14)
    )


def wallet(main: str, accent: str, _turn: int) -> str:
    """Draw a wallet with a card in it."""
    return (
        rect(128, 164, 150, 80, LIGHT, 10)
        + rect(142, 178, 150, 60, accent, 10)
        + rect(96, 198, 208, 128, main, 18)
        + rect(252, 240, 60, 44, accent, 14)
        + circle(272, 262, 8, LIGHT)
    )
