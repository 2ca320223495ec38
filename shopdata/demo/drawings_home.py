"""What stands and lies in bedroom, bathroom and living room, and at the desk."""

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


def bed(main: str, accent: str, turn: int) -> str:
    """Draw a bed that is made."""
    folds = "M90 250q110 26 220 0" if turn % 2 else "M90 262h220M90 288h220"
    return (
        rect(70, 120, 260, 90, "#b08a5f", 14)
        + rect(100, 165, 90, 56, LIGHT, 18)
        + rect(210, 165, 90, 56, accent, 18)
        + rect(70, 208, 260, 112, main, 18)
        + stroke(folds, LIGHT, 5)
    )


def pillow(main: str, accent: str, turn: int) -> str:
    """Draw a pillow or a cushion."""
    edge = stroke("M118 152q82 18 164 0q-16 72 0 144q-82-18-164 0q16-72 0-144z", accent, 5)
    knot = circle(200, 224, 9, accent) if turn % 2 else ""
    return path("M98 132q102 26 204 0q-22 92 0 184q-102-26-204 0q22-92 0-184z", main) + edge + knot


def blanket(main: str, accent: str, turn: int) -> str:
    """Draw folded cloth."""
    fringe = "".join(f"M{104 + 24 * i} 306v18" for i in range(9)) if turn % 2 else ""
    return (
        rect(84, 240, 232, 66, main, 26)
        + rect(84, 176, 232, 66, main, 26)
        + rect(84, 232, 232, 12, LIGHT)
        + rect(84, 262, 232, 14, accent)
        + rect(84, 198, 232, 14, accent)
        + (stroke(fringe, main, 5) if fringe else "")
    )


def towels(main: str, accent: str, turn: int) -> str:
    """Draw a pile of towels."""
    band = 232 + turn % 3 * 8
    return (
        rect(96, 272, 208, 54, accent, 24)
        + rect(96, 214, 208, 56, main, 24)
        + rect(96, band, 208, 8, LIGHT)
        + rect(112, 160, 176, 52, LIGHT, 24)
        + rect(112, 182, 176, 8, main)
    )


def hanging(main: str, accent: str, turn: int) -> str:
    """Draw cloth that hangs from a rail."""
    wave = "".join(f"M{118 + 41 * i} 110v196" for i in range(5))
    leaves = "".join(oval(120 + 40 * i, 170 + i % 2 * 60, 9, 22, accent, 24) for i in range(5))
    return (
        rect(70, 84, 260, 12, STEEL, 6)
        + path("M96 96h208v214q-26 22-52 0t-52 0-52 0-52 0z", main)
        + (leaves if turn % 2 else stroke(wave, accent, 3))
    )


def robe(main: str, accent: str, _turn: int) -> str:
    """Draw a bathrobe or an apron on a hook."""
    return (
        stroke("M200 96v-20", LINE, 8)
        + path("M150 98h100l46 200-40 10-20-72v92h-72v-92l-20 72-40-10z", main)
        + path("M168 98l32 92 32-92z", LIGHT)
        + rect(150, 206, 100, 18, accent, 6)
        + stroke("M206 222l18 66", accent, 10)
    )


def mat(main: str, accent: str, turn: int) -> str:
    """Draw a mat on the floor."""
    tufts = "".join(circle(116 + 28 * i, 246 + i % 2 * 24, 8, accent) for i in range(7))
    return path("M104 206h192l40 104h-272z", main) + (
        tufts if turn % 2 else stroke("M110 226h180M84 292h232", accent, 5)
    )


def bottle(main: str, accent: str, turn: int) -> str:
    """Draw a bottle with a label, and a pump on some."""
    pump = stroke("M200 118v-24h34", LINE, 9) if turn % 2 else ""
    return (
        pump
        + rect(180, 108, 40, 40, LINE, 8)
        + rect(144, 144, 112, 184, main, 30)
        + rect(144, 200, 112, 76, LIGHT)
        + stroke("M168 224h64M168 246h40", accent, 6)
    )


def small_bottle(main: str, accent: str, _turn: int) -> str:
    """Draw a small bottle with a dropper, or of spray."""
    return (
        rect(176, 124, 48, 56, LINE, 10)
        + rect(182, 96, 36, 40, accent, 14)
        + rect(142, 178, 116, 150, main, 26)
        + rect(142, 222, 116, 66, LIGHT)
        + path("M200 232q20 26 0 44q-20-18 0-44z", accent)
    )


def soap(main: str, accent: str, _turn: int) -> str:
    """Draw a piece of soap on a dish."""
    return (
        oval(200, 308, 128, 22, accent)
        + oval(200, 300, 112, 14, LIGHT)
        + rect(112, 214, 176, 84, main, 34)
        + stroke("M152 246h96", LIGHT, 5)
        + circle(286, 176, 20, LIGHT)
        + circle(254, 146, 12, LIGHT)
    )


def brush(main: str, accent: str, turn: int) -> str:
    """Draw brushes with long handles."""
    one = rect(188, 90, 24, 190, WOOD, 12) + rect(178, 92, 44, 66, accent, 10)
    bristles = "".join(f"M{184 + 8 * i} 92v-20" for i in range(5))
    both = one + stroke(bristles, main, 5)
    return tilted(-14, both) + tilted(14, both) if turn % 2 else tilted(28, both)


def basket(main: str, accent: str, turn: int) -> str:
    """Draw a woven basket."""
    weave = "".join(f"M{104 + 3 * i} {200 + 26 * i}h{192 - 6 * i}" for i in range(5))
    lid = oval(200, 178, 112, 26, accent) if turn % 2 else ""
    return (
        path("M88 180h224l-26 132a18 18 0 0 1-18 16h-136a18 18 0 0 1-18-16z", main)
        + stroke(weave, accent, 4)
        + stroke("M140 186v132M200 186v140M260 186v132", LIGHT, 3)
        + rect(80, 168, 240, 24, main, 12)
        + lid
    )


def mirror(main: str, accent: str, _turn: int) -> str:
    """Draw a mirror on a stand."""
    return (
        rect(192, 250, 16, 66, main)
        + rect(140, 310, 120, 18, main, 9)
        + circle(200, 172, 92, main)
        + circle(200, 172, 78, COLOURS["clear"])
        + stroke("M160 184l44-52M186 206l56-66", LIGHT, 7)
        + circle(200, 268, 8, accent)
    )


def razor(main: str, accent: str, _turn: int) -> str:
    """Draw a safety razor."""
    handle = rect(190, 160, 20, 168, main, 10) + stroke("M190 226h20M190 246h20M190 266h20", accent)
    return tilted(24, handle, rect(142, 128, 116, 34, main, 12), rect(134, 158, 132, 8, STEEL))


def ladder(main: str, accent: str, _turn: int) -> str:
    """Draw rungs to hang things on."""
    rungs = "".join(rect(136, 120 + 48 * i, 128, 12, main, 6) for i in range(4))
    return (
        rect(124, 84, 16, 244, main, 8)
        + rect(260, 84, 16, 244, main, 8)
        + rungs
        + rect(156, 166, 88, 84, accent, 8)
        + rect(156, 226, 88, 8, LIGHT)
    )


def eye_mask(main: str, accent: str, _turn: int) -> str:
    """Draw a mask for the eyes."""
    return (
        stroke("M92 216q108-132 216 0", accent, 9)
        + path("M84 214q116-62 232 0q6 82-60 84q-36 0-56-38q-20 38-56 38q-66-2-60-84z", main)
        + stroke("M124 246q22 18 44 0M232 246q22 18 44 0", LIGHT, 6)
    )
