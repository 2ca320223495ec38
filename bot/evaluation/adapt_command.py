"""`python -m bot.evaluation adapt`: adapts the encoder; see `bot.adaptation`."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from bot.adaptation.adapt import Request, adapt, intents_without
from bot.adaptation.utterances import AdaptationError, Utterances
from bot.encoder_source import DEFAULT_MODEL, SetupError
from bot.evaluation.labelled_rows import BadFile, Row, read_rows
from bot.evaluation.reader import ENCODER_FOLDER, Settings, Tell
from bot.evaluation.utterances import read_utterances
from language.masking import mask

# Names of the options that go to the fine-tuning as they are.
TUNING = {"epochs": int, "learning_rate": float, "strength": float, "seed": int}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--train", type=Path, help="labelled file; the utterances without")
    parser.add_argument("--utterances", type=Path, default=Path("nlu_data/intents"))
    parser.add_argument("--text", help="column of the texts")
    parser.add_argument("--label", help="column of the labels")
    parser.add_argument("--leave-out", action="append", default=[], help="an intent not to learn")
    parser.add_argument("--model", default=os.environ.get("ATTUNE_ENCODER") or DEFAULT_MODEL)
    parser.add_argument("--present", type=Path, action="append", help="unadapted encoders")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--held-out", type=float, default=0.2)
    parser.add_argument("--force", action="store_true")
    parser.add_argument("--config", type=Path, default=Path("config.yml"))
    for name, kind in TUNING.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind)


def answer(options: argparse.Namespace, tell: Tell) -> dict[str, Any]:
    """Adapt, and return both accuracies and whether the adapted encoder was kept."""
    rows = (
        read_utterances(options.utterances)
        if options.train is None
        else read_rows(options.train, options.text, options.label)
    )
    request = Request(
        model=options.model,
        present=options.present or [Path(ENCODER_FOLDER)],
        output=options.output,
        reading=Settings.read(options.config).model,
        held_out=options.held_out,
        force=options.force,
    )
    given = {name: getattr(options, name) for name in TUNING}
    tuning = {name: value for name, value in given.items() if value is not None}
    try:
        return adapt(request, _masked(rows, options.leave_out), tuning, tell)
    except (AdaptationError, SetupError) as error:
        raise BadFile(str(error)) from error


def _masked(rows: list[Row], left_out: list[str]) -> Utterances:
    texts = [mask(row.text) for row in rows]
    return intents_without(Utterances(texts, [row.label for row in rows]), left_out)
