"""`make bench-widget`: from the click on the launcher to a panel that can be written in."""

from __future__ import annotations

import argparse
import asyncio
import gzip
import shutil
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser, Error, Page, async_playwright
from rich.console import Console
from rich.table import Table

from benchmarks import figure_files
from benchmarks.figures import percentiles
from benchmarks.machine import commit, machine, versions
from benchmarks.programs import ProgramFailed
from benchmarks.sockets_sides import Ours
from crm.settings import PROJECT

BUILD = PROJECT / "build" / "bench"
WHOLE_RUN_SECONDS = 600.0
SETTLE_MS = 1_500
PAGE = """<!doctype html><meta charset="utf-8"><title>A shop</title>
<h1>A shop</h1><script src="/widget/loader.js" async></script>"""
# Both clocks count from the same moment: the page's at the click, the frame's when the cursor
# stands in the composer and that was painted.
CLOCKS = """
const now = () => performance.timeOrigin + performance.now();
addEventListener("click", () => { window.clicked ??= now() }, true);
if (location.pathname === "/widget/frame") addEventListener("focusin", ({ target }) => {
  if (target.tagName === "TEXTAREA")
    requestAnimationFrame(() => setTimeout(() => { window.painted ??= now() })) });
"""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; return 2 when that was not possible."""
    options = _options(arguments)
    try:
        result = asyncio.run(_measure(options.profiles))
    except (ProgramFailed, TimeoutError, OSError, Error) as error:
        print(f"bench-widget: {error or 'the run took too long'}", file=sys.stderr)
        return 2
    figure_files.write(result, options.out)
    _show(result)
    return 0


async def _measure(profiles: int) -> dict[str, Any]:
    before = machine()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise ProgramFailed("there is no chromium on the PATH: install Debian's package chromium")
    async with asyncio.timeout(WHOLE_RUN_SECONDS), AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(trust_env=False))
        ours = Ours(BUILD / "widget")
        await ours.start(stack, session)
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        stack.push_async_callback(browser.close)
        await _open(browser, ours.url, DESK, SETTLE_MS)
        cases: dict[str, Any] = {}
        for name, size, wait in (
            ("page at rest, desktop", DESK, SETTLE_MS),
            ("page at rest, phone", PHONE, SETTLE_MS),
            ("as soon as there is a launcher", DESK, 0),
        ):
            print(f"  {name} ...", file=sys.stderr, flush=True)
            found = [await _open(browser, ours.url, size, wait) for _ in range(profiles)]
            cases[name] = {"profiles": profiles, "ms": percentiles(found)}
        return {
            "benchmark": "widget",
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": commit(),
            "machine": before,
            "versions": versions() | {"chromium": browser.version},
            "click_to_composer": cases,
            "gzip_bytes": await _weights(browser, ours.url),
        }


async def _page(browser: Browser, url: str, size: dict[str, int], language: str) -> Page:
    """Return the page of somebody new, on which the widget is not loaded yet."""
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, locale=language
    )
    await context.add_init_script(CLOCKS)
    page = await context.new_page()
    html = {"content_type": "text/html", "body": PAGE}
    await page.route(f"{url}/shop", lambda route: route.fulfill(**html))
    return page


async def _open(browser: Browser, url: str, size: dict[str, int], wait: int) -> float:
    """Return the milliseconds from the click until the composer was painted."""
    page = await _page(browser, url, size, "en-GB")
    await page.goto(f"{url}/shop")
    launcher = page.get_by_test_id("launcher")
    await launcher.wait_for()
    await page.wait_for_timeout(wait)
    await launcher.click()
    painted = None
    while painted is None:
        # The frame's policy allows no text to become code, which Playwright's own waiting needs.
        await page.wait_for_timeout(20)
        frame = page.frame(url=lambda one: "/widget/frame" in one)
        painted = await frame.evaluate("() => window.painted ?? null") if frame else None
    clicked = await page.evaluate("window.clicked")
    await page.context.close()
    return float(painted - clicked)


async def _weights(browser: Browser, url: str) -> dict[str, dict[str, int]]:
    """Return what comes before the first message can be written, by language, compressed."""
    found: dict[str, dict[str, int]] = {}
    for language in ("en", "de", "es", "fr", "ar", "zh"):
        page = await _page(browser, url, DESK, language)
        bodies: dict[str, bytes] = {}

        async def keep(response: Any, into: dict[str, bytes] = bodies) -> None:
            if "/widget/" in response.url and "/api/" not in response.url:
                into[response.url] = await response.body()

        page.on("response", keep)
        await page.goto(f"{url}/shop")
        await page.get_by_test_id("launcher").click()
        await page.frame_locator("attune-chat iframe").get_by_test_id("widget-input").wait_for()
        await page.wait_for_timeout(SETTLE_MS)
        sizes = {one: len(gzip.compress(body, 9)) for one, body in bodies.items()}
        loader = sum(size for one, size in sizes.items() if "loader.js" in one)
        found[language] = {"loader": loader, "app": sum(sizes.values()) - loader}
        await page.context.close()
    return found


def _show(result: dict[str, Any]) -> None:
    table = Table("click to composer, ms", "p50", "p95", box=None, header_style="bold")
    for name, case in result["click_to_composer"].items():
        table.add_row(name, *(f"{case['ms'][rank]:.0f}" for rank in ("p50", "p95")))
    weights = Table("gzip, bytes", "loader", "app", box=None, header_style="bold")
    for language, sizes in result["gzip_bytes"].items():
        weights.add_row(language, f"{sizes['loader']:,}", f"{sizes['app']:,}")
    console = Console(highlight=False, soft_wrap=True)
    console.print(table)
    console.print(weights)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench-widget", description=__doc__)
    parser.add_argument("--profiles", type=int, default=20, help="new persons for each case (20)")
    parser.add_argument("--out", type=Path, default=BUILD / "widget.json", help="where it goes")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
