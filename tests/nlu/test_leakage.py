"""No held-out message is also a message that the bot learns from."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).resolve().parent
TAUGHT = HERE.parents[1] / "nlu_data"
SPAN = re.compile(r"\[([^\[\]]+)\](?:\(\w+\)|\{[^{}]*\})")
NUMBER = re.compile(r"\d{3,}")
# There are few ways of saying yes: such messages may be the same by chance.
BRIEF = {"affirm", "deny", "thank", "greet", "goodbye", "stop", "help"}


def plain(text: str) -> str:
    """Return the words of a text: no marks, capitals or punctuation, long numbers alike."""
    words = re.sub(r"[^\w\s]|_", " ", SPAN.sub(r"\1", text).casefold()).split()
    return NUMBER.sub("0", " ".join(words))


def strings(value: Any) -> Iterator[str]:
    """Yield each line of each string within a value of YAML or JSON."""
    if isinstance(value, str):
        for line in value.splitlines():
            yield line.removeprefix("- ")
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def of_yaml(path: Path) -> Iterator[str]:
    """Yield the texts of a file of training data."""
    yield from strings(yaml.safe_load(path.read_text(encoding="utf-8")))


def of_jsonl(path: Path) -> Iterator[str]:
    """Yield the texts of a file with an object a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield from strings(json.loads(line))


def of_csv(path: Path) -> Iterator[str]:
    """Yield the cells of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t" if path.suffix == ".tsv" else ","):
            yield from row


READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    ".yml": of_yaml,
    ".yaml": of_yaml,
    ".jsonl": of_jsonl,
    ".csv": of_csv,
    ".tsv": of_csv,
    ".txt": lambda path: iter(path.read_text(encoding="utf-8").splitlines()),
}


@pytest.fixture(scope="module")
def taught() -> set[str]:
    """Return the plain form of all that stands in the training data."""
    files = [path for path in TAUGHT.rglob("*") if path.suffix in READERS]
    return {plain(text) for path in files for text in READERS[path.suffix](path)}


def held_out() -> Iterator[tuple[str, str]]:
    """Yield (text, intent) of each held-out message."""
    for line in (HERE / "intents.jsonl").read_text(encoding="utf-8").splitlines():
        message = json.loads(line)
        yield message["text"], message["intent"]
    for name in ("requests.jsonl", "requests_second.jsonl", "requests_third.jsonl"):
        for line in (HERE / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"], "several"
    for line in (HERE / "dates.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["text"], "dates"


def by_chance(text: str, intent: str) -> bool:
    """Tell whether a message is so short that two people would write the same."""
    return intent in BRIEF and len(text.split()) <= 2


def test_no_held_out_message_was_taught(taught: set[str]) -> None:
    """A message that was learnt by heart measures nothing, whatever number it holds."""
    leaked = [
        text for text, intent in held_out() if plain(text) in taught and not by_chance(text, intent)
    ]

    assert [] == leaked


def test_taught_messages_are_found(taught: set[str]) -> None:
    """The training data is really read: there are more messages than intents."""
    assert len(taught) > 1000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where's [104233](order_id)?!", "where s 0"),
        ('a [lamp]{"entity": "product"} in  RED', "a lamp in red"),
        ("ORD-990107", "ord 0"),
        ("size 42", "size 42"),
    ],
)
def test_markup_and_punctuation_do_not_tell_messages_apart(text: str, expected: str) -> None:
    """Two messages are equal when their words are."""
    actual = plain(text)

    assert expected == actual
