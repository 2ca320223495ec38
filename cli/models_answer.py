"""What `attune models` prints: figures for people, or one JSON object on one line."""

from __future__ import annotations

from collections.abc import Mapping
from json import dumps
from math import isfinite
from typing import Any

import typer

from cli.output import answer_table, say


def answer(figures: Mapping[str, Any], json: bool) -> None:
    """Print figures; what is not defined is null, or a dash for people."""
    if json:
        answer_line(figures)
        return
    rows = [(name.replace("_", " "), _shown(value)) for name, value in figures.items()]
    answer_table(("figure", "value"), [row for row in rows if row[1] is not None])
    for name, value in figures.items():
        if isinstance(value, list) and value:
            say(f"\n{name.replace('_', ' ')}:")
            for entry in value:
                say(f"- {_shown(entry) or _listed(entry)}")


def answer_line(value: Any) -> None:
    """Print an answer for programs: JSON on one line."""
    typer.echo(dumps(_plain(value), ensure_ascii=False, default=str))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = value.item()
    return None if isinstance(value, float) and not isfinite(value) else value


def _shown(value: Any) -> str | None:
    """Return a value in a cell, or nothing for what has lines of its own."""
    value = _plain(value)
    if isinstance(value, dict):
        return _listed(value)
    if isinstance(value, list):
        return None
    if value is None:
        return "–"
    return f"{value:,.4f}" if isinstance(value, float) else str(value)


def _listed(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown(inner) or _listed(inner)}" for key, inner in value.items())
    return ", ".join(_shown(inner) or _listed(inner) for inner in value)
