"""A newcomer's first conversation: the shop, the bot, the desk, and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.browser.conftest import AGENT, PASSWORD, Product

Open = Callable[[str], Page]
Shoot = Callable[[Page, str], None]


def say(widget: FrameLocator, text: str) -> Locator:
    """Send a message in the widget and return the bot's last answer to it."""
    answers = widget.locator('[data-testid="message"][data-author="bot"]')
    before = answers.count()
    write(widget, text)
    expect(answers).not_to_have_count(before)
    expect(widget.get_by_test_id("typing")).to_have_count(0)
    return answers.last


def write(widget: FrameLocator, text: str) -> None:
    """Send a message in the widget."""
    widget.get_by_test_id("widget-input").fill(text)
    widget.get_by_test_id("widget-send").click()


def open_widget(page: Page) -> FrameLocator:
    """Open the widget on the shop's page."""
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("iframe")
    expect(widget.get_by_test_id("widget-input")).to_be_visible()
    return widget


def sign_in_at_desk(desk: Page) -> None:
    """Sign in as the agent."""
    desk.get_by_test_id("desk-email").fill(AGENT[0])
    desk.get_by_test_id("desk-password").fill(PASSWORD)
    desk.get_by_test_id("desk-sign-in").click()
    expect(desk.get_by_test_id("view-queued")).to_be_visible()


def test_the_first_conversation(product: Product, open_page: Open, shoot: Shoot) -> None:
    """A customer tracks, cancels, is advised, complains, meets a person and is handed back."""
    shop = open_page(product.url)
    expect(shop.get_by_test_id("product-tile").first).to_be_visible()
    shop.get_by_test_id("customer-switcher").select_option("cust-anna")
    shoot(shop, "shop")
    widget = open_widget(shop)

    say(widget, "hello, where is my order 990107?")
    expect(widget.locator('[data-testid="order-card"][data-order="990107"]')).to_be_visible()
    shoot(shop, "widget-tracking")

    say(widget, "please cancel order 990131")
    widget.get_by_test_id("quick-reply").first.click()
    expect(widget.get_by_text("cancelled", exact=False).last).to_be_visible()

    say(widget, "can you recommend something that goes with what I bought?")
    expect(widget.get_by_test_id("product-card").first).to_be_visible()
    shoot(shop, "widget-recommendation")

    say(widget, "I am very unhappy with you, this is the worst service I ever had")
    # A valued customer whose risk the complaint has raised waits in the line already, and there
    # the bot says no more.
    write(widget, "I want to talk to a real person now")
    banner = widget.get_by_test_id("owner-banner")
    expect(banner).to_have_attribute("data-owner", "queued", timeout=15_000)

    desk = open_page(f"{product.url}/desk")
    sign_in_at_desk(desk)
    row = desk.get_by_test_id("conversation-row").first
    expect(row).to_contain_text("Anna Lindqvist")
    row.click()
    expect(desk.get_by_test_id("customer-panel")).to_contain_text("Anna Lindqvist")
    expect(desk.get_by_test_id("reading").first).to_be_visible()
    shoot(desk, "desk-waiting")
    desk.get_by_test_id("take-over").click()
    expect(widget.get_by_test_id("owner-banner")).to_contain_text("Mia")
    desk.get_by_test_id("desk-reply").fill("Hello Anna, I am Mia. I will look into it myself.")
    desk.get_by_test_id("desk-send").click()
    expect(widget.get_by_text("Hello Anna, I am Mia.", exact=False)).to_be_visible()
    shoot(desk, "desk-room")
    shoot(shop, "widget-agent")

    desk.get_by_test_id("hand-back").click()
    desk.get_by_test_id("hand-back-note").fill("Apologised; nothing else is open.")
    desk.get_by_test_id("hand-back-confirm").click()
    expect(widget.get_by_test_id("owner-banner")).to_have_count(0)
    answer = say(widget, "what is your warranty?")
    expect(answer).to_contain_text("two years")

    shop.reload()
    widget = open_widget(shop)
    expect(widget.get_by_text("I am Mia.", exact=False)).to_be_visible()
    assert [] == turns_without_events(product)
    assert "cancelled" == order_status(product, "990131")


def test_a_guest_sees_nobody_elses_order(product: Product, open_page: Open, shoot: Shoot) -> None:
    """Without proof an order's number shows nothing, and HTML in a message stays text."""
    shop = open_page(product.url)
    widget = open_widget(shop)
    say(widget, "<b>hello</b> <img src=x onerror=alert(1)>")
    answer = say(widget, "where is my order 990107?")

    expect(widget.get_by_test_id("order-card")).to_have_count(0)
    expect(widget.get_by_text("<img src=x", exact=False)).to_be_visible()
    expect(answer).to_contain_text("e-mail")
    shoot(shop, "widget-guest")


def query(product: Product, statement: str, *values: Any) -> list[Any]:
    """Return the rows of a query on the product's store."""
    with sqlite3.connect(f"file:{product.database}?mode=ro", uri=True) as connection:
        found = connection.execute(statement, values).fetchall()
    connection.close()
    return found


def turns_without_events(product: Product) -> list[Any]:
    """Return the answered messages of customers that left no CRM event about the turn."""
    return query(
        product,
        """SELECT messages.text FROM messages
        LEFT JOIN crm_events ON crm_events.conversation_id = messages.conversation_id
          AND crm_events.type = 'TurnAnswered'
          AND json_extract(crm_events.data, '$.seq') = messages.seq
        WHERE messages.author = 'customer' AND messages.turn_status = 'answered'
          AND crm_events.id IS NULL""",
    )


def order_status(product: Product, number: str) -> str:
    """Return the state of an order in the store."""
    return str(query(product, "SELECT status FROM orders WHERE number = ?", number)[0][0])
