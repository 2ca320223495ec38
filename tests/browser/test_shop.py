"""The demo shop: somebody looks around, fills a basket, is somebody else, and meets the chat."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from tests.browser.conftest import Product
from tests.browser.shopping import Open, Shoot, heading, key_of, shown, violations
from tests.browser.test_newcomer import say


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


def test_one_can_be_somebody_else(product: Product, open_page: Open, shoot: Shoot) -> None:
    """Whom one chose is seen everywhere, outlives a reload, and has their own conversation."""
    shop = open_page(f"{product.url}/account")
    expect(shop.get_by_text("You are not signed in.")).to_be_visible()
    shop.get_by_test_id("customer-switcher").select_option("cust-farid")
    expect(heading(shop)).to_have_text("Hello, Farid Mansour")
    expect(shop.get_by_test_id("situation")).to_contain_text("can be sent back")
    orders = shop.get_by_test_id("account-order")
    expect(orders.filter(has_text="990049")).to_contain_text("Delivered")
    shop.reload()
    expect(shop.get_by_test_id("account-link")).to_contain_text("Farid")
    expect(orders.filter(has_text="990049")).to_be_visible()
    assert [] == violations(shop)
    shoot(shop, "shop-account")

    orders.filter(has_text="990049").get_by_test_id("ask-about-order").click()
    widget = shop.frame_locator("iframe")
    expect(widget.get_by_test_id("widget-input")).to_be_visible()
    say(widget, "where is my order 990049?")
    expect(widget.locator('[data-testid="order-card"][data-order="990049"]')).to_be_visible()
    shop.get_by_test_id("customer-switcher").select_option("cust-elif")
    expect(heading(shop)).to_have_text("Hello, Elif Yıldız")
    expect(orders.filter(has_text="990049")).to_have_count(0)
    expect(widget.get_by_text("990049", exact=False)).to_have_count(0)
    shop.get_by_test_id("sign-out").click()
    expect(shop.get_by_test_id("customer-switcher")).to_have_value("")
    expect(shop.get_by_text("You are not signed in.")).to_be_visible()


def test_the_chat_is_met_on_the_product_page(product: Product, open_page: Open) -> None:
    """The chat opens from a product, and a card of the chat opens that product on this page."""
    shop = open_page(f"{product.url}/product/{key_of(product, 'TEA-014')}")
    shop.get_by_test_id("customer-switcher").select_option("cust-dimitri")
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
