"""What every customer model promises, whatever it says: checked for all kinds alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm.errors import Invalid
from crm_models.arrays import Floats
from crm_models.feature_tables.features import Features
from crm_models.history import History
from crm_models.kinds.catalogue import KINDS
from crm_models.kinds.contract import CustomerModel
from tests.models.feature_rows import AS_OF
from tests.models.made_shop import Remembering, before, history_of_rows, made_shop

pytestmark = pytest.mark.parametrize("kind", KINDS)

SHOP = made_shop()
LEAK = timedelta(days=21)


class LeakyHistory(Remembering):
    """A history that shows three weeks more than the date allows."""

    def features(self, as_of: datetime, most: int | None = None) -> Features:
        """Return features that know of later orders."""
        return replace(super().features(as_of + LEAK, most), as_of=as_of)

    def outcomes(self, features: Features, days: float | Floats) -> pd.DataFrame:
        """Return what followed until a later time."""
        return super().outcomes(features, days + LEAK.days)


@pytest.fixture(scope="module")
def whole() -> Iterator[History]:
    """Yield a history that goes on after the date."""
    with history_of_rows(SHOP) as history:
        yield history


@pytest.fixture(scope="module")
def known() -> Iterator[History]:
    """Yield the history that was known at the date."""
    with history_of_rows(before(SHOP)) as history:
        yield history


@pytest.fixture(scope="module")
def features(whole: History) -> Features:
    """Return the features of the shop's customers as of the date."""
    return whole.features(AS_OF)


@pytest.fixture(scope="module")
def models() -> dict[str, CustomerModel]:
    """Return the models that were fitted so far, by kind."""
    return {}


@pytest.fixture
def model(kind: str, whole: History, models: dict[str, CustomerModel]) -> CustomerModel:
    """Return the model that most checks look at, fitted once."""
    if kind not in models:
        models[kind] = KINDS[kind]().fit(whole, AS_OF)
    return models[kind]


def same(one: CustomerModel, other: CustomerModel, features: Features) -> bool:
    """Return whether two models say the same, bit for bit."""
    scores = one.score(features).equals(other.score(features))
    return scores and one.explain(features) == other.explain(features)


def test_scores_have_the_columns_of_the_neutral_ones(
    kind: str, model: CustomerModel, features: Features
) -> None:
    """One row a customer, none of them blank unless the neutral one is."""
    scores = model.score(features)
    blank = [name for name, value in KINDS[kind].neutral.items() if value is None]

    assert (list(KINDS[kind].neutral), len(features)) == (list(scores), len(scores))
    assert not scores.drop(columns=blank).isna().any(axis=None)


def test_the_same_seed_gives_the_same_model(
    kind: str, model: CustomerModel, whole: History, features: Features
) -> None:
    """A second fit on the same history says the same."""
    assert same(model, KINDS[kind]().fit(whole, AS_OF), features)


def test_what_came_after_the_date_is_not_looked_at(
    kind: str, model: CustomerModel, known: History, features: Features
) -> None:
    """A model fitted with the later rows in the tables is the one fitted without them."""
    assert same(model, KINDS[kind]().fit(known, AS_OF), features)


def test_a_planted_leak_is_seen(
    kind: str, whole: History, known: History, features: Features
) -> None:
    """The check above fails for a history that shows what came after the date."""
    leaky = [
        LeakyHistory(history.backend, history.inputs, history.now) for history in (whole, known)
    ]
    models = [KINDS[kind]().fit(history, AS_OF) for history in leaky]

    assert not same(*models, features)


@pytest.mark.parametrize("customers", [0, 3])
def test_too_little_is_refused(kind: str, customers: int) -> None:
    """No rows, or those of three customers, give one clear error."""
    rows = made_shop(customers) if customers else {}
    with history_of_rows(rows) as history, pytest.raises(Invalid) as error:
        KINDS[kind]().fit(history, AS_OF)

    assert any(character.isdigit() for character in error.value.detail)


def test_unknown_customers_get_the_neutral_scores(kind: str, model: CustomerModel) -> None:
    """Of whom nothing is known, the documented values are said."""
    nobody = Features.from_rows([{}, {}], AS_OF)
    expected = [dict(KINDS[kind].neutral)] * 2

    assert expected == model.score(nobody).to_dict("records")
    assert 2 == len(model.explain(nobody))


def test_no_customers_get_no_scores(kind: str, model: CustomerModel, features: Features) -> None:
    """An empty batch is an empty answer."""
    none = features.rows(slice(0, 0))

    assert (0, []) == (len(model.score(none)), model.explain(none))


def test_what_is_saved_is_loaded(
    kind: str, model: CustomerModel, features: Features, tmp_path: Path
) -> None:
    """A loaded model says the same, bit for bit."""
    path = tmp_path / f"{kind}.npz"
    model.save(path)

    assert same(model, KINDS[kind].load(path), features)


def test_a_broken_file_is_refused(kind: str, model: CustomerModel, tmp_path: Path) -> None:
    """A file that is missing, cut short or of something else says so."""
    path = tmp_path / f"{kind}.npz"
    model.save(path)
    whole = path.read_bytes()
    np.savez(tmp_path / "other.npz", other=np.zeros(3))
    for content in (None, whole[: len(whole) // 2], (tmp_path / "other.npz").read_bytes()):
        path.unlink() if content is None else path.write_bytes(content)
        with pytest.raises(Invalid) as error:
            KINDS[kind].load(path)

        assert "broken_model" == error.value.code


def test_the_order_of_customers_does_not_matter(
    kind: str, model: CustomerModel, features: Features
) -> None:
    """Each gets the own score and reasons, wherever the row stands."""
    order = np.random.default_rng(0).permutation(len(features))
    mixed = features.rows(order)
    expected = model.score(features).iloc[order].reset_index(drop=True)
    reasons = model.explain(features)

    pd.testing.assert_frame_equal(expected, model.score(mixed))
    assert [reasons[place] for place in order] == model.explain(mixed)


def test_batches_make_up_the_whole(kind: str, model: CustomerModel, features: Features) -> None:
    """Customers scored in parts get what they get together."""
    parts = [features.rows(slice(start, start + 60)) for start in range(0, len(features), 60)]
    scores = pd.concat([model.score(part) for part in parts], ignore_index=True)
    reasons = [row for part in parts for row in model.explain(part)]

    pd.testing.assert_frame_equal(model.score(features), scores)
    assert model.explain(features) == reasons


def test_reasons_are_few_and_different(kind: str, model: CustomerModel, features: Features) -> None:
    """None to three sentences, none twice, and for most customers at least one."""
    reasons = model.explain(features)

    assert all(len(row) <= 3 and len(row) == len(set(row)) for row in reasons)
    assert all(isinstance(reason, str) and reason for row in reasons for reason in row)
    assert sum(map(bool, reasons)) > len(reasons) / 2


def test_the_measure_is_among_the_figures(kind: str, model: CustomerModel, whole: History) -> None:
    """An evaluation returns finite figures, and the one that models are compared by."""
    past = AS_OF - timedelta(days=min(KINDS[kind].horizon_days, 60))
    found = model.evaluate(whole, past)

    assert KINDS[kind].measure in found
    assert all(np.isfinite(list(found.values())))
