"""`attune models`: the life of the customer models, and their measures on any file."""

from __future__ import annotations

import typer

from cli import (
    models_evaluate_baskets,
    models_evaluate_churn,
    models_evaluate_need,
    models_evaluate_recommend,
    models_evaluate_satisfaction,
    models_evaluate_segment,
    models_evaluate_uplift,
    models_evaluate_value,
    models_life,
    models_offers,
)

app = typer.Typer(
    help="Train, inspect, replace and measure the customer models.", no_args_is_help=True
)
evaluate = typer.Typer(help="Measure a model on a file of your own.", no_args_is_help=True)
app.command("list")(models_life.list_models)
app.command("show")(models_life.show)
app.command("train")(models_life.train)
app.add_typer(evaluate, name="evaluate")
app.command("score")(models_life.score)
app.command("offers")(models_offers.command)
app.command("promote")(models_life.promote)
app.command("rollback")(models_life.rollback)

# One line a topic, in the order of the help.
evaluate.command("churn")(models_evaluate_churn.command)
evaluate.command("need")(models_evaluate_need.command)
evaluate.command("value")(models_evaluate_value.command)
evaluate.command("recommend")(models_evaluate_recommend.command)
evaluate.command("uplift")(models_evaluate_uplift.command)
evaluate.command("segment")(models_evaluate_segment.command)
evaluate.command("satisfaction")(models_evaluate_satisfaction.command)
evaluate.command("baskets")(models_evaluate_baskets.command)


@app.callback()
def models() -> None:
    """Train, inspect, replace and measure the customer models."""
