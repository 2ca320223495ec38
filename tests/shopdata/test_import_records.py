"""Customers and products come into the store once and are kept up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from crm.errors import Invalid
from crm.store import Store
from crm.tables.catalogue import categories, products
from crm.tables.people import customer_identities, customers
from shopdata.imports.options import Options
from shopdata.imports.records import import_customers, import_products

PEOPLE = """reference,name,email,phone,city,zip,country,since
C1,Zoë Müller,zoe@example.org,+49 30 5550 0101,Berlin,10115,Germany,2024-05-01
C2,Ada Okafor,ada@example.org,,Lyon,69001,FR,01/06/2024
C3,Nobody,zoe@example.org,,,,,
C4,Bad Mail,not-an-address,,,,,
,No Reference,,,,,,
"""
GOODS = """sku,name,price,category,stock,colours,consumable
lamp-1,Walnut desk lamp,"49,90",Lighting,7,brown;black,no
TEA-2,Mountain oolong,12.50,Tea & coffee,0,,yes
x-3,Free thing,0,,,,
x-4,Odd flag,1,,,,perhaps
"""


def options(tmp_path: Path) -> Options:
    """Return options whose rejects go to the test's folder."""
    return Options(source="test", rejects=tmp_path / "rejects.csv")


def test_customers_are_added_sealed_and_found(store: Store, tmp_path: Path) -> None:
    """Names and addresses are sealed; e-mail addresses can be looked up."""
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    report = import_customers(store, path, options(tmp_path))
    with store.reading() as unit:
        row = unit.connection.execute(
            select(customers.c.name_encrypted, customers.c.country)
            .join(customer_identities)
            .where(customer_identities.c.value_index == unit.vault.index_email("ZOE@example.org"))
        ).one()

        assert ("Zoë Müller", "DE") == (unit.vault.open(row[0]), row[1])
    assert "Müller" not in row[0]
    assert (5, 2) == (report.read, report.written["customers"])
    assert {"email belongs to another customer": 1, "unreadable value": 2} == dict(report.rejected)


def test_customers_again_change_only_what_changed(store: Store, tmp_path: Path) -> None:
    """The same file changes nothing; a new city is taken over."""
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    import_customers(store, path, options(tmp_path))
    again = import_customers(store, path, options(tmp_path))
    path.write_text(PEOPLE.replace("Lyon", "Nantes"), encoding="utf-8")
    moved = import_customers(store, path, options(tmp_path))

    assert (2, {}) == (again.unchanged, dict(again.written))
    assert (1, {"customers changed": 1}) == (moved.unchanged, dict(moved.written))


def test_products_are_added_with_their_categories(store: Store, tmp_path: Path) -> None:
    """Prices, stock, colours and categories are taken; bad rows say why."""
    path = tmp_path / "goods.csv"
    path.write_text(GOODS, encoding="utf-8")
    report = import_products(store, path, options(tmp_path))
    with store.reading() as unit:
        row = unit.connection.execute(
            select(products.c.price_minor, products.c.attributes, categories.c.slug)
            .join(categories)
            .where(products.c.sku == "LAMP-1")
        ).one()

    assert (4990, {"colours": ["brown", "black"]}, "lighting") == tuple(row)
    assert {"categories": 2, "products": 2} == dict(report.written)
    assert {"unreadable value": 2} == dict(report.rejected)


def test_products_again_change_only_what_changed(store: Store, tmp_path: Path) -> None:
    """The same file changes nothing; a new price is taken over."""
    path = tmp_path / "goods.csv"
    path.write_text(GOODS, encoding="utf-8")
    import_products(store, path, options(tmp_path))
    again = import_products(store, path, options(tmp_path))
    path.write_text(GOODS.replace("12.50", "13.50"), encoding="utf-8")
    dearer = import_products(store, path, options(tmp_path))

    assert (2, {}) == (again.unchanged, dict(again.written))
    assert {"products changed": 1} == dict(dearer.written)


@pytest.mark.parametrize("content", ["", "name,price\nLamp,3\n"])
def test_a_broken_products_file_leaves_the_store_untouched(
    sqlite_store: Store, tmp_path: Path, content: str
) -> None:
    """An empty file and a missing column are one clear error."""
    path = tmp_path / "goods.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(Invalid, match=r"is empty|no column for the product"):
        import_products(sqlite_store, path, options(tmp_path))
    with sqlite_store.reading() as unit:
        assert 0 == unit.connection.execute(select(func.count()).select_from(products)).scalar()
