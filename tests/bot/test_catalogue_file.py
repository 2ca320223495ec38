"""The catalogue file is optional, and read again when it changes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from bot.entities.catalogue_file import CatalogueFile
from bot.entities.extract import extract
from bot.entities.phrases import Phrases

TODAY = date(2026, 11, 20)
PHRASES = Phrases({})


def test_new_products_work_at_once(tmp_path: Path) -> None:
    """A product written after the start is found after the next look."""
    path, clock = tmp_path / "catalogue.json", iter([0.0, 0.5, 5.0])
    file = CatalogueFile(path, monotonic=lambda: next(clock))
    names = []
    for _ in range(3):
        names.append(len(extract("a zither", TODAY, PHRASES, file.current())))
        path.write_text(json.dumps({"products": [{"id": 1, "name": "Zither"}]}), "utf-8")

    assert [0, 0, 1] == names


def test_broken_file_keeps_the_last_good_version(tmp_path: Path) -> None:
    """A half-written file is ignored."""
    path, clock = tmp_path / "catalogue.json", iter([0.0, 5.0])
    path.write_text(json.dumps({"products": [{"id": 1, "name": "Zither"}]}), "utf-8")
    file = CatalogueFile(path, monotonic=lambda: next(clock))
    first = file.current()
    path.write_text('{"products": [', "utf-8")

    assert file.current() is first
