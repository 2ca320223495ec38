"""What is known of the bot's reading, from the present utterances, messages and model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation import scores
from bot.evaluation.evaluate import confusions, evaluate
from bot.evaluation.labelled_lines import Line, canonical
from bot.evaluation.labelled_rows import Row
from bot.evaluation.near_duplicates import Pair
from bot.evaluation.trained_model import Parsed
from language.sentiment import LABELS


@dataclass(frozen=True)
class Measured:
    """Messages with what was read, and the figures of it."""

    name: str
    lines: Sequence[Line]
    parsed: Sequence[Parsed]
    figures: dict[str, Any]
    confusions: list[dict[str, Any]]
    bins: list[dict[str, Any]]
    curve: list[tuple[float, float]]

    def at(self, threshold: float) -> dict[str, Any]:
        """Return coverage and risk when readings below a threshold are not answered."""
        truth = [line.intent for line in self.lines]
        said = [canonical(read.best) for read in self.parsed]
        return scores.at_threshold(truth, said, [r.confidence for r in self.parsed], threshold)


@dataclass(frozen=True)
class Report:
    """All that the page tells."""

    held_out: Measured
    folds: Measured
    trained: dict[str, int]
    pairs: list[Pair]
    threshold: float
    sentiment: list[tuple[str, Counter[str]]]


def measured(name: str, lines: Sequence[Line], parsed: Sequence[Parsed]) -> Measured:
    """Return all figures of readings; lines without an intent are left out."""
    told = [(line, read) for line, read in zip(lines, parsed, strict=True) if line.intent]
    kept, reads = [line for line, _ in told], [read for _, read in told]
    sure = [read.confidence for read in reads]
    right = [canonical(read.best) == line.intent for line, read in told]
    return Measured(
        name,
        kept,
        reads,
        evaluate(kept, reads),
        confusions(kept, reads),
        scores.calibration_bins(sure, right),
        scores.risk_coverage(sure, right),
    )


def report(
    held_out: Measured, folds: Measured, rows: Sequence[Row], pairs: list[Pair], threshold: float
) -> Report:
    """Return the report on measured readings."""
    return Report(
        held_out,
        folds,
        dict(Counter(canonical(row.label) for row in rows)),
        pairs,
        threshold,
        [
            (
                label,
                Counter(
                    str(read.sentiment)
                    for line, read in zip(held_out.lines, held_out.parsed, strict=True)
                    if line.sentiment == label
                ),
            )
            for label in LABELS
        ],
    )
