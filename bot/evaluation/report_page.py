"""The report as a page in Markdown: the same data give the same page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.evaluation.near_duplicates import SAME_COSINE, SAME_WORDS
from bot.evaluation.report import Measured, Report
from language.sentiment import LABELS

RELIABILITY, RISK = "nlu-reliability.svg", "nlu-risk-coverage.svg"
WORST = 15
_SUMMARY = {
    "n": "messages",
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "in_scope_accuracy": "accuracy in scope",
    "oos_recall": "out-of-scope recall",
    "oos_precision": "out-of-scope precision",
    "fallback_rate": "not understood",
    "ece": "expected calibration error",
    "sentiment_macro_f1": "sentiment, macro-F1",
    "entity_f1": "entities, F1",
}


def page(report: Report) -> str:
    """Return the page."""
    sections = (
        _head(report),
        _summary(report),
        _confusion(report),
        _weakest(report),
        _calibration(report),
        _thresholds(report),
        _entities(report.held_out),
        _sentiment(report),
        _nearest(report),
        _every_intent(report),
    )
    return "\n".join(line for section in sections for line in [*section, ""]).rstrip() + "\n"


def _head(report: Report) -> list[str]:
    trained = sum(report.trained.values())
    return [
        "# How well messages are read",
        "",
        "`make nlu-report` writes this page from the present data; nothing is written by hand.",
        "",
        f"- **Held out**: the {report.held_out.figures['n']} messages of "
        "`tests/nlu/intents.jsonl`, read by the whole trained model, each as a first turn. "
        "Nothing is trained or tuned on them.",
        f"- **Cross-validation**: the {trained} utterances of `nlu_data/intents/`, each read by an "
        "intent model that was trained without its fifth of them.",
        "",
        "Out of scope is what is read as `out_of_scope` or not understood (a confidence below "
        f"{report.threshold:g}, as `config.yml` says, or no known word).",
    ]


def _summary(report: Report) -> list[str]:
    rows = (
        (title, _num(report.held_out.figures[name]), _num(report.folds.figures[name]))
        for name, title in _SUMMARY.items()
    )
    command = (
        "`attune nlu evaluate tests/nlu/intents.jsonl` gives the first column; entities where the "
        "demo shop's products are the catalogue."
    )
    return ["## Summary", "", *_table(("", "held out", "cross-validation"), rows), "", command]


def _confusion(report: Report) -> list[str]:
    lines = ["## Intents that are mixed up"]
    for part in (report.held_out, report.folds):
        rows = ((str(r["n"]), r["intent"], r["read_as"]) for r in part.confusions[:WORST])
        lines += ["", f"{_capital(part.name)}, the {WORST} most frequent of "
                  f"{len(part.confusions)} pairs:", ""]  # fmt: skip
        lines += _table(("times", "meant", "read as"), rows)
    return lines


def _weakest(report: Report) -> list[str]:
    known = {k: v for k, v in (report.held_out.figures["by_intent"] or {}).items() if v["n"]}
    weakest = sorted(known.items(), key=lambda item: (item[1]["f1"], item[0]))[:WORST]
    rows = []
    for intent, row in weakest:
        mixed = [c for c in report.held_out.confusions if c["intent"] == intent][:3]
        read_as = ", ".join(f"{c['read_as']} ({c['n']})" for c in mixed)
        rows.append((intent, *(_num(row[m]) for m in ("n", "precision", "recall", "f1")), read_as))
    columns = ("intent", "n", "precision", "recall", "F1", "read as")
    return ["## The weakest intents", "", "Held out:", "", *_table(columns, rows)]


def _calibration(report: Report) -> list[str]:
    part = report.held_out
    rows = (
        (f"{row['low']:.2f} – {row['high']:.2f}", str(row["n"]), _num(row["confidence"]),
         _num(row["accuracy"]))
        for row in part.bins
    )  # fmt: skip
    return [
        "## Calibration",
        "",
        "A confidence of 0.8 should be right in 8 of 10 cases. The expected calibration error, the "
        "mean gap of the two over 15 bins of equal width, is "
        f"{_num(part.figures['ece'])} on held-out messages and "
        f"{_num(report.folds.figures['ece'])} in cross-validation.",
        "",
        f"![How often the best intent is right, by its confidence](images/{RELIABILITY})",
        "",
        *_table(("confidence", "messages", "mean confidence", "share that is right"), rows),
    ]


def _thresholds(report: Report) -> list[str]:
    rows = []
    for limit in sorted({*(step / 10 for step in range(10)), report.threshold}):
        here, there = report.held_out.at(limit), report.folds.at(limit)
        name = f"**{limit:g}**" if limit == report.threshold else f"{limit:g}"
        told = (here["coverage"], here["risk"], there["coverage"], there["risk"])
        rows.append((name, *map(_num, told)))
    columns = ("threshold", "coverage, held out", "risk", "coverage, cross-validation", "risk")
    return [
        "## Risk and coverage",
        "",
        "What a threshold of the fallback costs: coverage is the share of messages that is "
        "answered, risk the share of misread ones among them. The bold row is the present one.",
        "",
        f"![Risk over coverage](images/{RISK})",
        "",
        *_table(columns, rows),
    ]


def _entities(part: Measured) -> list[str]:
    rows = (
        (label, *(_num(row[name]) for name in ("n", "precision", "recall", "f1")))
        for label, row in (part.figures["by_entity"] or {}).items()
    )
    intro = "Held out; type and place must be exact, but for marks such as # at the ends."
    columns = ("entity", "n", "precision", "recall", "F1")
    return ["## Entities", "", intro, "", *_table(columns, rows)]


def _sentiment(report: Report) -> list[str]:
    rows = (
        (label, str(counts.total()), *(str(counts[said]) for said in LABELS))
        for label, counts in report.sentiment
    )
    intro = f"Held out; macro-F1 {_num(report.held_out.figures['sentiment_macro_f1'])}."
    columns = ("meant", "n", *(f"read as {label}" for label in LABELS))
    return ["## Sentiment", "", intro, "", *_table(columns, rows)]


def _nearest(report: Report) -> list[str]:
    double = sum(pair.is_near_duplicate for pair in report.pairs)
    rows = (
        (_num(pair.cosine), _num(pair.words), pair.held_out.text, pair.trained.text,
         "" if pair.held_out.label == pair.trained.label else pair.trained.label)
        for pair in report.pairs[:WORST]
    )  # fmt: skip
    columns = ("cosine", "shared words", "held out", "trained", "of another intent")
    return [
        "## Held-out messages nearest to training",
        "",
        f"{double} of {len(report.pairs)} held-out messages are near-duplicates of an utterance "
        f"(cosine of at least {SAME_COSINE:g} and at least {SAME_WORDS:g} of their words shared). "
        f"The {WORST} closest pairs:",
        "",
        *_table(columns, rows),
    ]


def _every_intent(report: Report) -> list[str]:
    held_out = report.held_out.figures["by_intent"] or {}
    folds = report.folds.figures["by_intent"] or {}
    rows = []
    for intent in sorted({*report.trained, *held_out}):
        row = held_out.get(intent, {})
        told = (row.get(name) for name in ("n", "precision", "recall", "f1"))
        fold = folds.get(intent, {}).get("f1")
        rows.append((intent, str(report.trained.get(intent, 0)), *map(_num, told), _num(fold)))
    columns = ("intent", "utterances", "held out", "precision", "recall", "F1", "F1, folds")
    return ["## Every intent", "", *_table(columns, rows)]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return lines + [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def _num(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
