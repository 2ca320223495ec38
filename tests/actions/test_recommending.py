"""Recommendations obey what is named and what may be spent, and say what is true of them."""

from __future__ import annotations

import pytest

from crm.store import Store
from tests.shop import Item, add_customer, add_order, add_product
from tests.tailored_shop import add_neighbours, add_recommendations
from tests.talking import Entities, Heard, Talker

STOCK, INFO, RECOMMEND = "action_check_stock", "action_product_info", "action_recommend"
DISCOUNT = "action_discount"
LIGHTING: Entities = {"category": {"value": "Lighting", "resolved": {"id": "lighting"}}}


@pytest.fixture
def shop(store: Store) -> Store:
    """Return a store with lamps, two teapots and a jumper with a companion."""
    with store.transaction() as unit:
        for name, price in (("Paper lamp", 490), ("Oak lamp", 3500), ("Brass lamp", 7900)):
            add_product(unit, name, price, category="lighting")
        add_product(unit, "Glass teapot", 2900, category="tea")
        add_product(unit, "Iron teapot", 5900, category="tea")
        jumper = add_product(unit, "Wool jumper", 8900, category="clothing")
        add_neighbours(unit, jumper, [add_product(unit, "Wool socks", 1200, category="clothing")])
    return store


def _titles(heard: Heard) -> list[str]:
    return [card["title"] for card in heard.cards]


def _about_jumper(store: Store) -> Talker:
    talker = Talker(store)
    talker.ask(INFO, "tell me about the wool jumper", entities={"product": "wool jumper"})
    return talker


def _euros(text: str, *amounts: int) -> Entities:
    """Return the amounts of a text as they are read, with their places."""
    return {
        f"amount#{n}": {
            "value": f"{n} EUR",
            "resolved": {"minor": n * 100, "currency": "EUR"},
            "start": text.index(str(n)),
            "end": text.index(str(n)) + len(str(n)),
        }
        for n in amounts
    }


@pytest.mark.parametrize("action", [STOCK, INFO])
@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("got any unicorns in stock?", {}),
        ("how much is the unicorn?", {}),
        ("do you have the unicorn lamp", {"product": "unicorn lamp"}),
    ],
)
def test_what_is_not_sold_is_said(shop: Store, action: str, text: str, entities: Entities) -> None:
    """The product in talk is never taken for another one that was named."""
    heard = _about_jumper(shop).ask(action, text, entities=entities)

    assert (["utter_product_not_found"], []) == (heard.names, heard.cards)


def test_it_is_the_product_in_talk_again(shop: Store) -> None:
    """After a thing that is not sold, "it" is what was spoken of before."""
    talker = _about_jumper(shop)
    talker.ask(STOCK, "got any unicorns in stock?")
    heard = talker.ask(STOCK, "is it in stock?")

    assert ["Wool jumper"] == _titles(heard)


def test_a_recommended_thing_is_in_talk(shop: Store) -> None:
    """What is shown alone is meant by "it", and its companions may be of any kind."""
    with shop.transaction() as unit:
        kettle = add_product(unit, "Copper kettle", 4900, category="kitchen")
        add_neighbours(unit, kettle, [add_product(unit, "Tea towel", 900, category="bath")])
    talker = _about_jumper(shop)
    talker.ask(RECOMMEND, "recommend a kettle", entities={"product": "kettle"})
    heard = talker.ask(RECOMMEND, "what goes well with it?")

    assert "Tea towel" == _titles(heard)[0]


@pytest.mark.parametrize("text", ["is it in stock?", "in stock?", "any left?", "and in wool?"])
def test_the_product_in_talk_is_still_meant(shop: Store, text: str) -> None:
    """A question that names nothing else is about it."""
    heard = _about_jumper(shop).ask(STOCK, text)

    assert ["Wool jumper"] == _titles(heard)


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("can you recommend a teapot?", {"product": "teapot"}, ["Glass teapot", "Iron teapot"]),
        ("recommend the oak lamp", {"product": "oak lamp"}, ["Oak lamp"]),
        ("can you recommend a lamp", LIGHTING, ["Paper lamp", "Oak lamp", "Brass lamp"]),
    ],
)
def test_the_named_goes_before_the_product_in_talk(
    shop: Store, text: str, entities: Entities, expected: list[str]
) -> None:
    """After talk about a jumper a teapot is a teapot."""
    heard = _about_jumper(shop).ask(RECOMMEND, text, entities=entities)

    assert (["utter_recommend_fits"], expected) == (heard.names, _titles(heard))


def test_earlier_wishes_do_not_bind_another_thing(shop: Store) -> None:
    """Who looked for cheap lamps before gets teapots of any price."""
    talker = Talker(shop)
    talker.ask(
        RECOMMEND,
        "lamps under 20 euros",
        entities={**LIGHTING, **_euros("lamps under 20 euros", 20)},
    )
    heard = talker.ask(RECOMMEND, "and a teapot?", entities={"product": "teapot"})

    assert ["Glass teapot", "Iron teapot"] == _titles(heard)


def test_companions_are_shown_when_they_are_asked_for(shop: Store) -> None:
    """Of what nothing is bought with the intro does not say that it goes with it."""
    first = _about_jumper(shop).ask(RECOMMEND, "what goes with it?")
    gift = _about_jumper(shop).ask(RECOMMEND, "I need a gift for my dad")

    assert ("utter_recommend_mixed", "Wool socks") == (first.names[0], _titles(first)[0])
    assert "also bought by customers who bought the Wool jumper" == first.cards[0]["why"]
    assert "utter_recommend_goes_with" not in gift.names


@pytest.mark.parametrize(
    ("text", "amounts", "response", "expected"),
    [
        ("lamps under 50 euros", [50], "utter_recommend_fits", ["Paper lamp", "Oak lamp"]),
        ("lamps over 50 euros", [50], "utter_recommend_fits", ["Brass lamp"]),
        ("lamps between 20 and 40 euros", [20, 40], "utter_recommend_fits", ["Oak lamp"]),
        ("lamps between 20 and 40 euros", [40], "utter_recommend_fits", ["Oak lamp"]),
        (
            "lamps under 4 euros",
            [4],
            "utter_recommend_nearest_price",
            ["Paper lamp", "Oak lamp", "Brass lamp"],
        ),
        (
            "lamps over 90 euros",
            [90],
            "utter_recommend_nearest_price",
            ["Brass lamp", "Oak lamp", "Paper lamp"],
        ),
        (
            "lamps between 70 and 75 euros",
            [70, 75],
            "utter_recommend_nearest_price",
            ["Brass lamp", "Oak lamp", "Paper lamp"],
        ),
    ],
)
def test_a_price_is_kept_to(
    shop: Store, text: str, amounts: list[int], response: str, expected: list[str]
) -> None:
    """What is out of the range is only shown with a word about it, the nearest first."""
    heard = Talker(shop).ask(RECOMMEND, text, entities={**LIGHTING, **_euros(text, *amounts)})

    assert ([response], expected) == (heard.names, _titles(heard))


def test_the_named_kind_is_kept_when_nothing_has_the_price(shop: Store) -> None:
    """Teapots under ten euros are answered with the cheapest teapots."""
    wishes: Entities = {"product": "teapots", **_euros("teapots under 10 euros", 10)}
    heard = Talker(shop).ask(RECOMMEND, "teapots under 10 euros", entities=wishes)

    assert ["utter_recommend_nearest_price"] == heard.names
    assert ["Glass teapot", "Iron teapot"] == _titles(heard)


@pytest.mark.parametrize("action", [RECOMMEND, DISCOUNT])
@pytest.mark.parametrize("text", ["cheaper", "that's too expensive", "anything cheaper?"])
def test_cheaper_is_cheaper_than_what_was_shown(shop: Store, action: str, text: str) -> None:
    """However it was read, other things are shown and no code."""
    talker = Talker(shop)
    talker.ask(
        RECOMMEND, "lamps over 30 euros", entities={**LIGHTING, **_euros("lamps over 30 euros", 30)}
    )
    heard = talker.ask(action, text, intent="ask_discount")

    assert ["Paper lamp"] == _titles(heard)


@pytest.mark.parametrize(
    ("text", "amounts", "shows"),
    [
        ("under 5 euros please", [5], True),
        ("something under 5 euros", [5], True),
        ("is there a discount over 5 euros?", [5], False),
        ("can I get it cheaper?", [], False),
    ],
)
def test_a_price_alone_asks_for_goods(
    shop: Store, text: str, amounts: list[int], shows: bool
) -> None:
    """Read as a wish for a discount, "under five euros" still means things."""
    heard = Talker(shop).ask(DISCOUNT, text, intent="ask_discount", entities=_euros(text, *amounts))

    assert (["Paper lamp"] if shows else []) == _titles(heard)


def _bought(store: Store) -> Talker:
    with store.transaction() as unit:
        anna = add_customer(unit)
        duvet = add_product(unit, "Duvet")
        add_order(unit, anna, [(duvet, 1)])
        sheets: list[Item] = [add_product(unit, f"Sheet {n}") for n in range(2)]
        add_recommendations(unit, anna, [(sheet, duvet) for sheet in sheets])
    return Talker(store, anna)


def test_the_intro_is_true_of_all_that_is_shown(store: Store) -> None:
    """Only picks from earlier orders are said to be; a mixture is called ideas."""
    talker = _bought(store)
    alone = talker.ask(RECOMMEND, "what do you recommend?")
    with store.transaction() as unit:
        add_order(unit, None, [(add_product(unit, "Bowl"), 1)])
    mixed = talker.ask(RECOMMEND, "what do you recommend?")

    assert ["utter_recommend_for_you"] == alone.names
    assert (["utter_recommend_mixed"], 3) == (mixed.names, len(mixed.cards))
