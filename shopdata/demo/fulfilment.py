"""The way of each order from the till to the door, as far as it has come by now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm.policy import SHOP_POLICY
from shopdata.demo.columns import DAY, NEVER, Coded, Flags, Ints, labelled, pick, until

HOUR = 3_600
STATUSES = ("placed", "packed", "shipped", "out_for_delivery", "delivered", "cancelled")
OPTION_SHARES = {"standard": 0.72, "express": 0.13, "pickup_point": 0.15}
CARRIERS = {"DHL": 0.45, "GLS": 0.25, "DPD": 0.2, "Post": 0.1}
CANCELLED, LATE, LOST = 0.04, 0.06, 0.004


@dataclass(frozen=True)
class Journey:
    """What happened to each order and when; ``NEVER`` stands for not yet or not at all.

    Parameters
    ----------
    late:
        Delivered after the date that was promised.
    lost:
        The parcel vanished on its way.
    """

    option: Coded
    carrier: Coded
    status: Coded
    packed: Ints
    shipped: Ints
    out: Ints
    delivered: Ints
    cancelled: Ints
    expected: Ints
    late: Flags
    lost: Flags

    @property
    def is_cancelled(self) -> Flags:
        """Return which orders were cancelled."""
        return np.asarray(self.cancelled != NEVER, dtype=bool)


@dataclass(frozen=True)
class Wishes:
    """What the cast of personas needs: per order a value, or ``NEVER`` for none.

    Parameters
    ----------
    option:
        Index into ``OPTION_SHARES``.
    stage:
        Index into ``STATUSES`` at which the order stands now.
    delivered:
        When it was delivered.
    """

    option: Ints
    stage: Ints
    delivered: Ints


def draw_journeys(
    generator: np.random.Generator, placed: Ints, in_union: Flags, wishes: Wishes, now: int
) -> Journey:
    """Draw the journeys of orders placed at ``placed`` and cut them off at ``now``.

    Parameters
    ----------
    in_union:
        Which orders go to the European Union, where pickup points are.
    """
    count = len(placed)
    option = pick(generator, OPTION_SHARES, count).codes.astype(np.int64)
    option = np.where((option == 2) & ~in_union, 0, option)
    option = np.where(wishes.option != NEVER, wishes.option, option)
    packed = placed + (generator.uniform(3, 28, count) * HOUR).astype(np.int64)
    shipped = packed + (generator.uniform(1, 16, count) * HOUR).astype(np.int64)
    days, slowest = _transit(generator, option)
    door = shipped // DAY + days
    delivered = door * DAY + (generator.uniform(9, 18, count) * HOUR).astype(np.int64)
    out = door * DAY + (generator.uniform(5, 7.5, count) * HOUR).astype(np.int64)
    plan = _as_wished(_Plan(placed, packed, shipped, out, delivered), wishes, now)
    free = wishes.stage == NEVER
    expected = (plan.shipped // DAY + slowest) * DAY + 18 * HOUR
    cancelled = placed + (generator.random(count) * (plan.packed - placed)).astype(np.int64)
    stops = (generator.random(count) < CANCELLED) & free
    cancelled = np.where(stops, until(cancelled, now), NEVER)
    lost = (generator.random(count) < LOST) & free & ~stops & (expected + 6 * DAY < now)
    gone = cancelled != NEVER
    journey = _Plan(
        placed,
        *(np.where(gone, NEVER, until(t, now)) for t in (plan.packed, plan.shipped)),
        *(np.where(gone | lost, NEVER, until(t, now)) for t in (plan.out, plan.delivered)),
    )
    return Journey(
        option=labelled(option, tuple(OPTION_SHARES)),
        carrier=pick(generator, CARRIERS, count),
        status=_status(journey, gone),
        packed=journey.packed,
        shipped=journey.shipped,
        out=journey.out,
        delivered=journey.delivered,
        cancelled=cancelled,
        expected=expected,
        late=journey.delivered > expected,
        lost=lost,
    )


@dataclass(frozen=True)
class _Plan:
    placed: Ints
    packed: Ints
    shipped: Ints
    out: Ints
    delivered: Ints


def _transit(generator: np.random.Generator, option: Ints) -> tuple[Ints, Ints]:
    """Return the days on the way and the days that were promised at most."""
    rules = [SHOP_POLICY.delivery_option(code) for code in OPTION_SHARES]
    fastest = np.array([rule.fastest_working_days for rule in rules])[option]
    slowest = np.array([rule.slowest_working_days for rule in rules])[option]
    late = generator.random(len(option)) < LATE
    days = generator.integers(fastest, slowest + 1)
    return np.where(late, slowest + generator.integers(1, 5, size=len(option)), days), slowest


def _as_wished(plan: _Plan, wishes: Wishes, now: int) -> _Plan:
    """Shift the plans of the cast so that each order stands at its stage now."""
    stage, ago = wishes.stage, now - plan.placed
    has = stage != NEVER
    later = now + 8 * HOUR
    packed = np.where(has, plan.placed + ago // 4, plan.packed)
    packed = np.where(stage == 0, later, packed)
    shipped = np.where(has, plan.placed + ago // 2, plan.shipped)
    shipped = np.where((stage == 0) | (stage == 1), later + 4 * HOUR, shipped)
    end = np.where(wishes.delivered != NEVER, wishes.delivered, later + DAY)
    delivered = np.where(has, end, plan.delivered)
    known = wishes.delivered != NEVER
    packed = np.where(known, plan.placed + (end - plan.placed) // 4, packed)
    shipped = np.where(known, plan.placed + (end - plan.placed) // 3, shipped)
    out = np.where(has, delivered - 4 * HOUR, plan.out)
    out = np.where(stage == 3, now - HOUR, out)
    return _Plan(plan.placed, packed, shipped, out, delivered)


def _status(journey: _Plan, cancelled: Flags) -> Coded:
    code = np.zeros(len(cancelled), dtype=np.int64)
    for step, times in enumerate(
        (journey.packed, journey.shipped, journey.out, journey.delivered), start=1
    ):
        code[times != NEVER] = step
    code[cancelled] = 5
    return labelled(code, STATUSES)
