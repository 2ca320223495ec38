"""Which products the reading is measured with: the shop's, or those of the demo shop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

import typer

from crm.catalogue_file import export
from crm.migrations import upgrade
from crm.settings import Settings
from crm.store import Store
from crm.vault import Vault

FEWEST_CUSTOMERS = 20


def tell_without_catalogue(settings: Settings) -> None:
    """Say on standard error when there is no catalogue, since then no product is found."""
    if not settings.catalogue_file.is_file():
        typer.echo(
            f"There is no catalogue at {settings.catalogue_file}, so that products and categories "
            "are not found in any message. The service writes it when it starts.",
            err=True,
        )


@contextmanager
def demo_catalogue(settings: Settings) -> Iterator[Settings]:
    """Yield settings whose catalogue is that of the demo shop, which the report's messages name."""
    from shopdata.demo import fill

    with TemporaryDirectory(prefix="attune-catalogue-") as folder:
        url = f"sqlite:///{Path(folder) / 'demo.db'}"
        upgrade(url)
        store = Store(url, Vault(token_hex(32)))
        try:
            fill(store, FEWEST_CUSTOMERS)
            with store.reading() as unit:
                export(unit, Path(folder) / "catalogue.json")
        finally:
            store.close()
        yield replace(settings, catalogue_file=Path(folder) / "catalogue.json")
