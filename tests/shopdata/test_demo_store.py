"""The demo shop in the store: whole, consistent, the same for the same seed, filled once."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, text

from crm.errors import Invalid, Refused
from crm.policy import SHOP_POLICY
from crm.store import Store
from crm.tables import catalogue, events, metadata, orders, people
from crm.vault import Vault
from shopdata.demo import DemoSummary, fill
from shopdata.demo.writer import TABLES
from tests.fixtures_store import DATA_KEY, Clock

TODAY = date(2026, 6, 15)


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a store with a small demo shop, on each database."""
    fill(store, customers=150, seed=4, today=TODAY)
    return store


def _digest(template: Path, folder: Path, seed: int) -> dict[str, str]:
    """Fill a new store with fixed nonces and return a digest of each table."""
    folder.mkdir()
    path = folder / "attune.db"
    path.write_bytes(template.read_bytes())
    store = Store(f"sqlite:///{path}", Vault(DATA_KEY, lambda size: b"n" * size), Clock())
    fill(store, customers=80, seed=seed, today=TODAY)
    with store.reading() as unit:
        found = {
            table.name: hashlib.sha256(
                repr(unit.connection.execute(select(table).order_by(table.c.id)).all()).encode()
            ).hexdigest()
            for table in TABLES
        }
    store.close()
    return found


def test_the_same_seed_makes_the_same_shop(sqlite_template: Path, tmp_path: Path) -> None:
    """All rows are equal for one seed; orders and people differ for another one."""
    first = _digest(sqlite_template, tmp_path / "first", 4)
    other = _digest(sqlite_template, tmp_path / "other", 5)

    assert all(first[name] != other[name] for name in ("customers", "orders", "order_lines"))
    assert first == _digest(sqlite_template, tmp_path / "again", 4)


def test_a_second_fill_changes_nothing(filled: Store) -> None:
    """Filling again answers what is there, whatever is asked for."""
    with filled.reading() as unit:
        before = _counts(unit.connection)
    again = fill(filled, customers=500, seed=9)
    with filled.reading() as unit:
        after = _counts(unit.connection)

    assert (False, 150, 4, "2026-06-15") == _facts(again)
    assert before == after


def _facts(summary: DemoSummary) -> tuple[bool, int, int, str]:
    return summary.filled, summary.customers, summary.seed, summary.today


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
        for table in metadata.sorted_tables
    }


def test_a_store_with_other_data_is_refused_unless_forced(store: Store) -> None:
    """Other data is named in the refusal; with force the demo comes beside it."""
    row = {"reference": "C-1", "opaque_id": "x", "created_at": store.clock()}
    with store.transaction() as unit:
        unit.connection.execute(insert(people.customers).values(row))

    with pytest.raises(Refused, match="1 customers"):
        fill(store, customers=20, today=TODAY)
    forced = fill(store, customers=20, today=TODAY, force=True)
    with store.reading() as unit:
        held = unit.connection.scalar(select(func.count()).select_from(people.customers))
    assert (True, 21) == (forced.filled, held)


def test_own_numbering_goes_on_behind_the_demo(filled: Store) -> None:
    """A row that is added later gets a key of its own."""
    row = {"reference": "later", "opaque_id": "later", "created_at": filled.clock()}
    with filled.transaction() as unit:
        highest = unit.connection.scalar(select(func.max(people.customers.c.id)))
        unit.connection.execute(insert(people.customers).values(row))
        found = unit.connection.scalar(
            select(people.customers.c.id).where(people.customers.c.reference == "later")
        )

    assert highest is not None
    assert highest + 1 == found


@pytest.mark.parametrize(
    ("wish", "complaint"), [({"customers": 3}, "3 customers"), ({"seed": -1}, "seed -1")]
)
def test_bad_wishes_are_named(sqlite_store: Store, wish: dict[str, int], complaint: str) -> None:
    """Too few customers or a negative seed: a clear error, the store untouched."""
    with pytest.raises(Invalid, match=complaint):
        fill(sqlite_store, **wish)

    with sqlite_store.reading() as unit:
        assert {0} == set(_counts(unit.connection).values())


def test_progress_comes_table_by_table(sqlite_store: Store) -> None:
    """The callback hears every table, never goes back, and ends with all rows written."""
    heard: list[tuple[str, int, int]] = []
    made = fill(sqlite_store, 30, today=TODAY, progress=lambda *event: heard.append(event))

    assert {table.name for table in TABLES} <= {name for name, *_ in heard}
    assert sorted(done for _, done, _ in heard) == [done for _, done, _ in heard]
    assert ("done", sum(made.rows.values()), sum(made.rows.values())) == heard[-1]


# Each of these finds rows that contradict one another; none may be found.
CONTRADICTIONS = {
    "an order's total is its goods less discount plus delivery": """
        SELECT id FROM orders WHERE total_minor != goods_minor - discount_minor + delivery_minor""",
    "an order's amounts are those of its lines": """
        SELECT o.id FROM orders o JOIN order_lines l ON l.order_id = o.id
        GROUP BY o.id, o.goods_minor, o.discount_minor
        HAVING SUM(l.quantity * l.unit_price_minor) != o.goods_minor
            OR SUM(l.discount_minor) != o.discount_minor""",
    "every order has lines": """
        SELECT id FROM orders WHERE id NOT IN (SELECT order_id FROM order_lines)""",
    "invoices repeat their order and add up": """
        SELECT i.id FROM invoices i JOIN orders o ON o.id = i.order_id
        WHERE i.total_minor != o.total_minor OR i.net_minor + i.tax_minor != i.total_minor""",
    "every order that stands has one invoice": """
        SELECT o.id FROM orders o LEFT JOIN invoices i ON i.order_id = o.id
        GROUP BY o.id, o.status
        HAVING COUNT(i.id) != CASE o.status WHEN 'cancelled' THEN 0 ELSE 1 END""",
    "no order is paid back more than was paid": """
        SELECT r.order_id FROM refunds r GROUP BY r.order_id HAVING SUM(r.amount_minor) > (
            SELECT COALESCE(SUM(p.amount_minor), 0) FROM payments p
            WHERE p.order_id = r.order_id AND p.status IN ('paid', 'refunded'))""",
    "balances are the sums of their ledgers and never negative": """
        SELECT m.id FROM memberships m LEFT JOIN loyalty_entries e ON e.customer_id = m.customer_id
        GROUP BY m.id, m.points
        HAVING m.points != COALESCE(SUM(e.points), 0) OR m.points < 0""",
    "steps come in their order": """
        SELECT id FROM orders WHERE packed_at < placed_at OR shipped_at < packed_at
            OR delivered_at < shipped_at OR cancelled_at < placed_at""",
    "each state has its times": """
        SELECT id FROM orders WHERE
            (status = 'delivered') != (delivered_at IS NOT NULL)
            OR (status = 'cancelled') != (cancelled_at IS NOT NULL)
            OR (status IN ('shipped', 'out_for_delivery', 'delivered')) != (shipped_at IS NOT NULL)
            OR (status = 'placed' AND packed_at IS NOT NULL)""",
    "every parcel's state is its order's": """
        SELECT s.id FROM shipments s JOIN orders o ON o.id = s.order_id
        WHERE (s.status IN ('delivered', 'out_for_delivery') AND s.status != o.status)
            OR (s.status IN ('in_transit', 'lost') AND o.status != 'shipped')""",
    "what has left has one parcel": """
        SELECT o.id FROM orders o LEFT JOIN shipments s ON s.order_id = o.id
        GROUP BY o.id, o.shipped_at
        HAVING COUNT(s.id) != CASE WHEN o.shipped_at IS NULL THEN 0 ELSE 1 END""",
    "returns follow the delivery": """
        SELECT r.id FROM returns r JOIN orders o ON o.id = r.order_id
        WHERE r.created_at < COALESCE(o.delivered_at, o.expected_at)
            OR r.closed_at < r.created_at""",
    "refunds follow their return": """
        SELECT f.id FROM refunds f JOIN returns r ON r.id = f.return_id
        WHERE f.created_at < r.created_at OR f.paid_at < f.created_at
            OR f.order_id != r.order_id""",
    "lines sent back are lines of the order": """
        SELECT x.id FROM return_lines x JOIN returns r ON r.id = x.return_id
        JOIN order_lines l ON l.id = x.order_line_id
        WHERE l.order_id != r.order_id OR x.quantity > l.quantity""",
    "nobody orders before the account exists": """
        SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id
        WHERE o.placed_at < c.created_at""",
    "offers are redeemed by those who were shown them": """
        SELECT e.id FROM offer_exposures e LEFT JOIN orders o ON o.id = e.order_id
        WHERE (e.redeemed_at IS NULL) != (e.order_id IS NULL)
            OR (e.order_id IS NOT NULL AND (NOT e.treated OR o.customer_id != e.customer_id
                OR o.discount_minor = 0 OR e.redeemed_at < e.shown_at))""",
    "what hangs on an order is its customer's": """
        SELECT i.id FROM invoices i JOIN orders o ON o.id = i.order_id
        WHERE COALESCE(i.customer_id, 0) != COALESCE(o.customer_id, 0)""",
}


def test_nothing_contradicts_anything(filled: Store) -> None:
    """Money adds up, links agree and times follow one another, on each database."""
    with filled.reading() as unit:
        found = {
            rule: unit.connection.execute(text(query)).all()
            for rule, query in CONTRADICTIONS.items()
        }

    assert {} == {rule: rows[:3] for rule, rows in found.items() if rows}


def test_nothing_lies_in_the_future(filled: Store) -> None:
    """No time of the past is later than the shop's present moment."""
    late: dict[str, Any] = {}
    with filled.reading() as unit:
        for table in TABLES:
            for column in table.c:
                if column.name.endswith("_at") and column.name not in {
                    *("expected_at", "due_at", "ends_at", "starts_at")
                }:
                    newest = unit.connection.scalar(select(func.max(column)))
                    if newest is not None and newest > filled.clock():
                        late[f"{table.name}.{column.name}"] = newest

    assert {} == late


def test_every_state_is_present(sqlite_store: Store) -> None:
    """A shop of the usual size has orders, parcels, returns and refunds in all their states."""
    fill(sqlite_store, today=TODAY)
    with sqlite_store.reading() as unit:
        found = {
            str(column): set(unit.connection.scalars(select(column).distinct()))
            for column in (
                orders.orders.c.status,
                orders.payments.c.status,
                orders.shipments.c.status,
                orders.returns.c.status,
                orders.returns.c.kind,
                orders.refunds.c.status,
                people.memberships.c.tier,
            )
        }

    assert {
        "orders.status": {
            *("placed", "packed", "shipped", "out_for_delivery", "delivered", "cancelled")
        },
        "payments.status": {"pending", "paid", "failed", "refunded"},
        "shipments.status": {"in_transit", "out_for_delivery", "delivered", "lost"},
        "returns.status": {"announced", "received", "accepted", "rejected", "closed"},
        "returns.kind": {"return", "exchange", "damaged", "missing"},
        "refunds.status": {"pending", "paid", "failed"},
        "memberships.tier": set(SHOP_POLICY.loyalty.tier_from_points),
    } == found


def test_people_cannot_be_anybody(filled: Store) -> None:
    """E-mail addresses lie under reserved domains, and personal fields are sealed."""
    with filled.reading() as unit:
        rows = unit.connection.execute(select(people.customer_identities)).all()
        names = unit.connection.scalars(select(people.customers.c.name_encrypted)).all()
    opened = [(row.kind, str(filled.vault.open(row.value_encrypted))) for row in rows]
    domains = {value.rpartition("@")[2] for kind, value in opened if kind == "email"}

    assert {"example.org", "example.com", "example.net"} == domains
    assert "Anna Lindqvist" in {filled.vault.open(name) for name in names}
    assert not any("Anna" in str(name) for name in names)


def test_the_range_stands_in_the_store(filled: Store) -> None:
    """All products are there, a few of them sold out, some with a day of return."""
    with filled.reading() as unit:
        rows = unit.connection.execute(select(catalogue.products)).all()
        running = unit.connection.scalars(
            select(events.offers.c.code).where(events.offers.c.active)
        ).all()
    out = [row for row in rows if row.stock == 0]

    assert 300 == len(rows)
    assert 3 <= len(out) <= 40
    assert any(
        row.restock_expected_on > TODAY.isoformat() for row in out if row.restock_expected_on
    )
    assert {"WELCOME10", "COMEBACK15", "FREESHIP", "THANKS5"} == set(running)


def test_the_default_day_has_begun(sqlite_store: Store) -> None:
    """Early in the morning the history ends with the day before, so that nothing lies ahead."""
    assert isinstance(sqlite_store.clock, Clock)
    sqlite_store.clock.now -= timedelta(hours=6)

    assert "2026-06-14" == fill(sqlite_store, customers=20).today
