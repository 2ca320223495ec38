"""`attune nlu`: how well messages are read. The work is done in the engine's environment."""

from __future__ import annotations

from json import dumps
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import nlu_adapt, nlu_tables
from cli.engine_answer import ask_engine
from cli.nlu_catalogue import demo_catalogue, tell_without_catalogue
from cli.output import JsonOption
from crm.settings import load_settings

app = typer.Typer(help="Measure how well messages are read.", no_args_is_help=True)


@app.command("benchmark")
def benchmark(
    train: Annotated[Path, typer.Argument(help="Labelled texts to train on: CSV, TSV or JSONL.")],
    test: Annotated[Path, typer.Argument(help="Labelled texts to measure on.")],
    text: Annotated[
        str | None, typer.Option(help="Column of the texts; common names are found without.")
    ] = None,
    label: Annotated[
        str | None, typer.Option(help="Column of the labels; common names are found without.")
    ] = None,
    oos: Annotated[
        str | None, typer.Option(help="The label that means out of scope, if the test has one.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Train the reading part on one labelled file and measure it on another.

    It is the encoder and the intent model with the settings of config.yml; the bot itself stays as
    it is. Accuracy, F1 and ECE are over the rows in scope with nothing rejected; out-of-scope
    recall is at the fallback's threshold, and the table has both at every threshold. Training rows
    with the out-of-scope label are learnt as an intent of their own.
    """
    arguments = ["benchmark", str(train.absolute()), str(test.absolute())]
    for name, value in (("--text", text), ("--label", label), ("--oos", oos)):
        if value is not None:
            # One word, so that a value may begin with a dash.
            arguments.append(f"{name}={value}")
    answer = ask_engine(arguments, load_settings(need_secrets=False))
    _say(answer, json, nlu_tables.benchmark)


@app.command("evaluate")
def evaluate(
    file: Annotated[Path, typer.Argument(help="Lines {text, intent, sentiment?, entities?}.")],
    model: Annotated[
        Path | None, typer.Option(help="A trained model; the newest one without.")
    ] = None,
    confusions: Annotated[bool, typer.Option(help="Tell which intents are mixed up.")] = False,
    errors: Annotated[int, typer.Option(min=0, help="Show so many misread messages.")] = 0,
    json: JsonOption = False,
) -> None:
    """Measure the trained model on labelled messages (JSONL), each read as a first turn.

    Out of scope are the intents out_of_scope, oos and nlu_fallback in the file, and what the model
    reads as out_of_scope or does not understand. Entities count when type and place are exact (or
    type and value, where the file gives no places); only types that the file labels are counted.
    What the file does not tell is null.
    """
    settings = load_settings(need_secrets=False)
    place = settings.engine_models if model is None else model.absolute()
    arguments = ["evaluate", str(file.absolute()), "--model", str(place)]
    arguments += ["--confusions"] * confusions + ["--errors", str(errors)]
    answer = ask_engine(arguments, settings)
    tell_without_catalogue(settings)
    _say(answer, json, nlu_tables.evaluation)


@app.command("report")
def report(
    out: Annotated[Path, typer.Option(help="The page to write.")] = Path("docs/nlu-report.md"),
    json: JsonOption = False,
) -> None:
    """Write the report on the bot's own utterances and held-out messages (make nlu-report).

    Products are those of the demo shop, whose customers the messages are of.
    """
    settings = load_settings(need_secrets=False)
    arguments = ["report", "--model", str(settings.engine_models), "--out", str(out.absolute())]
    with demo_catalogue(settings) as with_products:
        answer = ask_engine(arguments, with_products)
    _say(answer, json, nlu_tables.report)


app.command("adapt")(nlu_adapt.adapt)


def _say(answer: dict[str, Any], json: bool, show: nlu_tables.Show) -> None:
    if json:
        # On one line, whatever reads it.
        typer.echo(dumps(answer, ensure_ascii=False))
    else:
        show(answer)
