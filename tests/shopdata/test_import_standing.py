"""Where imported orders stand: what the file says, and nothing made up where it is silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from crm.store import Store
from crm.tables.orders import orders
from crm.tables.people import customers
from shopdata.imports.options import Options
from shopdata.imports.report import Report
from shopdata.imports.standing import read_status, standing
from shopdata.imports.transactions import import_transactions
from tests.fixtures_store import Clock
from tests.shop_rows import Person
from tests.talking import Talker

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)  # the clock of the stores
OLD, YOUNG = "2026-05-01 10:00", "2026-06-10 10:00"
STATUSES = ("placed", "packed", "shipped", "out_for_delivery", "delivered", "cancelled")


def bring(store: Store, folder: Path, rows: Sequence[str], more: str = "") -> Report:
    """Import rows of order, time and what ``more`` names."""
    header = "order,product,quantity,price,customer,time" + more
    lines = [f"{row.split(',')[0]},A1,1,2.00,C1,{row.split(',', 1)[1]}" for row in rows]
    path = folder / "orders.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return import_transactions(store, path, Options("test", rejects=folder / "rejects.csv"))


def stored(store: Store) -> list[tuple[Any, ...]]:
    """Return each order's number, state and days."""
    query = select(
        orders.c.number, orders.c.status, orders.c.delivered_at, orders.c.expected_at
    ).order_by(orders.c.number)
    with store.reading() as unit:
        return [tuple(row) for row in unit.connection.execute(query)]


def customer(store: Store) -> Person:
    """Return the only customer."""
    with store.reading() as unit:
        row = unit.connection.execute(select(customers)).one()
    return Person(row.id, row.opaque_id, row.reference, "", "")


def test_without_a_status_only_old_orders_are_delivered(store: Store, tmp_path: Path) -> None:
    """A young order is on its way; no day of delivery is made up for either."""
    bring(store, tmp_path, (f"1,{OLD}", f"2,{YOUNG}"))

    assert [("1", "delivered", None, None), ("2", "shipped", None, None)] == stored(store)


def test_the_file_says_where_its_orders_stand(store: Store, tmp_path: Path) -> None:
    """Its words count, whatever an order's age; an unknown one keeps the row and is counted."""
    rows = (
        f"1,{YOUNG},Delivered,2026-06-12",
        f"2,{OLD},Processing,",
        f"3,{YOUNG},canceled,",
        f"4,{YOUNG},mislaid,",
        f"5,{YOUNG},,2026-06-12 09:00",
        f"6,{YOUNG},,2026-07-01",
        f"7,{YOUNG},delivered,2026-01-01",
        f"8,{YOUNG},delivered,soon",
    )
    report = bring(store, tmp_path, rows, ",Order Status,delivered_at")
    day = datetime(2026, 6, 12, tzinfo=UTC)

    assert [
        ("1", "delivered", day, None),
        ("2", "placed", None, None),
        ("3", "cancelled", None, None),
        ("4", "shipped", None, None),
        ("5", "delivered", day.replace(hour=9), None),
        ("6", "shipped", None, None),
        ("7", "delivered", None, None),
        ("8", "delivered", None, None),
    ] == stored(store)
    assert (8, 1, 2) == (
        report.kept,
        report.repaired["unknown status"],
        report.repaired["delivery date left out"],
    )


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *((status, status) for status in STATUSES),
        ("Out for delivery", "out_for_delivery"),
        ("In Transit", "shipped"),
        ("COMPLETE", "delivered"),
        ("completed", "delivered"),
        ("processing", "placed"),
        ("fulfilled", ""),
        ("", ""),
        ("CA", None),
    ],
)
def test_usual_words_are_known(word: str, expected: str | None) -> None:
    """Shops' words stand for our states; some leave it open, others are unknown."""
    assert expected == read_status(word)


@given(st.lists(st.sampled_from(STATUSES), min_size=1))
def test_an_order_is_as_far_as_its_last_line(found: list[str]) -> None:
    """It is cancelled only as a whole, and else stands where the line furthest behind does."""
    kept = [status for status in found if status != "cancelled"]
    expected = min(kept, key=STATUSES.index) if kept else "cancelled"

    assert expected == standing([(status, NOW, None) for status in found], NOW).status


def test_a_newer_export_moves_orders_on(store: Store, tmp_path: Path) -> None:
    """Orders go on to a later state, never back, and are written once."""
    more = ",status,delivered_at"
    bring(store, tmp_path, (f"1,{YOUNG},packed,", f"2,{YOUNG},delivered,"), more)
    later = (f"1,{YOUNG},delivered,2026-06-14", f"2,{YOUNG},shipped,")
    report = bring(store, tmp_path, later, more)
    day = datetime(2026, 6, 14, tzinfo=UTC)

    assert [("1", "delivered", day, None), ("2", "delivered", None, None)] == stored(store)
    assert {"orders brought up to date": 1} == {k: n for k, n in report.written.items() if n}


def test_what_was_cancelled_meanwhile_stays_so(store: Store, tmp_path: Path) -> None:
    """An export from before the cancellation does not send the order on its way."""
    bring(store, tmp_path, (f"1,{YOUNG},placed",), ",status")
    with store.transaction() as unit:
        unit.connection.execute(update(orders).values(status="cancelled"))
    bring(store, tmp_path, (f"1,{YOUNG},packed",), ",status")

    assert [("1", "cancelled", None, None)] == stored(store)


def test_an_order_taken_as_shipped_is_taken_as_delivered_later(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    """A longer export after its thirty days says no more of it, but it has aged; others stay."""
    bring(store, tmp_path, (f"1,{YOUNG}",))
    bring(store, tmp_path, (f"2,{YOUNG},packed",), ",status")
    clock.advance(seconds=timedelta(days=40).total_seconds())
    bring(store, tmp_path, (f"1,{YOUNG}", f"2,{YOUNG}"))

    assert ["delivered", "packed"] == [status for _, status, _, _ in stored(store)]


@pytest.mark.parametrize("status", STATUSES)
def test_the_bot_adds_nothing_to_a_bare_state(store: Store, tmp_path: Path, status: str) -> None:
    """Asked where the order is, it says its state and that it knows no more."""
    bring(store, tmp_path, (f"1,{YOUNG},{status}",), ",status")
    heard = Talker(store, customer(store)).ask("action_track_order")

    assert [f"utter_track_{status}_no_details"] == heard.names


def test_an_order_taken_as_shipped_is_neither_cancelled_nor_returned(
    store: Store, tmp_path: Path
) -> None:
    """Where it really is nobody knows, so the bot changes nothing about it."""
    bring(store, tmp_path, (f"1042,{YOUNG}",))
    talker = Talker(store, customer(store))
    cancel = talker.ask("action_cancel_order", entities={"order_id": "1042"})
    back = talker.ask("action_return_item", entities={"order_id": "1042"})

    assert (["utter_refused_dispatched"],) * 2 == (cancel.names, back.names)
    assert "shipped" == stored(store)[0][1]
