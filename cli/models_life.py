"""`attune models list|show|train|score|promote|rollback`: the life of the customer models."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.context import open_store
from cli.models_answer import answer_line
from cli.models_card import card_lines
from cli.output import JsonOption, answer_table, err, say
from cli.steps import Steps
from cli.train import train_models as train
from crm.errors import NotFound, Refused
from crm.settings import load_settings
from crm_models import registry
from crm_models.prediction import NEUTRAL

Kind = Annotated[str, typer.Argument(help="segment, churn, need, value or recommend.")]
Version = Annotated[str, typer.Argument(help="As `attune models list` shows it.")]
Picture = Annotated[
    Path | None,
    typer.Option(help="Of segments: a folder for a picture (SVG) of what is usual in each."),
]

__all__ = ["list_models", "promote", "rollback", "score", "show", "train"]


def list_models(
    kind: Annotated[str | None, typer.Option(help="Only models of this kind.")] = None,
    json: JsonOption = False,
) -> None:
    """List the trained models: which are in use, and how good they are on held-out data."""
    if kind is not None:
        _require_kind(kind)
    with open_store(load_settings()) as store, store.reading() as unit:
        found = registry.listed(unit, kind)
    if json:
        answer_line([_summary(model) for model in found])
    elif found:
        columns = ("kind", "version", "status", "trained", "held out")
        answer_table(columns, [_row(model) for model in found])
    else:
        say("no model was trained yet: run `attune models train`")


def show(
    kind: Kind,
    version: Annotated[str | None, typer.Argument(help="The one in use without.")] = None,
    picture: Picture = None,
    json: JsonOption = False,
) -> None:
    """Show a model's card: data window, rows, measures, library versions, digest."""
    _require_kind(kind)
    with open_store(load_settings()) as store, store.reading() as unit:
        present = registry.champion(unit, kind) if version is None else None
        model = present or registry.find(unit, kind, version or "in use")
    drawn = None if picture is None else _draw(model, picture)
    if json:
        answer_line(
            _summary(model)
            | {"path": str(model.path), "card": model.card}
            | ({"pictures": [str(drawn)]} if drawn else {})
        )
        return
    summary = {name: value for name, value in _summary(model).items() if name != "metrics"}
    for line in card_lines({**summary, "path": str(model.path), **model.card}):
        say(line)
    if drawn is not None:
        say(f"\ndrawn: {drawn}")


def score(json: JsonOption = False) -> None:
    """Score all customers with the models in use, as training does at its end."""
    from crm_models.serving import score_store

    with open_store(load_settings()) as store, Steps(err, total=1).step("Scores") as step:
        report = score_store(store, step.tell)
    if json:
        answer_line(vars(report))
        return
    say(f"{report.customers} customers scored; {report.recommendations} recommendations written")
    for kind, reason in report.missing.items():
        say(f"without {kind}: {reason}")


def promote(
    kind: Kind,
    version: Version,
    force: Annotated[bool, typer.Option(help="Also if it is worse on held-out data.")] = False,
    json: JsonOption = False,
) -> None:
    """Bring a model into use; the one before it can be brought back."""
    _require_kind(kind)
    with open_store(load_settings()) as store, store.transaction() as unit:
        model = registry.promote(unit, kind, version, force=force)
    _say_in_use(model, json)


def rollback(kind: Kind, json: JsonOption = False) -> None:
    """Bring back the model that was in use before; a second time undoes the first."""
    _require_kind(kind)
    with open_store(load_settings()) as store, store.transaction() as unit:
        model = registry.rollback(unit, kind)
    _say_in_use(model, json)


def _require_kind(kind: str) -> None:
    if kind not in NEUTRAL:
        known = ", ".join(NEUTRAL)
        raise NotFound("no_such_kind", f"there is no kind of model '{kind}'; there are: {known}")


def _draw(model: registry.Registered, folder: Path) -> Path:
    """Draw the clusters on a model's card."""
    # Here, so that other commands need not wait for these libraries.
    from crm_models.segments.pictures import write_profiles
    from crm_models.segments.profiles import Profile

    clusters = model.card.get("clusters")
    if not clusters:
        raise Refused(
            "no_clusters", f"the {model.kind} model has no clusters to draw; the segment model has"
        )
    names = [field.name for field in fields(Profile)]
    return write_profiles(folder, [Profile(*(one[name] for name in names)) for one in clusters])


def _say_in_use(model: registry.Registered, json: bool) -> None:
    if json:
        answer_line(_summary(model))
    else:
        say(f"{model.kind}: {model.version} is in use; its scores come with `attune models score`")


def _summary(model: registry.Registered) -> dict[str, Any]:
    return {
        "kind": model.kind,
        "version": model.version,
        "status": model.status,
        "trained_at": model.trained_at.isoformat(),
        "promoted_at": None if model.promoted_at is None else model.promoted_at.isoformat(),
        "metrics": model.card.get("metrics", {}),
    }


def _row(model: registry.Registered) -> tuple[str, ...]:
    told = "–" if model.measure is None else f"{model.measured_by} {model.measure:.3f}"
    trained = model.trained_at.strftime("%Y-%m-%d %H:%M")
    return model.kind, model.version, model.status, trained, told
