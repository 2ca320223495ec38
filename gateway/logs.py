"""Logs that tell what happened and nothing of persons: ids, numbers, codes."""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

from aiohttp.http_exceptions import HttpProcessingError

from crm.setting_kinds import Rate
from gateway.limits import LocalLevels
from language.redact import redact

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# Each says a line for something that happens all the time.
CHATTY = ("alembic", "rasa_sdk")
# Whoever sends what is no HTTP could send it a thousand times a second.
MALFORMED = Rate(20, 0.2)


class MalformedRequests(logging.Filter):
    """Keeps out what the HTTP server quotes of requests: addresses, and headers with tokens."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = LocalLevels()

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the server's own errors; drop those of malformed requests above the rate."""
        if record.name != "aiohttp.server" or record.exc_info is None:
            return True
        error = record.exc_info[1]
        record.msg, record.args = "a request failed in the HTTP server", ()
        if isinstance(error, HttpProcessingError):
            if self._lines.taken("malformed", MALFORMED, "") > 0:
                return False
            record.msg, record.args = "refused what is no HTTP (%s)", (type(error).__name__,)
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = record.exc_text = None
        return True


class PrivateFormatter(logging.Formatter):
    """Takes e-mails, phone and order numbers out of errors, which may quote any value.

    The service's own messages bear only ids and codes and stay as they are.
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name that logging calls
        """Return a traceback without what identifies a person."""
        return redact(super().formatException(ei))


def configure_logging(level: str, stream: TextIO | None = None) -> None:
    """Send the logs of this process to a stream.

    Parameters
    ----------
    level:
        ``debug``, ``info``, ``warning`` or ``error``.
    stream:
        Standard error when none is given.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(PrivateFormatter(FORMAT))
    handler.addFilter(MalformedRequests())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
