"""Looking through the shop: what a page of products holds, whatever is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from crm.catalogue import Wishes
from crm.popular import keep_popular
from crm.shelves import PER_PAGE, Asked, Shelf, Sort, category_names, shelf
from crm.store import Store
from crm.tables.catalogue import products
from tests.shop_goods import add_product

GOODS: list[dict[str, Any]] = [
    {"name": "Linen throw", "price_minor": 4000, "category": "bedding"}
    | {"attributes": {"colours": ["navy", "Sage"], "sizes": ["L", "S"]}},
    {"name": "Wool throw", "price_minor": 6000, "category": "bedding", "stock": 0}
    | {"attributes": {"colours": ["navy"], "sizes": ["XL"]}},
    {"name": "Navy mug", "price_minor": 1500, "category": "kitchen", "aliases": ["beaker"]}
    | {"attributes": {"material": "sage", "colours": ["natural"], "sizes": ["10 cm", "9 cm"]}},
    {"name": "Plain beaker", "price_minor": 1200, "category": "kitchen"}
    | {"description": "100% stoneware, thrown by hand."},
    {"name": "Old mug", "category": "kitchen", "active": False},
    {"name": "Parcel string", "price_minor": 300, "category": None, "attributes": {"colours": "x"}},
]


@pytest.fixture
def shop(store: Store) -> Store:
    """Return a store with a few products."""
    with store.transaction() as unit:
        for goods in GOODS:
            add_product(unit, **goods)
        unit.connection.execute(
            update(products).where(products.c.id == 4).values(created_at=unit.now)
        )
    return store


def look(shop: Store, **asked: Any) -> Shelf:
    """Return the shelf that somebody asked for."""
    with shop.reading() as unit:
        return shelf(unit, Asked(**asked))


def names(found: Shelf) -> list[str]:
    """Return the names of the products on a shelf."""
    return [one.name for one in found.products]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["Linen throw", "Navy mug", "Parcel string", "Wool throw", "Plain beaker"]),
        ({"wishes": Wishes(category="bedding")}, ["Linen throw", "Wool throw"]),
        ({"wishes": Wishes(category="none")}, []),
        ({"wishes": Wishes(colour="SAGE")}, ["Linen throw"]),
        ({"wishes": Wishes(colour="nav")}, []),
        ({"wishes": Wishes(size="S")}, ["Linen throw"]),
        ({"wishes": Wishes(colour="navy"), "in_stock": True}, ["Linen throw"]),
        ({"wishes": Wishes(above_minor=1500, below_minor=4000)}, ["Linen throw", "Navy mug"]),
        ({"words": "beakers"}, ["Plain beaker", "Navy mug"]),
        ({"words": "  BEDDING   wool "}, ["Wool throw"]),
        ({"words": "100%"}, ["Plain beaker"]),
        ({"words": "%"}, ["Plain beaker"]),
        ({"words": "_' OR 1=1 --"}, []),
        ({"words": "throw", "sort": Sort.DEAREST}, ["Wool throw", "Linen throw", "Plain beaker"]),
        ({"words": "throw", "sort": Sort.CHEAPEST}, ["Plain beaker", "Linen throw", "Wool throw"]),
        ({"wishes": Wishes(category="kitchen"), "sort": Sort.NAME}, ["Navy mug", "Plain beaker"]),
    ],
)
def test_filters_and_orders_hold(shop: Store, asked: dict[str, Any], expected: list[str]) -> None:
    """Every filter holds exactly, words are found wherever they stand, and orders are kept."""
    found = names(look(shop, **asked))

    if asked:
        assert expected == found
    else:
        # Which category comes first among equals is up to the store.
        assert sorted(expected) == sorted(found)


def test_the_newest_and_the_popular_come_first(shop: Store) -> None:
    """The day a product came decides, and what is bought most; the rest follows."""
    with shop.transaction() as unit:
        keep_popular(unit, [5, 6, 2])

    assert "Plain beaker" == names(look(shop, sort=Sort.NEWEST))[0]
    assert ["Parcel string", "Wool throw"] == names(look(shop, sort=Sort.POPULAR))[:2]


def test_facets_tell_what_can_be_chosen(shop: Store) -> None:
    """They count what category and words leave, whatever else is filtered; sizes by largeness."""
    facets = look(shop, wishes=Wishes(category="bedding", colour="sage")).facets
    mug = look(shop, words="navy mug").facets

    assert (("navy", 2), ("Sage", 1)) == facets.colours
    assert (("S", 1), ("L", 1), ("XL", 1)) == facets.sizes
    assert (4000, 6000) == (facets.lowest_minor, facets.highest_minor)
    assert (("9 cm", 1), ("10 cm", 1)) == mug.sizes


def test_categories_count_what_is_sold(shop: Store) -> None:
    """A category's number leaves out what is no longer sold."""
    with shop.reading() as unit:
        found = category_names(unit)

    assert [("bedding", "Bedding", 2), ("kitchen", "Kitchen", 2)] == found


def test_pages_end_with_the_last(shop: Store) -> None:
    """Each product is on one page, and a page past the end is the last one."""
    with shop.transaction() as unit:
        for place in range(PER_PAGE * 2):
            add_product(unit, f"Spoon {place}", category="kitchen")
    pages = [look(shop, page=page) for page in (1, 2, 3)]
    seen = [one.id for page in pages for one in page.products]

    assert (3, PER_PAGE * 2 + 5, len(seen)) == (pages[0].pages, pages[0].total, len(set(seen)))
    assert names(pages[2]) == names(look(shop, page=10**9))
    assert 3 == look(shop, page=10**9).page


def test_an_empty_shop_has_an_empty_page(store: Store) -> None:
    """Without products there is one page with nothing on it."""
    found = look(store)

    assert (1, 1, 0, ()) == (found.page, found.pages, found.total, found.products)
    assert (0, 0) == (found.facets.lowest_minor, found.facets.highest_minor)


@given(words=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=100))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_may_be_searched(shop: Store, words: str) -> None:
    """Whatever is searched for, there is an answer, and what it names is on sale."""
    found = look(shop, words=words)

    assert found.total == len(found.products) <= 5
