"""Writes the demo shop into the store, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from crm.policy import SHOP_POLICY
from crm.store import Unit
from crm.tables import catalogue, conversations, events, orders, people
from shopdata.demo.columns import Columns, length
from shopdata.demo.offers import CAMPAIGNS
from shopdata.demo.rows import Chunk, RowMaker, insert_chunk, looked_up, plain
from shopdata.demo.sealing import Sealed, seal_people
from shopdata.demo.shelves import category_rows, offer_rows, product_rows
from shopdata.demo.shop import Shop

Progress = Callable[[str, int, int], None]
Chunks = Iterator[Chunk]

_LETTERS = {"returns": "R", "tickets": "T"}
TABLES: tuple[Table, ...] = (
    catalogue.categories,
    catalogue.products,
    events.offers,
    people.customers,
    people.customer_identities,
    people.consents,
    people.memberships,
    orders.orders,
    orders.order_lines,
    orders.payments,
    orders.invoices,
    orders.shipments,
    orders.returns,
    orders.return_lines,
    orders.refunds,
    people.loyalty_entries,
    conversations.tickets,
    events.offer_exposures,
)
"""All tables that the demo fills, in an order in which links point backwards."""


def write_shop(unit: Unit, shop: Shop, seed: int, progress: Progress) -> dict[str, int]:
    """Write a shop and return the number of rows of each table."""
    bases = {table.name: _highest(unit, table) for table in TABLES}
    progress("sealing", 0, _rows_of(shop))
    sealed = seal_people(shop.people, unit.vault)
    maker = RowMaker(shop, bases)
    shelves = {
        "categories": category_rows(shop, bases),
        "products": product_rows(shop, bases, seed),
        "offers": offer_rows(shop, bases),
    }
    makers: dict[str, Callable[[], Chunks]] = {
        "customers": lambda: _customers(maker, shop, sealed),
        "customer_identities": lambda: _identities(maker, shop, sealed),
        "orders": lambda: _orders(maker, shop, sealed),
        **{name: _linked(maker, shop, name) for name in _LINKED},
    }
    written = {table.name: 0 for table in TABLES}
    total = _rows_of(shop)
    for table in TABLES:
        progress(table.name, sum(written.values()), total)
        if table.name in shelves:
            unit.connection.execute(insert(table), shelves[table.name])
            written[table.name] = len(shelves[table.name])
        else:
            for part in makers[table.name]():
                written[table.name] += insert_chunk(unit.connection, table, part)
                progress(table.name, sum(written.values()), total)
        _advance(unit, table)
    progress("done", total, total)
    return written


def _rows_of(shop: Shop) -> int:
    """Return how many rows there are to write."""
    identities = shop.customers + sum(map(bool, shop.people.phone[: shop.customers]))
    shelves = len(shop.goods.categories) + len(shop.goods.products) + len(CAMPAIGNS)
    return shelves + identities + sum(length(columns) for columns in shop.tables.values())


def _highest(unit: Unit, table: Table) -> int:
    return int(unit.connection.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0)


def _advance(unit: Unit, table: Table) -> None:
    """Let PostgreSQL's own numbering go on behind the keys that were given."""
    if unit.connection.dialect.name == "postgresql":
        query = text(
            "SELECT setval(pg_get_serial_sequence(:name, 'id'), GREATEST(:highest, 1), :used)"
        )
        highest = _highest(unit, table)
        values = {"name": table.name, "highest": highest, "used": highest > 0}
        unit.connection.execute(query, values)


# The links that each table holds: the column here, the column there, the table it points to.
_LINKED: dict[str, tuple[Table, tuple[tuple[str, str, str], ...]]] = {
    "consents": (people.consents, (("person", "customer_id", "people"),)),
    "memberships": (people.memberships, (("person", "customer_id", "people"),)),
    "order_lines": (
        orders.order_lines,
        (("order", "order_id", "orders"), ("product", "product_id", "products")),
    ),
    "payments": (orders.payments, (("order", "order_id", "orders"),)),
    "invoices": (orders.invoices, (("order", "order_id", "orders"),)),
    "shipments": (orders.shipments, (("order", "order_id", "orders"),)),
    "returns": (orders.returns, (("order", "order_id", "orders"),)),
    "return_lines": (
        orders.return_lines,
        (("return", "return_id", "returns"), ("line", "order_line_id", "order_lines")),
    ),
    "refunds": (
        orders.refunds,
        (("order", "order_id", "orders"), ("return", "return_id", "returns")),
    ),
    "loyalty_entries": (
        people.loyalty_entries,
        (("person", "customer_id", "people"), ("order", "order_id", "orders")),
    ),
    "tickets": (conversations.tickets, (("order", "order_id", "orders"),)),
    "offer_exposures": (
        events.offer_exposures,
        (
            ("campaign", "offer_id", "offers"),
            ("person", "customer_id", "people"),
            ("order", "order_id", "orders"),
        ),
    ),
}


def _linked(maker: RowMaker, shop: Shop, name: str) -> Callable[[], Chunks]:
    def chunks() -> Chunks:
        table, found = _LINKED[name]
        persons = looked_up(maker.person_keys())
        links = {
            here: (there, persons if target == "people" else maker.key_of(target))
            for here, there, target in found
        }
        columns = _filled_up(shop, name)
        if name in _LETTERS:
            columns["number"] = maker.numbers(name, _LETTERS[name])
        links["owner"] = ("customer_id", persons)
        return maker.rows(table, columns, links, _same(name))

    return chunks


def _filled_up(shop: Shop, name: str) -> Columns:
    """Return a table's columns with those that only repeat what others say."""
    columns = dict(shop.tables[name])
    if name in {"invoices", "returns", "refunds", "tickets"}:
        owner = plain(shop.tables["orders"]["person"], slice(None))
        columns["owner"] = [owner[order] for order in plain(columns["order"], slice(None))]
    if name == "order_lines":
        titles = [product.name for product in shop.goods.products]
        columns["title"] = [titles[row] for row in plain(columns["product"], slice(None))]
    return columns


def _same(name: str) -> dict[str, Any]:
    if name in {"payments", "invoices", "refunds"}:
        return {"currency": SHOP_POLICY.currency}
    return {"reason": "campaign"} if name == "offer_exposures" else {}


def _customers(maker: RowMaker, shop: Shop, sealed: Sealed) -> Chunks:
    columns: Columns = {
        **shop.tables["customers"],
        "name_encrypted": sealed.name[: shop.customers],
        "address_encrypted": sealed.address,
        "city": shop.people.city,
        "country": shop.people.country,
        "postcode_index": sealed.postcode_index,
        "language": shop.people.language,
    }
    return maker.rows(people.customers, columns, {})


def _identities(maker: RowMaker, shop: Shop, sealed: Sealed) -> Chunks:
    """Yield everybody's e-mail address, then the phones of those who gave one."""
    own = list(range(shop.customers))
    phones = [person for person in own if sealed.phone[person]]
    who = own + phones
    since = plain(shop.tables["customers"]["created_at"], slice(None))
    columns: Columns = {
        "customer": who,
        "kind": ["email"] * len(own) + ["phone"] * len(phones),
        "value_encrypted": sealed.email[: len(own)] + [sealed.phone[p] for p in phones],
        "value_index": sealed.email_index[: len(own)] + [sealed.phone_index[p] for p in phones],
        "verified_at": [since[person] for person in who],
        "created_at": [since[person] for person in who],
    }
    links = {"customer": ("customer_id", maker.key_of("customers"))}
    return maker.rows(people.customer_identities, columns, links)


def _orders(maker: RowMaker, shop: Shop, sealed: Sealed) -> Chunks:
    columns = dict(shop.tables["orders"])
    person = columns["person"]
    links = {"person": ("customer_id", looked_up(maker.person_keys()))}
    for name, values in (
        ("contact_email_encrypted", sealed.email),
        ("contact_email_index", sealed.email_index),
        ("address_encrypted", sealed.address),
        ("postcode_index", sealed.postcode_index),
        ("country", shop.people.country),
    ):
        columns[name] = person
        links[name] = (name, looked_up(list(values)))
    same = {"currency": SHOP_POLICY.currency, "source": "demo"}
    return maker.rows(orders.orders, columns, links, same)
