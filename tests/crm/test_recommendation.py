"""Recommendations come from the best source that has some, and fit what is wished."""

from __future__ import annotations

from crm.catalogue import Wishes
from crm.recommendation import Pick, recommend
from crm.store import Store
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
