"""Work that is done once: a stamp keeps the digest of what a step was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

_GENERATED = {".venv", "__pycache__"}


class Stamp:
    """Remembers in a file from what a step was last made."""

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._key = key

    @property
    def fresh(self) -> bool:
        """Whether the step was last made from exactly this."""
        return self._path.is_file() and self._path.read_text("ascii").strip() == self._key

    def set(self) -> None:
        """Remember that the step was made."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(f"{self._key}\n", "ascii")


def digest(
    project: Path, places: Sequence[str], more: Iterable[str] = (), without: Sequence[str] = ()
) -> str:
    """Return the SHA-256 of names and contents of all files at the places, and of more texts.

    Files in the folders of `without` do not count.
    """
    total = hashlib.sha256()
    left_out = [project / place for place in without]
    for place in places:
        for path in _files(project / place):
            if any(path.is_relative_to(folder) for folder in left_out):
                continue
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{path.relative_to(project)} {content}\n".encode())
    for text in more:
        total.update(f"{text}\n".encode())
    return total.hexdigest()


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return [
        path
        for path in sorted(place.rglob("*"))
        if path.is_file() and not _GENERATED.intersection(path.parts)
    ]
