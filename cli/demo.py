"""`attune demo`: a believable shop to try everything on."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy import func, select

from cli.context import open_store
from cli.output import JsonOption, answer_json, err, say
from cli.steps import Step, Steps
from crm.errors import Refused
from crm.settings import load_settings
from crm.store import Store
from crm.tables.people import customers as customers_table

CUSTOMERS = 2000
SEED = 7


def demo(
    customers: Annotated[int, typer.Option(min=1, help="How many customers.")] = CUSTOMERS,
    seed: Annotated[int, typer.Option(help="The same seed makes the same shop.")] = SEED,
    json: JsonOption = False,
) -> None:
    """Fill an empty store with a demo shop.

    It has products, customers, orders, returns and invoices.
    """
    settings = load_settings()
    with open_store(settings) as store:
        present = count_customers(store)
        if present:
            raise Refused(
                "store_in_use",
                f"the store holds {present} customers already, and the demo fills an empty one: "
                "set ATTUNE_DATABASE_URL to another database, or remove this one first",
            )
        with Steps(err, total=1).step("Demo shop") as step:
            fill_demo(store, customers, seed, step)
        made = count_customers(store)
    if json:
        answer_json({"customers": made, "seed": seed})
    else:
        say(f"The demo shop has {made} customers.")


def count_customers(store: Store) -> int:
    """Return how many customers the store holds."""
    with store.reading() as unit:
        query = select(func.count()).select_from(customers_table)
        return int(unit.connection.execute(query).scalar_one())


def fill_demo(store: Store, customers: int, seed: int, step: Step) -> None:
    """Fill the store within a step of a longer way."""
    from shopdata.demo import fill

    step.tell(f"{customers} customers")
    fill(store, customers=customers, seed=seed)
