"""The shop's products page by page: filtered, sorted, and with what one can filter by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, case, cast, func, select

from crm.catalogue import Product, Wishes, products_by_id
from crm.popular import popular_products
from crm.product_words import singular, words_of
from crm.store import Unit
from crm.tables.catalogue import categories, products

PER_PAGE = 24

# What a search looks at is bounded, however many products there are and however much is asked.
_MOST = 5_000
_MOST_WORDS = 8
_LETTERS = ("XS", "S", "M", "L", "XL", "XXL")
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)

_ALL = Wishes()


class Sort(StrEnum):
    """The orders in which products can be shown."""

    FEATURED = "featured"
    NEWEST = "newest"
    POPULAR = "popular"
    CHEAPEST = "cheapest"
    DEAREST = "dearest"
    NAME = "name"


@dataclass(frozen=True)
class Asked:
    """What somebody who looks through the shop asked for.

    Parameters
    ----------
    wishes:
        The filters; ``colour`` and ``size`` are exact here, but for capitals.
    words:
        All of them stand in a product's name, aliases, category or description.
    page:
        From 1; the last one is shown for any greater number.
    """

    wishes: Wishes = _ALL
    words: str = ""
    in_stock: bool = False
    sort: Sort = Sort.FEATURED
    page: int = 1


@dataclass(frozen=True)
class Facets:
    """What can be filtered by among all that the category and the words leave.

    Parameters
    ----------
    colours, sizes:
        Each with how many products come in it: the most frequent colour first, the smallest size.
    lowest_minor, highest_minor:
        Prices in minor units; 0 where there is nothing.
    """

    colours: tuple[tuple[str, int], ...]
    sizes: tuple[tuple[str, int], ...]
    lowest_minor: int
    highest_minor: int


@dataclass(frozen=True)
class Shelf:
    """One page of products; ``pages`` is at least 1, ``total`` counts all pages' products."""

    products: tuple[Product, ...]
    page: int
    pages: int
    total: int
    facets: Facets


def shelf(unit: Unit, asked: Asked) -> Shelf:
    """Return the page of active products that was asked for."""
    found = unit.connection.execute(_candidates(asked)).all()
    fitting = [row for row in found if _fits(row, asked)]
    if asked.sort is Sort.POPULAR:
        places = {key: place for place, key in enumerate(popular_products(unit))}
        fitting.sort(key=lambda row: places.get(row.id, len(places)))
    pages = max(1, -(-len(fitting) // PER_PAGE))
    page = min(max(asked.page, 1), pages)
    keys = [row.id for row in fitting[(page - 1) * PER_PAGE : page * PER_PAGE]]
    shown = tuple(products_by_id(unit, keys).values())
    return Shelf(shown, page, pages, len(fitting), _facets(found))


def category_names(unit: Unit) -> list[tuple[str, str, int]]:
    """Return slug, name and number of active products of each category, by name."""
    query = (
        select(categories.c.slug, categories.c.name, func.count(products.c.id))
        .outerjoin(products, (products.c.category_id == categories.c.id) & products.c.active)
        .group_by(categories.c.id, categories.c.slug, categories.c.name)
        .order_by(categories.c.name)
    )
    return [(slug, name, count) for slug, name, count in unit.connection.execute(query)]


def _candidates(asked: Asked) -> Select[Any]:
    """Return the query for what category and words leave, in the order that was asked for."""
    query = (
        select(products.c.id, products.c.attributes, products.c.price_minor, products.c.stock)
        .outerjoin(categories, categories.c.id == products.c.category_id)
        .where(products.c.active)
        .limit(_MOST)
    )
    if asked.wishes.category is not None:
        query = query.where(categories.c.slug == asked.wishes.category)
    words = [singular(word) for word in asked.words.casefold().split()[:_MOST_WORDS]]
    name = func.lower(products.c.name)
    said = func.lower(name + " " + cast(products.c.aliases, Text) + " ")
    all_said = func.lower(
        said + func.coalesce(categories.c.name, "") + " " + products.c.description
    )
    for word in words:
        query = query.where(all_said.contains(word, autoescape=True))
    near = _nearness(words, name, said) if asked.sort is Sort.FEATURED else ()
    return query.order_by(*near, *_order(asked.sort))


def _nearness(
    words: Sequence[str], name: ColumnElement[str], said: ColumnElement[str]
) -> Iterable[ColumnElement[Any]]:
    """Yield, for each word, that a name counts before an alias, and that before the rest."""
    for word in words:
        yield case(
            (name.contains(word, autoescape=True), 0),
            (said.contains(word, autoescape=True), 1),
            else_=2,
        )


def _order(sort: Sort) -> tuple[ColumnElement[Any], ...]:
    if sort is Sort.CHEAPEST:
        return products.c.price_minor.asc(), products.c.id
    if sort is Sort.DEAREST:
        return products.c.price_minor.desc(), products.c.id
    if sort is Sort.NAME:
        return func.lower(products.c.name), products.c.id
    # The first of each category, then the second of each: a first page shows the whole shop.
    key = products.c.id.desc() if sort is Sort.NEWEST else products.c.id.asc()
    turn = func.row_number().over(partition_by=products.c.category_id, order_by=key)
    if sort is Sort.NEWEST:
        return products.c.created_at.desc(), turn, products.c.category_id
    return turn, products.c.category_id, products.c.id


def _fits(row: Row[Any], asked: Asked) -> bool:
    wishes, attributes = asked.wishes, row.attributes or {}
    return (
        (row.stock > 0 or not asked.in_stock)
        and (wishes.above_minor is None or row.price_minor >= wishes.above_minor)
        and (wishes.below_minor is None or row.price_minor <= wishes.below_minor)
        and _holds(words_of(attributes.get("colours")), wishes.colour)
        and _holds(words_of(attributes.get("sizes")), wishes.size)
    )


def _holds(made: Iterable[str], wanted: str | None) -> bool:
    return wanted is None or wanted.casefold() in {one.casefold() for one in made}


def _facets(rows: Sequence[Row[Any]]) -> Facets:
    prices = [row.price_minor for row in rows] or [0]
    colours = sorted(_counted(rows, "colours").items(), key=lambda pair: (-pair[1], pair[0]))
    sizes = sorted(_counted(rows, "sizes").items(), key=lambda pair: _largeness(pair[0]))
    return Facets(tuple(colours), tuple(sizes), min(prices), max(prices))


def _counted(rows: Sequence[Row[Any]], name: str) -> Counter[str]:
    return Counter(one for row in rows for one in set(words_of((row.attributes or {}).get(name))))


def _largeness(size: str) -> tuple[int, list[float], str]:
    """Return what sizes are sorted by: letters from XS up, then numbers within their unit."""
    letters = size.split("/")[0]
    if letters in _LETTERS:
        return 0, [_LETTERS.index(letters)], size
    numbers = [float(one) for one in _NUMBER.findall(size)]
    return 1, numbers, size
