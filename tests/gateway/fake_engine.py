"""A stand-in for the engine: `fake_engine.py PORT FOLDER [MODE]`, standard library only.

It writes its number to FOLDER/pids, has a child of its own, and answers the question whether it is
ready. Modes: `serve`, `refuse` (ends at once), `deaf` (ignores SIGTERM, as does its child).
"""

import json
import os
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    """Answers every GET as a loaded engine does."""

    def do_GET(self) -> None:
        """Say which model is loaded."""
        body = json.dumps({"model_version": f"fake-{os.getpid()}"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Stay silent."""


def main(port: int, folder: Path, mode: str) -> None:
    """Note this process and its child, then behave as the mode says."""
    if mode == "refuse":
        sys.exit(3)
    if mode == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with (folder / "pids").open("a", encoding="ascii") as file:
        file.write(f"{os.getpid()}\n{child.pid}\n")
    time.sleep(0.05)
    HTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "serve")
