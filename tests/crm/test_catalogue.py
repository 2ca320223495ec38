"""Products are found by what customers call them, and searched by what they wish."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from crm.catalogue import Wishes, card, category_slug, named, product, products_by_id, search
from crm.catalogue_file import export
from crm.errors import NotFound
from crm.store import Store
from crm.tables.catalogue import products
from tests.shop import add_product


@pytest.fixture
def shop(store: Store) -> Store:
    """Return a store with a handful of lamps and a teapot."""
    with store.transaction() as unit:
        add_product(
            unit, "Walnut desk lamp", 8900, category="lighting", aliases=["reading lamp"],
            attributes={"material": "walnut", "colours": ["walnut"]},
        )  # fmt: skip
        add_product(
            unit, "Clip-on reading light", 2490, category="lighting",
            attributes={"colours": ["black", "dark red"], "sizes": ["S", "45 x 45 cm"]},
        )  # fmt: skip
        add_product(unit, "100% linen lamp_shade", 1900, category="lighting", stock=0)
        add_product(unit, "Stoneware teapot", 3200, stock=3, attributes={"colours": ["blue"]})
        add_product(unit, "Old walnut desk lamp", 100, category="lighting", active=False)
    return store


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("walnut desk lamp", ["Walnut desk lamp"]),
        ("READING LAMP", ["Walnut desk lamp"]),
        ("SKU-0004", ["Stoneware teapot"]),
        ("lamp", ["Walnut desk lamp", "100% linen lamp_shade"]),
        ("lamps", ["Walnut desk lamp", "100% linen lamp_shade"]),
        ("light reading", ["Clip-on reading light"]),
        ("100%", ["100% linen lamp_shade"]),
        ("%", ["100% linen lamp_shade"]),
        ("'; drop table products; --", []),
        ("sofa", []),
        ("   ", []),
    ],
)
def test_products_are_found_by_name(shop: Store, name: str, expected: list[str]) -> None:
    """A whole name, alias or article number is exact; else all words must stand in the names."""
    with shop.reading() as unit:
        assert expected == [found.name for found in named(unit, name)]


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (Wishes(category="lighting", below_minor=5000), [3, 2]),
        (Wishes(below_minor=2490), [3, 2]),
        (Wishes(above_minor=3200), [4, 1]),
        (Wishes(colour="red"), [2]),
        (Wishes(colour="Blue"), [4]),
        (Wishes(size="45x45cm"), []),
        (Wishes(size="45 x 45 cm"), [2]),
        (Wishes(size="s"), [2]),
        (Wishes(category="garden"), []),
        (Wishes(), [3, 2, 4, 1]),
    ],
)
def test_a_search_fulfils_all_wishes(shop: Store, wishes: Wishes, expected: list[int]) -> None:
    """Category, colour, size and price bound the result, which is cheapest first."""
    with shop.reading() as unit:
        found = [one.id for one in search(unit, wishes)]

    assert expected == found


def test_what_is_not_sold_is_not_found(shop: Store) -> None:
    """An inactive product looks like none, whoever asks for it."""
    with shop.reading() as unit:
        known = products_by_id(unit, [5, 1, 99])
        with pytest.raises(NotFound, match="no product 5"):
            product(unit, 5)

    assert [1] == list(known)


@pytest.mark.parametrize(
    ("stock", "expected"), [(-1, "out"), (0, "out"), (1, "low"), (5, "low"), (6, "in_stock")]
)
def test_availability_follows_the_stock(store: Store, stock: int, expected: str) -> None:
    """Five left are few; none is none."""
    with store.transaction() as unit:
        item = add_product(unit, stock=stock)
        assert expected == product(unit, item.id).availability


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2026-07-01", date(2026, 7, 1)), (None, None), ("next spring", None)],
)
def test_a_restock_day_that_cannot_be_read_is_no_promise(
    store: Store, written: str | None, expected: date | None
) -> None:
    """Imports may hold any text there."""
    with store.transaction() as unit:
        item = add_product(unit)
        unit.connection.execute(update(products).values(restock_expected_on=None))
        if written:
            short = written[:10]
            unit.connection.execute(update(products).values(restock_expected_on=short))
        assert expected == product(unit, item.id).restock_on


@pytest.mark.parametrize("name", ["lighting", "Lighting", " LIGHTING ", 1, "1"])
def test_categories_are_found_by_any_name(shop: Store, name: str | int) -> None:
    """Slug, title and key lead to the slug."""
    with shop.reading() as unit:
        assert "lighting" == category_slug(unit, name)


def test_a_card_has_the_form_of_the_api(shop: Store) -> None:
    """The card holds what the widget shows, and the reason it is shown for."""
    with shop.reading() as unit:
        shown = card(product(unit, 4), "popular in Kitchen")

    assert {
        "kind": "product",
        "id": 4,
        "title": "Stoneware teapot",
        "category": "Kitchen",
        "price": {"minor": 3200, "currency": "EUR", "text": "€32.00"},
        "image": "/demo/images/4.svg",
        "stock": "low",
        "url": "/product/4",
        "why": "popular in Kitchen",
    } == shown


def test_the_catalogue_file_is_replaced_only_when_it_changed(shop: Store, tmp_path: Path) -> None:
    """The engine reads what is sold; an unchanged catalogue leaves the file alone."""
    path = tmp_path / "var" / "catalogue.json"
    with shop.transaction() as unit:
        first = export(unit, path)
        before = path.stat().st_mtime_ns
        again = export(unit, path)
        same = path.stat().st_mtime_ns
        unit.connection.execute(update(products).where(products.c.id == 4).values(active=False))
        third = export(unit, path)
    content = json.loads(path.read_text("utf-8"))

    assert (first, before) == (again, same)
    assert first != third
    assert third == content["version"]
    assert "DE" == content["country"]
    assert [1, 2, 3] == [row["id"] for row in content["products"]]
    assert {"id": 1, "name": "Walnut desk lamp", "category": "lighting"} | {
        "aliases": ["reading lamp"]
    } == content["products"][0]
    assert ["kitchen", "lighting"] == [row["id"] for row in content["categories"]]
    assert [path.name] == [file.name for file in path.parent.iterdir()]
