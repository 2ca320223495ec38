"""Where figures go: a JSON file, and the marked place of a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def put_between(page: str, begin: str, end: str, block: str) -> str:
    """Return a page with the place between two marks filled anew.

    Raises
    ------
    ValueError
        If the page does not hold both marks.
    """
    before, first, rest = page.partition(begin)
    _, last, after = rest.partition(end)
    if not first or not last:
        raise ValueError(f"the page needs the lines {begin!r} and {end!r}")
    return f"{before}{begin}\n{block}{end}{after}"


def write(result: dict[str, Any], path: Path) -> None:
    """Write all figures as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", "utf-8")
