"""Transactions files come into the store once, clean, or not at all."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from sqlalchemy import func, select

from crm import tables
from crm.errors import AttuneError, Conflict, Invalid
from crm.store import Store
from crm.tables.events import customer_scores
from crm.tables.orders import order_lines, orders, refunds, return_lines, returns
from crm.tables.people import customers
from shopdata.imports.options import Options
from shopdata.imports.report import Report
from shopdata.imports.transactions import import_transactions
from tests.fixtures_store import Clock
from tests.shop import Person
from tests.tailored_shop import add_scores

HEADER = "order_number,sku,title,quantity,price,time,customer,country"
ROWS = (
    "1001,lamp-1,Desk lamp,2,20.00,2026-01-05 10:00,C1,Germany",
    "1001,mug-2,Mug,1,5.50,2026-01-05 10:00,C1,Germany",
    "1002,LAMP-1,Desk lamp,1,21.00,06/01/2026 11:30,C2,United Kingdom",
    "1003,mug-2,Mug,3,5.50,2026-01-07 09:00,,France",
    "C1,lamp-1,Desk lamp,-1,20.00,2026-01-09 10:00,C1,Germany",
)


def write(path: Path, rows: Sequence[str] = ROWS, header: str = HEADER) -> Path:
    """Write a CSV file."""
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def bring(store: Store, path: Path, **options: object) -> Report:
    """Import a file into the store."""
    given = Options(source="test", rejects=path.parent / "rejects.csv")
    return import_transactions(store, path, Options(**(vars(given) | options)))


def count(store: Store) -> dict[str, int]:
    """Return how many rows each table has that an import may write."""
    found = (customers, orders, order_lines, returns, return_lines, refunds)
    with store.reading() as unit:
        return {
            table.name: unit.connection.execute(
                select(func.count()).select_from(table)
            ).scalar_one()
            for table in (*found, tables.catalogue.products)
        }


def test_a_new_order_adjusts_its_customers_scores(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    """What was ordered after the last scoring counts at once; the same file again does nothing."""
    bring(store, write(tmp_path / "a.csv"))
    with store.transaction() as unit:
        key = unit.connection.scalar(select(customers.c.id).where(customers.c.reference == "C1"))
        add_scores(unit, Person(key, "C1", "", "", ""))
    news = write(tmp_path / "b.csv", ["1004,mug-2,Mug,2,5.50,2026-06-16 10:00,C1,Germany"])
    clock.advance(days=2)
    bring(store, news)
    bring(store, news)
    with store.reading() as unit:
        row = unit.connection.execute(select(customer_scores)).one()

    assert (0, 5, 21100) == (row.recency_days, row.frequency, row.monetary_minor)


def test_a_file_becomes_orders_customers_products_and_returns(store: Store, tmp_path: Path) -> None:
    """Sales become orders, a negative quantity a return of the sale that it belongs to."""
    report = bring(store, write(tmp_path / "a.csv"))
    with store.reading() as unit:
        totals = unit.connection.execute(
            select(orders.c.number, orders.c.total_minor, orders.c.customer_id.is_(None)).order_by(
                orders.c.number
            )
        ).all()
        credit = unit.connection.execute(
            select(refunds.c.amount_minor, orders.c.number, return_lines.c.quantity)
            .join(orders, orders.c.id == refunds.c.order_id)
            .join(return_lines, return_lines.c.return_id == refunds.c.return_id)
        ).all()

    assert [("1001", 4550, False), ("1002", 2100, False), ("1003", 1650, True)] == totals
    assert [(2000, "1001", 1)] == credit
    assert (5, 5, {}) == (report.read, report.kept, dict(report.rejected))
    assert {"customers": 2, "orders": 3, "order_lines": 4, "returns": 1, "return_lines": 1,
            "refunds": 1, "products": 2} == count(store)  # fmt: skip


def test_a_second_run_changes_nothing(store: Store, tmp_path: Path) -> None:
    """The same file again, and a longer one with the same rows, add only what is new."""
    bring(store, write(tmp_path / "a.csv"))
    first = count(store)
    again = bring(store, write(tmp_path / "a.csv"))
    longer = (*ROWS, "1001,pen-3,Pen,1,2.00,2026-01-05 10:00,C1,Germany")
    more = bring(store, write(tmp_path / "b.csv", longer))
    with store.reading() as unit:
        total = unit.connection.execute(
            select(orders.c.total_minor).where(orders.c.number == "1001")
        ).scalar_one()

    assert (5, 0) == (again.unchanged, sum(again.written.values()))
    assert {"products": 1, "order lines": 1} == {k: n for k, n in more.written.items() if n}
    assert first | {"order_lines": 5, "products": 3} == count(store)
    assert 4750 == total


def test_bad_rows_are_rejected_with_their_reasons(sqlite_store: Store, tmp_path: Path) -> None:
    """Each rejected row stands in the file of rejects with its line and its reason."""
    bad = (
        "1001,lamp-1,Desk lamp,2,20.00,2026-01-05 10:00,C1,Germany",
        "1004,mug-2,Mug,1,0,2026-01-07,C1,France",
        "1004,mug-2,Mug,1,cheap,2026-01-07,C1,France",
        "1004,mug-2,Mug,1,5,yesterday,C1,France",
        "1004,mug-2,Mug,1.5,5,2026-01-07,C1,France",
        ",mug-2,Mug,1,5,2026-01-07,C1,France",
        "1004,mug-2",
        "C9,mug-2,Mug,-4,5,2026-01-08,C1,France",
        "C8,mug-2,Mug,-1,5,2026-01-08,,France",
    )
    report = bring(sqlite_store, write(tmp_path / "a.csv", (*ROWS, *bad)))
    lines = (tmp_path / "rejects.csv").read_text("utf-8").splitlines()

    assert {
        "price is zero or negative": 1,
        "unreadable value": 3,
        "no order": 1,
        "too few values": 1,
        "return of more than was bought before": 1,
        "return without a customer": 1,
    } == dict(report.rejected)
    assert 1 == report.repaired["exact duplicate dropped"]
    assert (14, 5) == (report.read, report.kept)
    assert "8,price is zero or negative,0,1004,mug-2,Mug,1,0,2026-01-07,C1,France" in lines


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "is empty"),
        ("header.csv", b"a,b,c\n", "no column for the order.*the file has a, b, c"),
        ("latin.csv", HEADER.encode() + b"\n1,a,Caf\xe9,1,1,2026-01-01,C,Spain\n", "--encoding"),
        ("cut.csv", HEADER.encode() + b'\n1,a,"Mug,1,1,2026-01-01,C,Spain\n', "cut short"),
        ("cut.csv.gz", gzip.compress(b"x" * 9999 + HEADER.encode())[:-12], "cut short|no column"),
        ("cut.parquet", b"PAR1 nothing more", "no whole Parquet file"),
        ("cut.xlsx", b"PK\x03\x04 nothing more", "no whole XLSX file"),
        ("notes.docx", b"hello", "give a .csv"),
        ("zeros.csv", b"\0\0\0\0", "not a text file"),
    ],
)
def test_a_broken_file_is_one_clear_error(
    sqlite_store: Store, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    """A file that cannot be read leaves the store untouched and says what is wrong."""
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(Invalid, match=message):
        bring(sqlite_store, path)
    assert 0 == sum(count(sqlite_store).values())


def test_a_file_cut_in_its_last_row_leaves_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    """Good rows before the damage are not written either."""
    path = tmp_path / "a.csv.gz"
    rows = [f"{n},sku-{n % 50},Thing,1,3.00,2026-01-05,C{n % 9},Italy" for n in range(60_000)]
    path.write_bytes(gzip.compress("\n".join((HEADER, *rows)).encode())[:-2000])

    with pytest.raises(Invalid, match="cut short"):
        bring(sqlite_store, path)
    assert 0 == sum(count(sqlite_store).values())


def test_a_missing_file_is_named(sqlite_store: Store, tmp_path: Path) -> None:
    """The error names the file that is not there."""
    with pytest.raises(Invalid, match="there is no file"):
        bring(sqlite_store, tmp_path / "nothing.csv")


def test_columns_can_be_said_and_kept(sqlite_store: Store, tmp_path: Path) -> None:
    """Columns of any name are taken when they are said; the mapping can be kept."""
    header = "Beleg,Artikel,Text,Menge,Preis,Datum,Kunde,Land"
    said = {"order": "Beleg", "product": "Artikel", "quantity": "Menge", "price": "Preis",
            "time": "Datum", "customer": "Kunde"}  # fmt: skip
    path = write(tmp_path / "a.csv", ROWS[:1], header)
    bring(sqlite_store, path, columns=said, save_mapping=tmp_path / "m.yml")

    assert said == dict(
        line.split(": ") for line in (tmp_path / "m.yml").read_text("utf-8").splitlines()
    )
    with pytest.raises(Invalid, match="no column 'Nummer'"):
        bring(sqlite_store, path, columns=said | {"order": "Nummer"})


def test_a_dry_run_reports_and_writes_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    """With a dry run the counts are the same and the store stays empty."""
    report = bring(sqlite_store, write(tmp_path / "a.csv"), dry_run=True)

    assert (5, 0) == (report.kept, sum(count(sqlite_store).values()))


def test_parquet_and_csv_say_the_same(store: Store, tmp_path: Path) -> None:
    """The same rows as Parquet after CSV change nothing."""
    bring(store, write(tmp_path / "a.csv"))
    rows = [row.split(",") for row in ROWS]
    columns = {name: [row[i] for row in rows] for i, name in enumerate(HEADER.split(","))}
    parquet.write_table(pa.table(columns), tmp_path / "a.parquet")
    report = bring(store, tmp_path / "a.parquet")

    assert (4, 0) == (report.unchanged, sum(report.written.values()))


def test_an_order_of_another_source_is_not_overwritten(sqlite_store: Store, tmp_path: Path) -> None:
    """A number that another source has is a conflict, and nothing is written."""
    bring(sqlite_store, write(tmp_path / "a.csv"))
    before = count(sqlite_store)

    with pytest.raises(Conflict, match="order 1001 is already in the store"):
        bring(sqlite_store, write(tmp_path / "a.csv"), source="other")
    assert before == count(sqlite_store)


def test_two_customers_without_a_name_are_not_one(sqlite_store: Store, tmp_path: Path) -> None:
    """Guests' orders have no customer: they are never gathered under one."""
    rows = [f"{n},a,A,1,1.00,2026-01-0{n},,Spain" for n in range(1, 4)]
    report = bring(sqlite_store, write(tmp_path / "a.csv", rows))

    assert 0 == count(sqlite_store)["customers"]
    assert 3 == report.repaired["no customer: kept as a guest's"]


def test_errors_are_of_the_family(sqlite_store: Store, tmp_path: Path) -> None:
    """Whatever is wrong with a file, the command can show it in one sentence."""
    with pytest.raises(AttuneError):
        bring(sqlite_store, tmp_path)
