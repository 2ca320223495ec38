"""A small action server on a real socket that stands for the service."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Service:
    """Answers action calls; `calls` holds the bodies, `headers` those of the last call."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.headers: dict[str, str] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.calls.append(body)
                service.headers = dict(self.headers.items())
                status, answer = service.answer(body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: Any) -> None:
                """Keep the tests' output clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/internal/actions/webhook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Count the turns in the slot; fail on a refund."""
        action = body["next_action"]
        if action == "action_request_refund":
            return 500, {"error": "the store is away"}
        if action == "action_thank":
            return 200, {"events": [{"event": "no_such_event"}], "responses": []}
        turns = (body["tracker"]["slots"].get("dialogue") or {}).get("turns", 0) + 1
        said = {
            "response": "utter_counted",
            "action": action,
            "turns": turns,
            "text_seen": body["tracker"]["latest_message"]["text"],
            "buttons": [{"title": "Yes", "payload": "yes please"}],
            "custom": {"cards": [{"kind": "order"}], "why": {"rule": "count"}},
        }
        slot = {"event": "slot", "name": "dialogue", "value": {"turns": turns}}
        return 200, {"events": [slot], "responses": [said]}

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
