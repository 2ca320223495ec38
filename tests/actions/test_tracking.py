"""Customers and guests ask where an order is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from actions.wording import LONGEST_NUMBER
from crm.store import Store
from crm.tables.orders import orders, shipments
from tests.shop import add_customer, add_order, add_product
from tests.talking import Talker

TRACK = "action_track_order"


@pytest.mark.parametrize(
    ("order", "response"),
    [
        ({"status": "placed"}, "utter_track_placed"),
        ({"status": "placed", "payment": "failed"}, "utter_track_awaiting_payment"),
        (
            {"status": "placed", "payment": "pending", "method": "pay_later"},
            "utter_track_placed",
        ),
        ({"status": "packed"}, "utter_track_packed"),
        ({"status": "shipped"}, "utter_track_shipped"),
        ({"status": "shipped", "expected_in_days": -2}, "utter_track_late"),
        ({"status": "out_for_delivery"}, "utter_track_out_for_delivery"),
        ({"status": "delivered"}, "utter_track_delivered"),
        ({"status": "cancelled"}, "utter_track_cancelled"),
    ],
)
def test_each_situation_has_its_words(
    store: Store, order: dict[str, object], response: str
) -> None:
    """The only order is shown with the words and the card of where it is."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        placed = add_order(unit, anna, [(add_product(unit), 2)], **order)  # type: ignore[arg-type]
    heard = Talker(store, anna).ask(TRACK, "where is my stuff")

    assert [response] == heard.names
    assert [(placed.number, [{"title": "Stoneware teapot", "quantity": 2}])] == [
        (card["number"], card["items"]) for card in heard.cards
    ]


@pytest.mark.parametrize("status", ["lost", "returned"])
def test_a_parcel_that_went_astray(store: Store, status: str) -> None:
    """What the carrier reports counts more than the order's own state."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, status="shipped")
        unit.connection.execute(update(shipments).values(status=status))
    expected = {"lost": "utter_track_lost", "returned": "utter_track_sent_back"}

    assert [expected[status]] == Talker(store, anna).ask(TRACK).names


def test_the_steps_of_the_card_follow_the_order(store: Store) -> None:
    """The card shows which steps lie behind the order."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, status="shipped")
    (card,) = Talker(store, anna).ask(TRACK).cards

    assert [True, True, True, False, False] == [step["done"] for step in card["steps"]]


def test_several_orders_are_offered_as_a_choice(store: Store) -> None:
    """Who has two orders on their way chooses one by its button."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="1001", status="shipped")
        add_order(unit, anna, number="1002", status="placed")
        add_order(unit, anna, number="1000", status="delivered")
    talker = Talker(store, anna)
    asked = talker.ask(TRACK)
    told = talker.reply("1001")

    assert (["utter_choose_order"], ["1002", "1001"]) == (asked.names, asked.quick_replies)
    assert (["utter_track_shipped"], "1001") == (told.names, talker.dialogue["order"])


def test_it_means_the_order_spoken_of_last(store: Store) -> None:
    """After an order was shown, the next question is about it, unless another is asked for."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="1001", status="shipped")
        add_order(unit, anna, number="1002", status="placed")
    talker = Talker(store, anna)
    talker.ask(TRACK, entities={"order_id": "1001"})
    again = talker.ask(TRACK, "and when does it come?")
    other = talker.ask(TRACK, "what about my other order")

    assert (["utter_track_shipped"], ["utter_track_placed"]) == (again.names, other.names)


def test_a_named_product_finds_its_order(store: Store) -> None:
    """ "Where is my teapot" needs no number when one order holds a teapot."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        lamp = add_product(unit, "Walnut desk lamp")
        add_order(unit, anna, [(lamp, 1)], number="1001", status="shipped")
        add_order(unit, anna, number="1002", status="packed")
    heard = Talker(store, anna).ask(TRACK, "where is my lamp", entities={"product": "desk lamp"})

    assert ["utter_track_shipped"] == heard.names


@pytest.mark.parametrize(
    "proof", ["guest@example.org", "20095", "it is 20095", "20 095", "My zip code is 20095"]
)
def test_a_guest_proves_an_order(store: Store, proof: str) -> None:
    """A guest is asked for the number, then for one detail, and is then shown the order."""
    with store.transaction() as unit:
        add_order(unit, number="104233", status="shipped")
    talker = Talker(store)
    first = talker.ask(TRACK, "where's my parcel")
    second = talker.reply("104233")
    third = talker.reply(proof, entities={"order_id": "20095"} if "20095" in proof else None)
    later = talker.ask(TRACK, "and now?")

    assert ["utter_ask_order_number"] == first.names
    assert ["utter_ask_order_proof"] == second.names
    assert ["utter_track_shipped"] == third.names == later.names


def test_a_guest_who_says_all_at_once_is_asked_nothing(store: Store) -> None:
    """Number and e-mail in one message are enough."""
    with store.transaction() as unit:
        add_order(unit, number="104233", status="shipped")
    found = {"order_id": "104233", "email": "guest@example.org"}
    heard = Talker(store).ask(TRACK, "104233 guest@example.org", entities=found)

    assert ["utter_track_shipped"] == heard.names


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("104233 guest@example.org", "104233"),
        ("sorry, I meant 104233, guest@example.org", "104233"),
        ("guest@example.org, and it is order 104233 after all", "104233"),
    ],
)
def test_a_guest_may_mend_the_number_beside_the_proof(store: Store, text: str, named: str) -> None:
    """Another number in the message with the e-mail is the one that is proven."""
    with store.transaction() as unit:
        add_order(unit, number="104233", status="shipped")
    talker = Talker(store)
    talker.ask(TRACK, "where is 104999", entities={"order_id": "104999"})
    found = {"order_id": named, "email": "guest@example.org"}

    assert ["utter_track_shipped"] == talker.reply(text, entities=found).names


def test_figures_of_an_e_mail_address_are_no_order(store: Store) -> None:
    """A number within the address of the proof leaves the order that is being proven."""
    address = "anna104999@example.org"
    with store.transaction() as unit:
        add_order(unit, add_customer(unit, email=address), number="104233", status="shipped")
    talker = Talker(store)
    talker.ask(TRACK, "where is 104233", entities={"order_id": "104233"})
    heard = talker.reply(address, entities={"order_id": "104999", "email": address})

    assert ["utter_track_shipped"] == heard.names


def test_nothing_tells_an_order_from_none(store: Store) -> None:
    """A guest with a wrong proof hears the same for an order that exists and one that does not."""
    with store.transaction() as unit:
        add_order(unit, number="104233")
    heard = []
    for number in ("104233", "104234"):
        talker = Talker(store)
        said = [talker.ask(TRACK, number, entities={"order_id": number})]
        said += [talker.reply("eve@example.org"), talker.reply("99999")]
        heard.append([str(turn.responses).replace(number, "N") for turn in said])

    assert heard[0] == heard[1]


def test_guessing_ends_with_a_person(store: Store) -> None:
    """After too many wrong proofs the bot looks at none and offers a person."""
    with store.transaction() as unit:
        add_order(unit, number="104233")
    talker = Talker(store)
    talker.ask(TRACK, entities={"order_id": "104233"})
    wrong = [talker.reply(f"guess{n}@example.org").names for n in range(5)]
    right = talker.reply("guest@example.org")

    assert [["utter_order_unproven"]] * 5 == wrong
    assert ["utter_order_proof_blocked"] == right.names
    assert any("person" in reply for reply in right.quick_replies)


def test_someone_elses_order_is_not_shown(store: Store) -> None:
    """A signed-in customer who names another's order may prove it or choose one of their own."""
    with store.transaction() as unit:
        add_order(unit, add_customer(unit), number="104233")
        ben = add_customer(unit, "Ben Adler", "ben@example.org")
        add_order(unit, ben, number="104299", status="packed")
    talker = Talker(store, ben)
    asked = talker.ask(TRACK, entities={"order_id": "104233"})
    chosen = talker.reply("104299", entities={"order_id": "104299"})

    assert (["utter_ask_order_proof_or_choose"], ["104299"], []) == (
        asked.names,
        asked.quick_replies,
        asked.cards,
    )
    assert ["utter_track_packed"] == chosen.names


@pytest.mark.parametrize(
    "number", ["9" * 5000, "1'; DROP TABLE orders; --", "😀😀", "<script>", "\x00", "-1"]
)
def test_nonsense_for_a_number_is_answered_clearly(store: Store, number: str) -> None:
    """Whatever is given for a number, the bot says what one looks like or asks for the proof."""
    talker = Talker(store)
    by_entity = talker.ask(TRACK, number, entities={"order_id": number})
    by_text = talker.ask(TRACK, number)

    assert by_entity.names[0] in {"utter_order_number_unclear", "utter_ask_order_proof"}
    assert by_text.names[0] in {"utter_order_number_unclear", "utter_ask_order_proof"}


@pytest.mark.parametrize(
    ("number", "response"),
    [
        ("123456789", "utter_ask_order_proof_or_choose"),
        ("9" * 30, "utter_ask_order_proof_or_choose"),
        ("9" * 60, "utter_order_number_unclear"),
    ],
)
def test_a_number_that_is_too_long_is_no_other_order(
    store: Store, number: str, response: str
) -> None:
    """The only order is offered, but not taken for the one that was named; little is said back."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104233")
    heard = Talker(store, anna).ask(
        TRACK, f"where is order {number}", entities={"order_id": number}
    )
    said = [str(one.get("order_number", "")) for one in heard.responses]

    assert ([response], [], 1) == (heard.names, heard.cards, len(heard.quick_replies))
    assert [] == [one for one in said if len(one) > LONGEST_NUMBER]


def test_a_customer_without_orders(store: Store) -> None:
    """A new customer hears that there is nothing yet."""
    with store.transaction() as unit:
        anna = add_customer(unit)

    assert ["utter_no_orders"] == Talker(store, anna).ask(TRACK).names


def test_days_are_those_of_the_shop(store: Store) -> None:
    """A parcel that is expected at 23:00 UTC in summer comes the next day, Berlin time."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, status="packed")
        at = unit.now.replace(hour=23) + timedelta(days=1)
        unit.connection.execute(update(orders).values(expected_at=at))

    assert "Wednesday 17 June" == Talker(store, anna).ask(TRACK).value("expected")
