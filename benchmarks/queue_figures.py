"""Figures of simulated lines: waits by customer group, and whether the bound was held."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scipy.stats import t as student

from benchmarks.figures import percentile
from benchmarks.queue_policies import FIFO
from benchmarks.queue_simulation import Served
from benchmarks.queue_traffic import GROUPS, Day

EVERYBODY = "everybody"
MEASURES = ("mean", "p50", "p90", "p95", "max")
_MINUTE = 60.0


@dataclass
class Lines:
    """What several days showed, in each order."""

    days: list[Day] = field(default_factory=list)
    served: list[dict[str, list[Served]]] = field(default_factory=list)

    def add(self, day: Day, served: dict[str, list[Served]]) -> None:
        """Take in a day: how it went by the name of the order, that of arrival among them."""
        self.days.append(day)
        self.served.append(served)

    @property
    def policies(self) -> list[str]:
        """Return the names of the orders."""
        return list(self.served[0])

    def minutes(self, policy: str, group: str) -> list[list[float]]:
        """Return the waits of a group in minutes, a list a day; days without such are left out."""
        found = [
            [
                one.waited / _MINUTE
                for one in served[policy]
                if group in (EVERYBODY, day.groups[one.number])
            ]
            for day, served in zip(self.days, self.served, strict=True)
        ]
        return [waits for waits in found if waits]


def by_group(lines: Lines) -> dict[str, Any]:
    """Return for each group how many they are and how long they wait in each order.

    Each figure is the mean of the days' figures with half the width of its 95 % interval;
    ``longest`` is the longest wait of all days, and ``against_fifo`` the difference of the means,
    by days.
    """
    found = {}
    for group in (EVERYBODY, *GROUPS):
        waits = {policy: lines.minutes(policy, group) for policy in lines.policies}
        if not waits[FIFO]:
            continue
        found[group] = {
            "a_day": round(statistics.mean(map(len, waits[FIFO])), 1),
            "minutes": {
                policy: _measures(days)
                | {
                    "longest": round(max(map(max, days)), 2),
                    "against_fifo": interval(
                        statistics.mean(ours) - statistics.mean(theirs)
                        for ours, theirs in zip(days, waits[FIFO], strict=True)
                    ),
                }
                for policy, days in waits.items()
            },
        }
    return found


def fairness(lines: Lines, bound: float, head_start: float) -> dict[str, dict[str, Any]]:
    """Return for each order what the bound (minutes) demands and how often it was missed.

    ``beyond`` waited longer than the bound; ``because_of_others`` did so although order of arrival
    would have served them within it; ``passed_beyond`` were overtaken when they had waited up to
    the bound already; ``by_latecomers`` were overtaken by somebody who came later than the head
    start allows.
    """
    return {policy: _fairness(lines, policy, bound, head_start) for policy in lines.policies}


def _fairness(lines: Lines, policy: str, bound: float, head_start: float) -> dict[str, Any]:
    counts = dict.fromkeys(("beyond", "because_of_others", "passed_beyond", "by_latecomers"), 0)
    most, latest, everybody = 0, 0.0, 0
    for served in lines.served:
        ours, fifo = served[policy], served[FIFO]
        everybody += len(ours)
        for one, plain in zip(ours, fifo, strict=True):
            overtakers = [ours[number] for number in one.overtaken_by]
            later = max((other.came - one.came for other in overtakers), default=0.0) / _MINUTE
            last = max((other.began - one.came for other in overtakers), default=0.0) / _MINUTE
            counts["beyond"] += one.waited / _MINUTE > bound
            counts["because_of_others"] += one.waited / _MINUTE > bound >= plain.waited / _MINUTE
            counts["passed_beyond"] += last > bound
            counts["by_latecomers"] += later > head_start
            most, latest = max(most, len(overtakers)), max(latest, later)
    return counts | {
        "customers": everybody,
        "most_overtaken": most,
        "latest_overtaker": round(latest, 2),
    }


def load(days: Sequence[Day], slots: int) -> dict[str, Any]:
    """Return how busy the days were: how many come to people, and the work of each hour."""
    hours = [day.utilisation(slots) for day in days]
    mean = [round(statistics.mean(hour), 2) for hour in zip(*hours, strict=True)]
    return {
        "conversations": days[0].conversations,
        "contained": round(statistics.mean(day.contained / day.conversations for day in days), 3),
        "to_people": round(statistics.mean(len(day.waiting) for day in days), 1),
        "tickets": round(statistics.mean(day.tickets for day in days), 1),
        "utilisation_by_hour": mean,
        "busiest_hour": max(mean),
        "busiest_hour_of_a_day": interval(max(hour) for hour in hours),
    }


def interval(values: Iterable[float]) -> list[float | None]:
    """Return the mean and half the width of its 95 % interval (Student), which one value lacks."""
    found = list(values)
    mean = statistics.mean(found)
    if len(found) < 2:
        return [round(mean, 3), None]
    error = statistics.stdev(found) / math.sqrt(len(found))
    return [round(mean, 3), round(error * float(student.ppf(0.975, len(found) - 1)), 3)]


def _measures(days: Sequence[Sequence[float]]) -> dict[str, list[float | None]]:
    return {
        "mean": interval(map(statistics.mean, days)),
        **{f"p{rank}": interval(percentile(day, rank) for day in days) for rank in (50, 90, 95)},
        "max": interval(map(max, days)),
    }


def held(figures: Mapping[str, Mapping[str, Any]], policy: str) -> bool:
    """Return whether an order never let anybody pass whom the rules protect."""
    return figures[policy]["passed_beyond"] == 0 == figures[policy]["by_latecomers"]
