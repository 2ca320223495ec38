"""The service does not start on a store that another key was used for."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm.data_key import check_data_key
from crm.errors import Invalid
from crm.store import Store
from crm.vault import Vault
from tests.gateway.service import Service, settings_in
from tests.gateway.turn_engine import FakeEngine


async def test_another_key_stops_the_start(
    store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> None:
    """The start fails with the error that names the variable, on both databases."""
    other = Store(store.url, Vault("another-key-that-only-tests-know-01234"))
    with other.transaction() as unit:
        check_data_key(unit)
    other.close()
    service = Service(store, fake_engine, settings_in(tmp_path))

    with pytest.raises(Invalid) as caught:
        await service.start()
    await service.stop()

    assert "wrong_data_key" == caught.value.code
