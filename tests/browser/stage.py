"""A stage for the pages: the real gateway on a port of its own, which a test may kill."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from crm.settings import PROJECT
from tests.gateway.service import SHOP_SECRET

START_SECONDS = 60.0
PROGRAM = (sys.executable, "-m", "tests.browser.stage_service")
AGENT = ("mia@shop.example", "Mia")
Widget = Page | FrameLocator
# A Monday on which people answer, whatever day it is for whoever runs the tests.
OPENS = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)


class Stage:
    """A running gateway.

    Parameters
    ----------
    folder:
        Where its store lies; it survives the process.
    origins:
        Whose pages may embed the widget besides its own.
    """

    def __init__(self, folder: Path, *origins: str) -> None:
        self.folder = folder
        self._origins = origins
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = int(listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def widget(self) -> str:
        """The address of the widget on its own, outside of any shop."""
        return f"{self.url}/widget/frame"

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "service.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*PROGRAM, str(self.port), str(self.folder), *self._origins],
                cwd=PROJECT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):  # noqa: S310 - our own http address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.kill()
        log_text = (self.folder / "service.log").read_text("utf-8")
        pytest.fail(f"the stage did not open:\n{log_text[-4000:]}")

    def customer_token(self, reference: str) -> str:
        """Return a token of the shop for one of its customers."""
        now = OPENS + timedelta(minutes=-1)
        claims = {"sub": reference, "iat": now, "exp": now + timedelta(minutes=59)}
        return jwt.encode(claims | {"aud": "attune"}, SHOP_SECRET, algorithm="HS256")

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def said(widget: Widget, author: str) -> Locator:
    """Return the messages of one side."""
    return widget.locator(f'[data-testid="message"][data-author="{author}"]')


def write(widget: Widget, text: str) -> None:
    """Send a message without waiting for anything."""
    widget.get_by_test_id("widget-input").fill(text)
    widget.get_by_test_id("widget-send").click()


def say(widget: Widget, text: str) -> Locator:
    """Send a message and return the answer to it."""
    answers = said(widget, "bot")
    before = answers.count()
    write(widget, text)
    expect(answers).to_have_count(before + 1)
    return answers.last


def texts(widget: Widget, author: str) -> list[str]:
    """Return what one side has said, as it stands in the bubbles."""
    found: list[Any] = said(widget, author).locator(".bubble").all_inner_texts()
    return [str(text) for text in found]


def until(page: Page, expression: str, argument: Any = None) -> None:
    """Wait for a condition in the page, whose policy forbids Playwright's own way of waiting."""
    deadline = time.monotonic() + 15
    while not page.evaluate(expression, argument):
        if time.monotonic() > deadline:
            pytest.fail(f"this did not come true: {expression}")
        page.wait_for_timeout(50)


def picture(width: int = 32, height: int = 24) -> bytes:
    """Return a PNG file."""
    row = b"\0" + bytes(x * 7 % 256 for x in range(width * 3))
    rows = row * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def attach(widget: Widget, name: str, media_type: str, content: bytes) -> None:
    """Choose a file for the next message."""
    chosen: Any = {"name": name, "mimeType": media_type, "buffer": content}
    widget.get_by_test_id("file-input").set_input_files(chosen)
