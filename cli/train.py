"""`attune train`: the customer models and the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import open_store
from cli.engine_command import run_in_engine
from cli.models_answer import answer_line
from cli.output import JsonOption, answer_table, err, say
from cli.stamps import Stamp, digest
from cli.steps import Step, Steps
from crm.settings import PROJECT, Settings, load_settings
from crm.store import Store

if TYPE_CHECKING:
    from crm_models.training import TrainingReport

app = typer.Typer(help="Train the customer models or the engine.", no_args_is_help=True)

_THREADS = 2
# What the engine's model is made from.
ENGINE_SOURCES = ("config.yml", "domain.yml", "nlu_data", "bot", "language")
# The service reads these anew by itself.
NOT_THE_ENGINES = ("nlu_data/answers",)


@app.command("models")
def train_models(json: JsonOption = False) -> None:
    """Train segments, churn, need, value and recommendations, and score all customers."""
    settings = load_settings()
    steps = Steps(err, total=1)
    with open_store(settings) as store, steps.step("Customer models") as step:
        report = make_models(settings, store, step)
    if json:
        answer_line(vars(report))
        return
    say(f"{report.customers} customers with {report.orders} orders")
    rows = [(kind, name, "–" if value is None else f"{value:.4g}")
            for kind, metrics in report.metrics.items()
            for name, value in metrics.items()]  # fmt: skip
    answer_table(("model", "measure", "value"), rows)
    for kind, reason in report.skipped.items():
        say(f"{kind} was not trained: {reason}")
    for kind in report.challengers:
        say(f"{kind}: the model in use is better on held-out data and stays (attune models list)")


@app.command("nlu")
def train_nlu(
    force: Annotated[bool, typer.Option(help="Train even when nothing has changed.")] = False,
) -> None:
    """Train the engine when what it is made from has changed; makes the encoder first."""
    settings = load_settings(need_secrets=False)
    steps = Steps(err, total=2)
    make_encoder(settings, steps)
    make_engine_model(settings, steps, force)


def make_encoder(settings: Settings, steps: Steps) -> None:
    """Convert the sentence encoder unless that was done from the same sources."""
    title = "Sentence encoder"
    key = digest(
        PROJECT,
        ("bot/encoder_setup.py", "bot/encoder_conversion.py", "bot/encoder_graph.py",
         "bot/encoder_source.py", "bot/encoder-requirements.txt", "bot/requirements.txt"),
        [settings.encoder, str(settings.encoder_dir)],
    )  # fmt: skip
    stamp = Stamp(settings.var / "stamps" / "encoder", key)
    if stamp.fresh and (settings.encoder_dir / "encoder.json").is_file():
        steps.skip(title)
        return
    with steps.step(title) as step:
        run_in_engine(["-m", "bot.encoder_setup"], settings, "encoder", step)
    stamp.set()


def make_engine_model(settings: Settings, steps: Steps, force: bool = False) -> None:
    """Train the engine unless that was done from the same sources."""
    title = "Training of the engine"
    description = settings.encoder_dir / "encoder.json"
    encoder = description.read_text("utf-8") if description.is_file() else ""
    folder = settings.engine_models
    stamp = Stamp(
        settings.var / "stamps" / "engine-model",
        digest(PROJECT, ENGINE_SOURCES, [encoder, str(folder)], NOT_THE_ENGINES),
    )
    if stamp.fresh and any(folder.glob("*.tar.gz")) and not force:
        steps.skip(title)
        return
    arguments = ["-m", "rasa", "train", "--data", "nlu_data", "bot/dialogue", "--out", str(folder)]
    with steps.step(title) as step:
        run_in_engine(arguments + ["--force"] * force, settings, "engine-training", step)
    stamp.set()


def make_models(settings: Settings, store: Store, step: Step) -> TrainingReport:
    """Train the customer models within a step of a longer way; texts by the encoder, if made."""
    from crm_models.training import train
    from language.passages import passage_encoder

    encoder = passage_encoder(settings.encoder_dir, _THREADS)
    encode = None if encoder is None else encoder.encode
    return train(store, settings.var / "models", step.tell, encode)
