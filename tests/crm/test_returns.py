"""Returns, exchanges and reports in the store."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from crm.errors import NotFound, Refused
from crm.exchanges import Variant, announce_exchange, other_variants
from crm.orders import find_order
from crm.reports import report_damage, report_missing
from crm.requester import Requester, requester_for
from crm.returns import announce_return, line_states, open_returns, pieces_left
from crm.store import Store, Unit
from crm.tables.catalogue import products
from crm.tables.conversations import tickets
from crm.tables.events import crm_events
from crm.tables.orders import return_lines, returns
from tests.shop import Person, Placed, add_conversation, add_customer, add_order, add_product


def _asks(unit: Unit, customer: Person) -> Requester:
    return requester_for(unit, add_conversation(unit, customer).public_id, customer.opaque_id)


def _shirt(unit: Unit, customer: Person, stock: int = 5, **more: object) -> Placed:
    sizes = {"sizes": ["S", "M", "L"], "colours": ["blue", "white"]}
    shirt = add_product(unit, "Linen shirt", 4000, stock=stock, attributes=sizes)
    return add_order(
        unit,
        customer,
        [(shirt, 2)],
        status="delivered",
        sizes=["M"],
        colours=["blue"],
        **more,  # type: ignore[arg-type]
    )


def test_a_return_is_announced_with_its_refund(store: Store) -> None:
    """The return stands in the store with its lines, and an event tells of it."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = _shirt(unit, anna)
        case = announce_return(unit, _asks(unit, anna), order.number, {order.line_ids[0]: 1})
        row = unit.connection.execute(select(returns)).one()
        line = unit.connection.execute(select(return_lines)).one()
        event = unit.connection.execute(select(crm_events)).one()

    assert (4000, "return", "announced") == (case.refund_minor, row.kind, row.status)
    assert (order.line_ids[0], 1) == (line.order_line_id, line.quantity)
    assert ("ReturnAnnounced", case.number) == (event.type, event.data["number"])


def test_what_was_returned_cannot_be_returned_again(store: Store) -> None:
    """Pieces come back once; a rejected return does not count."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        asks = _asks(unit, anna)
        order = _shirt(unit, anna)
        (line_id,) = order.line_ids
        announce_return(unit, asks, order.number, {line_id: 2})
        with pytest.raises(Refused) as caught:
            announce_return(unit, asks, order.number, {line_id: 1})
        unit.connection.execute(update(returns).values(status="rejected"))
        left = pieces_left(unit, find_order(unit, asks, order.number), [line_id])

    assert ("already_returned", {line_id: 2}) == (caught.value.code, left)


@pytest.mark.parametrize(("tier", "allowed"), [(None, False), ("gold", True)])
def test_gold_members_have_more_time(store: Store, tier: str | None, allowed: bool) -> None:
    """Forty days after delivery only a gold member can return."""
    with store.transaction() as unit:
        anna = add_customer(unit, tier=tier)
        order = _shirt(unit, anna, delivered_days_ago=40)
        asks, pieces = _asks(unit, anna), {order.line_ids[0]: 1}
        if allowed:
            assert announce_return(unit, asks, order.number, pieces).number
        else:
            with pytest.raises(Refused, match="until"):
                announce_return(unit, asks, order.number, pieces)


def test_nobody_returns_for_others(store: Store) -> None:
    """Someone else's order is unknown, and nothing is written."""
    with store.transaction() as unit:
        order = _shirt(unit, add_customer(unit))
        ben = add_customer(unit, "Ben Adler", "ben@example.org")
        pieces = {order.line_ids[0]: 1}
        for act in (announce_return, report_missing):
            with pytest.raises(NotFound):
                act(unit, _asks(unit, ben), order.number, pieces)
        with pytest.raises(NotFound):
            report_damage(unit, _asks(unit, ben), order.number, pieces, "refund")

        assert [] == unit.connection.execute(select(returns)).all()


def test_an_exchange_takes_the_new_pieces(store: Store) -> None:
    """Other sizes and colours are offered; the chosen one is kept back from the stock, once."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        asks = _asks(unit, anna)
        order = _shirt(unit, anna)
        line = find_order(unit, asks, order.number).lines[0]
        offered = [variant.text for variant in other_variants(unit, line)]
        announce_exchange(unit, asks, order.number, line.id, Variant(size="l"))
        with pytest.raises(Refused) as caught:
            announce_exchange(unit, asks, order.number, line.id, Variant(size="S"))
        stock = unit.connection.scalar(select(products.c.stock))
        (state,) = line_states(unit, find_order(unit, asks, order.number))
        wanted = unit.connection.scalar(select(return_lines.c.exchange_for))

    assert ["S", "L", "white"] == offered
    assert ("being_exchanged", 3, 1, 0, "L") == (
        caught.value.code,
        stock,
        state.exchanges,
        state.left,
        wanted,
    )


@pytest.mark.parametrize("again", ["return", "damage"])
@pytest.mark.parametrize(
    ("status", "outcome"),
    [("announced", "being_exchanged"), ("received", "being_exchanged"), ("closed", "accepted")],
)
def test_what_is_being_exchanged_brings_no_money(
    store: Store, status: str, outcome: str, again: str
) -> None:
    """Pieces are exchanged or paid back, never both; what an exchange brought may come back."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        asks = _asks(unit, anna)
        order = _shirt(unit, anna)
        (line,) = order.line_ids
        announce_exchange(unit, asks, order.number, line, Variant(size="L"))
        unit.connection.execute(update(returns).values(status=status))
        try:
            if again == "return":
                announce_return(unit, asks, order.number, {line: 2})
            else:
                report_damage(unit, asks, order.number, {line: 2}, "refund")
            told = "accepted"
        except Refused as refusal:
            told = refusal.code

    assert outcome == told


@pytest.mark.parametrize(
    ("stock", "wanted", "code"),
    [(1, Variant(size="L"), "out_of_stock"), (5, Variant(size="XXL"), "no_other_variant")],
)
def test_an_exchange_for_what_is_not_there(
    store: Store, stock: int, wanted: Variant, code: str
) -> None:
    """What is sold out or never was is refused, and a return is offered instead."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = _shirt(unit, anna, stock=stock)
        with pytest.raises(Refused) as caught:
            announce_exchange(unit, _asks(unit, anna), order.number, order.line_ids[0], wanted)
        left = unit.connection.scalar(select(products.c.stock))

    assert (code, ("return_item",), stock) == (caught.value.code, caught.value.alternatives, left)


@pytest.mark.parametrize(("stock", "wish", "left"), [(5, "replacement", 3), (1, "refund", 1)])
def test_damage_brings_a_replacement_while_there_is_one(
    store: Store, stock: int, wish: str, left: int
) -> None:
    """A wished replacement is set aside; when it is sold out it becomes a refund."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = _shirt(unit, anna, stock=stock)
        pieces = {order.line_ids[0]: 2}
        report = report_damage(unit, _asks(unit, anna), order.number, pieces, "replacement")
        now = unit.connection.scalar(select(products.c.stock))
        ticket = unit.connection.execute(select(tickets)).one()

    assert (wish, left) == (report.wish, now)
    assert (report.ticket, order.id, "damaged_item") == (
        ticket.number,
        ticket.order_id,
        ticket.topic,
    )


def test_a_missing_parcel_is_looked_for_once(store: Store) -> None:
    """The report opens a case and an urgent ticket; a second one names the first."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        asks = _asks(unit, anna)
        order = add_order(unit, anna, status="shipped", expected_in_days=-4)
        pieces = dict.fromkeys(order.line_ids, 1)
        report = report_missing(unit, asks, order.number, pieces)
        with pytest.raises(Refused) as caught:
            report_missing(unit, asks, order.number, pieces)
        ticket = unit.connection.execute(select(tickets)).one()
        (case,) = open_returns(unit, asks, kind="missing")

    assert ("already_reported", {"case_number": report.case.number}) == (
        caught.value.code,
        caught.value.values,
    )
    assert ("high", report.case.number) == (ticket.priority, case.number)
