"""Stock that moves: taken for orders and exchanges, put back when they end."""

from __future__ import annotations

from sqlalchemy import update

from crm.errors import Refused
from crm.store import Unit
from crm.tables.catalogue import products


def put_back(unit: Unit, product_id: int, quantity: int) -> None:
    """Return goods to the stock of a product."""
    unit.connection.execute(
        update(products)
        .where(products.c.id == product_id)
        .values(stock=products.c.stock + quantity)
    )


def take(unit: Unit, product_id: int, quantity: int) -> None:
    """Take goods out of the stock of a product.

    Raises
    ------
    Refused
        ``out_of_stock`` when there are not as many; nothing is taken then.
    """
    taken = unit.connection.execute(
        update(products)
        .where(products.c.id == product_id, products.c.active, products.c.stock >= quantity)
        .values(stock=products.c.stock - quantity)
    )
    if taken.rowcount == 0:
        raise Refused(
            "out_of_stock", f"there are not {quantity} of product {product_id} left", ("wait",)
        )
