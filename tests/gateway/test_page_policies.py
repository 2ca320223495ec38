"""The pages hold no code of their own, and their policies allow none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crm.settings import PROJECT
from crm.store import Store
from gateway.demo import DemoShop
from gateway.static import DIST
from tests.gateway.service import Service, settings_in
from tests.gateway.turn_engine import FakeEngine

SHOP = "https://shop.example"
# Each page: its address, its source, and who may put it into a frame.
PAGES = {
    "/": ("shop/index.html", ["'none'"]),
    "/demo/mailbox": ("shop/mailbox.html", ["'none'"]),
    "/desk": ("desk/index.html", ["'none'"]),
    "/widget/frame": ("widget/frame.html", ["'self'", SHOP]),
}
SOURCES = sorted(
    path
    for folder in ("widget", "desk", "shop")
    for path in (PROJECT / "web" / folder).rglob("*.html")
)


class InlineCode(HTMLParser):
    """Finds what a policy without ``unsafe-inline`` would stop, and what is loaded from where."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.loads: list[str] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note scripts and styles without an address, handlers and styles in attributes."""
        given = dict(attrs)
        self._inside = tag
        if tag == "style" or (tag == "script" and not given.get("src")) or tag == "base":
            self.found.append(f"<{tag}>")
        for name, value in given.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.found.append(f"{tag} {name}=")
            if (value or "").strip().lower().startswith(("javascript:", "data:text")):
                self.found.append(f"{tag} {name}={value}")
            if name in ("src", "href") and tag in ("script", "link", "img", "iframe"):
                self.loads.append(value or "")

    def handle_data(self, data: str) -> None:
        """Note code between the tags of a script."""
        if self._inside == "script" and data.strip():
            self.found.append(f"script: {data.strip()[:40]}")

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        self._inside = ""


def parsed(policy: str) -> dict[str, list[str]]:
    """Return the directives of a policy, each given once."""
    parts = [part.split() for part in policy.split(";")]
    directives = {name: values for name, *values in parts}
    assert len(parts) == len(directives)
    return directives


@pytest.fixture
async def pages(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return a service with the pages as they are written."""
    settings = settings_in(tmp_path, demo=True, allowed_origins=(SHOP,))
    demo = DemoShop((), lambda product: "<svg/>")
    running = Service(sqlite_store, fake_engine, settings, dist=PROJECT / "web", demo_shop=demo)
    await running.start()
    yield running
    await running.stop()


@pytest.mark.parametrize("path", PAGES)
async def test_a_policy_allows_what_the_page_needs_and_no_more(pages: Service, path: str) -> None:
    """Everything from this service; pictures from anywhere; no code in the page; frames by list."""
    source, framers = PAGES[path]
    async with pages.client.get(path) as response:
        html, headers = await response.text(), response.headers
    policy = parsed(headers["Content-Security-Policy"])
    own = {name: values for name, values in policy.items() if values == ["'self'"]}

    assert (PROJECT / "web" / source).read_text("utf-8") == html
    assert (["'none'"], ["'none'"], framers) == (
        policy["default-src"],
        policy["base-uri"],
        policy["frame-ancestors"],
    )
    assert {
        "script-src", "style-src", "connect-src", "font-src", "frame-src", "form-action"
    } <= own.keys()  # fmt: skip
    assert (["'script'"], ["'none'"]) == (
        policy["require-trusted-types-for"],
        policy["trusted-types"],
    )
    assert {"'self'", "blob:", "data:", "https:"} >= set(policy["img-src"])
    assert [] == [word for word in ("unsafe", "*", "http:") if word in str(policy)]


async def test_all_pages_are_looked_at(pages: Service) -> None:
    """A page that is added gets its policy tested."""
    sources = {str(path.relative_to(PROJECT / "web")) for path in SOURCES}

    assert sources == {source for source, _ in PAGES.values()}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.parent.name + "/" + path.name)
def test_pages_hold_no_code(path: Path) -> None:
    """Scripts and styles are files; nothing comes from another place."""
    page = InlineCode(path.read_text("utf-8"))
    built = DIST / path.relative_to(PROJECT / "web")
    made = InlineCode(built.read_text("utf-8")) if built.is_file() else page

    assert ([], []) == (page.found, made.found)
    assert [] == [a for a in page.loads + made.loads if "//" in a or a.startswith("data:")]


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>p {}</style>",
        '<p style="color: red">',
        '<p onclick="x()">',
        '<a href="javascript:x()">',
        '<base href="/">',
        '<iframe srcdoc="x">',
    ],
)
def test_the_test_finds_code(html: str) -> None:
    """What must not be in a page is found if it is."""
    assert [] != InlineCode(html).found


async def test_every_answer_is_kept_to_itself(pages: Service) -> None:
    """Answers of the API, errors and files are nothing that another site could show or read."""
    kept = []
    for path in ("/api/v1/conversations/x", "/nowhere", "/healthz", "/openapi.json", "/metrics"):
        async with pages.client.get(path) as response:
            policy = parsed(response.headers["Content-Security-Policy"])
            kept.append(
                (
                    policy["default-src"] == policy["frame-ancestors"] == ["'none'"],
                    response.headers["Cross-Origin-Resource-Policy"],
                    response.headers["X-Content-Type-Options"],
                )
            )

    assert [(True, "same-origin", "nosniff")] * 5 == kept
