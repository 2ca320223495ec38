"""The demo's invented customers and a real shop's are kept apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm.migrations import upgrade
from crm.store import Store
from crm.vault import Vault
from shopdata.demo import fill
from tests.cli.conftest import Attune

PRODUCTS = "product,name,price\nKETTLE1,Kettle,19.90\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def demo_url(request: pytest.FixtureRequest, environment: dict[str, str], tmp_path: Path) -> str:
    """Return the address of a store that was filled with the demo, on each database."""
    url = f"sqlite:///{tmp_path}/demo.db"
    if request.param == "sqlite":
        upgrade(url)
    else:
        url = request.getfixturevalue("postgres_store").url
    store = Store(url, Vault(environment["ATTUNE_DATA_KEY"]))
    fill(store, customers=20)
    store.close()
    return url


def test_the_demo_is_not_served_as_a_real_shop(attune: Attune, demo_url: str) -> None:
    """With ATTUNE_DEMO=0 its store is refused before any work, with the way out."""
    for command in ("serve", "up"):
        result = attune(command, ATTUNE_DATABASE_URL=demo_url)
        last = result.stderr.splitlines()[-1]

        assert (1, False) == (result.returncode, "Sentence encoder" in result.stderr)
        assert last.startswith("attune: the store holds the demo shop, but ATTUNE_DEMO is 0")
        assert "ATTUNE_VAR or ATTUNE_DATABASE_URL" in last


def test_an_import_into_the_demo_is_warned_of(
    attune: Attune, demo_url: str, tmp_path: Path
) -> None:
    """It is done, but standard error says what it lands among; other stores bring no warning."""
    (tmp_path / "products.csv").write_text(PRODUCTS, "utf-8")
    results = [
        attune("import", "products", "products.csv", "--json", **given)
        for given in ({"ATTUNE_DATABASE_URL": demo_url}, {})
    ]

    warned = ["attune: warning: the store holds the demo shop" in r.stderr for r in results]
    assert ([0, 0], [True, False]) == ([r.returncode for r in results], warned)
