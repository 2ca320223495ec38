"""A line and those who serve it, event by event: customers come, whoever is free takes the next."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Choose = Callable[[Sequence[int], float], int]
"""Takes who waits (their numbers, by arrival) and the time; returns a position among them."""


@dataclass(frozen=True)
class Served:
    """How it went for one customer; times are seconds.

    Parameters
    ----------
    number:
        Of the customer, in order of arrival.
    turn:
        Which of all begins it was, from 0 on.
    overtaken_by:
        Numbers of those who came later and began earlier.
    """

    number: int
    came: float
    began: float
    turn: int
    overtaken_by: tuple[int, ...]

    @property
    def waited(self) -> float:
        """Return how long the customer waited."""
        return self.began - self.came


def first_come(waiting: Sequence[int], now: float) -> int:
    """Choose whoever came first."""
    return 0


def simulate(
    arrivals: Sequence[float],
    handling: Sequence[float],
    slots: int,
    choose: Choose,
    *,
    of_the_turn: bool = True,
) -> list[Served]:
    """Serve all customers and return how it went, in order of arrival.

    Nobody gives up, nobody is interrupted, and no one is idle while somebody waits.

    Parameters
    ----------
    arrivals:
        In order.
    handling:
        How long each conversation takes.
    slots:
        How many are served at once.
    of_the_turn:
        Whether the n-th duration is that of the n-th conversation that begins, or else of the n-th
        customer. With the former, begins fall on the same instants in whatever order the line is
        served, so that two orders differ in nothing but who begins when.
    """
    free = [0.0] * slots
    heapq.heapify(free)
    waiting: list[int] = []
    overtaken: list[list[int]] = [[] for _ in arrivals]
    began: dict[int, tuple[float, int]] = {}
    following, count, now = 0, len(arrivals), 0.0
    while len(began) < count:
        # Who came with others at one instant is begun at that instant, not when a slot fell free.
        now = max(now, free[0])
        if not waiting:
            now = max(now, arrivals[following])
        while following < count and arrivals[following] <= now:
            waiting.append(following)
            following += 1
        position = choose(waiting, now)
        for earlier in waiting[:position]:
            overtaken[earlier].append(waiting[position])
        number, turn = waiting.pop(position), len(began)
        began[number] = (now, turn)
        heapq.heapreplace(free, now + handling[turn if of_the_turn else number])
    return [
        Served(number, came, *began[number], tuple(overtaken[number]))
        for number, came in enumerate(arrivals)
    ]


def erlang_c(arrivals_each: float, handling: float, slots: int) -> float:
    """Return the mean wait in M/M/c: random arrivals, exponential handling (Erlang, 1917).

    Parameters
    ----------
    arrivals_each:
        Arrivals in a unit of time.
    handling:
        Mean duration in that unit.

    Raises
    ------
    ValueError
        If more come than can be served: there is no mean then.
    """
    offered = arrivals_each * handling
    if offered >= slots:
        raise ValueError(f"{slots} can never serve an offered load of {offered:g}")
    last = offered**slots / math.factorial(slots) * slots / (slots - offered)
    waits = last / (sum(offered**k / math.factorial(k) for k in range(slots)) + last)
    return waits * handling / (slots - offered)
