"""The demo shop: somebody looks around, fills a basket, is somebody else, and meets the chat."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from crm.settings import PROJECT
from tests.browser.conftest import Product
from tests.browser.test_newcomer import open_widget, query, say

Open = Callable[[str], Page]
Shoot = Callable[[Page, str], None]

AXE = PROJECT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page, and where."""
    # Its evaluation runs in the page, but is no script of the page's: the policy stays on.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found["violations"]]


def shown(page: Page) -> Any:
    """Return the products that are shown."""
    return page.get_by_test_id("product-tile")


def heading(page: Page) -> Any:
    """Return the page's first heading."""
    return page.get_by_role("heading", level=1)


def key_of(product: Product, sku: str) -> int:
    """Return the key of a product by its article number."""
    return int(query(product, "SELECT id FROM products WHERE sku = ?", sku)[0][0])


def test_somebody_looks_around_and_fills_a_basket(
    product: Product, open_page: Open, shoot: Shoot
) -> None:
    """Categories, filters, a product and the basket have addresses that last; undo gives back."""
    shop = open_page(product.url)
    expect(heading(shop)).to_have_text("Good things for quiet evenings")
    expect(shown(shop).nth(8)).to_be_visible()
    shop.get_by_role("navigation", name="Categories").get_by_text("Clothing basics").click()
    expect(heading(shop)).to_have_text("Clothing basics")
    expect(heading(shop)).to_be_focused()
    expect(shop).to_have_title("Clothing basics · Juniper & Co.")
    expect(shop.get_by_test_id("results-count")).to_have_text("25 products")

    shop.locator('[data-testid="filter-colour"][data-value="rust"]').click()
    shop.get_by_test_id("sort").select_option("dearest")
    shop.get_by_test_id("filter-to").fill("60")
    shop.get_by_test_id("filter-apply").click()
    expect(shop).to_have_url(re.compile(r"/category/clothing\?colour=rust&to=60&sort=dearest$"))
    expect(shop.get_by_test_id("results-count")).not_to_have_text("25 products")
    prices = [float(text.strip("€")) for text in shop.locator(".tile-price").all_inner_texts()]
    assert prices
    assert sorted(prices, reverse=True) == prices
    assert max(prices) <= 60
    shoot(shop, "shop-filtered")
    shop.reload()
    expect(shown(shop)).to_have_count(len(prices))

    title = shown(shop).first.locator(".tile-title").inner_text()
    shown(shop).first.click()
    expect(heading(shop)).to_have_text(title)
    expect(shop.get_by_test_id("product-facts")).to_contain_text("30 days after delivery")
    shop.go_back()
    expect(shown(shop)).to_have_count(len(prices))
    shop.go_back()
    expect(shop).to_have_url(re.compile(r"\?colour=rust&sort=dearest$"))
    expect(shown(shop)).not_to_have_count(len(prices))
    shop.go_forward()
    shop.go_forward()
    expect(heading(shop)).to_have_text(title)


def test_a_basket_is_kept_and_added_up(product: Product, open_page: Open, shoot: Shoot) -> None:
    """Sums follow quantities and delivery, all of it outlives a reload, and nothing is bought."""
    mugs = key_of(product, "TEA-023")
    shop = open_page(f"{product.url}/product/{mugs}")
    price = float(shop.get_by_test_id("product-price").inner_text().split()[0].strip("€"))
    before = shop.get_by_test_id("product-picture").get_attribute("src")
    shop.locator('[data-testid="option-colour"]').nth(1).check(force=True)
    expect(shop.get_by_test_id("product-picture")).not_to_have_attribute("src", str(before))
    shop.get_by_test_id("add-to-basket").click()
    expect(shop.get_by_test_id("basket-count")).to_have_text("1")
    shop.get_by_test_id("basket-link").click()

    line = shop.get_by_test_id("basket-line")
    line.get_by_role("button", name="One more").click()
    expect(shop.get_by_test_id("basket-goods")).to_have_text(f"€{2 * price:.2f}")
    shop.reload()
    expect(shop.get_by_test_id("basket-goods")).to_have_text(f"€{2 * price:.2f}")
    shop.get_by_test_id("delivery-express").check()
    expect(shop.get_by_test_id("basket-total")).to_have_text(f"€{2 * price + 9.9:.2f}")
    line.get_by_role("textbox").fill("1000")
    line.get_by_role("textbox").blur()
    expect(line.get_by_role("textbox")).not_to_have_value("1000")
    shop.get_by_test_id("check-out").click()
    expect(shop.get_by_text("nothing is bought", exact=False)).to_be_visible()
    assert [] == violations(shop)
    shoot(shop, "shop-basket")

    shop.get_by_test_id("basket-remove").click()
    expect(shop.get_by_text("Your basket is empty.")).to_be_visible()
    expect(shop.get_by_test_id("basket-undo")).to_be_focused()
    shop.get_by_test_id("basket-undo").click()
    expect(line).to_have_count(1)


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


def test_one_can_be_somebody_else(product: Product, open_page: Open, shoot: Shoot) -> None:
    """Whom one chose is seen everywhere, outlives a reload, and has their own conversation."""
    shop = open_page(f"{product.url}/account")
    expect(shop.get_by_text("You are not signed in.")).to_be_visible()
    shop.get_by_test_id("customer-switcher").select_option("cust-anna")
    expect(heading(shop)).to_have_text("Hello, Anna Lindqvist")
    expect(shop.get_by_test_id("situation")).to_contain_text("Gold member")
    orders = shop.get_by_test_id("account-order")
    expect(orders.filter(has_text="990107")).to_contain_text("On its way")
    shop.reload()
    expect(shop.get_by_test_id("account-link")).to_contain_text("Anna")
    expect(orders.filter(has_text="990107")).to_be_visible()
    assert [] == violations(shop)
    shoot(shop, "shop-account")

    orders.filter(has_text="990107").get_by_test_id("ask-about-order").click()
    widget = shop.frame_locator("iframe")
    expect(widget.get_by_test_id("widget-input")).to_be_visible()
    say(widget, "where is my order 990107?")
    expect(widget.locator('[data-testid="order-card"][data-order="990107"]')).to_be_visible()
    shop.get_by_test_id("customer-switcher").select_option("cust-elif")
    expect(heading(shop)).to_have_text("Hello, Elif Yıldız")
    expect(orders.filter(has_text="990107")).to_have_count(0)
    expect(widget.get_by_text("990107", exact=False)).to_have_count(0)
    shop.get_by_test_id("sign-out").click()
    expect(shop.get_by_test_id("customer-switcher")).to_have_value("")
    expect(shop.get_by_text("You are not signed in.")).to_be_visible()


def test_the_chat_is_met_on_the_product_page(product: Product, open_page: Open) -> None:
    """The chat opens from a product, and a card of the chat opens that product on this page."""
    shop = open_page(f"{product.url}/product/{key_of(product, 'TEA-014')}")
    shop.get_by_test_id("customer-switcher").select_option("cust-anna")
    shop.evaluate("window.stayed = true")
    shop.get_by_test_id("ask-about-product").click()
    widget = shop.frame_locator("iframe")
    expect(widget.get_by_test_id("widget-input")).to_be_visible()
    say(widget, "can you recommend something that goes with what I bought?")
    card = widget.get_by_test_id("product-card").first
    card.get_by_role("link").first.click()

    expect(shop).not_to_have_url(re.compile(rf"/product/{key_of(product, 'TEA-014')}$"))
    expect(shop).to_have_url(re.compile(r"/product/\d+$"))
    expect(shop.get_by_test_id("product-price")).to_be_visible()
    assert shop.evaluate("window.stayed") is True


def test_the_page_tells_the_chat_where_it_is(product: Product, open_page: Open) -> None:
    """Every move and every change of the basket is told by the widget's public call."""
    shop = open_page(product.url)
    expect(shop.get_by_test_id("launcher")).to_be_visible()
    shop.evaluate(
        """() => {
            window.told = {};
            const real = window.Attune.setContext;
            window.Attune.setContext = (more) => (Object.assign(window.told, more), real(more));
        }"""
    )
    shown(shop).first.click()
    shop.get_by_test_id("add-to-basket").click()
    expect(shop.get_by_test_id("basket-count")).to_have_text("1")
    shop.get_by_test_id("chat-language").select_option("de")
    told = json.loads(shop.evaluate("JSON.stringify(window.told)"))

    assert re.fullmatch(r"/product/\d+", told["page"])
    assert told["basketMinor"] > 0
    assert ("EUR", "de") == (told["currency"], told["language"])


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
