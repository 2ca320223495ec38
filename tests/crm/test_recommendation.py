"""Recommendations come from the best source that has some, and fit what is wished."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from crm.catalogue import Wishes
from crm.popular import keep_popular
from crm.purchase_taste import Taste
from crm.recommendation import Pick, recommend
from crm.store import Store, utc_now
from crm.tables.events import product_neighbours
from tests.shop import add_customer, add_order, add_product
from tests.tailored_shop import add_neighbours, add_recommendations


def _reasons(picks: tuple[Pick, ...]) -> list[tuple[str, str]]:
    return [(pick.product.name, pick.reason) for pick in picks]


def test_a_customer_gets_what_the_models_found(store: Store) -> None:
    """Bought, sold out and withdrawn products are left out; what is used up may come again."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        duvet = add_product(unit, "Linen duvet cover")
        tea = add_product(unit, "Green tea", consumable=True)
        sheet = add_product(unit, "Linen sheet")
        gone = add_product(unit, "Gone", active=False)
        out = add_product(unit, "Out", stock=0)
        add_order(unit, anna, [(duvet, 1), (tea, 1)])
        rows = [(gone, duvet), (out, duvet), (duvet, tea), (sheet, duvet), (tea, None)]
        add_recommendations(unit, anna, rows)
        picks = recommend(unit, anna.id, count=2)

    assert [
        ("Linen sheet", "because you bought the Linen duvet cover"),
        ("Green tea", "fits what you bought before"),
    ] == _reasons(picks)


def test_it_is_filled_up_from_the_last_purchase_and_from_what_is_popular(store: Store) -> None:
    """Too few from one source are followed by the next, and nothing is named twice."""
    with store.transaction() as unit:
        anna, ben = add_customer(unit), add_customer(unit, "Ben", "ben@example.org")
        lamp = add_product(unit, "Lamp", category="lighting")
        bulb = add_product(unit, "Bulb", category="lighting")
        pot = add_product(unit, "Pot")
        cup = add_product(unit, "Cup")
        add_neighbours(unit, lamp, [bulb, lamp])
        add_order(unit, anna, [(lamp, 1)])
        for _ in range(2):
            add_order(unit, ben, [(pot, 1)])
        picks = recommend(unit, anna.id, count=5)

    assert [
        ("Bulb", "because you bought the Lamp"),
        ("Pot", "popular at the moment"),
        ("Cup", "from our range"),
    ] == _reasons(picks)
    assert cup.name == picks[-1].product.name


def test_the_product_in_talk_comes_first(store: Store) -> None:
    """Its companions are named before all else, and it is not recommended itself."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        teapot, cosy = add_product(unit, "Teapot"), add_product(unit, "Tea cosy")
        other = add_product(unit, "Other")
        add_neighbours(unit, teapot, [cosy])
        add_recommendations(unit, anna, [(teapot, None), (other, teapot)])
        picks = recommend(unit, anna.id, near=teapot.id, count=2)

    assert ["Tea cosy", "Other"] == [pick.product.name for pick in picks]


def test_wishes_hold_for_every_source(store: Store) -> None:
    """What the models found is left out when it is too dear or of another kind."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        dear = add_product(unit, "Dear lamp", 9900, category="lighting")
        cheap = add_product(unit, "Cheap lamp", 1900, category="lighting")
        bowl = add_product(unit, "Bowl", 900)
        add_recommendations(unit, anna, [(dear, None), (bowl, None)])
        add_order(unit, None, [(cheap, 1)])
        picks = recommend(unit, anna.id, Wishes(category="lighting", below_minor=5000))

    assert [("Cheap lamp", "popular in Lighting")] == _reasons(picks)


def test_guests_get_what_fits_and_is_popular(store: Store) -> None:
    """Without purchases the newest orders count; what nobody bought fits at least."""
    with store.transaction() as unit:
        blue = {"colours": ["blue"]}
        mug = add_product(unit, "Mug", attributes=blue)
        add_product(unit, "Jug", attributes=blue)
        red = add_product(unit, "Red mug", attributes={"colours": ["red"]})
        add_order(unit, None, [(red, 5), (mug, 1)])
        picks = recommend(unit, wishes=Wishes(colour="blue"))
        nothing = recommend(unit, wishes=Wishes(colour="pink"))

    assert [("Mug", "popular at the moment"), ("Jug", "fits what you are looking for")] == _reasons(
        picks
    )
    assert () == nothing


def test_no_more_than_two_in_three_are_of_a_kind(store: Store) -> None:
    """The third of a category waits until something else has been shown."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        cup = add_product(unit, "Cup", category="kitchen")
        lamps = [add_product(unit, f"Lamp {n}", category="lighting") for n in range(3)]
        rug = add_product(unit, "Rug", category="home")
        add_order(unit, anna, [(cup, 1)])
        add_recommendations(unit, anna, [(one, cup) for one in (*lamps, rug)])
        picks = recommend(unit, anna.id, count=4)

    assert ["Lamp 0", "Lamp 1", "Rug", "Lamp 2"] == [pick.product.name for pick in picks]


def test_what_is_alike_comes_at_last_rather_than_not_at_all(store: Store) -> None:
    """In a shop of one category, all picks are of it."""
    with store.transaction() as unit:
        for n in range(4):
            add_product(unit, f"Lamp {n}", 1000 + n, category="lighting")
        picks = recommend(unit, count=4)

    assert ["Lamp 0", "Lamp 1", "Lamp 2", "Lamp 3"] == [pick.product.name for pick in picks]


def test_usual_prices_go_first(store: Store) -> None:
    """Who buys for little sees the dear one last, unless a price was named."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        bought = [add_product(unit, f"Cup {n}", 1000 + 100 * n) for n in range(4)]
        dear = add_product(unit, "Chandelier", 89900, category="lighting")
        cheap = add_product(unit, "Lamp", 1900, category="home")
        add_order(unit, anna, [(cup, 1) for cup in bought])
        add_recommendations(unit, anna, [(dear, bought[0]), (cheap, bought[0])])
        usual = recommend(unit, anna.id, count=2)
        named = recommend(unit, anna.id, Wishes(below_minor=100_000), count=2)

    assert ["Lamp", "Chandelier"] == [pick.product.name for pick in usual]
    assert ["Chandelier", "Lamp"] == [pick.product.name for pick in named]


def test_what_is_used_up_is_named_when_it_is_due(store: Store) -> None:
    """Tea bought every month and a month ago is due; a teapot bought as often is not named."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        tea = add_product(unit, "Green tea", consumable=True)
        pot = add_product(unit, "Teapot")
        for days in (90, 60, 30):
            add_order(unit, anna, [(tea, 1), (pot, 1)], placed_days_ago=days)
        picks = recommend(unit, anna.id)

    assert [("Green tea", "you have bought it 3 times and may need it again")] == _reasons(picks)


@pytest.mark.parametrize(
    ("days_ago", "due"),
    [([30, 60, 90], [(7, 3)]), ([10, 40, 70], []), ([300, 330], []), ([30], []), ([30, 30], [])],
)
def test_due_is_what_was_bought_at_a_pace(days_ago: list[int], due: list[tuple[int, int]]) -> None:
    """Not too early, not when it has long been left, and not after one day alone."""
    now = utc_now()
    taste = Taste(now, {7: [now - timedelta(days=days) for days in days_ago]})

    assert due == taste.due_again()


def test_a_reason_is_true_of_what_nobody_bought_together(store: Store) -> None:
    """What is only described alike is not said to be bought by others."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        teapot, new = add_product(unit, "Teapot"), add_product(unit, "New teapot")
        add_neighbours(unit, teapot, [new])
        unit.connection.execute(update(product_neighbours).values(together=0))
        add_order(unit, anna, [(teapot, 1)])
        asked = recommend(unit, near=teapot.id, count=1)
        bought = recommend(unit, anna.id, count=1)

    assert [("New teapot", "like the Teapot")] == _reasons(asked)
    assert [("New teapot", "like the Teapot that you bought")] == _reasons(bought)


def test_what_several_purchases_speak_for_goes_first(store: Store) -> None:
    """Without rows of the models, the companions of all latest purchases count together."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        tea, pot = add_product(unit, "Tea"), add_product(unit, "Pot")
        scale, cosy = add_product(unit, "Scale"), add_product(unit, "Cosy")
        add_neighbours(unit, tea, [scale, cosy])
        add_neighbours(unit, pot, [cosy])
        add_order(unit, anna, [(tea, 1), (pot, 1)])
        picks = recommend(unit, anna.id, count=2)

    assert [("Cosy", "because you bought the Tea"), ("Scale", "because you bought the Tea")] == (
        _reasons(picks)
    )


def test_popularity_is_taken_as_it_was_counted(store: Store) -> None:
    """What was kept is read, the latest time; what is sold out meanwhile is left out."""
    with store.transaction() as unit:
        mug, jug = add_product(unit, "Mug"), add_product(unit, "Jug")
        out = add_product(unit, "Out", stock=0)
        keep_popular(unit, [mug.id])
        keep_popular(unit, [out.id, jug.id, mug.id])
        picks = recommend(unit)

    assert [("Jug", "popular at the moment"), ("Mug", "popular at the moment")] == _reasons(picks)


@given(prices=st.lists(st.integers(1, 100_000), min_size=2, max_size=20))
def test_a_usual_price_is_one_between_usual_prices(prices: list[int]) -> None:
    """Where two prices are usual, all between them are; with no bounds, every price is."""
    taste = Taste(utc_now(), {}, min(prices), max(prices))

    assert all(taste.is_usual(price) for price in prices)
    assert not taste.is_usual(max(prices) + 1)
    assert Taste(utc_now()).is_usual(prices[0])
