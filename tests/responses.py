"""The responses of ``nlu_data`` as tests need them: their variants and their placeholders."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "nlu_data" / "responses"
# What stands beside a response's values in a message of Rasa's action protocol.
PROTOCOL = frozenset({"response", "buttons", "custom"})

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@functools.cache
def responses_by_file() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Return the variants of each response, by file name and response name."""
    return {
        path.name: yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
        for path in sorted(FOLDER.glob("*.yml"))
    }


def all_responses() -> dict[str, list[dict[str, Any]]]:
    """Return the variants of each response by name."""
    return {name: texts for found in responses_by_file().values() for name, texts in found.items()}


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return set(_PLACEHOLDER.findall(text))


def misfits(said: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what is wrong with messages of an action: unknown responses, values amiss."""
    known = all_responses()
    found = []
    for message in said:
        name = message["response"]
        given = set(message) - PROTOCOL
        wanted = set().union(*(placeholders(v["text"]) for v in known.get(name, [])))
        if name not in known:
            found.append(f"{name} stands in no file")
        elif given != wanted:
            found.append(f"{name} takes {sorted(wanted)} and was given {sorted(given)}")
        found += [
            f"{name} was given {value!r} as {key}"
            for key, value in message.items()
            if key in given and not (isinstance(value, str) and value)
        ]
    return found
