"""`python -m bot.evaluation report`: writes docs/nlu-report.md and its pictures."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from bot.evaluation import pictures
from bot.evaluation.labelled_lines import Line, read_lines
from bot.evaluation.labelled_rows import Row
from bot.evaluation.near_duplicates import closest_pairs
from bot.evaluation.reader import ENCODER_FOLDER, Settings, Tell
from bot.evaluation.report import Report, measured, report
from bot.evaluation.report_page import RELIABILITY, RISK, page
from bot.evaluation.trained_model import TrainedModel, newest_model
from bot.evaluation.utterances import cross_validate, read_utterances
from language.encoder import MESSAGE_TOKENS, Encoder

# The same utterances are read in several folds: each is encoded once.
REMEMBERED = 100_000


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--model", type=Path, default=Path("models"), help="file or folder")
    parser.add_argument("--held-out", type=Path, default=Path("tests/nlu/intents.jsonl"))
    parser.add_argument("--utterances", type=Path, default=Path("nlu_data/intents"))
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    parser.add_argument("--out", type=Path, default=Path("docs/nlu-report.md"))


def answer(options: argparse.Namespace, tell: Tell) -> dict[str, Any]:
    """Measure, write the page and its pictures, and return where they are."""
    lines, rows = read_lines(options.held_out), read_utterances(options.utterances)
    settings = Settings.read(options.config)
    made = _measure(lines, rows, settings, newest_model(options.model), tell)
    images = options.out.parent / "images"
    images.mkdir(parents=True, exist_ok=True)
    curves = {part.name: part.curve for part in (made.held_out, made.folds)}
    parts = (made.held_out, made.folds)
    marks = {part.name: _mark(part.at(settings.threshold)) for part in parts}
    drawn = {
        RELIABILITY: pictures.reliability(made.held_out.bins, "Calibration on held-out messages"),
        RISK: pictures.risk_coverage(curves, marks),
    }
    for name, picture in drawn.items():
        (images / name).write_text(picture, "utf-8")
    options.out.write_text(page(made), "utf-8")
    return {
        "page": str(options.out),
        "pictures": [str(images / name) for name in drawn],
        "held_out": made.held_out.figures,
        "cross_validation": made.folds.figures,
    }


def _measure(
    lines: list[Line], rows: list[Row], settings: Settings, path: Path, tell: Tell
) -> Report:
    tell(f"loading {path.name}")
    parsed = TrainedModel.load(path).read_all([line.text for line in lines], tell)
    folder = os.environ.get("ATTUNE_ENCODER_DIR") or ENCODER_FOLDER
    encoder = Encoder.load(folder, threads=1, cache_size=REMEMBERED, max_tokens=MESSAGE_TOKENS)
    tell(f"nearest of {len(rows)} utterances")
    held_out_rows = [Row(line.text, line.intent or "") for line in lines]
    pairs = closest_pairs(encoder, held_out_rows, rows)
    folds = measured("cross-validation", *cross_validate(encoder, rows, settings, tell))
    return report(measured("held out", lines, parsed), folds, rows, pairs, settings.threshold)


def _mark(row: dict[str, Any]) -> tuple[float, float]:
    return row["coverage"] or 0.0, row["risk"] or 0.0
