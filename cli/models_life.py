"""`attune models list|show|train|score|promote|rollback`: the life of the customer models."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.context import open_store
from cli.output import JsonOption, answer_json, answer_table, err, say
from cli.steps import Steps
from cli.train import train_models as train
from crm.settings import load_settings
from crm_models import registry

Kind = Annotated[str, typer.Argument(help="segment, churn, need, value or recommend.")]
Version = Annotated[str, typer.Argument(help="As `attune models list` shows it.")]

__all__ = ["list_models", "promote", "rollback", "score", "show", "train"]


def list_models(
    kind: Annotated[str | None, typer.Option(help="Only models of this kind.")] = None,
    json: JsonOption = False,
) -> None:
    """List the trained models: which are in use, and how good they are on held-out data."""
    with open_store(load_settings()) as store, store.reading() as unit:
        found = registry.listed(unit, kind)
    if json:
        answer_json([_summary(model) for model in found])
    elif found:
        columns = ("kind", "version", "status", "trained", "held out")
        answer_table(columns, [_row(model) for model in found])
    else:
        say("no model was trained yet: run `attune models train`")


def show(
    kind: Kind,
    version: Annotated[str | None, typer.Argument(help="The one in use without.")] = None,
    json: JsonOption = False,
) -> None:
    """Show a model's card: data window, rows, measures, library versions, digest."""
    with open_store(load_settings()) as store, store.reading() as unit:
        present = registry.champion(unit, kind) if version is None else None
        model = present or registry.find(unit, kind, version or "in use")
    if json:
        answer_json(_summary(model) | {"path": str(model.path), "card": model.card})
        return
    summary = {name: value for name, value in _summary(model).items() if name != "metrics"}
    rows = [*summary.items(), ("path", str(model.path)), *_flat(model.card)]
    answer_table(("", ""), rows)


def score(json: JsonOption = False) -> None:
    """Score all customers with the models in use, as training does at its end."""
    from crm_models.serving import score_store

    with open_store(load_settings()) as store, Steps(err, total=1).step("Scores") as step:
        report = score_store(store, step.tell)
    if json:
        answer_json(vars(report))
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
    with open_store(load_settings()) as store, store.transaction() as unit:
        model = registry.promote(unit, kind, version, force=force)
    _say_in_use(model, json)


def rollback(kind: Kind, json: JsonOption = False) -> None:
    """Bring back the model that was in use before; a second time undoes the first."""
    with open_store(load_settings()) as store, store.transaction() as unit:
        model = registry.rollback(unit, kind)
    _say_in_use(model, json)


def _say_in_use(model: registry.Registered, json: bool) -> None:
    if json:
        answer_json(_summary(model))
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


def _flat(card: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return a card's entries as rows, those of a part under its name."""
    rows: list[tuple[str, Any]] = []
    for name, value in card.items():
        inner = value.items() if isinstance(value, dict) else [("", value)]
        rows += [(f"{name} {key}".strip(), _shown(each)) for key, each in inner]
    return rows


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return ", ".join(_shown(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(each)}" for name, each in value.items())
    return str(value)
