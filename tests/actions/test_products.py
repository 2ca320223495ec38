"""Customers ask about stock and products, and get recommendations that fit."""

from __future__ import annotations

import pytest

from crm.stock import put_back
from crm.store import Store
from tests.shop import Item, add_customer, add_order, add_product
from tests.tailored_shop import add_neighbours, add_recommendations, events_of
from tests.talking import Entities, Talker

STOCK, INFO, RECOMMEND = "action_check_stock", "action_product_info", "action_recommend"


def _shirt(store: Store, **details: object) -> Item:
    made = {"colours": ["blue", "grey"], "sizes": ["S", "M"], "material": "flannel"}
    with store.transaction() as unit:
        return add_product(
            unit,
            "Flannel shirt",
            4900,
            category="clothing",
            attributes=made,
            **details,  # type: ignore[arg-type]
        )


def _product(item: Item) -> dict[str, object]:
    return {"value": item.name, "resolved": {"id": item.id, "name": item.name}}


@pytest.mark.parametrize(
    ("details", "wishes", "response", "value"),
    [
        ({"stock": 20}, {}, "utter_stock_in", None),
        ({"stock": 3}, {}, "utter_stock_low", ("count", "3")),
        ({"stock": 0}, {}, "utter_stock_out", None),
        (
            {"stock": 0, "restock_expected_on": "2026-06-20"},
            {},
            "utter_stock_out_until",
            ("day", "Saturday 20 June"),
        ),
        ({"stock": 0, "restock_expected_on": "2026-06-01"}, {}, "utter_stock_out", None),
        ({}, {"size": "M", "colour": "blue"}, "utter_stock_in", None),
        ({}, {"size": "XXL"}, "utter_stock_made_in", ("made", "S and M")),
        ({}, {"colour": "red"}, "utter_stock_made_in", ("made", "blue and grey")),
    ],
)
def test_stock_is_told_as_it_is(
    store: Store,
    details: dict[str, object],
    wishes: Entities,
    response: str,
    value: tuple[str, str] | None,
) -> None:
    """In stock, nearly gone, gone until a day, or not made that way: with the product's card."""
    shirt = _shirt(store, **details)
    heard = Talker(store).ask(
        STOCK, "do you have it?", entities={"product": _product(shirt), **wishes}
    )

    assert response == heard.names[0]
    assert [shirt.id] == [card["id"] for card in heard.cards]
    assert value is None or value[1] == heard.value(value[0])


def test_instead_of_what_is_sold_out_others_are_shown(store: Store) -> None:
    """Others of its kind that are in stock follow the bad news, and again when asked for."""
    shirt = _shirt(store, stock=0)
    with store.transaction() as unit:
        jumper = add_product(unit, "Jumper", category="clothing")
        belt = add_product(unit, "Belt", category="garden")
        add_neighbours(unit, shirt, [belt])
    talker = Talker(store)
    heard = talker.ask(STOCK, entities={"product": _product(shirt)})
    with store.transaction() as unit:
        put_back(unit, shirt.id, 9)
    similar = talker.ask(RECOMMEND, "Can you recommend something similar?")

    assert ["utter_stock_out", "utter_stock_instead"] == heard.names
    assert [shirt.id, jumper.id] == [card["id"] for card in heard.cards]
    assert [jumper.id] == [card["id"] for card in similar.cards]


@pytest.mark.parametrize("topic", [STOCK, INFO])
def test_the_bot_asks_which_product(store: Store, topic: str) -> None:
    """Without a product it asks, takes the name as it is typed, and then "it" is known."""
    shirt = _shirt(store)
    talker = Talker(store)
    asked = talker.ask(topic, "is it in stock?")
    missed = talker.reply("the thing with buttons")
    found = talker.reply("flannel shirt")
    again = talker.ask(STOCK, "and is it there in blue?", entities={"colour": "blue"})

    assert ["utter_ask_product"] == asked.names
    assert ["utter_product_not_found"] == missed.names
    assert shirt.id == found.cards[0]["id"]
    assert ["utter_stock_in"] == again.names


def test_a_name_of_several_products_is_asked_about(store: Store) -> None:
    """The customer chooses with a button, which sends the whole name."""
    with store.transaction() as unit:
        lamps = [add_product(unit, name, category="lighting") for name in ("Oak lamp", "Red lamp")]
    rows = [{"id": lamp.id, "name": lamp.name} for lamp in lamps]
    talker = Talker(store)
    several = {"product": {"value": "lamp", "resolved": {"candidates": rows}}}
    asked = talker.ask(STOCK, "is the lamp in stock", entities=several)
    chosen = talker.reply("Red lamp")

    assert (["utter_which_product"], ["Oak lamp", "Red lamp"]) == (asked.names, asked.quick_replies)
    assert [lamps[1].id] == [card["id"] for card in chosen.cards]


def test_a_category_shows_what_is_there(store: Store) -> None:
    """Asking for a kind of thing counts what is in stock and shows some of it."""
    with store.transaction() as unit:
        for name in ("Oak lamp", "Red lamp"):
            add_product(unit, name, category="lighting")
        add_product(unit, "Gone lamp", category="lighting", stock=0)
    kind = {"value": "Lighting", "resolved": {"id": "lighting", "name": "Lighting"}}
    talker = Talker(store)
    some = talker.ask(STOCK, "any lamps?", entities={"category": kind})
    none = talker.ask(STOCK, "any red lamps?", entities={"category": kind, "colour": "pink"})

    assert (["utter_stock_category"], "2") == (some.names, some.value("count"))
    assert 2 == len(some.cards)
    assert ["utter_stock_category_none"] == none.names


def test_a_product_is_described(store: Store) -> None:
    """Price, description, material, colours and sizes are said, and the card is shown."""
    shirt = _shirt(store, description="Soft and warm.")
    heard = Talker(store).ask(INFO, "tell me more", entities={"product": _product(shirt)})

    assert [
        "utter_product_info",
        "utter_product_material",
        "utter_product_colours",
        "utter_product_sizes",
    ] == heard.names
    assert ("€49.00", "Soft and warm.") == (heard.value("price"), heard.value("description"))


def test_two_products_are_compared(store: Store) -> None:
    """Two that are named in one question are both described."""
    shirt = _shirt(store)
    with store.transaction() as unit:
        plain = add_product(unit, "Plain shirt", 1900)
    both = {"product": _product(shirt), "product#2": _product(plain)}
    heard = Talker(store).ask(INFO, "what is the difference?", entities=both)

    assert [shirt.id, plain.id] == [card["id"] for card in heard.cards]


def test_a_recommendation_fits_what_was_bought(store: Store) -> None:
    """Each card says why; the reason is kept with the message and in an event."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        duvet, sheet = add_product(unit, "Linen duvet cover"), add_product(unit, "Linen sheet")
        add_order(unit, anna, [(duvet, 1)])
        add_recommendations(unit, anna, [(sheet, duvet)])
    heard = Talker(store, anna).ask(RECOMMEND, "what do you recommend?", intent="recommend_product")

    assert ["utter_recommend_for_you"] == heard.names
    assert ["because you bought the Linen duvet cover"] == [card["why"] for card in heard.cards]
    assert "because_bought" == heard.responses[0]["custom"]["why"]["picks"][0]["source"]
    assert [{"product_ids": [sheet.id], "sources": ["because_bought"]}] == events_of(
        store, "ProductsRecommended"
    )


def test_a_recommendation_is_narrowed_down(store: Store) -> None:
    """Later wishes are added to earlier ones, "something else" shows others, thanks are taken."""
    with store.transaction() as unit:
        lamps = [
            add_product(unit, f"Lamp {price}", price * 100, category="lighting")
            for price in (10, 20, 30, 40, 50, 60)
        ]
        add_product(unit, "Bowl", 1500)
    kind = {"value": "Lighting", "resolved": {"id": "lighting"}}
    talker = Talker(store)
    first = talker.ask(RECOMMEND, "a lamp", intent="recommend_product", entities={"category": kind})
    other = talker.ask(RECOMMEND, "what else?", intent="recommend_product")
    limit = {"value": "25 EUR", "resolved": {"minor": 2500, "currency": "EUR"}}
    cheap = talker.reply("under 25 euros", entities={"amount": limit})
    taken = talker.reply("yes, lovely", "affirm")

    assert [lamp.id for lamp in lamps[:3]] == [card["id"] for card in first.cards]
    assert [lamp.id for lamp in lamps[3:]] == [card["id"] for card in other.cards]
    assert [lamp.id for lamp in lamps[:2]] == [card["id"] for card in cheap.cards]
    assert ["utter_recommend_taken"] == taken.names


def test_what_cannot_be_had_is_answered_with_the_nearest(store: Store) -> None:
    """Without a match the same category is shown; without anything the bot asks on."""
    empty = Talker(store).ask(RECOMMEND, "anything", intent="recommend_product")
    with store.transaction() as unit:
        lamp = add_product(unit, "Lamp", 9900, category="lighting")
    wishes: Entities = {
        "category": {"value": "Lighting", "resolved": {"id": "lighting"}},
        "amount": {"value": "5 EUR", "resolved": {"minor": 500, "currency": "EUR"}},
    }
    heard = Talker(store).ask(RECOMMEND, "a lamp under 5 euros", entities=wishes)

    assert ["utter_recommend_none"] == empty.names
    assert (["utter_recommend_nearest_price"], [lamp.id]) == (
        heard.names,
        [card["id"] for card in heard.cards],
    )


def test_what_goes_with_a_product(store: Store) -> None:
    """The product in talk brings its companions."""
    shirt = _shirt(store)
    with store.transaction() as unit:
        tie = add_product(unit, "Tie")
        add_neighbours(unit, shirt, [tie])
    heard = Talker(store).ask(RECOMMEND, "what goes with it", entities={"product": _product(shirt)})

    assert ["utter_recommend_goes_with"] == heard.names
    assert ["also bought by customers who bought the Flannel shirt"] == [
        c["why"] for c in heard.cards
    ]


@pytest.mark.parametrize(
    ("action", "text", "expected"),
    [
        (RECOMMEND, "show me lamps under 50 euros", ["Oak lamp", "Paper lamp"]),
        ("action_discount", "any lamps under 50 euros?", ["Oak lamp", "Paper lamp"]),
        ("action_discount", "any discount on lamps under 50 euros?", []),
    ],
)
def test_a_kind_of_thing_below_a_price(
    store: Store, action: str, text: str, expected: list[str]
) -> None:
    """Who names a kind and a price wants to see such things, and no code."""
    with store.transaction() as unit:
        for name, price in (("Oak lamp", 4500), ("Brass lamp", 9900), ("Paper lamp", 1900)):
            add_product(unit, name, price, category="lighting")
        add_product(unit, "Bowl", 900)
    wishes: Entities = {
        "product": "lamps",
        "amount": {"value": "50 EUR", "resolved": {"minor": 5000, "currency": "EUR"}},
    }
    heard = Talker(store).ask(action, text, intent="recommend_product", entities=wishes)

    assert expected == [card["title"] for card in heard.cards]
