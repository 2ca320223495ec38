"""The range of the demo shop is whole, distinct and believable."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree

import pytest

from shopdata.demo.goods import Product, load_goods
from shopdata.demo.pictures import COLOURS, product_svg

GOODS = load_goods()


def test_the_range_has_300_products_in_12_categories() -> None:
    """There are 25 products in each of 12 categories."""
    counts = Counter(product.category for product in GOODS.products)

    assert {category.slug: 25 for category in GOODS.categories} == dict(counts)
    assert 12 == len(counts)


@pytest.mark.parametrize("column", ["sku", "name", "description"])
def test_no_two_products_share(column: str) -> None:
    """Numbers, names and descriptions are distinct, so that a name means one product."""
    values = [getattr(product, column).casefold() for product in GOODS.products]

    assert [] == [value for value, count in Counter(values).items() if count > 1]


def test_aliases_point_to_one_product_each() -> None:
    """What customers call a product is not what they call another one."""
    counts = Counter(alias.casefold() for product in GOODS.products for alias in product.aliases)
    names = {product.name.casefold() for product in GOODS.products}

    assert [] == [alias for alias, count in counts.items() if count > 1 or alias in names]


def test_every_product_says_what_it_is() -> None:
    """Each has a description of substance, a material, known colours and two or more aliases."""
    poor = [
        product.sku
        for product in GOODS.products
        if len(product.description) < 60
        or not product.material
        or not set(product.colours) <= set(COLOURS)
        or not product.colours
        or len(product.aliases) < 2
    ]

    assert [] == poor


def test_prices_are_those_of_a_shop_for_the_home() -> None:
    """Half of the prices lie under 30 euros, none below 4 or above 400."""
    prices = sorted(product.price_minor for product in GOODS.products)

    assert 400 <= prices[0] <= prices[-1] <= 40_000
    assert 2000 <= prices[len(prices) // 2] <= 3000


def _parsed(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)  # noqa: S314 - it is our own text


def test_each_picture_is_an_image_of_its_own() -> None:
    """Pictures are well-formed, name the product and are not all alike."""
    pictures = [product_svg(product) for product in GOODS.products]
    titles = [_parsed(picture)[0].text for picture in pictures]

    assert len(set(pictures)) == len(pictures)
    assert [product.name for product in GOODS.products] == titles


def test_a_picture_escapes_the_name() -> None:
    """A name with markup stays text."""
    name = '<script>alert("1")</script> & Söhne'
    product = Product("X", name, "none", "", 100, "", ("unheard of",), (), (), None)
    root = _parsed(product_svg(product))

    assert (name, name) == (root[0].text, root.attrib["aria-label"])
