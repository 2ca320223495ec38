"""The demo shop at its edges: hostile and dead addresses, no service, small screens, keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Product
from tests.browser.shopping import Open, Shoot, heading, shown, violations
from tests.browser.test_newcomer import open_widget


@pytest.mark.parametrize(
    ("stored", "count"),
    [
        ("<script>alert(1)</script>", 0),
        ('{"id": 1}', 0),
        ('[null, 7, {"id": "../x"}, {"id": 1, "title": "t", "price": {"minor": 1.5}}]', 0),
        (
            '[{"id": 999999, "title": "<b>old</b>", "price": {"minor": 100, "currency": "EUR"},'
            ' "colour": null, "size": null, "quantity": 2}]',
            1,
        ),
    ],
)
def test_whatever_lies_in_the_browser_is_survived(
    product: Product, open_page: Open, stored: str, count: int
) -> None:
    """What this page did not write is left out, and what is no longer sold counts nothing."""
    shop = open_page(product.url)
    shop.evaluate("text => localStorage.setItem('juniper:basket', text)", stored)
    shop.goto(f"{product.url}/basket")

    expect(heading(shop)).to_have_text("Basket")
    expect(shop.get_by_test_id("basket-line")).to_have_count(count)
    if count:
        expect(shop.get_by_text("No longer sold", exact=False)).to_be_visible()
        expect(shop.get_by_text("<b>old</b>", exact=False).first).to_be_visible()
        expect(shop.get_by_test_id("basket-total")).to_have_text("€0.00")


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=<img src=x onerror=document.title='taken'>&page=999999999999999999999",
        "/search?q=%00%ff%ed%a0%80'; DROP TABLE products; --&from=-1&to=1e9&sort=x",
        "/category/tea?colour=<script>taken()</script>&page=0&size=%E0%A4%A",
        "/search?q=" + "long " * 400,
        "/category/tea?page=999999",
        "/category/tea?from=999999&to=000000",
    ],
)
def test_hostile_addresses_stay_text(product: Product, open_page: Open, address: str) -> None:
    """Whatever stands in an address is words or nothing: there is a list, and no script runs."""
    shop = open_page(product.url + address)

    expect(shop.get_by_test_id("results-count")).to_have_text(re.compile(r"^\d+ products?$"))
    expect(shop).to_have_title(re.compile(r" · Juniper & Co\.$"))
    assert 0 == shop.locator("main img[src='x'], main script").count()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/product/99999", "This product is not sold here"),
        ("/product/teapot", "This page is not here"),
        ("/category/cars", "There is no such category"),
    ],
)
def test_what_is_not_there_says_so(
    product: Product, open_page: Open, path: str, words: str
) -> None:
    """A dead address has a page with ways on, and a status that tells machines."""
    shop = open_page(product.url)
    response = shop.goto(product.url + path)

    assert response is not None
    assert 404 == response.status
    expect(shop.get_by_test_id("nowhere")).to_contain_text(words)
    shop.get_by_role("link", name="Back to the start").click()
    expect(heading(shop)).to_have_text("Good things for quiet evenings")


def test_a_service_that_is_gone_can_be_tried_again(product: Product, open_page: Open) -> None:
    """Without an answer the page says so, and what is tried again comes."""
    shop = open_page(product.url)
    expect(shown(shop).first).to_be_visible()
    shop.route("**/demo/products?category=garden*", lambda route: route.abort())
    shop.get_by_role("navigation", name="Categories").get_by_text("Plants and garden").click()
    expect(shop.get_by_role("alert")).to_contain_text("did not answer")
    shop.unroute("**/demo/products?category=garden*")
    shop.get_by_role("button", name="Try again").click()

    expect(shop.get_by_test_id("results-count")).to_have_text("25 products")


@pytest.mark.parametrize("path", ["/", "/category/tea?colour=green", "/product/3", "/search?q=tea"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_everybody_can_use_it(
    product: Product, open_page: Open, shoot: Shoot, path: str, scheme: Any, width: int
) -> None:
    """Axe finds nothing wrong with any page, in light and dark, and nothing is cut off at 360."""
    shop = open_page(product.url)
    shop.set_viewport_size({"width": width, "height": 800})
    shop.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    shop.goto(product.url + path)
    expect(shop.locator("main img").first).to_be_visible()
    expect(shop.locator(".footer a").nth(12)).to_be_visible()
    name = "-".join(re.findall(r"[a-z]+", path.split("?")[0])) or "home"
    shoot(shop, f"shop-{name}-{scheme}-{width}")

    assert [] == violations(shop)
    assert shop.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_is_enough(product: Product, open_page: Open) -> None:
    """The first stop skips to the content, and a product is reached, opened and put in a basket."""
    shop = open_page(f"{product.url}/category/tea")
    expect(shown(shop).first).to_be_visible()
    shop.keyboard.press("Tab")
    expect(shop.get_by_role("link", name="Skip to the content")).to_be_focused()
    shop.keyboard.press("Enter")
    shown(shop).first.locator("a").focus()
    shop.keyboard.press("Enter")
    expect(heading(shop)).to_be_focused()
    shop.get_by_test_id("add-to-basket").focus()
    shop.keyboard.press("Enter")

    expect(shop.get_by_test_id("basket-count")).to_have_text("1")
    assert open_widget(shop) is not None
