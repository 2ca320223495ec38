"""What an order's state allows and what it comes to after a change, without a store."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import AttuneError, Invalid, Refused
from crm.order_rules import CancellationTerms, cancellation_terms, changed_lines, totals_after
from crm.orders import OrderLine
from crm.policy import SHOP_POLICY
from tests.orders import line, order


@pytest.mark.parametrize("status", ["placed", "packed"])
def test_an_order_that_is_here_is_cancelled_free_of_charge(status: str) -> None:
    """Until dispatch all that was paid comes back."""
    terms = cancellation_terms(order(line(1, 2), status=status))

    assert CancellationTerms(fee_minor=0, refund_minor=2490) == terms


def test_a_fee_is_taken_from_what_was_paid_and_never_more() -> None:
    """A shop's fee reduces the refund; who paid nothing owes nothing."""
    policy = replace(SHOP_POLICY, cancellation_fee_minor=300)
    paid, unpaid = order(line(1, 2)), order(line(1, 2), paid_minor=0)

    assert CancellationTerms(300, 2190) == cancellation_terms(paid, policy)
    assert CancellationTerms(0, 0) == cancellation_terms(unpaid, policy)


@pytest.mark.parametrize(
    ("status", "code", "instead"),
    [
        ("shipped", "order_dispatched", "return_item"),
        ("out_for_delivery", "order_out_for_delivery", "return_item"),
        ("delivered", "order_delivered", "return_item"),
        ("cancelled", "order_already_cancelled", "track_refund"),
    ],
)
def test_an_order_that_left_is_not_cancelled(status: str, code: str, instead: str) -> None:
    """The refusal names its reason and what can be done instead."""
    with pytest.raises(Refused) as caught:
        cancellation_terms(order(line(1, 1), status=status))

    assert (code, True) == (caught.value.code, instead in caught.value.alternatives)


@pytest.mark.parametrize(
    ("quantity", "error", "code"),
    [
        (-1, Invalid, "quantity_out_of_range"),
        (100, Invalid, "quantity_out_of_range"),
        (2, Invalid, "quantity_unchanged"),
        (0, Refused, "last_line"),
    ],
)
def test_a_quantity_that_makes_no_sense(quantity: int, error: type[AttuneError], code: str) -> None:
    """Quantities out of range, unchanged, or leaving nothing are told apart."""
    with pytest.raises(error) as caught:
        changed_lines([line(1, 2)], 1, quantity)

    assert code == caught.value.code


def test_delivery_is_charged_anew_when_the_order_falls_below_the_free_limit() -> None:
    """An order of 60 euros that becomes one of 40 pays for its delivery."""
    before = order(line(1, 6))
    after = totals_after(before, changed_lines(before.lines, 1, 4))

    assert (0, (4000, 490, 4490)) == (
        before.delivery_minor,
        (after.goods_minor, after.delivery_minor, after.total_minor),
    )


def test_a_granted_delivery_price_stays() -> None:
    """Who was given free delivery keeps it, however little is left."""
    before = order(line(1, 3), delivery_minor=0)
    after = totals_after(before, changed_lines(before.lines, 1, 1))

    assert (0, 1000) == (after.delivery_minor, after.total_minor)


LINES = st.builds(
    lambda quantity, price, share: line(0, quantity, price, quantity * price * share // 100),
    st.integers(1, 99),
    st.integers(1, 100_000),
    st.integers(0, 100),
)


@given(st.lists(LINES, min_size=2, max_size=5), st.integers(0, 100), st.integers(0, 99))
def test_totals_add_up_after_any_change(made: list[OrderLine], share: int, quantity: int) -> None:
    """After any change the parts add up, nothing is negative, and no discount exceeds its goods."""
    lines = [replace(each, id=key) for key, each in enumerate(made)]
    net = sum(each.total_minor for each in lines)
    before = order(*lines, discount=net * share // 100)
    try:
        after_lines = changed_lines(lines, 0, quantity)
    except Invalid:
        after_lines = tuple(lines)
    after = totals_after(before, after_lines)

    assert 0 <= after.discount_minor <= after.goods_minor
    assert after.total_minor == after.goods_minor - after.discount_minor + after.delivery_minor
    assert after_lines != tuple(lines) or after.total_minor == before.total_minor
