"""Pages of other sites that embed the widget, each served from an origin of its own."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A shop</title>{head}</head>
<body style="min-height:3000px"><h1>A shop</h1><input id="search">{body}</body></html>"""


def tag(home: str, attributes: str = "async") -> str:
    """Return the one tag that embeds the widget."""
    return f'<script src="{home}/widget/loader.js" {attributes}></script>'


class HostPages:
    """A small site on a port of its own; what it serves may be changed at any time."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.headers: dict[str, str] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = site.pages.get(self.path.partition("?")[0])
                self.send_response(200 if content is not None else 404)
                script = self.path.endswith(".js")
                kind = "text/javascript" if script else "text/html; charset=utf-8"
                self.send_header("Content-Type", kind)
                for name, value in site.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write((content or "").encode())

            def log_message(self, *_: object) -> None:
                """Say nothing: what a test asks for is known to it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        """The same address under its other name is another site to a browser."""
        self.elsewhere = f"http://localhost:{self.port}"

    def show(
        self, head: str = "", body: str = "", headers: dict[str, str] | None = None, **scripts: str
    ) -> str:
        """Serve one page and its scripts from here on, and return its address."""
        self.pages = {f"/{name}.js": script for name, script in scripts.items()}
        self.pages["/"] = self.pages["/inner"] = PAGE.format(head=head, body=body)
        self.headers = headers or {}
        return f"{self.url}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
