"""The bot's own utterances as labelled rows, and their cross-validation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import yaml
from sklearn.model_selection import StratifiedKFold

from bot.evaluation.labelled_lines import Line, canonical
from bot.evaluation.labelled_rows import BadFile, Row
from bot.evaluation.reader import Reader, Settings, Tell
from bot.evaluation.trained_model import FALLBACK, Parsed
from language.encoder import Encoder

FOLDS = 5
SEED = 20
# Rasa's marks of entities: [text](type) and [text]{"entity": …}.
_MARK = re.compile(r"\[([^\[\]]+)\](?:\([^()]*\)|\{[^{}]*\})")


def read_utterances(folder: Path) -> list[Row]:
    """Return the utterances of Rasa's YAML files, marks of entities taken off.

    Raises:
        BadFile: there are none.
    """
    rows = []
    for path in sorted(folder.rglob("*.yml")):
        for block in (yaml.safe_load(path.read_text("utf-8")) or {}).get("nlu") or []:
            for line in str(block.get("examples") or "").splitlines():
                text = _MARK.sub(r"\1", line.strip().removeprefix("- ")).strip()
                if text and "intent" in block:
                    rows.append(Row(text, block["intent"]))
    if not rows:
        raise BadFile(f"{folder} holds no utterances")
    return rows


def cross_validate(
    encoder: Encoder, rows: Sequence[Row], settings: Settings, tell: Tell
) -> tuple[list[Line], list[Parsed]]:
    """Read each utterance with a model that was trained without it; five folds, by intent.

    The intent model alone reads: what has no known word is not looked at, nor are entities.
    """
    lines, parsed = [], []
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for number, (train, test) in enumerate(folds.split(rows, [row.label for row in rows]), 1):
        tell(f"cross-validation, fold {number} of {FOLDS}")
        reader = Reader.train(encoder, [rows[i] for i in train], settings)
        for i in test:
            read = reader.read(rows[i].text)
            is_clear = read.confidence >= settings.threshold
            intent = read.intent if is_clear else FALLBACK
            lines.append(Line(rows[i].text, canonical(rows[i].label), None, None))
            parsed.append(Parsed(intent, read.intent, read.confidence, [], None, 0.0))
    return lines, parsed
