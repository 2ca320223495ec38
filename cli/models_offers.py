"""`attune models offers`: whom to offer what within a budget."""

from __future__ import annotations

import csv
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.context import open_store
from cli.models_answer import answer
from cli.models_options import Seed
from cli.output import JsonOption, answer_table, err, say
from cli.steps import Steps
from crm.errors import Invalid
from crm.money import minor_units, money_text
from crm.policy import SHOP_POLICY
from crm.settings import load_settings

if TYPE_CHECKING:
    from crm_models.uplift.campaign import Expected
    from crm_models.uplift.store_campaign import Campaign

_95 = 1.96
_COLUMNS = ("customer", "offer", "cost_minor", "effect")

Budget = Annotated[
    float, typer.Option(help="In the shop's currency; never exceeded, even if all redeem.")
]
Codes = Annotated[
    list[str] | None,
    typer.Option("--offer", help="Code of an offer to choose from; may be given again."),
]
Days = Annotated[int, typer.Option(min=1, max=365, help="An order within so many days counts.")]
Out = Annotated[
    Path | None, typer.Option(help="CSV to write: customer, offer, cost_minor, effect.")
]
Anyway = Annotated[bool, typer.Option(help="Make the list though it is no better than random.")]


def command(
    budget: Budget,
    offer: Codes = None,
    days: Days = 30,
    out: Out = None,
    anyway: Anyway = False,
    seed: Seed = 0,
    json: JsonOption = False,
) -> None:
    """Choose whom to offer what within a budget, by what past offers changed.

    Learns from who was shown an offer and who was held back, and ranks today's customers by what
    the offer would change in them, not by how likely they buy.
    """
    # Here, so that other commands need not wait for these libraries.
    from crm_models.uplift.store_campaign import make_campaign

    if not isfinite(budget) or budget < 0:
        raise Invalid("budget", f"--budget must be an amount from 0, not {budget}")
    if out is not None and not out.parent.is_dir():
        raise Invalid("no_folder", f"--out: there is no folder {out.parent}")
    minor = minor_units(budget, SHOP_POLICY.currency)
    with open_store(load_settings()) as store, Steps(err, total=1).step("Offers") as step:
        made = make_campaign(
            store, minor, offer or (), days, anyway=anyway, seed=seed, progress=step.tell
        )
    if out is not None:
        _write(out, made)
    if json:
        answer(_figures(made, minor, days, out), json)
    else:
        _tell(made, minor, days, out)


def _write(path: Path, made: Campaign) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows((*row[:3], f"{row[3]:.4f}") for row in made.rows)


def _figures(made: Campaign, budget: int, days: int, out: Path | None) -> dict[str, Any]:
    return {
        "customers": made.customers,
        "days": days,
        "currency": SHOP_POLICY.currency,
        "budget_minor": budget,
        "chosen": asdict(made.plan.ours),
        "at_random": asdict(made.plan.at_random),
        "to_likeliest": asdict(made.plan.to_likeliest),
        "compared_with": made.offers[made.plan.compared].offer.code,
        "offers": [
            {
                "offer": one.offer.code,
                "customers": made.given[one.offer.code],
                **one.measured.figures(),
                "left_out": dict(one.left_out),
            }
            for one in made.offers
        ],
        "file": None if out is None else str(out),
        "notes": list(made.notes),
    }


def _tell(made: Campaign, budget: int, days: int, out: Path | None) -> None:
    say(
        f"What past offers changed: the share of customers who ordered within {days} days, of all "
        "and of the third\nwho were ranked first unseen; and how well they were ranked, with what "
        "chance alone may reach."
    )
    answer_table(
        ("offer", "shown", "held", "effect", "best third", "Qini", "chance", "now"),
        [_effect_row(made, place) for place in range(len(made.offers))],
    )  # fmt: skip
    others = made.offers[made.plan.compared].offer.code
    say(f"\n{made.customers} customers, {_money(budget)}; this choice beside {others}:")
    answer_table(
        ("", "customers", "cost at most", "likely cost", "more orders", "more revenue"),
        [
            ("this choice", *_row(made.plan.ours)),
            ("at random", *_row(made.plan.at_random)),
            ("likeliest buyers", *_row(made.plan.to_likeliest)),
        ],
    )
    for note in made.notes:
        say(f"- {note}")
    if out is not None:
        say(f"{len(made.rows)} customers written to {out}")


def _effect_row(made: Campaign, place: int) -> tuple[object, ...]:
    one = made.offers[place]
    found = one.measured
    return (
        one.offer.code,
        found.treated,
        found.control,
        f"{found.ate:.3f}±{found.ate_high - found.ate:.3f}",
        f"{found.best_third:.3f}±{_95 * found.best_third_error:.3f}",
        f"{found.qini:.3f}±{found.qini_sd:.3f}",
        f"{found.random_limit:.3f}",
        made.given[one.offer.code],
    )


def _row(expected: Expected) -> tuple[str, ...]:
    return (
        f"{expected.customers:.0f}",
        _money(expected.cost_minor),
        _money(expected.likely_cost_minor),
        f"{expected.orders:+.1f}",
        _money(expected.revenue_minor),
    )


def _money(minor: float) -> str:
    return money_text(round(minor), SHOP_POLICY.currency)
