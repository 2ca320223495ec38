"""From readings to figures: what counts as right, as out of scope, as found."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.entity_scores import entity_scores
from bot.evaluation.evaluate import confusions, errors, evaluate
from bot.evaluation.labelled_lines import Entity, Line
from bot.evaluation.labelled_rows import Row
from bot.evaluation.reading_figures import Reading, figures
from bot.evaluation.trained_model import Parsed, parsed_of


def parsed(intent: str, best: str = "", confidence: float = 0.9, **more: Any) -> Parsed:
    """Return what a model made of a text."""
    entities, sentiment = more.get("entities", []), more.get("sentiment")
    return Parsed(intent, best or intent, confidence, entities, sentiment, 2.0)


LINES = [
    Line("a", "greet", "positive", None),
    Line("b", "greet", None, None),
    Line("c", "thank", "negative", None),
    Line("d", "out_of_scope", None, None),
    Line("e", "out_of_scope", None, None),
]
PARSED = [
    parsed("greet", sentiment="positive"),
    parsed("nlu_fallback", "greet", 0.2),
    parsed("greet", sentiment="positive"),
    parsed("out_of_scope"),
    parsed("thank"),
]


def test_evaluation_of_a_whole_file() -> None:
    """Not being understood is wrong in scope and right out of scope."""
    found = evaluate(LINES, PARSED)
    expected = {
        "n": 5, "accuracy": 0.4, "in_scope_accuracy": 0.3333, "oos_recall": 0.5,
        "oos_precision": 0.5, "fallback_rate": 0.2, "entity_f1": None, "ms_p50": 2.0,
        # One right of two said and two true, for both of them; nothing of the third.
        "macro_f1": 0.3333, "sentiment_macro_f1": 0.3333,
    }  # fmt: skip

    assert expected == {name: found[name] for name in expected}
    assert {"n": 2, "precision": 0.5, "recall": 0.5, "f1": 0.5} == found["by_intent"]["greet"]


def test_what_a_file_does_not_tell_is_null() -> None:
    """Without intents, sentiment, entities there are no figures of them."""
    found = evaluate([Line("hi", None, None, None)], [parsed("greet")])
    told = {name for name, value in found.items() if value is not None}

    assert {"n", "fallback_rate", "ms_p50", "ms_p95"} == told


def test_a_file_in_scope_has_no_recall_of_what_is_not() -> None:
    """Precision and recall of out of scope need a message that is."""
    found = evaluate(LINES[:2], PARSED[:2])

    assert (None, None, 0.5) == (found["oos_recall"], found["oos_precision"], found["accuracy"])


def test_confusions_and_errors_are_told() -> None:
    """The surest misreadings come first, with what was meant."""
    worst = errors(LINES, PARSED, 2)

    assert ["c", "e"] == [row["text"] for row in worst]
    assert 4 - 1 == sum(row["n"] for row in confusions(LINES, PARSED))
    assert {"intent": "thank", "read_as": "greet", "n": 1} in confusions(LINES, PARSED)


def test_the_fallback_is_not_the_best_intent() -> None:
    """Where a fallback leads the ranking, the next one is the likeliest intent."""
    ranking = [{"name": "nlu_fallback", "confidence": 0.7}, {"name": "greet", "confidence": 0.3}]
    read = parsed_of({"intent": ranking[0], "intent_ranking": ranking}, 1.0)

    assert ("nlu_fallback", "greet", 0.7) == (read.intent, read.best, read.confidence)


def test_a_text_without_any_reading_is_not_understood() -> None:
    """An empty parse counts as a fallback that is sure of nothing."""
    assert Parsed("nlu_fallback", "nlu_fallback", 0.0, [], None, 1.0) == parsed_of({}, 1.0)


SIZE, LATER_SIZE = Entity("size", 0, 1, frozenset("m")), Entity("size", 5, 6, frozenset("m"))
BY_VALUE = Entity("size", None, None, frozenset("m"))


@pytest.mark.parametrize(
    ("true", "found", "f1"),
    [
        ([SIZE], [SIZE], 1.0),
        ([SIZE], [LATER_SIZE], 0.0),
        ([BY_VALUE], [LATER_SIZE], 1.0),
        ([BY_VALUE, BY_VALUE], [LATER_SIZE], 2 / 3),
        ([SIZE], [SIZE, LATER_SIZE], 2 / 3),
        ([SIZE], [], 0.0),
        # A type that the file never labels is not counted.
        ([SIZE], [SIZE, Entity("colour", 8, 9)], 1.0),
        ([SIZE], [Entity("colour", 0, 1, frozenset("m"))], 0.0),
    ],
)
def test_entities(true: list[Entity], found: list[Entity], f1: float) -> None:
    """Place and type must be exact; without places type and value; each counts once."""
    measured = entity_scores([(true, found)])

    assert measured is not None
    assert pytest.approx(f1) == measured["f1"]


@given(st.lists(st.sampled_from([SIZE, LATER_SIZE, Entity("colour", 2, 4)]), min_size=1))
def test_perfect_entities_score_one(entities: list[Entity]) -> None:
    """What is found as it is gives one, in any order and however often."""
    measured = entity_scores([(entities, entities[::-1])])

    assert measured is not None
    assert 1.0 == measured["f1"]


def reading(intent: str, confidence: float, *others: tuple[str, float]) -> Reading:
    """Return a reading with its ranking."""
    return Reading(intent, confidence, [(intent, confidence), *others], 1.0)


def test_benchmark_figures() -> None:
    """Accuracy rejects nothing; the recall of what is out of scope is at the threshold."""
    rows = [Row("w", "a"), Row("x", "b"), Row("y", "none"), Row("z", "none")]
    readings = [reading("a", 0.9), reading("b", 0.3), reading("a", 0.35), reading("b", 0.6)]
    found = figures(rows, readings, "none", 0.4)
    expected = {
        "n": 4, "n_in_scope": 2, "in_scope_accuracy": 1.0, "macro_f1": 1.0, "oos_recall": 0.5,
        "oos_auroc": 0.5, "ece": 0.4, "threshold": 0.4,
    }  # fmt: skip

    assert expected == {name: found[name] for name in expected}
    assert 0.5 == found["at_threshold"]["in_scope_accuracy"]
    assert [step / 20 for step in range(20)] == [row["threshold"] for row in found["by_threshold"]]


def test_without_a_label_out_of_scope_nothing_is() -> None:
    """Its figures are null, and rows with any label are in scope."""
    found = figures([Row("w", "a")], [reading("a", 0.9)], None, 0.4)

    assert (None, None, None) == (found["oos_recall"], found["oos_auroc"], found["ece_all"])


def test_a_learnt_out_of_scope_rejects_at_any_threshold() -> None:
    """Where the training has the label, its choice counts as rejection."""
    rows = [Row("w", "a"), Row("z", "none")]
    readings = [reading("a", 0.9, ("none", 0.1)), reading("none", 0.8, ("a", 0.2))]
    found = figures(rows, readings, "none", 0.0)

    assert (1.0, 1.0, 1.0) == (found["oos_recall"], found["oos_auroc"], found["in_scope_accuracy"])
