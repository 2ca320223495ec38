"""Windows and refunds of returns, without a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid, Refused
from crm.orders import Order, OrderLine
from crm.policy import SHOP_POLICY
from crm.return_rules import (
    LineState,
    check_damage,
    check_exchange,
    check_left,
    check_missing,
    check_window,
    refund_for,
)
from tests.orders import line, order

DELIVERED = datetime(2026, 6, 1, 15, tzinfo=UTC)


def delivered(*lines: OrderLine, **other: object) -> Order:
    """Return an order that was delivered on 1 June."""
    return order(*(lines or (line(1, 2),)), status="delivered", delivered_at=DELIVERED, **other)


@pytest.mark.parametrize(
    ("tier", "day", "allowed"),
    [
        (None, 30, True),
        (None, 31, False),
        ("silver", 31, False),
        ("gold", 31, True),
        ("gold", 60, True),
        ("gold", 61, False),
    ],
)
def test_the_window_lasts_as_long_as_the_tier_says(
    tier: str | None, day: int, allowed: bool
) -> None:
    """The last day counts whole, at the shop's clock."""
    now = datetime(2026, 6, 1, 21, 30, tzinfo=UTC) + timedelta(days=day)
    try:
        check_window(delivered(), now, tier)
        refusal = None
    except Refused as caught:
        refusal = caught

    assert allowed == (refusal is None)
    assert refusal is None or refusal.code == "window_closed"


def test_a_closed_window_says_when_it_closed() -> None:
    """The refusal names the last day."""
    with pytest.raises(Refused) as caught:
        check_window(delivered(), DELIVERED + timedelta(days=90), None)

    assert {"closed_on": "2026-07-01"} == caught.value.values


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("placed", "order_not_dispatched"),
        ("packed", "order_packed"),
        ("shipped", "order_dispatched"),
        ("out_for_delivery", "order_out_for_delivery"),
        ("cancelled", "order_already_cancelled"),
    ],
)
def test_only_what_arrived_can_come_back_or_be_damaged(status: str, code: str) -> None:
    """Before delivery there is nothing to return; the refusal is named for the state."""
    codes = []
    for check in (lambda o: check_window(o, DELIVERED, None), lambda o: check_damage(o, DELIVERED)):
        with pytest.raises(Refused) as caught:
            check(order(line(1, 1), status=status))
        codes.append(caught.value.code)

    assert [code, code] == codes


@pytest.mark.parametrize(("days", "allowed"), [(0, True), (14, True), (15, False)])
def test_damage_is_reported_within_its_days(days: int, allowed: bool) -> None:
    """Fourteen days after delivery the report closes."""
    now = DELIVERED + timedelta(days=days)
    if allowed:
        assert date(2026, 6, 15) == check_damage(delivered(), now)
    else:
        with pytest.raises(Refused, match="2026-06-15"):
            check_damage(delivered(), now)


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, False), (2, False), (3, True)])
def test_a_parcel_is_missing_three_days_after_its_day(days: int, allowed: bool) -> None:
    """Until then the refusal names the day from which it is looked for."""
    sent = order(line(1, 1), status="shipped")
    now = DELIVERED + timedelta(days=days)
    if allowed:
        check_missing(sent, DELIVERED, now)
    else:
        with pytest.raises(Refused) as caught:
            check_missing(sent, DELIVERED, now)
        assert {"from_on": "2026-06-04"} == caught.value.values


def test_what_is_said_to_be_there_is_looked_for_at_once() -> None:
    """A delivered parcel that nobody has is missing without waiting."""
    check_missing(delivered(), DELIVERED, DELIVERED + timedelta(hours=1))


@pytest.mark.parametrize(
    ("returned", "quantity", "error", "code"),
    [
        (2, 1, Refused, "already_returned"),
        (1, 2, Invalid, "quantity_out_of_range"),
        (0, 0, Invalid, "quantity_out_of_range"),
    ],
)
def test_nobody_returns_more_than_they_have(
    returned: int, quantity: int, error: type[Refused], code: str
) -> None:
    """What is being returned already cannot come back a second time."""
    with pytest.raises(error) as caught:
        check_left(delivered(), LineState(line(1, 2), returned), quantity)

    assert code == caught.value.code


def test_a_line_is_exchanged_once() -> None:
    """The second exchange of a line is refused."""
    check_exchange(delivered(), LineState(line(1, 2)))
    with pytest.raises(Refused) as caught:
        check_exchange(delivered(), LineState(line(1, 2), exchanges=1))

    assert "already_exchanged" == caught.value.code


def test_the_whole_order_brings_its_standard_delivery_back() -> None:
    """Delivery is refunded with the last piece, but never the surcharge for express."""
    small = delivered(line(1, 2))
    express = delivered(line(1, 2), delivery_minor=990, total_minor=2990, paid_minor=2990)

    assert (1000, 2490, 2490) == (
        refund_for(small, {1: 1}),
        refund_for(small, {1: 2}),
        refund_for(express, {1: 2}),
    )


def test_a_discount_is_shared_by_what_it_was_given_for() -> None:
    """Ten euros off an order of twenty and forty bring back the price really paid."""
    mixed = delivered(line(1, 2), line(2, 4), discount=1500)

    assert (1500, 3000) == (refund_for(mixed, {1: 2}), refund_for(mixed, {2: 4}))


def test_nothing_paid_is_nothing_refunded() -> None:
    """An invoice that is still open brings no money back."""
    assert 0 == refund_for(delivered(paid_minor=0), {1: 2})


LINES = st.builds(
    lambda quantity, price, share: line(0, quantity, price, quantity * price * share // 100),
    st.integers(1, 20),
    st.integers(1, 50_000),
    st.integers(0, 100),
)


@given(st.lists(LINES, min_size=1, max_size=4), st.integers(0, 100), st.data())
def test_refunds_never_exceed_what_was_paid(
    made: list[OrderLine], share: int, data: st.DataObject
) -> None:
    """However an order is sent back in pieces, no more than its price comes back."""
    lines = [replace(each, id=key) for key, each in enumerate(made)]
    net = sum(each.total_minor for each in lines)
    whole = delivered(*lines, discount=net * share // 100)
    some = {each.id: data.draw(st.integers(0, each.quantity)) for each in lines}
    rest = {each.id: each.quantity - some[each.id] for each in lines}
    parts = refund_for(whole, some) + refund_for(whole, rest)
    everything = refund_for(whole, {each.id: each.quantity for each in lines})
    goods = whole.goods_minor - whole.discount_minor

    assert 0 <= parts <= everything
    standard = SHOP_POLICY.delivery_option("standard").price_minor
    assert everything == min(goods + min(whole.delivery_minor, standard), whole.paid_minor)
