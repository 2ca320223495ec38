"""The classifier of labelled tables: fit, predict, explain, save, load, and its refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crm.errors import Invalid
from crm_models.classification.classifier import Classifier
from tests.models.labelled_rows import subscribers

TABLE = subscribers()
TARGET = (TABLE.pop("left") == "Yes").to_numpy(np.float64)
TRAIN, TEST = slice(0, 220), slice(220, 300)


@pytest.fixture(scope="module")
def fitted() -> Classifier:
    """Return a classifier fitted on the first rows."""
    return Classifier().fit(TABLE[TRAIN], TARGET[TRAIN])


def test_it_tells_those_who_leave(fitted: Classifier) -> None:
    """Unseen rows that left have clearly higher probabilities than those that stayed."""
    found, truth = fitted.predict_proba(TABLE[TEST]), TARGET[TEST]

    assert found[truth == 1].mean() > found[truth == 0].mean() + 0.2


def test_columns_without_use_are_named(fitted: Classifier) -> None:
    """Ids, constants and blanks are left out, each with its reason."""
    assert {
        "id": "has 220 different values in 220 rows",
        "country": "is the same in all rows",
        "fax": "is blank in all rows",
    } == fitted.columns.left_out


def test_columns_are_read_by_their_cells(fitted: Classifier) -> None:
    """Numbers among words stay numbers, dates become days, words become levels."""
    readings = {column.name: column.reading for column in fitted.columns.columns}

    assert {
        "months": "numbers",
        "contract": "words",
        "complained": "numbers",
        "paid": "numbers",
        "age": "numbers",
        "stadt": "words",
        "begun": "times",
    } == readings


def test_explanations_add_up(fitted: Classifier) -> None:
    """The parts of a row are its log-odds."""
    found = fitted.predict_proba(TABLE[TEST])
    parts = fitted.explain(TABLE[TEST])

    np.testing.assert_allclose(np.log(found / (1 - found)), parts.sum(axis=1), atol=1e-9)


def test_what_is_saved_is_loaded(fitted: Classifier, tmp_path: Path) -> None:
    """A loaded classifier predicts the same."""
    fitted.save(tmp_path / "churn.npz")
    loaded = Classifier.load(tmp_path / "churn.npz")

    np.testing.assert_array_equal(
        fitted.predict_proba(TABLE[TEST]), loaded.predict_proba(TABLE[TEST])
    )


def test_a_broken_file_is_refused(fitted: Classifier, tmp_path: Path) -> None:
    """A file cut short says so."""
    path = tmp_path / "churn.npz"
    fitted.save(path)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(Invalid) as error:
        Classifier.load(path)

    assert "broken_model" == error.value.code


def test_the_same_seed_gives_the_same_model(fitted: Classifier) -> None:
    """Bit for bit."""
    again = Classifier().fit(TABLE[TRAIN], TARGET[TRAIN])

    np.testing.assert_array_equal(
        fitted.predict_proba(TABLE[TEST]), again.predict_proba(TABLE[TEST])
    )


def test_cells_never_seen_are_predicted(fitted: Classifier) -> None:
    """New words, blanks, words among numbers and huge numbers give probabilities."""
    strange = TABLE[TEST].astype(object).copy()
    strange.loc[:, "contract"] = "for life"
    strange.loc[:, "months"] = 10**12
    strange.loc[:, "begun"] = "soon"
    strange.loc[:, "paid"] = None
    found = fitted.predict_proba(strange)

    assert bool(np.all((found > 0) & (found < 1)))


def test_a_missing_column_is_named(fitted: Classifier) -> None:
    """Rows to predict must have the columns that were learnt."""
    with pytest.raises(Invalid, match="no column 'months'") as error:
        fitted.predict_proba(TABLE[TEST].drop(columns="months"))

    assert "no_column" == error.value.code


@pytest.mark.parametrize(
    ("table", "target", "code"),
    [
        (TABLE[:30], TARGET[:30], "too_few_rows"),
        (TABLE, np.zeros(len(TABLE)), "too_few_of_a_class"),
        (TABLE[["country", "fax"]], TARGET, "no_columns"),
    ],
)
def test_what_cannot_be_learnt_is_refused(table: pd.DataFrame, target: object, code: str) -> None:
    """One error instead of a model of nothing."""
    with pytest.raises(Invalid) as error:
        Classifier().fit(table, target)

    assert code == error.value.code
