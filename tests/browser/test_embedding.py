"""The widget on pages of other sites, which have styles, scripts and policies of their own."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.browser.host_pages import HostPages, tag
from tests.browser.stage import Stage, say

APP_LIMIT = 35 * 1024
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def shop() -> Iterator[HostPages]:
    """Serve a shop that may embed the widget."""
    with HostPages() as pages:
        yield pages


@pytest.fixture(scope="module")
def home(shop: HostPages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the widget for that shop, under both of its names, and for nobody else."""
    stage = Stage(tmp_path_factory.mktemp("home"), shop.url, shop.elsewhere)
    stage.start()
    yield stage.url
    stage.kill()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open pages, each as a person of its own; what goes wrong in a script fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def visit(url: str, width: int = 1280, height: int = 800, scale: float = 1) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            reduced_motion="reduce",
            locale="en-GB",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [] == errors


def opened(page: Page) -> FrameLocator:
    """Open the chat as a customer does."""
    page.get_by_test_id("launcher").click()
    widget = page.frame_locator("attune-chat iframe")
    expect(widget.get_by_test_id("widget-input")).to_be_focused()
    return widget


@dataclass(frozen=True)
class Bad:
    """A page that makes life hard for what is embedded; ``HOME`` stands for the widget's origin."""

    head: str = ""
    body: str = "TAG"
    headers: dict[str, str] = field(default_factory=dict)
    script: str = ""
    """Runs first, from a file of its own."""
    width: int = 1280
    height: int = 800
    scale: float = 1


POLICY = (
    "default-src 'none'; script-src 'self' HOME; style-src 'self'; frame-src HOME;"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
RESET = (
    "all:unset!important;display:none!important;opacity:0!important;pointer-events:none!important"
)
BAD_PAGES = {
    "styles that reset everything": Bad(
        head=f"<style>body *,html>:not(head,body),attune-chat{{{RESET}}}</style>"
    ),
    "styles for our own element's parts": Bad(
        head="<style>button,iframe,p,span{display:none!important;width:0!important}</style>"
    ),
    "a name of its own": Bad(script="window.name = 'attune'; window.frame = window.open = null;"),
    "the strictest policy": Bad(headers={"Content-Security-Policy": POLICY}),
    "prototypes that were written to": Bad(
        script="""Array.prototype.last = function () { return this[this.length - 1] };
        Object.prototype.extend = function () {}; Object.prototype.mark = "attune";
        Object.prototype.token = Object.prototype.type = "x"; String.prototype.toJSON = () => 7;
        JSON.stringify = () => { throw new Error("no JSON here") }; JSON.parse = JSON.stringify;"""
    ),
    "frozen prototypes": Bad(
        script="""for (const one of [Object, Array, Function, String, Promise])
          Object.freeze(one.prototype)"""
    ),
    "the tag twice": Bad(body="TAG TAG"),
    "the tag before the body": Bad(head="PLAIN", body=""),
    "an element that has our name": Bad(
        body='<form id="Attune"><img name="currentScript"></form>TAG'
    ),
    "another base address": Bad(head='<base href="https://elsewhere.invalid/">'),
    "a body that moves": Bad(
        head="<style>body{transform:scale(.5);filter:blur(1px);zoom:3}</style>"
    ),
    "a layer above all layers": Bad(
        body='TAG<div style="position:fixed;inset:0;z-index:2147483647;background:#fffc"></div>'
    ),
    "messages without end": Bad(
        script="""const noise = [
          null, 7, "attune", {mark: "attune"}, {mark: "attune", type: "close"},
          {mark: "attune", type: "face", label: "x", title: "x", dir: "rtl", count: 7},
          {mark: "attune", type: "link", url: "https://elsewhere.invalid/", product: null},
          {mark: "attune", type: "ready", panel: "*{display:none}", page: ""}];
        setInterval(() => noise.forEach((one) => { window.postMessage(one, "*");
          for (let i = 0; i < frames.length; i += 1) frames[i].postMessage(one, "*") }), 5);"""
    ),
    "another frame that speaks like ours": Bad(
        body="""TAG<iframe style="display:none" srcdoc="<script>setInterval(() => {
          for (const type of ['close', 'open']) parent.postMessage({mark: 'attune', type}, '*')
          }, 5)</script>"></iframe>"""
    ),
    "a new body": Bad(
        script="""addEventListener("load", () => setTimeout(() => {
          document.body = document.createElement("body"); document.body.append("new") }, 200))"""
    ),
    "a page that takes our element away": Bad(
        script="""let times = 3; const timer = setInterval(() => {
          const ours = document.querySelector("attune-chat"); if (!ours) return;
          ours.remove(); times -= 1;
          if (times === 0) { clearInterval(timer); document.title = "done" } }, 20)"""
    ),
    "a page magnified twice": Bad(width=640, height=400, scale=2),
    "a phone": Bad(width=390, height=844, scale=3),
}


def page_of(bad: Bad, home: str, shop: HostPages) -> str:
    """Serve a page and return its address."""

    def filled(text: str) -> str:
        plain = text.replace("TAG", tag(home)).replace("PLAIN", tag(home, ""))
        return plain.replace("HOME", home)

    first = '<script src="/first.js"></script>' if bad.script else ""
    headers = {name: filled(value) for name, value in bad.headers.items()}
    return shop.show(first + filled(bad.head), filled(bad.body), headers, first=bad.script)


@pytest.mark.parametrize("name", BAD_PAGES)
def test_the_chat_works_on_a_page_with(name: str, shop: HostPages, home: str, visit: Visit) -> None:
    """There is one launcher, it opens the chat, and a message is answered."""
    bad = BAD_PAGES[name]
    page = visit(page_of(bad, home, shop), bad.width, bad.height, bad.scale)
    if "document.title" in bad.script:
        page.wait_for_function("document.title === 'done'")
    page.wait_for_timeout(500 if "new" in name else 0)
    widget = opened(page)
    answer = say(widget, "hello")

    expect(answer).to_be_visible()
    expect(page.get_by_test_id("launcher")).to_have_count(1)
    assert f"{shop.url}/" == page.url


def test_a_page_that_never_leaves_our_element_is_left_in_peace(
    shop: HostPages, home: str, visit: Visit
) -> None:
    """After some tries the widget stays away, and the page's own things work."""
    guard = """let times = 0; new MutationObserver(() => {
      const ours = document.querySelector("attune-chat");
      if (ours) { ours.remove(); document.title = String(++times) }
    }).observe(document.documentElement, {childList: true})"""
    page = visit(page_of(Bad(script=guard), home, shop))
    page.wait_for_function("Number(document.title) >= 5")
    page.wait_for_timeout(300)
    page.locator("#search").fill("tea")

    assert 6 >= int(page.title())


def test_a_page_of_another_site_without_storage(shop: HostPages, home: str, visit: Visit) -> None:
    """A browser that gives the frames of other sites no storage still has a conversation."""
    page_of(Bad(), home, shop)
    page = visit(f"{shop.elsewhere}/")
    widget = opened(page)
    say(widget, "hello")
    page.keyboard.press("Escape")
    opened(page)
    say(widget, "hello")

    expect(widget.get_by_test_id("message")).to_have_count(4)


def test_a_page_in_a_frame_with_few_rights(shop: HostPages, home: str, visit: Visit) -> None:
    """A shop page that is itself framed has its chat, too."""
    page_of(Bad(), home, shop)
    shop.pages["/outer"] = (
        '<iframe src="/inner" width="900" height="700" allow=""'
        ' sandbox="allow-scripts allow-same-origin"></iframe>'
    )
    page = visit(f"{shop.url}/outer")
    inner = page.frame_locator("iframe").first
    inner.get_by_test_id("launcher").click()

    expect(say(inner.frame_locator("attune-chat iframe"), "hello")).to_be_visible()


@pytest.mark.parametrize("words", ["", "Ring us: 0800 1234"])
def test_a_page_that_may_not_embed_says_so(words: str, home: str, visit: Visit) -> None:
    """No blank frame: the customer reads a sentence, the developer finds the setting's name."""
    with HostPages() as stranger:
        attributes = f'async data-sorry="{words}"' if words else "async"
        page = visit(stranger.show(body=tag(home, attributes)))
        heard: list[str] = []
        page.on("console", lambda message: heard.append(message.text))
        page.get_by_test_id("launcher").click()

        expect(page.get_by_role("alert")).to_have_text(
            words or "Sorry, the chat is not available right now."
        )
        expect(page.locator("attune-chat iframe")).to_be_hidden()
        page.get_by_test_id("launcher").click()
        expect(page.get_by_role("alert")).to_be_hidden()
    assert any("ATTUNE_ALLOWED_ORIGINS" in one for one in heard)


def test_the_page_behind_stays_where_it_is(shop: HostPages, home: str, visit: Visit) -> None:
    """On a phone the panel covers the page, which does not scroll meanwhile, and does again."""
    page = visit(page_of(Bad(), home, shop), 390, 844)
    opened(page)
    held = page.evaluate("getComputedStyle(document.documentElement).overflowY")
    box = page.locator("attune-chat iframe").bounding_box()
    page.keyboard.press("Escape")
    expect(page.locator("attune-chat iframe")).to_be_hidden()
    after = page.evaluate("getComputedStyle(document.documentElement).overflowY")

    expect(page.get_by_test_id("launcher")).to_be_focused()
    assert ("hidden", {"x": 0, "y": 0, "width": 390, "height": 844}, "visible") == (
        held,
        box,
        after,
    )


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_a_browser_loads_before_the_first_message(
    language: str, shop: HostPages, home: str, visit: Visit
) -> None:
    """Until a message can be written, 35 KB at most have come, and nothing that is not needed."""
    shop.show(body=tag(home, f'data-language="{language}"'))
    page = visit("about:blank")
    bodies: dict[str, bytes] = {}
    page.on("response", lambda one: bodies.update({one.url: one.body()} if home in one.url else {}))
    page.goto(f"{shop.url}/")
    opened(page)
    parts = {
        url: body for url, body in bodies.items() if "loader.js" not in url and "/api/" not in url
    }

    assert APP_LIMIT >= sum(len(gzip.compress(body, 9)) for body in parts.values())
    assert 6 >= len(parts)
