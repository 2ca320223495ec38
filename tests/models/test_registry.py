"""Which model of a kind is in use: registering, promoting, rolling back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crm.errors import Conflict, NotFound, Refused
from crm.store import Store
from crm_models.registry import champions, listed, promote, register, rollback


def add(store: Store, version: str, roc_auc: float | None = None, kind: str = "churn") -> str:
    """Register a model and return its status."""
    metrics = {} if roc_auc is None else {"roc_auc": roc_auc}
    card: dict[str, Any] = {"measure": "roc_auc", "metrics": metrics}
    with store.transaction() as unit:
        return register(unit, kind, version, Path(f"{kind}-{version}.npz"), card).status


def in_use(store: Store, kind: str = "churn") -> str:
    """Return the version in use."""
    with store.reading() as unit:
        return champions(unit)[kind].version


def test_the_first_model_is_in_use_at_once(store: Store) -> None:
    """There is nothing that it could be worse than."""
    status = add(store, "1", 0.6)

    assert ("champion", "1") == (status, in_use(store))


@pytest.mark.parametrize(
    ("roc_auc", "status", "version"),
    [
        (0.8, "champion", "2"),
        (0.7, "champion", "2"),
        (0.698, "champion", "2"),  # no more than chance
        (0.6, "challenger", "1"),
        (None, "champion", "2"),  # nothing to compare
    ],
)
def test_a_model_that_is_worse_stays_a_challenger(
    store: Store, roc_auc: float | None, status: str, version: str
) -> None:
    """The better one of two goes on to be served."""
    add(store, "1", 0.7)
    found = add(store, "2", roc_auc)

    assert (status, version) == (found, in_use(store))


def test_a_worse_model_is_promoted_only_on_demand(store: Store) -> None:
    """The refusal names both measures and the way to insist."""
    add(store, "1", 0.7)
    add(store, "2", 0.6)
    with store.transaction() as unit, pytest.raises(Refused, match=r"0\.600.*0\.700.*--force"):
        promote(unit, "churn", "2")
    with store.transaction() as unit:
        promote(unit, "churn", "2", force=True)

    assert in_use(store) == "2"


def test_rollback_brings_back_the_one_before_and_undoes_itself(store: Store) -> None:
    """Also where the clock did not move between them."""
    for version in "123":
        add(store, version, 0.7)
    seen = []
    for _ in range(3):
        with store.transaction() as unit:
            seen.append(rollback(unit, "churn").version)

    assert ["2", "3", "2"] == seen


def test_a_challenger_that_was_never_in_use_is_not_rolled_back_to(store: Store) -> None:
    """There is no way back to what never was."""
    add(store, "1", 0.7)
    add(store, "2", 0.6)
    with store.transaction() as unit, pytest.raises(NotFound, match="no other churn model"):
        rollback(unit, "churn")


def test_kinds_do_not_disturb_each_other(store: Store) -> None:
    """Each kind has a champion of its own."""
    add(store, "1", 0.7)
    add(store, "2", kind="segment")
    with store.reading() as unit:
        found = {kind: model.version for kind, model in champions(unit).items()}

        assert ["2"] == [model.version for model in listed(unit, "segment")]
    assert {"churn": "1", "segment": "2"} == found


def test_unknown_and_present_versions_are_told(store: Store) -> None:
    """The error names what there is."""
    add(store, "1", 0.7)
    with store.transaction() as unit:
        with pytest.raises(NotFound, match="no churn model 9; there are: 1"):
            promote(unit, "churn", "9")
        with pytest.raises(Conflict, match="in use already"):
            promote(unit, "churn", "1")


@pytest.mark.parametrize(("theirs", "status"), [(0.5, "champion"), (0.9, "challenger")])
def test_the_one_in_use_is_judged_on_the_same_days(
    store: Store, theirs: float, status: str
) -> None:
    """What it reached on days of its own counts only where it could not be tried on the new."""
    add(store, "1", 0.7)
    rival = {"version": "1", "metrics": {"roc_auc": theirs}}
    card = {"measure": "roc_auc", "metrics": {"roc_auc": 0.6}, "rival": rival}
    with store.transaction() as unit:
        found = register(unit, "churn", "2", Path("churn-2.npz"), card).status

    assert status == found


def test_a_rival_without_a_figure_is_no_reason_to_stay(store: Store) -> None:
    """Where the one in use could not be measured on the same days, nothing is compared."""
    add(store, "1", 0.7)
    rival = {"version": "1", "metrics": {"roc_auc": None}}
    card = {"measure": "roc_auc", "metrics": {"roc_auc": 0.6}, "rival": rival}
    with store.transaction() as unit:
        status = register(unit, "churn", "2", Path("churn-2.npz"), card).status

    assert "champion" == status
