"""The catalogue file that the service writes, read again whenever it changes."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.entities.catalogue import Catalogue

DEFAULT_FILE = "var/catalogue.json"
CHECK_SECONDS = 1.0

logger = logging.getLogger(__name__)


class CatalogueFile:
    """Holds the index of the newest readable version of a file.

    A missing file means an empty catalogue. A file that cannot be read is reported once, and
    the last good version stays in use.
    """

    def __init__(
        self,
        path: Path,
        known_words: Iterable[str] = (),
        is_word: Callable[[str], bool] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the file's path and what tells words from slips; nothing is read yet."""
        self._path = path
        self._known_words = list(known_words)
        self._is_word = is_word
        self._monotonic = monotonic
        self._checked_at = float("-inf")
        self._version: tuple[int, int] | None = None
        self._catalogue = Catalogue({}, self._known_words, self._is_word)

    def current(self) -> Catalogue:
        """Return the index, after a look at the file at most once a second."""
        now = self._monotonic()
        if now - self._checked_at >= CHECK_SECONDS:
            self._checked_at = now
            self._refresh()
        return self._catalogue

    def _refresh(self) -> None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return
        version = (status.st_mtime_ns, status.st_size)
        if version == self._version:
            return
        self._version = version
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            self._catalogue = Catalogue(data, self._known_words, self._is_word)
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            logger.warning("The catalogue file %s cannot be read: %s", self._path, error)
