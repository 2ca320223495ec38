"""`attune up`: prepare whatever is missing, then serve."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from cli.context import open_store
from cli.demo import count_customers, fill_demo, open_demo_desk
from cli.output import err
from cli.serve import refuse_taken_port
from cli.steps import Steps
from cli.store_checks import refuse_demo_data
from cli.train import make_encoder, make_engine_model, make_models
from crm.env_file import add_generated_secrets
from crm.settings import (
    DESK_PASSWORD,
    PROJECT,
    SECRETS,
    SECRETS_FILE,
    Settings,
    load_settings,
    read_environment,
)
from crm.store import Store

STEPS = 6


def up(
    steps_before: Annotated[int, typer.Option(hidden=True)] = 0,
    prepare_only: Annotated[bool, typer.Option(help="Prepare everything, do not serve.")] = False,
) -> None:
    """Prepare whatever is missing, then serve.

    That is: the secrets of the demo, the encoder, the demo shop and the models. Unless ATTUNE_DEMO
    says otherwise, the demo shop is served.
    """
    os.environ.setdefault("ATTUNE_DEMO", read_environment().get("ATTUNE_DEMO", "1"))
    steps = Steps(err, total=steps_before + STEPS, before=steps_before)
    settings = _settings(steps)
    if not prepare_only:
        refuse_taken_port(settings)
    # A store that cannot be used is told of before the minutes of preparation.
    with open_store(settings) as store:
        refuse_demo_data(settings, store)
    make_encoder(settings, steps)
    with open_store(settings) as store:
        _demo_shop(settings, store, steps)
        _models(settings, store, steps)
    make_engine_model(settings, steps)
    if prepare_only:
        return
    steps.skip("Service", "starting")
    # A new process image: nothing of what the preparation loaded stays in memory.
    arguments = [sys.executable, "-P", "-m", "cli", "serve"]
    os.execv(sys.executable, arguments)  # noqa: S606 - our own program


def _settings(steps: Steps) -> Settings:
    """Return the settings; in the demo the missing secrets are made first."""
    title = "Secrets"
    environment = read_environment()
    if environment.get("ATTUNE_DEMO") != "1":
        settings = load_settings()
        steps.skip(title, "taken from the environment")
        return settings
    missing = [name for name in (*SECRETS, DESK_PASSWORD) if not environment.get(name)]
    if missing:
        file = PROJECT / environment.get("ATTUNE_VAR", "var") / SECRETS_FILE
        with steps.step(title):
            add_generated_secrets(file, [name for name in missing if name in SECRETS])
            # This one is typed by people.
            add_generated_secrets(file, [name for name in missing if name == DESK_PASSWORD], 12)
    else:
        steps.skip(title)
    return load_settings()


def _demo_shop(settings: Settings, store: Store, steps: Steps) -> None:
    title = "Demo shop"
    if not settings.demo:
        steps.skip(title, "left out")
        return
    if count_customers(store):
        steps.skip(title)
    else:
        with steps.step(title) as step:
            fill_demo(store, step)
    open_demo_desk(settings, store)


def _models(settings: Settings, store: Store, steps: Steps) -> None:
    from crm_models.registry import champions

    title = "Customer models"
    with store.reading() as unit:
        trained = bool(champions(unit))
    if trained:
        steps.skip(title)
    elif not count_customers(store):
        steps.skip(title, "there are no customers to learn from yet")
    else:
        with steps.step(title) as step:
            make_models(settings, store, step)
