"""Scores by the models in use, and what happens when their files are broken."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from crm.errors import Invalid
from crm.store import Store
from crm.tables.events import customer_scores
from crm_models.registry import champions
from crm_models.serving import score_store
from crm_models.training import train
from tests.models.test_training import fill


def file_of(store: Store, kind: str) -> Path:
    """Return where the model in use lies."""
    with store.reading() as unit:
        return champions(unit)[kind].path


def probabilities(store: Store) -> list[float]:
    """Return the customers' churn probabilities."""
    query = select(customer_scores.c.churn_probability).order_by(customer_scores.c.customer_id)
    with store.reading() as unit:
        return list(unit.connection.execute(query).scalars())


def test_scoring_again_gives_what_training_gave(store: Store, tmp_path: Path) -> None:
    """The saved models say the same as the fitted ones."""
    fill(store)
    train(store, tmp_path)
    before = probabilities(store)
    report = score_store(store)

    assert (40, {}) == (report.customers, report.missing)
    assert before == probabilities(store)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:100]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes() + b"more"),
    ],
    ids=["gone", "cut", "empty", "altered"],
)
def test_a_broken_model_gives_neutral_scores(
    store: Store, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    """Customers without a usable churn model are of middle risk, and the report says why."""
    fill(store)
    train(store, tmp_path)
    damage(file_of(store, "churn"))
    report = score_store(store)

    assert {0.5} == set(probabilities(store))
    assert "train it again" in report.missing["churn"]


def test_without_segments_the_scores_stay(store: Store, tmp_path: Path) -> None:
    """What was scored before is better than nothing."""
    fill(store)
    train(store, tmp_path)
    before = probabilities(store)
    file_of(store, "segment").unlink()
    with pytest.raises(Invalid, match="cannot be scored"):
        score_store(store)

    assert before == probabilities(store)


def test_an_untrained_store_says_what_to_run(store: Store) -> None:
    """The way out is named."""
    with pytest.raises(Invalid, match="attune models train"):
        score_store(store)
