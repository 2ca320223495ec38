"""Positive against negative on public sets: ours, VADER, and the encoder with a regression."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import train_test_split

from benchmarks.nlu_peer import Shelf, Tell, in_engine
from benchmarks.nlu_sets import fingerprint
from benchmarks.nlu_speed import ROUND, Worker
from bot.evaluation import scores

# The parts of the customer reviews are not given; this is how BASELINES made them.
SEED, TEST_SHARE = 2026, 0.2
FOLDER = "sent_conv"


@dataclass(frozen=True)
class Opinions:
    """Texts with 1 for positive and 0 for negative, to train on and to test on."""

    name: str
    train: tuple[tuple[str, int], ...]
    test: tuple[tuple[str, int], ...]


def opinion_sets(folder: Path) -> tuple[list[Opinions], list[str]]:
    """Return the sets that are there, and one sentence for each that is not."""
    found, missing, place = [], [], folder / FOLDER
    reviews, train, test = (
        place / name for name in ("custrev.all", "stsa.binary.train", "stsa.binary.test")
    )
    if reviews.is_file():
        rows = _rows(reviews)
        halves = train_test_split(
            rows, test_size=TEST_SHARE, random_state=SEED, stratify=[label for _, label in rows]
        )
        found.append(Opinions("custrev", *map(tuple, halves)))
    else:
        missing.append(f"sentiment/custrev: {reviews.name} is not in {place}")
    if train.is_file() and test.is_file():
        found.append(Opinions("sst2", tuple(_rows(train)), tuple(_rows(test))))
    else:
        missing.append(f"sentiment/sst2: {train.name} or {test.name} is not in {place}")
    return found, missing


def measure(
    opinions: Opinions, ours: Worker | None, shelf: Shelf, tell: Tell
) -> dict[str, dict[str, Any] | None]:
    """Return accuracy and macro-F1 of each way to read a set; None for one that cannot run.

    Ours and VADER were trained on neither set; the regression is trained on the set's own training
    part. A score of ours, and a compound of VADER, counts as positive from 0 on; VADER also from
    just above 0, where its undecided texts (exactly 0) count as negative.
    """
    texts = [text for text, _ in opinions.test]
    truth = [label for _, label in opinions.test]
    result: dict[str, dict[str, Any] | None] = {"attune": None, "VADER": None}
    if ours is not None:
        tell(f"{opinions.name}: ours")
        result["attune"] = _figures(truth, [score >= 0 for score in _scores(ours, texts)])
    compounds = vader(texts)
    if compounds is not None:
        result["VADER"] = _figures(truth, [compound >= 0 for compound in compounds])
        result["VADER, undecided is negative"] = _figures(truth, [c > 0 for c in compounds])
    tell(f"{opinions.name}: encoder and regression")
    mark = fingerprint([opinions.train, opinions.test, "C=1"])
    peer = shelf.get(f"sentiment/{opinions.name}", "regression", mark)
    if peer is None:
        job = {"train": opinions.train, "test": texts}
        peer = in_engine("benchmarks.nlu_regression", job, shelf.folder, tell)
        shelf.put(f"sentiment/{opinions.name}", "regression", mark, peer)
    result["encoder + LR, trained on the set"] = _figures(truth, peer["said"])
    return result


def vader(texts: Sequence[str]) -> list[float] | None:
    """Return VADER's compound of each text, or None where it is not installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        return None
    analyzer = SentimentIntensityAnalyzer()
    return [float(analyzer.polarity_scores(text)["compound"]) for text in texts]


def _scores(ours: Worker, texts: Sequence[str]) -> list[float]:
    found: list[float] = []
    for start in range(0, len(texts), ROUND):
        found += ours.read(texts[start : start + ROUND])["scores"]
    return [score or 0.0 for score in found]


def _figures(truth: Sequence[int], said: Sequence[Any]) -> dict[str, Any]:
    told = [int(value) for value in said]
    return {
        "n": len(truth),
        "accuracy": round(float(np.mean(np.equal(truth, told))), 4),
        "macro_f1": round(scores.macro_f1(truth, told) or 0.0, 4),
    }


def _rows(file: Path) -> list[tuple[str, int]]:
    lines = file.read_text("utf-8", "replace").split("\n")
    return [(line[2:].strip(), int(line[0])) for line in lines if line.strip()]
