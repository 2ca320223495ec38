"""The orders in which a line can be served: by arrival, by classes of priority, and ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from benchmarks.queue_simulation import Choose, Served, first_come, simulate
from benchmarks.queue_traffic import MEAN_HANDLING, MIDNIGHT, Day
from crm.queue_order import Fairness, next_of, pace_of
from crm.queue_score import Weights

FIFO, CLASSES, OURS = "first in, first out", "priority classes", "attune"
_CLASSES = {"high": 0, "normal": 1, "low": 2}


def by_classes(day: Day) -> Choose:
    """Serve the highest class of priority first and each class by arrival, as most desks do."""
    urgency = [_CLASSES[one.priority] for one in day.waiting]

    def choose(waiting: Sequence[int], now: float) -> int:
        return min(range(len(waiting)), key=lambda position: urgency[waiting[position]])

    return choose


def by_score(
    day: Day, slots: int, fairness: Fairness, weights: Weights, handling: float = MEAN_HANDLING
) -> Choose:
    """Serve in the product's order, which is told what a conversation takes on average."""
    pace = pace_of(slots, timedelta(seconds=handling))
    positions = {one.key: number for number, one in enumerate(day.waiting)}

    def choose(waiting: Sequence[int], now: float) -> int:
        line = [day.waiting[number] for number in waiting]
        chosen = next_of(line, MIDNIGHT + timedelta(seconds=now), pace, weights, fairness)
        return waiting.index(positions[chosen.key]) if chosen else 0

    return choose


def serve(
    day: Day, slots: int, choose: Choose = first_come, *, own_handling: bool = False
) -> list[Served]:
    """Return how it went on a day.

    Begins fall on the same instants in each order, unless customers keep their own handling times.
    """
    return simulate(day.arrivals, day.handling, slots, choose, of_the_turn=not own_handling)
