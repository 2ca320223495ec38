"""Logs that tell what happened and nothing of persons: ids, numbers, codes."""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

from language.redact import redact

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# Each says a line for something that happens all the time.
CHATTY = ("alembic", "rasa_sdk")


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
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
