"""The things that clauses name, and whether two clauses name the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.dialogue.requests import REFERENCES


def within(entities: Sequence[Mapping[str, Any]], start: int, end: int) -> list[dict[str, Any]]:
    """Return copies of the entities of `text[start:end]`."""
    return [dict(e) for e in entities if start <= int(e["start"]) and int(e["end"]) <= end]


def names_another(own: Sequence[Mapping[str, Any]], other: Mapping[str, Any]) -> bool:
    """Return whether a clause names another thing than a request before it, of the same kind."""
    known = {(e["entity"], str(e["value"])) for e in other["entities"]}
    kinds = {kind for kind, _ in known}
    named = {(e["entity"], str(e["value"])) for e in own if e["entity"] in REFERENCES}
    return any(kind in kinds and (kind, value) not in known for kind, value in named)


def in_full(text: str, previous: Mapping[str, Any], own: Sequence[Mapping[str, Any]]) -> str:
    """Return the words of the request before with its thing replaced: "cancel 5678"."""
    said = str(previous.get("full_text", previous["text"]))
    for mine in own:
        for theirs in previous["entities"]:
            if theirs["entity"] == mine["entity"]:
                old, new = str(theirs["text"]), str(mine["text"])
                if old in said:
                    return said.replace(old, new, 1)
    return said
