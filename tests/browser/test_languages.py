"""What the shell around a conversation says and does, in each language and from each side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from crm.settings import PROJECT
from tests.browser.host_pages import HostPages, tag
from tests.browser.stage import Stage

AXE = PROJECT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
Visit = Callable[..., Page]
NOTES = """
window.notes = [];
window.Notification = class { constructor(title, more) { window.notes.push([title, more.body]) }
  static requestPermission() { window.asked = true; return Promise.resolve("granted") } };
"""


@pytest.fixture(scope="module")
def shop() -> Iterator[HostPages]:
    """Serve a shop that may embed the widget."""
    with HostPages() as pages:
        yield pages


@pytest.fixture(scope="module")
def home(shop: HostPages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the widget for that shop."""
    stage = Stage(tmp_path_factory.mktemp("home"), shop.url)
    stage.start()
    yield stage.url
    stage.kill()


@pytest.fixture
def visit(browser: Browser, shop: HostPages, home: str) -> Iterator[Visit]:
    """Open the shop as somebody whose browser has a language and a colour scheme."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def visit(
        attributes: str = "async", opening: dict[str, Any] | None = None, **more: Any
    ) -> Page:
        url = shop.show(
            body=tag(home, attributes), head="<script src='/first.js'></script>", first=NOTES
        )
        context = browser.new_context(**{"locale": "en-GB", "reduced_motion": "reduce"} | more)
        contexts.append(context)
        if opening is not None:
            context.route("**/api/v1/widget/opening", lambda route: route.fulfill(json=opening))
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [] == errors


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the frame as it is shown now."""
    frame = next(one for one in page.frames if "/widget/frame" in one.url)
    frame.evaluate(AXE.read_text("utf-8"))
    found = frame.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


@pytest.mark.parametrize(
    ("attributes", "locale", "language", "launcher", "placeholder"),
    [
        ("async", "en-GB", "en", "Open the chat", "Write a message…"),
        ("async", "de-AT", "de", "Chat öffnen", "Nachricht schreiben …"),
        ("async", "pt-BR", "en", "Open the chat", "Write a message…"),
        ('async data-language="es"', "de-DE", "es", "Abrir el chat", "Escribe un mensaje…"),
        (
            'async data-language="fr-CA"',
            "en-GB",
            "fr",
            "Ouvrir la discussion",
            "Écrivez un message…",
        ),
        ('async data-language="zh-Hans"', "en-GB", "zh", "打开聊天", "输入消息…"),
        ('async data-language="ar"', "en-GB", "ar", "فتح المحادثة", "اكتب رسالة…"),
    ],
)
def test_the_widget_speaks_the_language_of_the_page_or_the_browser(
    attributes: str, locale: str, language: str, launcher: str, placeholder: str, visit: Visit
) -> None:
    """The launcher's name, the frame's language and direction and the texts go together."""
    page = visit(attributes, locale=locale)
    expect(page.get_by_test_id("launcher")).to_have_attribute("aria-label", launcher)
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("attune-chat iframe")

    expect(widget.get_by_test_id("widget-input")).to_have_attribute("placeholder", placeholder)
    expect(widget.locator("html")).to_have_attribute("lang", language)
    expect(widget.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")


def test_the_page_changes_the_language_while_the_chat_is_open(visit: Visit) -> None:
    """What is being written stays, and all else is said in the new language."""
    page = visit()
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("attune-chat iframe")
    widget.get_by_test_id("widget-input").fill("half a sentence")
    page.evaluate("Attune.setContext({language: 'de'})")

    expect(widget.get_by_role("heading", level=1)).to_have_text("Kundenservice")
    expect(widget.get_by_test_id("widget-input")).to_have_value("half a sentence")
    expect(page.get_by_test_id("launcher")).to_have_attribute("aria-label", "Chat schließen")


def test_in_arabic_all_is_the_other_way_round(visit: Visit) -> None:
    """Launcher and panel stand on the left, the button to send on the left of the words."""
    page = visit('async data-language="ar"')
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("attune-chat iframe")
    expect(widget.get_by_test_id("widget-send")).to_be_visible()
    boxes = [
        one.bounding_box()
        for one in (
            page.get_by_test_id("launcher"),
            widget.get_by_test_id("widget-send"),
            widget.get_by_test_id("widget-input"),
        )
    ]
    launcher, send, words = (box["x"] for box in boxes if box)

    assert (True, True) == (launcher < 100, send < words)


LOOKS = {
    "as it comes": "async",
    "light by wish, with a pale colour": 'async data-theme="light" data-accent="#ffd400"',
    "dark by wish, with a dark colour": 'async data-theme="dark" data-accent="#1b2a4a"',
    "right to left": 'async data-language="ar"',
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_shell_is_accessible(look: str, scheme: str, visit: Visit) -> None:
    """Neither the open panel nor its menu breaks a rule of WCAG 2.2 AA that axe knows."""
    page = visit(LOOKS[look], color_scheme=scheme)
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("attune-chat iframe")
    expect(widget.get_by_test_id("widget-input")).to_be_visible()
    found = violations(page)
    widget.get_by_test_id("widget-menu").click()

    assert [] == found + violations(page)


def test_the_page_themes_the_widget_by_its_own_style_sheet(visit: Visit) -> None:
    """Custom properties of the page reach launcher and frame; the API changes them again."""
    page = visit('async data-position="left" data-title="Tea &amp; Co."')
    page.add_style_tag(
        content="attune-chat{--attune-accent:#7a1f5c;--attune-mode:dark;--attune-radius:3px}"
    )
    page.evaluate("Attune.theme({x: '40px'})")
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("attune-chat iframe")
    expect(widget.get_by_role("heading", level=1)).to_have_text("Tea & Co.")
    look = page.get_by_test_id("launcher").evaluate(
        "one => [getComputedStyle(one).backgroundColor, one.getBoundingClientRect().x]"
    )
    dark = widget.locator("body").evaluate("one => getComputedStyle(one).backgroundColor")

    assert (["rgb(122, 31, 92)", 40], "rgb(25, 29, 28)") == (look, dark)


def test_calls_that_came_before_the_script_are_carried_out(
    browser: Browser, shop: HostPages, home: str
) -> None:
    """A queue of calls is worked off in its order, and events are told from the first on."""
    first = """window.told = [];
    window.Attune = window.Attune || [];
    Attune.push(["on", "open", () => told.push("open")]);
    Attune.push(["hide"]);
    Attune.push(["open"]);
    Attune.push((attune) => told.push(typeof attune.version));"""
    url = shop.show(head="<script src='/first.js'></script>", body=tag(home), first=first)
    page = browser.new_page()
    page.goto(url)
    expect(page.frame_locator("attune-chat iframe").get_by_test_id("widget-input")).to_be_visible()
    expect(page.get_by_test_id("launcher")).to_be_hidden()
    page.evaluate("Attune.on('close', () => told.push('close')); Attune.toggle(); Attune.show()")
    expect(page.get_by_test_id("launcher")).to_be_visible()
    told = page.evaluate("told")
    page.context.close()

    assert ["open", "string", "close"] == told


OPENING = {
    "greeting": "Good to see you again!",
    "starters": ["What suits a teapot?"],
    "support": {"open": False, "opens": "Monday at 08:00"},
    "proactive": [
        {"id": "hint", "text": "May I help?", "page": "*", "after_seconds": 0, "basket_minor": 5000}
    ],
    "proactive_cap": {"per_visit": 1, "per_day": 2},
}


def test_the_greeting_is_what_the_shop_says_here(visit: Visit) -> None:
    """Greeting, starters and hours come from the gateway's rules for this page and customer."""
    page = visit(opening=OPENING)
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("attune-chat iframe")
    expect(widget.get_by_role("heading", level=2)).to_have_text("Good to see you again!")
    expect(widget.get_by_test_id("starter")).to_have_text(["What suits a teapot?"])
    widget.get_by_test_id("widget-menu").click()

    expect(widget.get_by_test_id("talk-to-person")).to_contain_text("Monday at 08:00")


def test_the_widget_speaks_first_and_takes_no_for_an_answer(visit: Visit) -> None:
    """It comes by its rule, leaves the focus where it is, and stays away once dismissed."""
    page = visit(opening=OPENING)
    widget = page.frame_locator("attune-chat iframe")
    page.locator("#search").focus()
    page.wait_for_timeout(600)
    before = widget.get_by_test_id("nudge").count()
    page.evaluate("Attune.setContext({basketMinor: 7000})")
    expect(widget.get_by_test_id("nudge")).to_have_text("May I help?")
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("attune-chat iframe")).to_be_visible()
    wrong = violations(page)
    widget.get_by_test_id("nudge-dismiss").click()
    expect(page.locator("attune-chat iframe")).to_be_hidden()
    page.reload()
    page.wait_for_function("window.Attune?.version")
    page.evaluate("Attune.setContext({basketMinor: 7000})")
    page.wait_for_timeout(1500)

    assert (0, [], 0) == (before, wrong, widget.get_by_test_id("nudge").count())


def test_a_proactive_message_opens_the_chat_with_its_words(visit: Visit) -> None:
    """Who clicks on it goes on from there."""
    page = visit(opening=OPENING)
    page.evaluate("Attune.setContext({basketMinor: 7000})")
    widget = page.frame_locator("attune-chat iframe")
    widget.get_by_test_id("nudge").click()

    expect(widget.get_by_role("heading", level=2)).to_have_text("May I help?")
    expect(widget.get_by_test_id("widget-input")).to_be_focused()


ANSWER_LATER = """() => {
  const [drawer] = Object.keys(localStorage).filter((name) => name.endsWith(":conversation"));
  const { conversation_id, token } = JSON.parse(localStorage[drawer]);
  return fetch(`/api/v1/conversations/${conversation_id}/messages`, { method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ client_message_id: crypto.randomUUID(), text: "hello" }),
  }).then(() => null);
}"""


def test_notifications_are_asked_for_by_a_click_and_show_no_words(visit: Visit) -> None:
    """Off at first; then they come while the chat is closed, with its count on the launcher."""
    page = visit("async data-title-count")
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("attune-chat iframe")
    widget.get_by_test_id("widget-input").fill("hello")
    widget.get_by_test_id("widget-send").click()
    expect(widget.locator('[data-author="bot"]')).to_have_count(1)
    asked_before = page.evaluate("!!window.asked")
    widget.get_by_test_id("widget-menu").click()
    for name in ("sound-switch", "notify-switch"):
        expect(widget.get_by_test_id(name)).to_have_attribute("aria-checked", "false")
    widget.get_by_test_id("notify-switch").click()
    expect(widget.get_by_test_id("notify-switch")).to_have_attribute("aria-checked", "true")
    widget.get_by_test_id("widget-menu").press("Escape")
    widget.get_by_test_id("widget-close").click()
    expect(page.locator("attune-chat iframe")).to_be_hidden()
    frame = next(one for one in page.frames if "/widget/frame" in one.url)
    frame.evaluate(ANSWER_LATER)
    page.wait_for_function("notes.length > 0")

    name = "Open the chat, one unread message"
    expect(page.get_by_test_id("launcher")).to_have_attribute("aria-label", name)
    assert (False, [["New message from Assistant", "Open the chat to read it."]], "(1) A shop") == (
        asked_before,
        page.evaluate("notes"),
        page.title(),
    )
