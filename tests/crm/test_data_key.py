"""A store notes the key of its personal data and refuses any other."""

from __future__ import annotations

import pytest

from crm.data_key import check_data_key, is_data_key_noted
from crm.errors import Invalid
from crm.store import Store
from crm.vault import Vault
from tests.fixtures_store import DATA_KEY
from tests.shop import add_customer

OTHER_KEY = "another-key-that-only-tests-know-01234"


@pytest.fixture
def other(store: Store) -> Store:
    """Return the same store as one opens it who has another key."""
    return Store(store.url, Vault(OTHER_KEY), store.clock)


def test_a_fingerprint_tells_keys_apart() -> None:
    """It is the same for the same key, differs for another, and does not hold the key."""
    first, again, other = (Vault(key).fingerprint for key in (DATA_KEY, DATA_KEY, OTHER_KEY))

    assert DATA_KEY not in first
    assert (True, False) == (first == again, first == other)


def test_the_key_is_noted_once(store: Store) -> None:
    """An unused store takes the first key, and the same key is welcome again."""
    seen = []
    for _ in range(2):
        with store.transaction() as unit:
            seen.append(is_data_key_noted(unit))
            check_data_key(unit)

    assert [False, True] == seen


def test_another_key_is_refused(store: Store, other: Store) -> None:
    """The error names the variable and the way out; the note stays as it was."""
    with store.transaction() as unit:
        check_data_key(unit)
    with pytest.raises(Invalid) as caught, other.transaction() as unit:
        check_data_key(unit)
    other.close()
    with store.reading() as unit:
        kept = is_data_key_noted(unit)

    assert ("wrong_data_key", True) == (caught.value.code, kept)
    for word in ("ATTUNE_DATA_KEY", "ATTUNE_VAR", "ATTUNE_DATABASE_URL"):
        assert word in caught.value.detail


def test_a_store_without_a_note_is_known_by_its_fields(store: Store, other: Store) -> None:
    """Where fields are sealed already, a key that does not open them is refused, not noted."""
    with store.transaction() as unit:
        add_customer(unit, email="ann@shop.example")
    with pytest.raises(Invalid, match="ATTUNE_DATA_KEY"), other.transaction() as unit:
        check_data_key(unit)
    other.close()
    with store.transaction() as unit:
        check_data_key(unit)
        noted = is_data_key_noted(unit)

    assert noted
