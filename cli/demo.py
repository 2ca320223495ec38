"""`attune demo`: a believable shop to try everything on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy import func, select

from cli.context import open_store
from cli.output import JsonOption, answer_json, answer_table, err
from cli.steps import Step, Steps
from crm.agents import add_agent, list_agents
from crm.settings import Settings, load_settings
from crm.store import Store
from crm.tables.people import customers as customers_table

if TYPE_CHECKING:
    from gateway.demo import DemoShop

DESK_EMAIL = "robin@demo.example"
DESK_NAME = "Robin"
CUSTOMERS = 2000
SEED = 1


def demo(
    customers: Annotated[int, typer.Option(min=1, help="How many customers.")] = CUSTOMERS,
    seed: Annotated[int, typer.Option(help="The same seed makes the same shop.")] = SEED,
    force: Annotated[bool, typer.Option(help="Add it to a store that has other data.")] = False,
    json: JsonOption = False,
) -> None:
    """Fill the store with a demo shop.

    It has products, customers, orders, returns and invoices. A store that has it stays as it is.
    """
    from shopdata.demo import fill

    settings = load_settings()
    with open_store(settings) as store, Steps(err, total=1).step("Demo shop") as step:
        summary = fill(store, customers, seed, progress=step.tell, force=force)
    if json:
        answer_json(asdict(summary))
    else:
        answer_table(("", ""), asdict(summary).items())


def count_customers(store: Store) -> int:
    """Return how many customers the store holds."""
    with store.reading() as unit:
        query = select(func.count()).select_from(customers_table)
        return int(unit.connection.execute(query).scalar_one())


def fill_demo(store: Store, step: Step) -> None:
    """Fill the store within a step of a longer way."""
    from shopdata.demo import fill

    fill(store, CUSTOMERS, SEED, progress=step.tell)


def demo_shop() -> DemoShop:
    """Return the cast and the pictures that the demo's pages show."""
    from gateway.demo import DemoShop
    from shopdata.demo import PERSONAS, product_svg

    return DemoShop(PERSONAS, product_svg)


def open_demo_desk(settings: Settings, store: Store) -> None:
    """Open the demo's account at the desk, unless it is there or has no password."""
    from gateway.passwords import hash_password

    if not settings.demo_desk_password:
        return
    with store.transaction() as unit:
        if DESK_EMAIL not in {agent.email for agent in list_agents(unit)}:
            password = hash_password(settings.demo_desk_password)
            add_agent(unit, DESK_EMAIL, DESK_NAME, password, "admin")
