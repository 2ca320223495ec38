"""What a trained model makes of labelled messages, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.evaluation import scores
from bot.evaluation.entity_scores import entity_scores
from bot.evaluation.labelled_lines import OUT_OF_SCOPE, Line, canonical, found_entity
from bot.evaluation.reading_figures import rounded
from bot.evaluation.trained_model import FALLBACK, Parsed


def evaluate(lines: Sequence[Line], parsed: Sequence[Parsed]) -> dict[str, Any]:
    """Return the measures of readings; what the lines do not tell is None.

    A message that was not understood (`nlu_fallback`) or read as `out_of_scope` counts as out of
    scope. `accuracy` and `macro_f1` are over all lines with out of scope as one class more;
    `in_scope_accuracy` over those in scope, where not being understood is wrong; `ece` is over all
    lines, of the likeliest intent. `fallback_rate` is the share that was not understood.
    Entities are scored on the lines that tell them, sentiment likewise.
    """
    pairs = [(line, read) for line, read in zip(lines, parsed, strict=True) if line.intent]
    truth = [str(line.intent) for line, _ in pairs]
    said = [canonical(read.intent) for _, read in pairs]
    return {
        "n": len(lines),
        **_intents(truth, said),
        "fallback_rate": rounded(_share([read.intent == FALLBACK for read in parsed])),
        "ece": rounded(
            scores.expected_calibration_error(
                [read.confidence for _, read in pairs],
                [canonical(read.best) == line.intent for line, read in pairs],
            )
        ),
        "sentiment_macro_f1": _sentiment(lines, parsed),
        **_entities(lines, parsed),
        "by_intent": _by_intent(truth, said),
        "ms_p50": rounded(scores.percentile([read.milliseconds for read in parsed], 50), 3),
        "ms_p95": rounded(scores.percentile([read.milliseconds for read in parsed], 95), 3),
    }


def confusions(lines: Sequence[Line], parsed: Sequence[Parsed]) -> list[dict[str, Any]]:
    """Return the pairs of intents that were mixed up, the most frequent first."""
    mixed = Counter(
        (line.intent, canonical(read.intent))
        for line, read in zip(lines, parsed, strict=True)
        if line.intent and line.intent != canonical(read.intent)
    )
    ordered = sorted(mixed.items(), key=lambda item: (-item[1], item[0]))
    return [{"intent": pair[0], "read_as": pair[1], "n": n} for pair, n in ordered]


def errors(lines: Sequence[Line], parsed: Sequence[Parsed], most: int) -> list[dict[str, Any]]:
    """Return messages that were misread, those first of which the model was surest."""
    wrong = [
        {
            "text": line.text,
            "intent": line.intent,
            "read_as": read.intent,
            "best": read.best,
            "confidence": rounded(read.confidence),
        }
        for line, read in zip(lines, parsed, strict=True)
        if line.intent and line.intent != canonical(read.intent)
    ]
    return sorted(wrong, key=lambda row: -float(row["confidence"] or 0.0))[:most]


def _intents(truth: Sequence[str], said: Sequence[str]) -> dict[str, Any]:
    inside = [(t, s) for t, s in zip(truth, said, strict=True) if t != OUT_OF_SCOPE]
    both = sum(t == s == OUT_OF_SCOPE for t, s in zip(truth, said, strict=True))
    rejected, outside = said.count(OUT_OF_SCOPE), truth.count(OUT_OF_SCOPE)
    # Where the file has nothing out of scope, what was rejected has no true part to be measured by.
    told = outside > 0
    return {
        "accuracy": rounded(scores.accuracy(truth, said)),
        "macro_f1": rounded(scores.macro_f1(truth, said)),
        "in_scope_accuracy": rounded(_share([t == s for t, s in inside])),
        "oos_recall": rounded(both / outside) if told else None,
        "oos_precision": rounded(both / rejected) if told and rejected else None,
    }


def _by_intent(truth: Sequence[str], said: Sequence[str]) -> dict[str, Any] | None:
    rows = scores.by_label(truth, said)
    return {
        str(intent): {name: rounded(value) if name != "n" else value for name, value in row.items()}
        for intent, row in rows.items()
    } or None


def _sentiment(lines: Sequence[Line], parsed: Sequence[Parsed]) -> float | None:
    told = [(line, read) for line, read in zip(lines, parsed, strict=True) if line.sentiment]
    truth = [str(line.sentiment) for line, _ in told]
    return rounded(scores.macro_f1(truth, [str(read.sentiment) for _, read in told]))


def _entities(lines: Sequence[Line], parsed: Sequence[Parsed]) -> dict[str, Any]:
    measured = entity_scores(
        (line.entities, [found_entity(found, line.text) for found in read.entities])
        for line, read in zip(lines, parsed, strict=True)
        if line.entities is not None
    )
    if measured is None:
        return {"entity_f1": None, "by_entity": None}
    by_type = {
        label: {name: rounded(value) if name != "n" else value for name, value in row.items()}
        for label, row in measured["by_type"].items()
    }
    return {"entity_f1": rounded(measured["f1"]), "by_entity": by_type}


def _share(told: Sequence[bool]) -> float | None:
    return sum(told) / len(told) if told else None
