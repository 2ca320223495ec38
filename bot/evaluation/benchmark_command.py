"""`python -m bot.evaluation benchmark TRAIN TEST`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.evaluation.benchmark import benchmark
from bot.evaluation.reader import Tell


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("train", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--text", help="column of the texts")
    parser.add_argument("--label", help="column of the labels")
    parser.add_argument("--oos", help="label that means out of scope")
    parser.add_argument("--config", type=Path, default=Path("config.yml"))


def answer(options: argparse.Namespace, tell: Tell) -> dict[str, Any]:
    """Return the figures."""
    return benchmark(
        options.train,
        options.test,
        options.config,
        options.text,
        options.label,
        options.oos,
        tell,
    )
