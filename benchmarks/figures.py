"""Figures from measured turns. Nothing here measures or prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from benchmarks.load import Measured, Turn

PERCENTILES = (5, 25, 50, 75, 90, 95, 99, 100)
WINDOW = 20


def percentile(values: Sequence[float], per_cent: float) -> float:
    """Return a percentile, linearly between the two nearest values.

    Raises
    ------
    ValueError
        If there are no values.
    """
    if not values:
        raise ValueError("a percentile needs at least one value")
    ordered = sorted(values)
    place = (len(ordered) - 1) * per_cent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def summary(measured: Measured) -> dict[str, Any]:
    """Return turns a second, milliseconds (percentiles; CPU for each turn) and what went wrong.

    Only right answers count: in the turns a second and in the percentiles alike.
    """
    right = [turn.seconds * 1000 for turn in measured.turns if turn.fault is None]
    computed, count = measured.cpu_seconds, len(measured.turns)
    per_turn = round(computed * 1000 / count, 2) if computed is not None and count else None
    return {
        "turns": len(measured.turns),
        "right": len(right),
        "failed": sum(turn.failed for turn in measured.turns),
        "wrong": sum(bool(turn.fault) and not turn.failed for turn in measured.turns),
        "seconds": round(measured.seconds, 3),
        "turns_per_second": round(len(right) / measured.seconds, 2) if measured.seconds else 0.0,
        "milliseconds": percentiles(right),
        "cpu_milliseconds_per_turn": per_turn,
        "faults": faults(measured.turns),
    }


def percentiles(milliseconds: Sequence[float]) -> dict[str, float | None]:
    """Return the percentiles by their names (`p50` ...); none without values."""
    return {
        f"p{rank}": round(percentile(milliseconds, rank), 2) if milliseconds else None
        for rank in PERCENTILES
    }


def faults(turns: Sequence[Turn], most: int = 10) -> list[dict[str, Any]]:
    """Return what went wrong most often: the line, what was wrong and how many times."""
    counted = Counter((turn.text, turn.fault) for turn in turns if turn.fault is not None)
    return [
        {"line": line, "fault": wrong, "times": times}
        for (line, wrong), times in counted.most_common(most)
    ]


def growth(turns: Sequence[Turn], window: int = WINDOW) -> dict[str, Any]:
    """Return the medians (milliseconds) of a long conversation's first turns, those around the
    tenth, and the last ones, with how many times dearer the last are than the first.

    Wrong answers are left out here too.
    """
    count = len(turns)
    windows = {"first": turns[:window], "around_10": turns[5:15], "last": turns[-window:]}
    medians: dict[str, float | None] = {}
    for name, chosen in windows.items():
        right = [turn.seconds * 1000 for turn in chosen if turn.fault is None]
        medians[name] = round(percentile(right, 50), 2) if right else None
    first, last = medians["first"], medians["last"]
    return {
        "turns": count,
        "failed": sum(turn.failed for turn in turns),
        "wrong": sum(bool(turn.fault) and not turn.failed for turn in turns),
        **medians,
        "last_over_first": round(last / first, 2) if first and last else None,
        "all_milliseconds": [round(turn.seconds * 1000, 2) for turn in turns],
        "faults": faults(turns),
    }
