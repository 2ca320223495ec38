"""What orders cost, how they were paid and invoiced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm.policy import SHOP_POLICY
from shopdata.demo.baskets import Lines
from shopdata.demo.columns import DAY, NEVER, Coded, Columns, Flags, Ints, labelled, pick, until
from shopdata.demo.fulfilment import Journey
from shopdata.demo.goods import Goods

VAT = 0.19
METHOD_SHARES = {
    "card": 0.50, "paypal": 0.27, "bank_transfer": 0.10, "pay_later": 0.10, "gift_card": 0.03,
}  # fmt: skip
FAILURES = {"card_declined": 0.5, "insufficient_funds": 0.3, "expired_card": 0.2}
FAILED_FIRST, FAILED_ONLY = 0.02, 0.04


@dataclass(frozen=True)
class Money:
    """Amounts in cents: of each order and, for ``line_discount``, of each line.

    Parameters
    ----------
    paid_at:
        When the order was paid, ``NEVER`` if it is not.
    """

    goods: Ints
    discount: Ints
    delivery: Ints
    total: Ints
    unit: Ints
    line_discount: Ints
    method: Coded
    paid_at: Ints
    failed_at: Ints
    failure: Coded


def draw_money(
    generator: np.random.Generator,
    goods: Goods,
    lines: Lines,
    placed: Ints,
    percent: Ints,
    journey: Journey,
    broken: Flags,
    now: int,
) -> Money:
    """Price the orders and draw their payments.

    Parameters
    ----------
    percent:
        Discount of each order.
    broken:
        Orders of the cast whose payment failed and was not tried again.
    """
    count = len(placed)
    unit = goods.price[lines.product]
    gross = unit * lines.quantity
    line_discount = (gross * percent[lines.order] + 50) // 100
    amount, discount = (
        per_order(lines.order, gross, count),
        per_order(lines.order, line_discount, count),
    )
    delivery = _delivery(journey, amount - discount)
    method = pick(generator, METHOD_SHARES, count)
    failing = generator.random(count)
    card = method.codes == 0
    fresh = journey.status.equals("placed")
    stuck = broken | (fresh & card & (failing < FAILED_ONLY))
    method.codes[broken] = 0
    stumbles = stuck | (card & (failing < FAILED_FIRST))
    wait = _waiting(generator, method)
    again = np.where(stumbles, 300, 0)
    paid_at = np.where(stuck, NEVER, until(placed + wait + again, now))
    stopped = journey.is_cancelled & (paid_at > journey.cancelled)
    paid_at[stopped] = NEVER
    return Money(
        goods=amount,
        discount=discount,
        delivery=delivery,
        total=amount - discount + delivery,
        unit=unit,
        line_discount=line_discount,
        method=method,
        paid_at=paid_at,
        failed_at=np.where(stumbles, placed + 20, NEVER),
        failure=pick(generator, FAILURES, count),
    )


def per_order(order: Ints, values: Ints, count: int) -> Ints:
    """Return the sums of the lines' values by order; exact below 2^53."""
    return np.bincount(order, weights=values, minlength=count).astype(np.int64)


def _delivery(journey: Journey, value: Ints) -> Ints:
    price = np.zeros(len(value), dtype=np.int64)
    for code, label in enumerate(journey.option.labels):
        rule = SHOP_POLICY.delivery_option(str(label))
        free_from = rule.free_from_minor
        free = np.zeros(len(value), dtype=bool) if free_from is None else value >= free_from
        price = np.where(journey.option.codes == code, np.where(free, 0, rule.price_minor), price)
    return price


def _waiting(generator: np.random.Generator, method: Coded) -> Ints:
    """Return the seconds from placing to paying."""
    luck = generator.random(len(method))
    at_once = (luck * 90).astype(np.int64) + 5
    transfer = ((0.6 + 2 * luck) * DAY).astype(np.int64)
    later = ((2 + 26 * luck) * DAY).astype(np.int64)
    found = np.where(method.equals("bank_transfer"), transfer, at_once)
    return np.where(method.equals("pay_later"), later, found)


def payment_rows(placed: Ints, journey: Journey, money: Money) -> Columns:
    """Return the payments: failed attempts, and one that is paid, pending or refunded."""
    failed = np.flatnonzero(money.failed_at != NEVER)
    final = np.flatnonzero(
        ~(journey.is_cancelled & (money.paid_at == NEVER))
        & ~((money.failed_at != NEVER) & (money.paid_at == NEVER))
    )
    labels = ("failed", "pending", "paid", "refunded")
    state = np.where(money.paid_at[final] == NEVER, 1, 2)
    state[journey.is_cancelled[final] & (state == 2)] = 3
    order = np.concatenate([failed, final])
    code = np.concatenate([np.zeros(len(failed), dtype=np.int64), state])
    when = np.concatenate([money.failed_at[failed], placed[final]])
    reason = np.where(code == 0, money.failure.codes[order], len(FAILURES))
    sort = np.lexsort((code, order))
    return {
        "order": order[sort],
        "method": money.method.take(order[sort]),
        "status": labelled(code[sort], labels),
        "amount_minor": money.total[order[sort]],
        "failure_code": labelled(reason[sort], (*FAILURES, None)),
        "created_at": when[sort],
    }


def invoice_rows(placed: Ints, journey: Journey, money: Money, first: int) -> Columns:
    """Return one invoice for each order that was not cancelled, numbered in order of time.

    Parameters
    ----------
    first:
        The first number of each year's count.
    """
    order = np.flatnonzero(~journey.is_cancelled)
    year = placed[order].astype("datetime64[s]").astype("datetime64[Y]").astype(int) + 1970
    count = np.arange(len(order)) - np.searchsorted(year, year) + first
    total = money.total[order]
    net = np.rint(total / (1 + VAT)).astype(np.int64)
    pairs = zip(year.tolist(), count.tolist(), strict=True)
    return {
        "number": [f"INV-{y}-{n:06d}" for y, n in pairs],
        "order": order,
        "net_minor": net,
        "tax_minor": total - net,
        "total_minor": total,
        "issued_at": placed[order],
        "paid_at": money.paid_at[order],
    }
