"""The picture of `make bench-queue`: how long each group waits in each order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_models.segments.drawing import FAINT, INK, Drawing, colour

_WIDTH, _LEFT, _RIGHT, _TOP = 900, 190, 40, 96
_ROW, _GAP, _THICK = 18, 20, 10


def picture(result: Mapping[str, Any]) -> str:
    """Return an SVG: bars from the median to the 95th percentile, a dot at the mean, a line at the
    longest wait of all days, the bound across."""
    groups, bound = result["groups"], result["settings"]["bound"]
    policies = list(next(iter(groups.values()))["minutes"])
    most = max(m["longest"] for found in groups.values() for m in found["minutes"].values())
    most = max(most, bound) * 1.05
    height = _TOP + len(groups) * (len(policies) * _ROW + _GAP) + 50
    drawing = Drawing(
        _WIDTH,
        height,
        "Minutes until a person answers",
        f"Waits by customer group for {', '.join(policies)}; the figures are in the table.",
    )
    drawing.text(24, 52, "bar: median to 95th percentile; dot: mean; line: longest of all days",
                 fill=FAINT)  # fmt: skip
    for number, policy in enumerate(policies):
        drawing.bar(24 + number * 190, 64, 14, 10, colour(number))
        drawing.text(44 + number * 190, 74, policy)

    def x(minutes: float) -> float:
        return _LEFT + minutes / most * (_WIDTH - _LEFT - _RIGHT)

    bottom = height - 40
    step = 5 if most > 12 else 1
    for minutes in range(0, int(most) + 1, step):
        drawing.line(x(minutes), _TOP - 6, x(minutes), bottom)
        drawing.text(x(minutes), bottom + 16, str(minutes), anchor="middle", fill=FAINT)
    drawing.line(x(bound), _TOP - 6, x(bound), bottom, stroke=INK)
    drawing.text(x(bound) + 4, bottom + 32, "bound", anchor="middle")
    y = _TOP
    for group, found in groups.items():
        middle = y + len(policies) * _ROW / 2
        drawing.text(_LEFT - 12, middle + 2, group, anchor="end", weight="bold")
        drawing.text(_LEFT - 12, middle + 17, f"{found['a_day']:.0f} a day", anchor="end", size=11,
                     fill=FAINT)  # fmt: skip
        for number, minutes in enumerate(found["minutes"].values()):
            low, high = x(minutes["p50"][0]), x(minutes["p95"][0])
            line, fill = y + number * _ROW + _ROW / 2, colour(number)
            drawing.line(high, line, x(minutes["longest"]), line, stroke=fill)
            drawing.bar(low, line - _THICK / 2, max(high - low, 1), _THICK, fill)
            drawing.dot(x(minutes["mean"][0]), line, 4, "#ffffff")
            drawing.dot(x(minutes["mean"][0]), line, 2.5, INK)
            longest = x(minutes["longest"])
            drawing.line(longest, line - 5, longest, line + 5, stroke=fill)
        y += len(policies) * _ROW + _GAP
    return drawing.svg()
