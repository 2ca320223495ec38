"""The real product in a real browser: service, engine, demo shop, Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from crm.settings import DESK_PASSWORD, PROJECT, SECRETS, load_settings, read_environment
from tests.browser.stage import Stage

AGENT = ("mia@desk.example", "Mia")
PASSWORD = "a-password-for-tests"
SCREENSHOTS = PROJECT / "build" / "screenshots"
START_SECONDS = 120.0
NewContext = Callable[..., BrowserContext]


@dataclass(frozen=True)
class Product:
    """The running product."""

    url: str
    database: Path


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Fill a demo shop of 300 customers and serve it as `attune serve` does."""
    var = tmp_path_factory.mktemp("product")
    port = _free_port()
    environment = _environment(var, port)
    _attune(environment, "demo", "--customers", "300")
    _attune(environment, "train", "models")
    _attune(environment, "agents", "add", *AGENT, "--password-stdin", said=PASSWORD)
    with (var / "service.log").open("w", encoding="utf-8") as log:
        service = subprocess.Popen(
            [sys.executable, "-P", "-m", "cli", "serve"],
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(url, service, var / "service.log")
            yield Product(url, var / "attune.db")
        finally:
            service.send_signal(signal.SIGTERM)
            service.wait(timeout=20)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Serve the pages with an engine that plays its parts."""
    stage = Stage(tmp_path_factory.mktemp("stage"))
    stage.start()
    yield stage
    stage.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium with a fresh profile.

    Playwright keeps an event loop running on this thread, and the coroutines of other tests cannot
    run beside it: so it ends with the module.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on the PATH: install Debian's package chromium")
    quiet = ("disable-background-networking", "disable-component-update", "disable-sync")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", *(f"--{name}" for name in quiet)],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Open pages, each as a person of its own; a script error on one of them fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(url: str) -> Page:
        # Without motion a screenshot shows what a person sees, not the middle of a fade.
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [] == errors


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Make browsers of persons of their own; a script error in one of them fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(**options: Any) -> BrowserContext:
        small: Any = {"width": 400, "height": 680}
        context = browser.new_context(**{"viewport": small, "reduced_motion": "reduce"} | options)
        context.set_default_timeout(15_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert [] == errors


@pytest.fixture
def shoot() -> Callable[[Page, str], None]:
    """Keep screenshots where continuous integration collects them."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def shoot(page: Page, name: str) -> None:
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return shoot


def _environment(var: Path, port: int) -> dict[str, str]:
    """Return the variables of a product that shares only what is trained with the developer's."""
    absent = dict.fromkeys(SECRETS, "-" * 32)
    own = load_settings({**absent, **read_environment()})
    secrets = {name: f"{name.lower()}-that-only-tests-know-0123456789" for name in SECRETS}
    return {
        **os.environ,
        **secrets,
        DESK_PASSWORD: PASSWORD,
        "ATTUNE_VAR": str(var),
        "ATTUNE_DATABASE_URL": f"sqlite:///{var / 'attune.db'}",
        "ATTUNE_CATALOGUE_FILE": str(var / "catalogue.json"),
        "ATTUNE_ENCODER_DIR": str(own.encoder_dir),
        "ATTUNE_ENGINE_MODELS": str(own.engine_models),
        "ATTUNE_DEMO": "1",
        "ATTUNE_ENGINE_URL": "",
        "ATTUNE_WEBHOOK_URL": "",
        "PORT": str(port),
    }


def _attune(environment: dict[str, str], *words: str, said: str = "") -> None:
    command = [sys.executable, "-P", "-m", "cli", *words]
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env=environment,
        input=said,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"attune {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")


def _wait_until_ready(url: str, service: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and service.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as response:  # noqa: S310 - our own http address
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    service.kill()
    service.wait()
    pytest.fail(f"the product did not become ready:\n{log.read_text('utf-8')[-4000:]}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
