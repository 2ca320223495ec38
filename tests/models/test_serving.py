"""Scores by the models in use, and what happens when their files are broken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crm.adjusted_scores import last_event
from crm.errors import Invalid
from crm.events import TicketOpened, record
from crm.privacy import erase
from crm.store import Store
from crm.tables.events import customer_scores
from crm.tables.people import customers
from crm_models.history import history_of
from crm_models.registry import champions
from crm_models.serving import score_history, score_store, serving_of
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

    assert (50, {}) == (report.customers, report.missing)
    assert before == probabilities(store)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "empty": lambda path: path.write_bytes(b""),
    "altered": lambda path: path.write_bytes(path.read_bytes() + b"more"),
}


def test_a_broken_model_gives_neutral_scores(store: Store, tmp_path: Path) -> None:
    """Customers without a usable churn model are of middle risk, and the report says why."""
    fill(store)
    train(store, tmp_path)
    path = file_of(store, "churn")
    whole, before = path.read_bytes(), probabilities(store)
    for damage in DAMAGES.values():
        path.write_bytes(whole)
        damage(path)
        report = score_store(store)

        assert {0.5} == set(probabilities(store))
        assert "train it again" in report.missing["churn"]
    path.write_bytes(whole)
    score_store(store)

    assert before == probabilities(store)


def test_what_happens_meanwhile_counts(store: Store, tmp_path: Path) -> None:
    """A complaint that comes between the features and the scores is in the scores."""
    fill(store)
    train(store, tmp_path)
    before = probabilities(store)
    with store.reading() as unit:
        seen = last_event(unit)
        someone = unit.connection.scalar(select(func.min(customers.c.id)))
    with store.transaction() as unit:
        record(unit, TicketOpened("T-1", "complaint", "normal"), customer_id=someone)
    with history_of(store) as history:
        score_history(store, replace(history, last_event=seen), serving_of(store))

    after = probabilities(store)
    assert after[0] > before[0]
    assert before[1:] == after[1:]


def test_who_was_erased_has_no_scores(store: Store, tmp_path: Path) -> None:
    """Also when it was while the others were scored."""
    fill(store)
    train(store, tmp_path)
    with history_of(store) as history:
        with store.transaction() as unit:
            someone = unit.connection.scalar(select(func.min(customers.c.id)))
            erase(unit, someone, actor="test")
        score_history(store, history, serving_of(store))

    assert 49 == len(probabilities(store))


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
