"""Nothing that a customer writes is lost, doubled or out of order, whatever breaks on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FrameLocator, Page, Route, expect

from tests.browser.conftest import NewContext
from tests.browser.stage import Stage, attach, picture, said, say, texts, until, write

WAIT = 15_000
FILES_KEPT = """count => new Promise((resolve) => {
  const opening = indexedDB.open("attune", 1);
  opening.onsuccess = () => {
    const counting = opening.result.transaction("files").objectStore("files").count();
    counting.onsuccess = () => resolve(counting.result === count);
  };
})"""


@pytest.fixture
def frail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Serve from a process that the test may kill."""
    stage = Stage(tmp_path_factory.mktemp("frail"))
    stage.start()
    yield stage
    stage.kill()


def settled(page: Page, count: int) -> None:
    """Wait until so many messages of the customer are acknowledged and answered."""
    expect(page.locator(".sending")).to_have_count(0, timeout=WAIT)
    expect(said(page, "customer")).to_have_count(count, timeout=WAIT)
    expect(said(page, "bot")).to_have_count(count, timeout=WAIT)


def test_what_is_written_offline_arrives_once_and_in_order(
    stage: Stage, new_context: NewContext
) -> None:
    """Messages written without a network go out with it, in the order they were written."""
    context = new_context()
    page = context.new_page()
    page.goto(stage.widget)
    say(page, "one")
    context.set_offline(True)
    for text in ("two", "three", "four"):
        write(page, text)
    expect(page.get_by_test_id("widget-trouble")).to_be_visible()
    expect(page.locator(".sending")).to_have_count(3)
    context.set_offline(False)
    settled(page, 4)
    page.reload()
    settled(page, 4)

    assert ["one", "two", "three", "four"] == texts(page, "customer")
    assert [f"You said: {text}" for text in texts(page, "customer")] == texts(page, "bot")


def test_what_is_written_offline_outlives_the_page(stage: Stage, new_context: NewContext) -> None:
    """Words and a file that could not be sent are still there in the next page, and are sent."""
    context = new_context()
    page = context.new_page()
    page.goto(stage.widget)
    say(page, "one")
    context.set_offline(True)
    write(page, "two")
    attach(page, "cup.png", "image/png", picture())
    write(page, "three")
    expect(page.locator(".sending")).to_have_count(2)
    until(page, FILES_KEPT, 1)
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(stage.widget)
    settled(page, 3)

    until(page, FILES_KEPT, 0)
    assert ["one", "two", "three"] == texts(page, "customer")
    expect(said(page, "customer").last.get_by_test_id("thumbnail").locator("img")).to_be_visible()


def test_two_tabs_show_the_same_conversation(stage: Stage, new_context: NewContext) -> None:
    """What is written in one tab stands in the other at once, each message once."""
    context = new_context()
    left, right = context.new_page(), context.new_page()
    for page in (left, right):
        page.goto(stage.widget)
    write(left, "from the left")
    settled(left, 1)
    settled(right, 1)
    write(right, "from the right")
    settled(right, 2)
    settled(left, 2)
    context.set_offline(True)
    write(left, "left again")
    write(right, "right again")
    context.set_offline(False)
    settled(left, 4)
    settled(right, 4)
    left.reload()
    settled(left, 4)

    assert ["from the left", "from the right", "left again", "right again"] == texts(
        left, "customer"
    )
    assert texts(left, "customer") == texts(right, "customer")
    assert texts(left, "bot") == texts(right, "bot")


@pytest.mark.parametrize("acknowledged", [False, True])
def test_a_message_outlives_the_service(
    frail: Stage, new_context: NewContext, acknowledged: bool
) -> None:
    """The service is killed with a message in hand: it is answered once, by the next process."""
    page = new_context().new_page()
    page.goto(frail.widget)
    say(page, "hello")
    write(page, "late one")
    if acknowledged:
        expect(page.locator(".sending")).to_have_count(0)
    frail.kill()
    write(page, "two")
    expect(page.get_by_test_id("widget-trouble")).to_be_visible()
    frail.start()
    expect(page.get_by_text("You said: two")).to_be_visible(timeout=60_000)
    settled(page, 3)
    page.reload()
    settled(page, 3)

    assert ["hello", "late one", "two"] == texts(page, "customer")
    assert ["You said: hello", "You said: late one", "You said: two"] == texts(page, "bot")


def test_an_upload_that_fails_is_tried_again_or_taken_back(
    stage: Stage, new_context: NewContext
) -> None:
    """A file that does not get through stops its own message only, and says so."""
    page = new_context().new_page()
    page.goto(stage.widget)
    say(page, "hello")
    uploads = re.compile(r"/attachments$")

    def refuse(route: Route) -> None:
        route.abort()

    page.route(uploads, refuse)
    for name in ("kept.png", "dropped.png"):
        attach(page, name, "image/png", picture())
        write(page, f"with {name}")
    write(page, "without")
    failed = page.locator(".message.failed")
    expect(failed).to_have_count(2, timeout=60_000)
    expect(failed.first).to_contain_text("kept.png could not be uploaded")
    expect(page.get_by_text("You said: without")).to_be_visible()
    page.unroute(uploads, refuse)
    failed.last.get_by_role("button", name="Remove").click()
    failed.first.get_by_role("button", name="Try again").click()
    settled(page, 3)

    assert ["hello", "without", "with kept.png"] == texts(page, "customer")


def in_a_shop(page: Page, stage: Stage) -> FrameLocator:
    """Open a shop's page with the widget in it."""
    html = '<!doctype html><html lang="en"><title>A shop</title><script src="/widget/loader.js">'
    page.route(
        f"{stage.url}/shop",
        lambda route: route.fulfill(content_type="text/html", body=f"{html}</script>"),
    )
    page.goto(f"{stage.url}/shop")
    page.get_by_test_id("launcher").click()
    return page.frame_locator("iframe").first


def remembered(page: Page) -> list[str]:
    """Return the names of what the widget keeps in this browser's storage."""
    names: list[str] = page.evaluate("Object.keys(localStorage)")
    return sorted(name.split(":")[1] for name in names if name.endswith(":conversation"))


def test_a_guest_who_signs_in_takes_the_conversation_along(
    stage: Stage, new_context: NewContext
) -> None:
    """The conversation becomes the customer's, and nothing of it is left once they sign out."""
    page = new_context().new_page()
    widget = in_a_shop(page, stage)
    say(widget, "as a guest")
    as_guest = remembered(page)
    page.evaluate("token => Attune.identify(token)", stage.customer_token("C-1"))
    expect(said(widget, "bot")).to_have_count(1)
    say(widget, "as a customer")
    as_customer = remembered(page)
    known = texts(widget, "customer")
    page.evaluate("Attune.logout()")
    expect(said(widget, "customer")).to_have_count(0)

    assert (["guest"], ["customer"]) == (as_guest, as_customer)
    assert ["as a guest", "as a customer"] == known
    assert [] == remembered(page)
    leftovers: list[str] = page.evaluate("Object.keys(localStorage)")
    assert [] == [name for name in leftovers if "C-1" in name]


def test_a_customer_finds_the_conversation_in_another_browser(
    stage: Stage, new_context: NewContext
) -> None:
    """One customer, one open conversation: the second browser continues the first one's."""
    first = in_a_shop(page := new_context().new_page(), stage)
    page.evaluate("token => Attune.identify(token)", stage.customer_token("C-2"))
    say(first, "from the telephone")
    other = new_context().new_page()
    second = in_a_shop(other, stage)
    other.evaluate("token => Attune.identify(token)", stage.customer_token("C-2"))
    write(second, "from the computer")
    expect(said(second, "customer")).to_have_count(2)
    expect(said(first, "customer")).to_have_count(2)

    assert ["from the telephone", "from the computer"] == texts(second, "customer")
