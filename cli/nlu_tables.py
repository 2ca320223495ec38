"""The answers of `attune nlu` as tables for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cli.output import answer_table, say

Show = Callable[[dict[str, Any]], None]

WEAKEST = 15
_BENCHMARK = {
    "n": "texts",
    "n_in_scope": "in scope",
    "in_scope_accuracy": "accuracy in scope",
    "macro_f1": "macro F1 in scope",
    "ece": "expected calibration error",
    "oos_recall": "out-of-scope recall at the threshold",
    "oos_auroc": "out of scope, area under ROC",
    "threshold": "threshold (config.yml)",
    "train_seconds": "training, s",
    "ms_p50": "one reading p50, ms",
}
_EVALUATION = {
    "model": "model",
    "n": "messages",
    "accuracy": "accuracy",
    "macro_f1": "macro F1",
    "in_scope_accuracy": "accuracy in scope",
    "oos_recall": "out-of-scope recall",
    "oos_precision": "out-of-scope precision",
    "fallback_rate": "not understood",
    "ece": "expected calibration error",
    "sentiment_macro_f1": "sentiment, macro F1",
    "entity_f1": "entities, F1",
    "ms_p50": "one reading p50, ms",
    "ms_p95": "one reading p95, ms",
}
_THRESHOLD = ("threshold", "in_scope_accuracy", "oos_recall", "accuracy", "coverage", "risk")


def benchmark(answer: dict[str, Any]) -> None:
    """Print what `attune nlu benchmark` found."""
    _measures(answer, _BENCHMARK)
    say("")
    titles = ("threshold", "in-scope accuracy", "oos recall", "accuracy", "coverage", "risk")
    rows = ([_figure(row[name]) for name in _THRESHOLD] for row in answer["by_threshold"])
    answer_table(titles, rows)


def evaluation(answer: dict[str, Any]) -> None:
    """Print what `attune nlu evaluate` found."""
    _measures(answer, _EVALUATION)
    known = {name: row for name, row in (answer["by_intent"] or {}).items() if row["n"]}
    weakest = sorted(known.items(), key=lambda item: (item[1]["f1"], item[0]))[:WEAKEST]
    if weakest:
        say(f"\nThe weakest of {len(known)} intents:")
        _parts("intent", weakest)
    if answer["by_entity"]:
        say("\nEntities:")
        _parts("entity", answer["by_entity"].items())
    if answer.get("confusions"):
        say("\nMixed up:")
        rows = ((row["n"], row["intent"], row["read_as"]) for row in answer["confusions"])
        answer_table(("times", "meant", "read as"), rows)
    if answer.get("errors"):
        say("\nMisread, the surest first:")
        columns = ("confidence", "intent", "read_as", "text")
        rows_of = ([_figure(row[name]) for name in columns] for row in answer["errors"])
        answer_table(("confidence", "meant", "read as", "message"), rows_of)


def report(answer: dict[str, Any]) -> None:
    """Print where the report is."""
    say(f"{answer['page']} and {len(answer['pictures'])} pictures")


def _measures(answer: Mapping[str, Any], names: Mapping[str, str]) -> None:
    rows = ((title, _figure(answer[name])) for name, title in names.items())
    answer_table(("measure", "value"), rows)


def _parts(title: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    columns = ("n", "precision", "recall", "f1")
    shown = ((name, *(_figure(row[column]) for column in columns)) for name, row in rows)
    answer_table((title, "n", "precision", "recall", "F1"), shown)


def _figure(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
