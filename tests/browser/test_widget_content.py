"""What the customer sees of a conversation: files, forms, cards, the line, the question after."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewContext
from tests.browser.stage import AGENT, Stage, attach, picture, said, say, texts, until, write
from tests.browser.stage_engine import NASTY
from tests.gateway.service import PASSWORD

Shoot = Callable[[Page, str], None]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def widget(stage: Stage, new_context: NewContext) -> Page:
    """Open the widget as a new visitor."""
    page = new_context().new_page()
    page.goto(stage.widget)
    return page


@pytest.fixture
def desk(stage: Stage, new_context: NewContext) -> Page:
    """Open the desk as the agent."""
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{stage.url}/desk")
    page.get_by_test_id("desk-email").fill(AGENT[0])
    page.get_by_test_id("desk-password").fill(PASSWORD)
    page.get_by_test_id("desk-sign-in").click()
    return page


def take(desk: Page) -> None:
    """Take the one conversation that waits."""
    desk.get_by_test_id("view-queued").click()
    row = desk.get_by_test_id("conversation-row")
    expect(row).to_have_count(1)
    row.click()
    desk.get_by_test_id("take-over").click()
    expect(desk.get_by_test_id("desk-reply")).to_be_enabled()


def close(desk: Page) -> None:
    """End the conversation on show."""
    desk.get_by_test_id("close-conversation").click()
    desk.get_by_test_id("close-confirm").click()


def test_files_reach_the_agent(widget: Page, desk: Page, shoot: Shoot) -> None:
    """A picture and a PDF are sent with a message; both sides see them and can fetch them."""
    attach(widget, "cup.png", "image/png", picture())
    attach(widget, "receipt.pdf", "application/pdf", PDF)
    expect(widget.get_by_test_id("tray").get_by_role("listitem")).to_have_count(2)
    shoot(widget, "widget-tray")
    write(widget, "person please, the cup is broken")
    mine = said(widget, "customer").last
    expect(mine.get_by_test_id("thumbnail").locator("img")).to_be_visible()
    with widget.expect_download() as saved:
        mine.get_by_role("button", name="Download receipt.pdf").click()
    assert PDF == saved.value.path().read_bytes()

    mine.get_by_test_id("thumbnail").click()
    viewer = widget.get_by_test_id("viewer")
    expect(viewer.get_by_role("img", name="Image cup.png")).to_be_visible()
    widget.keyboard.press("Escape")
    expect(viewer).to_have_count(0)
    expect(mine.get_by_test_id("thumbnail")).to_be_focused()

    take(desk)
    files = desk.get_by_test_id("attachment")
    expect(files).to_have_count(2)
    with desk.expect_download() as fetched:
        files.first.click()
    assert picture() == fetched.value.path().read_bytes()
    shoot(desk, "desk-files")

    widget.reload()
    expect(said(widget, "customer").last.get_by_test_id("thumbnail").locator("img")).to_be_visible()


def test_files_alone_are_a_message(widget: Page) -> None:
    """A file needs no word, by whichever way it came: chosen, dropped or pasted."""
    hand_over = """([kind, name, bytes]) => {
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
      const given = kind === "drop" ? { dataTransfer: files } : { clipboardData: files };
      const Kind = kind === "drop" ? DragEvent : ClipboardEvent;
      const event = new Kind(kind, { ...given, bubbles: true, cancelable: true });
      document.querySelector("[data-testid=widget-input]").dispatchEvent(event);
    }"""
    for kind in ("drop", "paste"):
        widget.evaluate(hand_over, [kind, f"{kind}.png", list(picture())])
    expect(widget.get_by_test_id("tray")).to_contain_text("drop.png")
    expect(widget.get_by_test_id("tray")).to_contain_text("paste.png")
    widget.get_by_test_id("widget-send").click()

    expect(said(widget, "customer").get_by_test_id("thumbnail")).to_have_count(2)
    expect(said(widget, "bot")).to_have_count(1)


def test_limits_are_told_before_sending(widget: Page) -> None:
    """What the gateway would refuse is refused by name before anything is sent."""
    hint = widget.get_by_test_id("attach")
    expect(hint).to_have_accessible_name("Attach files. Images and PDF files, up to 5 MB each")
    for name, media_type, content, words in (
        ("page.html", "text/html", b"<p>", "page.html cannot be sent"),
        ("huge.png", "image/png", b"x" * (5 * 1024 * 1024 + 1), "huge.png is larger than 5 MB"),
        ("empty.pdf", "application/pdf", b"", "empty.pdf is empty"),
    ):
        attach(widget, name, media_type, content)
        expect(widget.get_by_test_id("file-faults")).to_contain_text(words)
    expect(widget.get_by_test_id("tray")).to_have_count(0)
    expect(widget.get_by_test_id("widget-send")).to_be_disabled()


def test_a_forms_faults_are_told_where_they_are(widget: Page, shoot: Shoot) -> None:
    """Each fault stands at its field, the focus goes to the first, and only a good form is sent."""
    say(widget, "address please")
    form = widget.get_by_test_id("form-card")
    street = form.get_by_label("Street and number")
    form.get_by_label("Postcode").fill("not one")
    form.get_by_test_id("form-submit").click()
    expect(street).to_be_focused()
    expect(street).to_have_accessible_description("Please fill in this field.")
    expect(form.get_by_label("Postcode")).to_have_accessible_description(
        "The postcode as it stands on letters, for example 10115."
    )
    shoot(widget, "widget-form-faults")
    street.fill("Torstraße 5")
    expect(street).not_to_have_attribute("aria-invalid", "true")
    assert "address-line1" == street.get_attribute("autocomplete")
    form.get_by_label("Postcode").fill("10119")
    form.get_by_label("Town").fill("Berlin")
    form.get_by_label("Country").select_option("Germany")
    form.get_by_label("Country").press("Tab")
    widget.keyboard.press("Enter")

    expect(said(widget, "bot")).to_have_count(2)
    assert "Address: Torstraße 5, 10119, Berlin, Germany" == texts(widget, "customer")[-1]
    expect(widget.locator('[data-testid="form-card"][data-open="true"]')).to_have_count(0)


def test_only_the_newest_form_is_open(widget: Page) -> None:
    """Whoever goes on in words has closed the form, also after a reload."""
    say(widget, "code please")
    code = widget.get_by_label("Code", exact=True)
    assert ("numeric", "one-time-code") == (
        code.get_attribute("inputmode"),
        code.get_attribute("autocomplete"),
    )
    say(widget, "reason please")
    states = widget.get_by_test_id("form-card")
    expect(states.first).to_have_attribute("data-open", "false")
    expect(states.last).to_have_attribute("data-open", "true")
    widget.reload()
    expect(states.first).to_have_attribute("data-open", "false")
    expect(states.last).to_have_attribute("data-open", "true")


def test_cards_show_what_they_must(widget: Page, shoot: Shoot) -> None:
    """An order shows how far it is; products show price, stock and why, and move by keyboard."""
    order = say(widget, "order please").get_by_test_id("order-card")
    expect(order.get_by_role("list", name="Progress of the order")).to_contain_text("Delivered")
    expect(order).to_contain_text("€14.95")
    answer = say(widget, "products please")
    card = answer.get_by_test_id("product-card").first
    for words in ("Teapot 1", "€14.95", "In stock", "Goes with what you bought"):
        expect(card).to_contain_text(words)
    row = answer.get_by_role("list", name="Products")
    row.focus()
    widget.keyboard.press("ArrowRight")
    until(widget, "document.querySelector('.cards').scrollLeft > 0")
    shoot(widget, "widget-cards")


def test_waiting_rating_and_what_is_left(widget: Page, desk: Page, shoot: Shoot) -> None:
    """One waits and knows the place, is asked once after each closing, and takes the talk along."""
    widget.get_by_test_id("person-button").click()
    expect(said(widget, "bot")).to_have_count(1)
    write(widget, "person about a teapot")
    expect(widget.get_by_test_id("queue-place")).to_contain_text("line")
    expect(widget.get_by_test_id("person-button")).to_have_count(0)
    shoot(widget, "widget-queue")
    take(desk)
    expect(widget.get_by_test_id("queue-place")).to_have_count(0)
    close(desk)

    rating = widget.get_by_test_id("rating")
    rating.get_by_test_id("rating-send").click()
    first = rating.get_by_role("radio", name="1: Very dissatisfied")
    expect(first).to_be_focused()
    widget.keyboard.press("ArrowRight")
    widget.keyboard.press("ArrowRight")
    expect(rating.get_by_role("radio", name="3: Neither")).to_be_checked()
    rating.get_by_label("In your own words").fill("It took long.")
    shoot(widget, "widget-rating")
    rating.get_by_test_id("rating-send").click()
    expect(widget.get_by_test_id("rating-thanks")).to_be_visible()
    expect(widget.get_by_test_id("widget-input")).to_be_focused()
    expect(desk.get_by_test_id("room-rating")).to_have_attribute("data-score", "3")
    expect(desk.get_by_test_id("room-rating")).to_contain_text("It took long.")
    widget.reload()
    expect(widget.get_by_test_id("owner-banner")).to_have_attribute("data-owner", "closed")
    expect(rating).to_have_count(0)

    write(widget, "person once more about a cup")
    take(desk)
    close(desk)
    rating.get_by_test_id("rating-skip").click()
    expect(rating).to_have_count(0)
    expect(widget.get_by_test_id("rating-thanks")).to_have_count(0)

    widget.get_by_test_id("widget-menu").click()
    with widget.expect_download() as saved:
        widget.get_by_test_id("transcript").click()
    assert "about a teapot" in saved.value.path().read_text("utf-8")


def test_nothing_that_anybody_writes_is_run(widget: Page, desk: Page, shoot: Shoot) -> None:
    """HTML in words, buttons, cards, forms and names of files is shown as it was written."""
    title = widget.title()
    answer = say(widget, f"nasty {NASTY}")
    expect(answer.get_by_test_id("form-card")).to_be_visible()
    attach(widget, f"{NASTY}.png", "image/png", picture())
    expect(widget.get_by_test_id("tray")).to_contain_text("<img src=x")
    write(widget, f"person {NASTY}")
    expect(said(widget, "customer").last.get_by_test_id("thumbnail")).to_be_visible()
    take(desk)
    desk.get_by_test_id("desk-reply").fill(NASTY)
    desk.get_by_test_id("desk-send").click()
    expect(said(widget, "agent").last).to_contain_text("<script>")
    shoot(widget, "widget-nasty")

    unsafe = "document.querySelectorAll('[onerror], a[href^=javascript], img[src=x]').length"
    assert (title, 0) == (widget.title(), widget.evaluate(unsafe))
    assert 0 == desk.evaluate(unsafe)
    assert "hacked" != desk.title()


def test_right_to_left(stage: Stage, new_context: NewContext, shoot: Shoot) -> None:
    """In Arabic the page runs from the right, and so do its cards."""
    page = new_context(locale="ar-EG").new_page()
    page.goto(stage.widget)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    say(page, "products please")
    page.get_by_role("button", name="المزيد").or_(page.locator(".step").last).first.click()
    until(page, "document.querySelector('.cards').scrollLeft < 0")
    shoot(page, "widget-arabic")
