"""All requests of one message are seen to, in order, and none acts without its own yes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.store import Store
from crm.tables.orders import return_lines
from tests.shop import add_customer, add_order, add_product
from tests.talking import Talker
from tests.two_orders import order_statuses, two_orders

CANCEL_AND_TRACK = (
    "cancel 104201 and where is 104202?",
    ("cancel 104201", "cancel_order", {"order_id": "104201"}),
    ("where is 104202", "track_order", {"order_id": "104202"}),
)
TRACK_AND_CANCEL = (
    "where is 104202? and cancel 104201",
    ("where is 104202", "track_order", {"order_id": "104202"}),
    ("cancel 104201", "cancel_order", {"order_id": "104201"}),
)


@pytest.mark.parametrize(
    ("answer", "intent", "said", "status"),
    [
        ("yes", "affirm", "utter_cancelled_refund", "cancelled"),
        ("no", "deny", "utter_cancel_kept", "placed"),
    ],
)
def test_what_waits_comes_by_itself(
    store: Store, answer: str, intent: str, said: str, status: str
) -> None:
    """The order is tracked as soon as the question before it has its answer."""
    talker = Talker(store, two_orders(store))
    asked = talker.says_several(*CANCEL_AND_TRACK)
    before = order_statuses(store)
    heard = talker.says(answer, intent)

    assert ["utter_one_at_a_time", "utter_cancel_confirm"] == asked.names
    assert [said, "utter_next_request", "utter_track_placed"] == heard.names
    assert "104202" == heard.cards[-1]["number"]
    assert (["placed", "placed"], [status, "placed"]) == (before, order_statuses(store))


def test_what_needs_no_answer_is_followed_at_once(store: Store) -> None:
    """The first is answered and the second asked about in one turn; it acts on a yes only."""
    talker = Talker(store, two_orders(store))
    asked = talker.says_several(*TRACK_AND_CANCEL)
    before = order_statuses(store)
    talker.says("yes", "affirm")

    assert ["utter_track_placed", "utter_cancel_confirm"] == asked.names
    assert (["placed", "placed"], ["cancelled", "placed"]) == (before, order_statuses(store))


def test_the_same_message_again_has_no_second_effect(store: Store) -> None:
    """All its replies are recorded under the message's id."""
    talker = Talker(store, two_orders(store))
    talker.says_several(*CANCEL_AND_TRACK)
    dialogue = talker.dialogue
    first = talker.ask("action_continue", "yes", intent="affirm", message_id="m", routed=True)
    talker.dialogue = dialogue
    again = talker.ask("action_continue", "yes", intent="affirm", message_id="m", routed=True)

    assert first.responses == again.responses


def test_an_answer_and_a_request_in_one_message(store: Store) -> None:
    """ "Yes, and where is the other one?" confirms first."""
    talker = Talker(store, two_orders(store))
    talker.says("cancel 104201", "cancel_order", {"order_id": "104201"})
    heard = talker.says_several(
        "yes, and where is 104202?",
        ("yes", "affirm", {}),
        ("where is 104202", "track_order", {"order_id": "104202"}),
    )

    assert ["utter_cancelled_refund", "utter_track_placed"] == heard.names
    assert ["cancelled", "placed"] == order_statuses(store)


@pytest.mark.parametrize(
    ("text", "answer", "more"),
    [
        ("ok but first tell me the delivery cost", "ok", "first tell me the delivery cost"),
        ("ok, and how long do refunds take?", "ok", "how long do refunds take"),
        ("sure, but will I be charged?", "sure", "will I be charged"),
        ("yes, and will I be charged?", "yes", "will I be charged"),
        ("yes but keep my points", "yes", "keep my points"),
        ("okay but can i reorder it later?", "okay", "can i reorder it later"),
    ],
)
@pytest.mark.parametrize("intent", ["affirm", "inform"])
def test_a_yes_that_only_opens_a_question_carries_out_nothing(
    store: Store, text: str, answer: str, more: str, intent: str
) -> None:
    """A condition or a question behind it makes it no plain yes: the bot's question stands."""
    talker = Talker(store, two_orders(store))
    talker.says("cancel 104201", "cancel_order", {"order_id": "104201"})
    talker.says_several(text, (answer, intent, {}), (more, "delivery_options", {}))

    assert ("confirm", ["placed", "placed"]) == (talker.dialogue["awaiting"], order_statuses(store))


def test_a_no_and_another_wish_for_the_same_order(store: Store) -> None:
    """ "Actually no, where is it?" cancels nothing and tracks the order that was asked about."""
    talker = Talker(store, two_orders(store))
    talker.says("cancel 104201", "cancel_order", {"order_id": "104201"})
    heard = talker.says_several(
        "actually no, where is it?", ("actually no", "deny", {}), ("where is it", "track_order", {})
    )

    assert (["utter_cancel_kept", "utter_track_placed"], "104201", ["placed"] * 2) == (
        heard.names,
        heard.cards[0]["number"],
        order_statuses(store),
    )


def test_stop_drops_the_question_and_offers_the_rest(store: Store) -> None:
    """Who wants to stop is not taken further unasked; a yes goes on."""
    talker = Talker(store, two_orders(store))
    talker.says_several(*CANCEL_AND_TRACK)
    stopped = talker.says("let us end this here", "stop")
    heard = talker.says("yes", "affirm")

    assert ["utter_nothing_changed", "utter_next_offer"] == stopped.names
    assert (["utter_track_placed"], "104202") == (heard.names, heard.cards[0]["number"])


def test_nothing_waits_once_a_person_takes_over(store: Store) -> None:
    """The colleague reads the message and sees to the rest."""
    talker = Talker(store, two_orders(store))
    talker.says_several(*CANCEL_AND_TRACK)
    talker.says("let me talk to a person", "contact_human_agent")

    assert [] == talker.dialogue["later"]


def test_another_request_meanwhile_does_not_lose_what_waits(store: Store) -> None:
    """A question about something else is answered, and what waited follows."""
    talker = Talker(store, two_orders(store))
    talker.says_several(*CANCEL_AND_TRACK)
    heard = talker.says("how many points do I have?", "loyalty_status")

    assert ["utter_next_request", "utter_track_placed"] == heard.names[-2:]


def test_things_of_one_order_go_back_together(store: Store) -> None:
    """ "Return the lamp and the mug" is one return with one question."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        goods = [(add_product(unit, title), 1) for title in ("Desk lamp", "Stoneware mug")]
        order = add_order(unit, anna, goods, status="delivered")
    talker = Talker(store, anna)
    asked = talker.says_several(
        "return the lamp and the mug",
        ("return the lamp", "return_item", {"product": "lamp"}),
        ("the mug", "return_item", {"product": "mug"}),
    )
    talker.says("yes", "affirm")
    with store.reading() as unit:
        returned = set(unit.connection.scalars(select(return_lines.c.order_line_id)))

    assert ("utter_return_confirm", set(order.line_ids)) == (asked.names[-1], returned)


def test_a_guest_proves_the_first_order_and_then_the_second(store: Store) -> None:
    """Each order of a guest needs its proof; the second is asked for after the first."""
    anna = two_orders(store)
    talker = Talker(store)
    asked = talker.says_several(*CANCEL_AND_TRACK)
    confirm = talker.says(anna.email, "inform", {"email": anna.email})
    heard = talker.says("yes", "affirm")

    assert ["utter_one_at_a_time", "utter_ask_order_proof"] == asked.names
    assert ["utter_cancel_confirm"] == confirm.names
    assert [
        "utter_cancelled_refund",
        "utter_next_request",
        "utter_ask_order_proof_or_choose",
    ] == heard.names


def test_a_request_of_an_older_version_that_cannot_be_read_is_dropped(store: Store) -> None:
    """A dialogue that was kept in another form does no harm."""
    talker = Talker(store, two_orders(store))
    talker.dialogue = {**talker.dialogue, "later": [{"number": "1"}]}
    heard = talker.says("where is 104201", "track_order", {"order_id": "104201"})

    assert (["utter_track_placed"], []) == (heard.names[:1], talker.dialogue["later"])


def test_products_that_are_shown_keep_nothing_waiting(store: Store) -> None:
    """Advice may always be refined, so what was asked beside it is answered at once."""
    with store.transaction() as unit:
        add_product(unit, name="Round lamp")
    heard = Talker(store).says_several(
        "recommend a lamp, and which cards do you take?",
        ("recommend a lamp", "recommend_product", {}),
        ("which cards do you take", "check_payment_methods", {}),
    )

    assert ["product"] == [card["kind"] for card in heard.cards]
    assert "utter_payment_methods" == heard.names[-1]
