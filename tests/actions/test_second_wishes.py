"""Two wishes in one message are seen to one after the other; none is dropped without a word."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.store import Store
from crm.tables.orders import return_lines, returns
from tests.shop import add_customer, add_order, add_product
from tests.talking import Talker
from tests.two_orders import order_statuses, two_orders

CANCEL, TRACK, CONTINUE = "action_cancel_order", "action_track_order", "action_continue"
DAMAGED, MISSING = "action_report_damaged", "action_report_missing"
BOTH = {"order_id": "104201", "order_id#2": "104202"}


def test_both_orders_are_cancelled_one_after_the_other(store: Store) -> None:
    """The first is asked about, then the second; each needs a yes of its own."""
    talker = Talker(store, two_orders(store))
    asked = talker.ask(CANCEL, "cancel both 104201 and 104202", entities=BOTH)
    done = talker.ask(CONTINUE, "yes", intent="affirm")
    between = order_statuses(store)
    last = talker.ask(CONTINUE, "yes", intent="affirm")

    assert ["utter_one_at_a_time", "utter_cancel_confirm"] == asked.names
    assert (
        ["utter_cancelled_refund", "utter_next_request", "utter_cancel_confirm"],
        "104202",
        ["cancelled", "placed"],
    ) == (done.names, done.responses[-1]["order_number"], between)
    assert (["utter_cancelled_refund"], ["cancelled"] * 2) == (last.names, order_statuses(store))


def test_a_no_leaves_both_alone(store: Store) -> None:
    """Each no keeps its own order, and then nothing is left to ask."""
    talker = Talker(store, two_orders(store))
    talker.ask(CANCEL, "cancel 104201 and 104202", entities=BOTH)
    kept = talker.ask(CONTINUE, "no", intent="deny")
    heard = talker.ask(CONTINUE, "no", intent="deny")
    idle = talker.ask(CONTINUE, "no", intent="deny")

    assert ["utter_cancel_kept", "utter_next_request", "utter_cancel_confirm"] == kept.names
    assert (["utter_cancel_kept"], ["utter_idle_deny"]) == (heard.names, idle.names)
    assert ["placed"] * 2 == order_statuses(store)


def test_both_orders_are_tracked(store: Store) -> None:
    """What needs no question is answered at once."""
    talker = Talker(store, two_orders(store))
    heard = talker.ask(TRACK, "track 104201 and 104202", entities=BOTH)

    assert ["104201", "104202"] == [card["number"] for card in heard.cards]


def test_another_wish_of_one_order_is_nothing_special(store: Store) -> None:
    """The same number twice is one order."""
    twice = {"order_id": "104201", "order_id#2": "104201"}
    heard = Talker(store, two_orders(store)).ask(TRACK, "104201, where is 104201?", entities=twice)

    assert ["utter_track_placed"] == heard.names


@pytest.mark.parametrize(
    "text",
    [
        "the lamp is broken and one food container is missing",
        "hello, one food container is missing. The lamp arrived broken, too",
    ],
)
@pytest.mark.parametrize("first", [DAMAGED, MISSING])
def test_what_is_broken_and_what_is_missing(store: Store, first: str, text: str) -> None:
    """Each report gets its own thing: the lamp is not lost because the container is."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        goods = [
            add_product(unit, title) for title in ("Walnut desk lamp", "Glass food containers")
        ]
        order = add_order(unit, anna, [(one, 1) for one in goods], status="delivered")
    talker = Talker(store, anna)
    talker.ask(first, text)
    answers = {"choice": "A refund, please", "confirm": "yes", "offer": "yes"}
    for _ in range(2):
        talker.ask(CONTINUE, answers[str(talker.dialogue["awaiting"])])
    with store.reading() as unit:
        query = select(returns.c.kind, return_lines.c.order_line_id)
        rows = unit.connection.execute(query.join(return_lines)).all()

    assert {("damaged", order.line_ids[0]), ("missing", order.line_ids[1])} == {
        tuple(row) for row in rows
    }
