"""Recommendations come into the store without anybody waiting, and old ones go out of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from crm.popular import popular_products
from crm.recommendation import recommend
from crm.store import Store
from crm.tables.events import customer_recommendations, product_neighbours
from crm_models import recommendation_rows
from crm_models.kinds.recommend import Recommend
from crm_models.product_texts import read_products
from crm_models.purchase_lines import active_customers, purchases_of, read_purchases
from crm_models.recommendation_rows import write_recommendations
from crm_models.recommenders.serving import Recommended
from tests.shop import Item, Person, add_customer, add_order, add_product


def fill(store: Store) -> tuple[list[Person], list[Item]]:
    """Add four teas that eight customers buy three of, and a ninth who bought long ago."""
    with store.transaction() as unit:
        teas = [add_product(unit, f"Tea {n}", category="tea") for n in range(4)]
        people = [add_customer(unit, f"P {n}", f"p{n}@example.org", days_ago=900) for n in range(9)]
        for place, person in enumerate(people):
            days = 500 if place == 8 else 10 + place
            bought = [(tea, 1) for n, tea in enumerate(teas) if n != place % 4]
            add_order(unit, person, bought, status="delivered", placed_days_ago=days)
    return people, teas


def fitted(store: Store) -> Recommend:
    """Return a model of all purchases of the store."""
    with store.reading() as unit:
        return Recommend().fit(read_purchases(unit), read_products(unit), unit.now)


def rows_of(store: Store) -> dict[int, list[tuple[int, int]]]:
    """Return product and rank of the recommendations by customer."""
    found: dict[int, list[tuple[int, int]]] = {}
    with store.reading() as unit:
        for row in unit.connection.execute(select(customer_recommendations)):
            found.setdefault(row.customer_id, []).append((row.product_id, row.rank))
    return found


@pytest.mark.parametrize("size", [5_000, 20])
def test_all_who_ordered_lately_get_rows(
    store: Store, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is recommended the one tea they lack, however many rows are written at once."""
    monkeypatch.setattr(recommendation_rows, "MOST_ROWS", size)
    people, teas = fill(store)
    write_recommendations(store, fitted(store))

    expected = {person.id: [(teas[n % 4].id, 1)] for n, person in enumerate(people[:8])}
    assert expected == rows_of(store)


def test_writing_again_replaces_the_rows(store: Store) -> None:
    """What was bought since is gone, and so are the rows of who no longer counts as active."""
    people, teas = fill(store)
    model = fitted(store)
    write_recommendations(store, model)
    with store.transaction() as unit:
        row = {"customer_id": people[8].id, "rank": 1, "product_id": teas[0].id, "score": 1.0}
        unit.connection.execute(customer_recommendations.insert().values(row))
        add_order(unit, people[0], [(teas[0], 1)], placed_days_ago=1)
    write_recommendations(store, model)

    assert {person.id for person in people[1:8]} == rows_of(store).keys()


def test_only_who_has_ordered_since_is_written_anew(store: Store) -> None:
    """The others keep the rows that they have."""
    people, teas = fill(store)
    model = fitted(store)
    with store.transaction() as unit:
        row = {"customer_id": people[8].id, "rank": 1, "product_id": teas[0].id, "score": 1.0}
        unit.connection.execute(customer_recommendations.insert().values(row))
        since = unit.now - timedelta(days=11.5)
    write_recommendations(store, model, since)

    assert {people[0].id, people[1].id, people[8].id} == rows_of(store).keys()


def test_who_was_erased_meanwhile_gets_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A customer who goes between reading and writing stops nothing."""
    people, _ = fill(store)
    model, recommend_all = fitted(store), Recommend.recommend

    def with_one_more(self: Recommend, *given: Any) -> Recommended:
        found = recommend_all(self, *given)
        found.customer[found.customer == people[8].id] = people[8].id + 1_000
        return found

    monkeypatch.setattr(Recommend, "recommend", with_one_more)
    monkeypatch.setattr(
        recommendation_rows, "active_customers", lambda *_: np.arange(1, people[8].id + 1_001)
    )
    write_recommendations(store, model)

    assert people[8].id + 1_000 not in rows_of(store)


def test_companions_and_what_is_popular_are_written(store: Store) -> None:
    """Teas that the same customers bought go together, by rank; all of them are popular."""
    _, teas = fill(store)
    model = fitted(store)
    for _ in range(2):
        write_recommendations(store, model)
    with store.reading() as unit:
        rows = unit.connection.execute(
            select(product_neighbours).where(product_neighbours.c.product_id == teas[0].id)
        ).all()
        popular = popular_products(unit)

    assert [1, 2, 3] == sorted(row.rank for row in rows)
    assert {4} == {row.together for row in rows} - {5}
    assert {tea.id for tea in teas} == set(popular)


def test_the_action_reads_what_the_model_wrote(store: Store) -> None:
    """The whole way: from orders to a product with its reason."""
    people, teas = fill(store)
    write_recommendations(store, fitted(store))
    with store.reading() as unit:
        active = recommend(unit, people[0].id)
        away = recommend(unit, people[8].id)

    assert [(teas[0].id, "because_bought")] == [(p.product.id, p.source) for p in active]
    assert [(teas[0].id, "because_bought")] == [(p.product.id, p.source) for p in away]


def test_purchases_of_some_customers(store: Store) -> None:
    """Only theirs are read, in the order of their keys; guests' orders count for nobody."""
    people, _ = fill(store)
    with store.transaction() as unit:
        add_order(unit, None)
    with store.reading() as unit:
        active = active_customers(unit, unit.now - timedelta(days=11.5), 5)
        latest = active_customers(unit, unit.now - timedelta(days=11.5), 1)
        found = purchases_of(unit, active)
        nobody = purchases_of(unit, active[:0])

    assert [people[0].id, people[1].id] == active.tolist()
    assert [people[0].id] == latest.tolist()
    assert [people[0].id] * 3 + [people[1].id] * 3 == found.customer.tolist()
    assert 0 == len(nobody)
