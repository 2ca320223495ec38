"""`python -m bot.evaluation evaluate FILE`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.evaluation.evaluate import confusions, errors, evaluate
from bot.evaluation.labelled_lines import OUT_OF_SCOPE, read_lines
from bot.evaluation.reader import Tell
from bot.evaluation.trained_model import TrainedModel, newest_model


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", type=Path, default=Path("models"), help="file or folder")
    parser.add_argument("--confusions", action="store_true")
    parser.add_argument("--errors", type=int, default=0, metavar="N")


def answer(options: argparse.Namespace, tell: Tell) -> dict[str, Any]:
    """Return the figures; the file is read before the model is loaded, which takes longer."""
    lines = read_lines(options.file)
    path = newest_model(options.model)
    tell(f"loading {path.name}")
    model = TrainedModel.load(path)
    unknown = {line.intent for line in lines if line.intent} - model.intents - {OUT_OF_SCOPE}
    if unknown:
        tell(f"intents that {path.name} does not know: {', '.join(sorted(unknown))}")
    parsed = model.read_all([line.text for line in lines], tell)
    found = {**evaluate(lines, parsed), "model": path.name}
    if options.confusions:
        found["confusions"] = confusions(lines, parsed)
    if options.errors:
        found["errors"] = errors(lines, parsed, options.errors)
    return found
