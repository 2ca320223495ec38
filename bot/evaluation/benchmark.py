"""The reading part on any labelled pair of files: trained on one, measured on the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.evaluation import scores
from bot.evaluation.labelled_rows import BadFile, read_rows
from bot.evaluation.reader import Reader, Settings, Tell, load_encoder
from bot.evaluation.reading_figures import figures, rounded


def benchmark(
    train: Path,
    test: Path,
    config: Path,
    text: str | None,
    label: str | None,
    oos: str | None,
    tell: Tell,
) -> dict[str, Any]:
    """Train on a file, read another, and return the figures; see `reading_figures.figures`.

    Args:
        train, test: files that `read_rows` reads.
        config: Rasa's configuration, whose settings of the reading are used.
        text, label: names of their columns; common names are found without.
        oos: the label that means out of scope.
        tell: is told what goes on.

    Raises:
        BadFile: a file cannot be used.
        EncoderMissing: there is no encoder yet.
    """
    settings = Settings.read(config)
    train_rows, test_rows = read_rows(train, text, label), read_rows(test, text, label)
    if oos is not None and all(row.label != oos for row in [*train_rows, *test_rows]):
        raise BadFile(f"--oos {oos!r} is no label of {train} or {test}")
    unknown = {row.label for row in test_rows} - {row.label for row in train_rows} - {oos}
    if unknown:
        tell(f"labels of {test} that {train} lacks: {', '.join(sorted(unknown))}")
    encoder = load_encoder()
    tell(f"training on {len(train_rows)} examples of {len({r.label for r in train_rows})} labels")
    reader = Reader.train(encoder, train_rows, settings)
    readings = reader.read_all([row.text for row in test_rows], tell)
    return {
        **figures(test_rows, readings, oos, settings.threshold),
        "train_seconds": round(reader.train_seconds, 2),
        "ms_p50": rounded(scores.percentile([r.milliseconds for r in readings], 50), 3),
        "ms_p95": rounded(scores.percentile([r.milliseconds for r in readings], 95), 3),
    }
