"""`attune nlu adapt`: fine-tune the sentence encoder on labelled utterances."""

from __future__ import annotations

import os
from json import dumps
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.engine_answer import ask_engine
from cli.output import JsonOption, say
from crm.settings import PROJECT, load_settings


def adapt(
    train: Annotated[
        Path | None,
        typer.Option(help="Labelled texts: CSV, TSV or JSONL; the bot's own without."),
    ] = None,
    text: Annotated[str | None, typer.Option(help="Column of the texts.")] = None,
    label: Annotated[str | None, typer.Option(help="Column of the labels.")] = None,
    leave_out: Annotated[
        list[str] | None, typer.Option(help="An intent to leave out; may be repeated.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Folder of the adapted encoder: {var}/encoder-adapted.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, max=100)] = None,
    learning_rate: Annotated[float | None, typer.Option(min=1e-7, max=0.01)] = None,
    strength: Annotated[
        float | None,
        typer.Option(min=0.05, max=1, help="Share of the new weights in the mean with the old."),
    ] = None,
    held_out: Annotated[
        float, typer.Option(min=0.05, max=0.5, help="Share of each intent to compare on.")
    ] = 0.2,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    force: Annotated[bool, typer.Option(help="Keep it even when it is no better.")] = False,
    json: JsonOption = False,
) -> None:
    """Fine-tune the encoder on labelled utterances; keep it when it reads others better.

    It learns from a part of the utterances, is converted, and reads the rest with an intent model
    that learnt the same part, beside the present encoder. Nothing uses it before
    ATTUNE_ENCODER_DIR names its folder and the engine is trained with it.
    """
    settings = load_settings(need_secrets=False)
    folder = (output or settings.var / "encoder-adapted").absolute()
    arguments = ["adapt", f"--output={folder}", f"--held-out={held_out}"]
    for present in dict.fromkeys((settings.encoder_dir, settings.var / "encoder")):
        arguments.append(f"--present={present.absolute()}")
    given = {"text": text, "label": label, "epochs": epochs, "learning-rate": learning_rate,
             "strength": strength, "seed": seed,
             "train": None if train is None else train.absolute()}  # fmt: skip
    arguments += [f"--{name}={value}" for name, value in given.items() if value is not None]
    arguments += [f"--leave-out={intent}" for intent in leave_out or ()]
    arguments += ["--force"] * force
    answer = ask_engine(arguments, settings, threads=os.cpu_count() or 1)
    if json:
        typer.echo(dumps(answer, ensure_ascii=False))
    else:
        _show(answer)


def _show(answer: dict[str, Any]) -> None:
    say(
        f"{answer['learnt']} utterances of {answer['intents']} intents learnt in "
        f"{answer['tuning_seconds']:.0f} s, {answer['seconds']:.0f} s in all"
    )
    say(
        f"right of {answer['held_out']} held out: {answer['accuracy_before']:.1%} before, "
        f"{answer['accuracy_after']:.1%} after "
        f"({answer['became_right']} became right, {answer['became_wrong']} wrong)"
    )
    if not answer["kept"]:
        say("Not better: nothing was kept. The encoder stays as it was; --force keeps it anyway.")
        return
    say(f"The adapted encoder is in {_short(Path(answer['output']))}. To use it:")
    say(f"  set ATTUNE_ENCODER_DIR={_short(Path(answer['output']))}, then `attune train nlu`")
    say("To go back: take ATTUNE_ENCODER_DIR out again, then `attune train nlu`.")


def _short(folder: Path) -> str:
    return str(folder.relative_to(PROJECT) if folder.is_relative_to(PROJECT) else folder)
