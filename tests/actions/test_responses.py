"""The bot's sentences and the topics that say them fit together.

What each response is given is checked wherever a test talks (``tests.talking``); here stands what
can be said of the files alone.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.responses import (
    PROTOCOL,
    all_responses,
    misfits,
    placeholders,
    responses_by_file,
)

ROOT = Path(__file__).parents[2]
# Keys that Rasa reads in a message itself, so that no placeholder may bear their names.
RASAS = PROTOCOL | {"text", "template", "image", "attachment", "elements", "json_message"}


def _named_in_actions() -> Iterator[tuple[str, bool]]:
    """Yield each name of a response in the topics, and whether it is put together in pieces."""
    for path in sorted((ROOT / "actions").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        pieces = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr | ast.BinOp)
            for part in ast.walk(node)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and str(node.value).startswith("utter_"):
                yield str(node.value), id(node) in pieces


def test_each_response_that_a_topic_names_is_written() -> None:
    """No topic names a response that stands in no file, nor makes a name up as it runs."""
    named = list(_named_in_actions())

    assert named
    assert [] == sorted(name for name, pieced in named if pieced)
    assert set() == {name for name, _ in named} - all_responses().keys()


def test_each_response_is_said_by_some_topic() -> None:
    """No sentence is written in vain: what stands in the files is named by a topic."""
    assert set() == all_responses().keys() - {name for name, _ in _named_in_actions()}


def test_each_response_stands_in_one_file() -> None:
    """A name that stood in two files would be said from either."""
    times = Counter(name for found in responses_by_file().values() for name in found)

    assert [] == [name for name, count in times.items() if count > 1]


def test_the_variants_of_a_response_say_something_and_differ() -> None:
    """Each variant has a text of its own, neatly trimmed."""
    odd = [
        name
        for name, variants in all_responses().items()
        if len({v["text"] for v in variants}) != len(variants)
        or any(not v["text"].strip() or v["text"] != v["text"].strip() for v in variants)
    ]

    assert [] == odd


def test_placeholders_are_plain_names() -> None:
    """A placeholder is a lower-case name that means nothing to Rasa itself."""
    names = {p for vs in all_responses().values() for v in vs for p in placeholders(v["text"])}

    assert [] == sorted(name for name in names if not name.isidentifier() or name != name.lower())
    assert set() == names & RASAS


def test_misfits_are_seen() -> None:
    """The check that runs in each talk sees unknown names, missing, needless and empty values."""
    wrong = [
        {"response": "utter_never_written"},
        {"response": "utter_cancel_kept"},
        {"response": "utter_cancel_kept", "order_number": "1", "other": "x"},
        {"response": "utter_cancel_kept", "order_number": ""},
    ]

    assert [1, 1, 1, 1] == [len(misfits([message])) for message in wrong]
    assert [] == misfits([{"response": "utter_cancel_kept", "order_number": "1", "buttons": []}])
