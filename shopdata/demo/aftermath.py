"""What follows some deliveries: returns, exchanges, damage, what is missing, and refunds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm.policy import SHOP_POLICY
from shopdata.demo.baskets import Lines
from shopdata.demo.columns import DAY, NEVER, Coded, Columns, Flags, Floats, Ints, labelled, until
from shopdata.demo.fulfilment import Journey
from shopdata.demo.money import Money, per_order

KINDS = ("return", "exchange", "damaged", "missing")
KIND_SHARES = (0.64, 0.14, 0.13, 0.09)
REASONS = (
    ("changed_mind", "does_not_fit", "not_as_described", "arrived_too_late"),
    ("wrong_size", "wrong_colour", "does_not_fit", "wrong_size"),
    ("broken_on_arrival", "scratched", "broken_on_arrival", "does_not_work"),
    ("item_missing", "item_missing", "parcel_lost", "item_missing"),
)
STATUSES = ("announced", "received", "accepted", "rejected", "closed")
REFUND_REASONS = ("returned", "exchanged", "damaged", "missing", "cancelled")
REJECTED, FAILED_REFUND = 0.03, 0.02


@dataclass(frozen=True)
class Returns:
    """Returns in order of time with their lines and refunds, keyed by position.

    Parameters
    ----------
    accepted_at:
        When the shop agreed, ``NEVER`` if it has not.
    refund:
        Amount in cents that is or will be paid back, 0 for none.
    line_return, line:
        Pairs of a return and one of the lines that it holds.
    """

    order: Ints
    kind: Coded
    reason: Coded
    status: Coded
    created: Ints
    accepted_at: Ints
    closed_at: Ints
    refund: Ints
    due_at: Ints
    paid_at: Ints
    refund_failed: Flags
    line_return: Ints
    line: Ints


def draw_returns(
    generator: np.random.Generator,
    lines: Lines,
    journey: Journey,
    money: Money,
    chance: Floats,
    announced: Ints,
    now: int,
) -> Returns:
    """Draw who sends what back and how far that has come.

    Parameters
    ----------
    chance:
        Per order, the chance of a return after delivery.
    announced:
        Per order of the cast, when its return was announced, else ``NEVER``.
    """
    count = len(chance)
    kind = generator.choice(len(KINDS), size=count, p=KIND_SHARES)
    latest = np.where(kind == 0, SHOP_POLICY.return_window_days - 2, 10)
    created = journey.delivered + (generator.uniform(0.2, 1, count) * latest * DAY).astype(np.int64)
    happens = (generator.random(count) < chance) & (journey.delivered != NEVER)
    happens |= journey.lost
    created = np.where(journey.lost, journey.expected + 4 * DAY, created)
    kind = np.where(journey.lost, 3, kind)
    created = np.where(announced != NEVER, announced, created)
    kind = np.where(announced != NEVER, 0, kind)
    happens |= announced != NEVER
    happens &= (created < now) & (money.paid_at != NEVER) & (money.paid_at < created)
    order = np.flatnonzero(happens)
    order = order[np.argsort(created[order], kind="stable")]
    reason = generator.integers(4, size=len(order))
    reason = np.where(journey.lost[order], 2, np.where(kind[order] == 3, 0, reason))
    choice = generator.random(len(order)), generator.random(len(order))
    line_return, line = _lines(lines, order, journey.lost[order], choice, count)
    refund = _amounts(lines, money, line_return, line, len(order))
    refund[kind[order] == 1] = 0
    course = _course(generator, kind[order], created[order], announced[order] != NEVER, now)
    flat = [word for words in REASONS for word in words]
    return Returns(
        order=order,
        kind=labelled(kind[order], KINDS),
        reason=labelled(kind[order] * 4 + reason, flat),
        created=created[order],
        refund=np.where(course.accepted != NEVER, refund, 0),
        line_return=line_return,
        line=line,
        status=course.status,
        accepted_at=course.accepted,
        closed_at=course.closed,
        due_at=course.due,
        paid_at=course.paid,
        refund_failed=course.failed & (refund > 0),
    )


@dataclass(frozen=True)
class _Course:
    status: Coded
    accepted: Ints
    closed: Ints
    due: Ints
    paid: Ints
    failed: Flags


def _course(
    generator: np.random.Generator, kind: Ints, created: Ints, fresh: Flags, now: int
) -> _Course:
    """Draw the course of each return; a ``fresh`` one has only been announced."""
    count = len(kind)
    back = np.isin(kind, (0, 1))
    travel = np.where(back, generator.uniform(3, 9, count), generator.uniform(0.2, 1, count))
    received = created + (travel * DAY).astype(np.int64)
    checked = received + (generator.uniform(1, 4, count) * DAY).astype(np.int64)
    paid = checked + (generator.uniform(0.5, 5, count) * DAY).astype(np.int64)
    later = np.where(fresh, 400 * DAY, 0)
    received, checked, paid = (until(times + later, now) for times in (received, checked, paid))
    rejected = (generator.random(count) < REJECTED) & (kind == 0) & (checked != NEVER)
    failed = (generator.random(count) < FAILED_REFUND) & (paid != NEVER) & ~rejected
    # An announced return has not arrived; what need not come back is received by word of mouth.
    status = np.where(received != NEVER, 1, 0)
    status = np.where(checked != NEVER, 2, status)
    status = np.where(paid != NEVER, 4, status)
    status = np.where(failed, 2, np.where(rejected, 3, status))
    accepted = np.where(rejected, NEVER, checked)
    closed = np.where(rejected, checked, np.where(failed, NEVER, paid))
    due = np.where(accepted != NEVER, accepted + 7 * DAY, NEVER)
    paid = np.where(rejected | failed, NEVER, paid)
    return _Course(labelled(status, STATUSES), accepted, closed, due, paid, failed)


def _lines(
    lines: Lines, order: Ints, lost: Flags, choice: tuple[Floats, Floats], orders: int
) -> tuple[Ints, Ints]:
    """Choose one line of each order, or all of them; all of a lost parcel."""
    first = np.searchsorted(lines.order, order)
    many = np.bincount(lines.order, minlength=orders)[order]
    every = lost | (choice[0] < 0.35)
    taken = np.where(every, many, 1)
    begin = np.where(every, first, first + (choice[1] * many).astype(np.int64))
    line_return = np.repeat(np.arange(len(order)), taken)
    offset = np.arange(len(line_return)) - np.repeat(np.cumsum(taken) - taken, taken)
    return line_return, np.repeat(begin, taken) + offset


def _amounts(lines: Lines, money: Money, line_return: Ints, line: Ints, count: int) -> Ints:
    value = money.unit[line] * lines.quantity[line] - money.line_discount[line]
    return per_order(line_return, value, count)


def refund_rows(returns: Returns, journey: Journey, money: Money, now: int) -> Columns:
    """Return the refunds of accepted returns and of paid orders that were cancelled."""
    cancelled = np.flatnonzero(journey.is_cancelled & (money.paid_at != NEVER))
    done = until(journey.cancelled[cancelled] + 2 * DAY, now)
    back = np.flatnonzero(returns.refund > 0)
    order = np.concatenate([returns.order[back], cancelled])
    paid = np.concatenate([returns.paid_at[back], done])
    failed = np.concatenate([returns.refund_failed[back], np.zeros(len(cancelled), dtype=bool)])
    reason = np.concatenate([returns.kind.codes[back], np.full(len(cancelled), len(KINDS))])
    created = np.concatenate([returns.accepted_at[back], journey.cancelled[cancelled]])
    due = np.concatenate([returns.due_at[back], journey.cancelled[cancelled] + 7 * DAY])
    number = np.concatenate([back, np.full(len(cancelled), NEVER)])
    amount = np.concatenate([returns.refund[back], money.total[cancelled]])
    sort = np.argsort(created, kind="stable")
    state = np.where(paid == NEVER, 0, 1)
    state[failed] = 2
    return {
        "order": order[sort],
        "return": number[sort],
        "amount_minor": amount[sort],
        "method": money.method.take(order[sort]),
        "status": labelled(state[sort], ("pending", "paid", "failed")),
        "reason": labelled(reason[sort], REFUND_REASONS),
        "created_at": created[sort],
        "due_at": due[sort],
        "paid_at": paid[sort],
    }
