"""Adapt the encoder to labelled utterances, and keep it only where it reads others better."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.adaptation.utterances import AdaptationError, Utterances, check, distinct, split
from bot.encoder_setup import put_in_place, quiet_libraries, write_encoder
from bot.encoder_source import find_weights, source_version
from bot.reading.intent_model import fit_intent_model
from language.encoder import Encoder, EncoderMissing, read_description

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """What is adapted, and where to.

    `model` is a name or folder as in `bot.encoder_source`, `present` are folders of which one
    holds its converted form, unadapted; `output` is where the adapted one goes. `reading` holds
    the settings of the intent model that judges both. `held_out` is the share of each intent that
    is not learnt from.
    """

    model: str
    present: Sequence[Path]
    output: Path
    reading: dict[str, Any]
    held_out: float = 0.2
    force: bool = False


def adapt(
    request: Request, utterances: Utterances, tuning: dict[str, Any], tell: Tell
) -> dict[str, Any]:
    """Fine-tune, convert, compare on held-out utterances, and keep what is better.

    Args:
        request: what and where to.
        utterances: masked texts with their intents.
        tuning: fields of `bot.adaptation.fine_tuning.FineTuning` that are not to be the default.
        tell: called with a line of progress.

    Returns:
        Counts, both accuracies, whether the adapted encoder was kept, and where it is.

    Raises:
        AdaptationError: the utterances do not suffice, there is nothing to compare with, or the
            output holds what was not adapted.
        SetupError: the weights cannot be had, or the result strays when quantised.
    """
    quiet_libraries()
    began = time.monotonic()
    _check_output(request.output)
    present = unadapted(request.present, request.model)
    different = distinct(utterances)
    check(different)
    learnt, held_out = split(different, request.held_out, int(tuning.get("seed", 20)))
    tell(f"adapt 1/4: reading {len(held_out)} held-out utterances with the present encoder")
    before = right_answers(Encoder.load(present), learnt, held_out, request.reading)
    request.output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".adapt-", dir=request.output.parent) as temporary:
        made = Path(temporary) / "made"
        used, seconds = _make(request, learnt, tuning, Path(temporary), made, tell)
        tell("adapt 4/4: reading the held-out utterances with the adapted encoder")
        after = right_answers(Encoder.load(made), learnt, held_out, request.reading)
        kept = request.force or int(after.sum()) > int(before.sum())
        if kept:
            put_in_place(made, request.output)
    return {
        "intents": len(set(different.intents)),
        "utterances": len(utterances),
        "repeated": len(utterances) - len(different),
        "learnt": len(learnt),
        "held_out": len(held_out),
        "accuracy_before": round(float(before.mean()), 4),
        "accuracy_after": round(float(after.mean()), 4),
        "became_right": int((after & ~before).sum()),
        "became_wrong": int((before & ~after).sum()),
        "kept": kept,
        "output": str(request.output),
        "tuning": used,
        "tuning_seconds": round(seconds, 1),
        "seconds": round(time.monotonic() - began, 1),
    }


def right_answers(
    encoder: Encoder, learnt: Utterances, held_out: Utterances, reading: dict[str, Any]
) -> Any:
    """Tell of each held-out utterance whether an intent model that learnt the others is right."""
    model = fit_intent_model(learnt.texts, encoder.encode(learnt.texts), learnt.intents, **reading)
    vectors = encoder.encode(held_out.texts)
    return np.array(
        [
            model.read(text, vector).ranking[0][0] == intent
            for text, vector, intent in zip(held_out.texts, vectors, held_out.intents, strict=True)
        ]
    )


def _make(
    request: Request,
    learnt: Utterances,
    tuning: dict[str, Any],
    workspace: Path,
    made: Path,
    tell: Tell,
) -> tuple[dict[str, Any], float]:
    """Write the adapted encoder to `made`; return the settings and the seconds of the tuning."""
    # TensorFlow takes seconds to import; what is wrong with the utterances is told before.
    from bot.adaptation.fine_tuning import FineTuning, fine_tune
    from bot.encoder_conversion import Transformer, read_model_folder

    settings = FineTuning(**tuning)
    tell(f"adapt 2/4: fetching the weights of {request.model}")
    transformer = Transformer(read_model_folder(find_weights(request.model, workspace)))
    tell(f"adapt 3/4: learning from {len(learnt)} utterances")
    began = time.monotonic()
    fine_tune(transformer, learnt, settings, tell)
    seconds = time.monotonic() - began
    origin = {
        "name": request.model,
        "source": source_version(request.model),
        "adapted": {"utterances": len(learnt), **asdict(settings)},
    }
    write_encoder(transformer, made, origin, tell)
    return asdict(settings), seconds


def unadapted(folders: Sequence[Path], model: str) -> Path:
    """Return the first folder that holds a model's converted form, not an adapted one.

    An adapted encoder has seen utterances that are held out now, which would flatter it.
    """
    for folder in folders:
        try:
            description = read_description(folder)
        except EncoderMissing:
            continue
        if description["name"] == model and "adapted" not in description:
            return folder
    raise AdaptationError(
        f"There is no unadapted encoder of {model} to compare with in "
        f"{' or '.join(str(folder) for folder in folders)}. "
        "Make it with `attune train nlu`, without ATTUNE_ENCODER_DIR."
    )


def _check_output(folder: Path) -> None:
    """Raise AdaptationError when the folder holds something that is no adapted encoder."""
    try:
        adapted = "adapted" in read_description(folder)
    except (EncoderMissing, NotADirectoryError):
        adapted = _is_empty(folder)
    if not adapted:
        raise AdaptationError(
            f"{folder} holds something that is no adapted encoder, and it is never replaced. "
            "Give another --output."
        )


def _is_empty(folder: Path) -> bool:
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def intents_without(utterances: Utterances, left_out: Sequence[str]) -> Utterances:
    """Leave out the utterances of some intents."""
    return utterances.rows(
        [i for i, intent in enumerate(utterances.intents) if intent not in left_out]
    )
