"""Labelled messages, one JSON object a line: text, and what is known of its reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.labelled_rows import BadFile, decoded, json_records
from language.sentiment import LABELS

OUT_OF_SCOPE = "out_of_scope"
MOST_SHOWN = 10
# How files call what is out of scope, and how a model says that it did not understand.
OUT_OF_SCOPE_NAMES = frozenset({OUT_OF_SCOPE, "oos", "nlu_fallback", "out-of-scope"})
_LABEL_NAMES = ("entity", "label", "type", "name")
_VALUE_NAMES = ("value", "text", "surface")


@dataclass(frozen=True)
class Entity:
    """An entity: its type, and its place, its values, or both.

    The place leaves out marks at the ends. `values` are the ways to write it that count as the
    same: as normalised and as said.
    """

    label: str
    start: int | None
    end: int | None
    values: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """A message with its true reading; None where the file does not tell."""

    text: str
    intent: str | None
    sentiment: str | None
    entities: tuple[Entity, ...] | None


def read_lines(path: Path) -> list[Line]:
    """Read a file of lines `{"text", "intent"?, "sentiment"?, "entities"?}`.

    Entities are a list of objects (`entity`, `label` or `type`; `start` and `end`; `value` or
    `text`) or an object of values by type.

    Raises:
        BadFile: lines cannot be used; the message tells how many, and of the first ten the
            number and what is wrong.
    """
    lines, wrong = [], []
    for number, record in json_records(path, decoded(path)):
        try:
            if isinstance(record, BadFile):
                raise record
            lines.append(line_of(record))
        except BadFile as error:
            wrong.append(str(error))
        except ValueError as error:
            wrong.append(f"{path}, line {number}: {error}")
    if len(wrong) == 1:
        raise BadFile(wrong[0])
    if wrong:
        shown = "\n".join(wrong[:MOST_SHOWN])
        rest = f"\nand {len(wrong) - MOST_SHOWN} more" if len(wrong) > MOST_SHOWN else ""
        raise BadFile(f"{path}: {len(wrong)} lines cannot be used\n{shown}{rest}")
    return lines


def line_of(record: Mapping[str, Any]) -> Line:
    """Return the line of an object.

    Raises:
        ValueError: a field is missing or of a shape that is not known.
    """
    text, intent = record.get("text"), record.get("intent")
    if not isinstance(text, str):
        raise ValueError(f'"text" is {text!r} instead of a string')
    # Rasa's own form of an intent.
    if isinstance(intent, Mapping):
        intent = intent.get("name")
    if intent is not None and (not isinstance(intent, str) or not intent.strip()):
        raise ValueError(f'"intent" is {intent!r} instead of a name')
    return Line(
        text,
        None if intent is None else canonical(intent.strip()),
        _sentiment(record.get("sentiment")),
        _entities(record.get("entities"), text),
    )


def canonical(intent: str) -> str:
    """Return an intent's name, all names of what is out of scope as one."""
    return OUT_OF_SCOPE if intent in OUT_OF_SCOPE_NAMES else intent


def found_entity(found: Mapping[str, Any], text: str) -> Entity:
    """Return an entity of Rasa's parse."""
    start, end = found.get("start"), found.get("end")
    label, value = str(found["entity"]), found.get("value")
    if not isinstance(start, int) or not isinstance(end, int):
        return Entity(label, None, None, _values(value))
    return Entity(label, *without_marks(text, start, end), _values(value, text[start:end]))


def without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a place without the marks at its ends.

    Some write "#104233" and some "104233" of the same number; nobody is wrong.
    """
    first, last = start, end
    while first < last and not text[first].isalnum():
        first += 1
    while last > first and not text[last - 1].isalnum():
        last -= 1
    return (first, last) if first < last else (start, end)


def _sentiment(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("label")
    if value is not None and value not in LABELS:
        raise ValueError(f'"sentiment" is {value!r}; known are {", ".join(LABELS)}')
    return value


def _entities(value: Any, text: str) -> tuple[Entity, ...] | None:
    if value is None:
        return None
    if isinstance(value, Mapping):
        return tuple(
            Entity(str(label), None, None, _values(one))
            for label, many in value.items()
            for one in (many if isinstance(many, list) else [many])
        )
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError(f'"entities" is {value!r} instead of a list or an object')
    return tuple(_entity(entry, text) for entry in value)


def _entity(entry: Any, text: str) -> Entity:
    if not isinstance(entry, Mapping):
        raise ValueError(f"an entity is {entry!r} instead of an object")
    label = next((entry[name] for name in _LABEL_NAMES if isinstance(entry.get(name), str)), None)
    if label is None:
        raise ValueError(f"the entity {dict(entry)!r} has no type ({', '.join(_LABEL_NAMES)})")
    start, end = entry.get("start"), entry.get("end")
    values = [entry[name] for name in _VALUE_NAMES if entry.get(name) is not None]
    if start is None and end is None:
        if not values:
            raise ValueError(f"the entity {dict(entry)!r} has neither a place nor a value")
        return Entity(label, None, None, _values(*values))
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise ValueError(f"the entity {dict(entry)!r} does not lie within the text")
    return Entity(label, *without_marks(text, start, end), _values(*values, text[start:end]))


def _values(*values: Any) -> frozenset[str]:
    written = (str(value).strip().casefold() for value in values if value is not None)
    return frozenset(value for value in written if value)
