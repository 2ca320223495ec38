"""Widget, desk and shop for everybody: axe-core finds nothing, and the keyboard alone is enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from crm.settings import PROJECT
from tests.browser.conftest import NewContext, Product
from tests.browser.stage import AGENT, Stage, attach, picture, said, say, write
from tests.gateway.service import PASSWORD

AXE = PROJECT / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "tags => axe.run(document, { runOnly: { type: 'tag', values: tags } })"
SMALLEST = 24
SMALL_TARGETS = """smallest => [...document.querySelectorAll("button, input, select, a[href]")]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).display !== "inline"
    && !one.closest(".unseen") && !one.classList.contains("unseen"))
  .filter((one) => {
    const { width, height } = one.getBoundingClientRect();
    return width < smallest || height < smallest;
  })
  .map((one) => one.outerHTML.slice(0, 120))"""

SHOP_PAGES = ["/", "/basket", "/account", "/demo/mailbox"]

Open = Callable[..., Page]


@pytest.fixture
def visit(new_context: NewContext) -> Open:
    """Open a page in which axe-core may be run."""

    def visit(url: str, **options: Any) -> Page:
        # The policy forbids every script but the page's own; axe-core is none of them.
        page = new_context(bypass_csp=True, **options).new_page()
        page.goto(url)
        return page

    return visit


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong, each with the element that it found it at."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    found: dict[str, Any] = page.evaluate(RUN, TAGS)
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def talk(page: Page) -> None:
    """Have everything in the log that can be in it."""
    say(page, "order please")
    say(page, "products please")
    attach(page, "cup.png", "image/png", picture())
    say(page, "choices please")
    expect(said(page, "customer").last.get_by_test_id("thumbnail").locator("img")).to_be_visible()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"color_scheme": "dark"},
        {"locale": "ar-EG"},
        {"locale": "de-DE", "color_scheme": "dark"},
        {"viewport": {"width": 320, "height": 480}},
        {"forced_colors": "active"},
    ],
    ids=["light", "dark", "arabic", "german-dark", "small", "forced-colours"],
)
def test_the_widget_has_no_violations(stage: Stage, visit: Open, options: dict[str, Any]) -> None:
    """Welcome, a full conversation, the menu, a form with faults, a large picture and the tray."""
    page = visit(stage.widget, **options)
    seen = {"welcome": violations(page)}
    talk(page)
    seen["talk"] = violations(page)
    page.get_by_test_id("widget-menu").click()
    seen["menu"] = violations(page)
    page.keyboard.press("Escape")
    page.get_by_test_id("thumbnail").click()
    seen["viewer"] = violations(page)
    page.keyboard.press("Escape")
    say(page, "address please")
    page.get_by_test_id("form-submit").click()
    seen["form"] = violations(page)
    attach(page, "cup.png", "image/png", picture())
    attach(page, "page.html", "text/html", b"<p>")
    expect(page.get_by_test_id("file-faults")).to_be_visible()
    seen["tray"] = violations(page)

    assert {} == {state: found for state, found in seen.items() if found}
    assert [] == page.evaluate(SMALL_TARGETS, SMALLEST)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_waiting_and_rating_have_no_violations(stage: Stage, visit: Open, scheme: str) -> None:
    """The line, a person's words and the question after closing; and the desk meanwhile."""
    page = visit(stage.widget, color_scheme=scheme)
    say(page, "order please")
    write(page, "person")
    expect(page.get_by_test_id("queue-place")).to_be_visible()
    seen = {"queue": violations(page)}
    desk = visit(f"{stage.url}/desk", color_scheme=scheme, viewport={"width": 1280, "height": 800})
    seen["desk: sign in"] = violations(desk)
    desk.get_by_test_id("desk-email").fill(AGENT[0])
    desk.get_by_test_id("desk-password").fill(PASSWORD)
    desk.get_by_test_id("desk-sign-in").click()
    row = desk.get_by_test_id("conversation-row")
    expect(row).to_have_count(1)
    seen["desk: list"] = violations(desk)
    row.click()
    desk.get_by_test_id("take-over").click()
    expect(desk.get_by_test_id("desk-reply")).to_be_enabled()
    attach(page, "cup.png", "image/png", picture())
    write(page, "look at this")
    expect(desk.get_by_test_id("attachment")).to_be_visible()
    seen["desk: room"] = violations(desk)
    desk.get_by_test_id("desk-reply").fill("Hello, I am Mia.")
    desk.get_by_test_id("desk-send").click()
    expect(said(page, "agent")).to_have_count(1)
    seen["agent"] = violations(page)
    desk.get_by_test_id("close-conversation").click()
    seen["desk: dialog"] = violations(desk)
    desk.get_by_test_id("close-confirm").click()
    page.get_by_test_id("rating-send").click()
    page.get_by_role("radio").last.check()
    seen["rating"] = violations(page)
    targets = page.evaluate(SMALL_TARGETS, SMALLEST)
    page.get_by_test_id("rating-send").click()
    expect(page.get_by_test_id("rating-thanks")).to_be_visible()
    seen["thanks"] = violations(page)

    assert {} == {state: found for state, found in seen.items() if found}
    assert [] == targets


def reach(page: Page, wanted: Locator, key: str = "Tab", most: int = 30) -> None:
    """Press a key until something has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{most} times {key} did not lead to {wanted}")


def test_the_keyboard_alone_is_enough(stage: Stage, visit: Open) -> None:
    """A whole visit without a pointer: open, ask, choose, fill in, leave, never lost."""
    page = visit(stage.widget)
    page.route(
        f"{stage.url}/shop",
        lambda route: route.fulfill(
            content_type="text/html",
            body='<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1></main>'
            '<script src="/widget/loader.js"></script>',
        ),
    )
    page.goto(f"{stage.url}/shop")
    launcher = page.get_by_test_id("launcher")
    expect(launcher).to_be_visible()
    launcher.focus()
    page.keyboard.press("Enter")
    widget = page.frame_locator("iframe").first
    entry = widget.get_by_test_id("widget-input")
    expect(entry).to_be_focused()
    page.keyboard.type("choices please")
    page.keyboard.press("Enter")
    reply = widget.get_by_test_id("quick-reply").first
    expect(reply).to_be_visible()
    expect(entry).to_be_focused()
    reach(page, reply, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(widget.get_by_text("You said: the teapot")).to_be_visible()
    expect(entry).to_be_focused()
    page.keyboard.type("code please")
    page.keyboard.press("Enter")
    code = widget.get_by_role("textbox", name="Code", exact=True)
    expect(code).to_be_visible()
    reach(page, code, "Shift+Tab")
    page.keyboard.type("123 456")
    page.keyboard.press("Enter")
    expect(widget.get_by_text("You said: 123 456")).to_be_visible()
    expect(entry).to_be_focused()
    reach(page, widget.get_by_test_id("widget-menu"), "Shift+Tab")
    page.keyboard.press("Enter")
    items = widget.get_by_role("menu").locator("[role^=menuitem]")
    expect(items.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(widget.get_by_test_id("widget-menu")).to_be_focused()
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()
    expect(launcher).to_have_attribute("aria-expanded", "false")


def test_screen_readers_are_told(stage: Stage, visit: Open) -> None:
    """The log is live, has a name, and each of its messages says who speaks."""
    page = visit(stage.widget)
    say(page, "hello")
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    assert ["You:", "Assistant:"] == [
        text.strip() for text in log.locator(".message > .unseen").all_inner_texts()
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", SHOP_PAGES)
def test_the_shop_has_no_violations(product: Product, visit: Open, path: str, scheme: str) -> None:
    """The demo shop's pages, with the launcher on them."""
    page = visit(product.url + path, color_scheme=scheme, viewport={"width": 1280, "height": 800})
    expect(page.get_by_role("heading").first).to_be_visible()

    assert [] == violations(page)
