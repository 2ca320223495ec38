"""Small trees as tables say and explain what LightGBM does."""

from __future__ import annotations

import lightgbm
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_models.classification.members import Shape, fit_trees
from crm_models.classification.small_trees import SmallTrees

DRAW = np.random.default_rng(0)
FEATURES = np.column_stack(
    [
        DRAW.normal(size=400),
        np.where(DRAW.random(400) < 0.3, np.nan, DRAW.normal(size=400)),
        DRAW.integers(0, 4, 400),
    ]
)
LABELS = (FEATURES[:, 0] * FEATURES[:, 2] + np.nan_to_num(FEATURES[:, 1]) > 0.5).astype(np.float64)
CELLS = st.one_of(st.floats(-5, 5), st.just(float("nan")), st.just(0.0))


@pytest.fixture(scope="module", params=[2, 6, 8])
def trees(request: pytest.FixtureRequest) -> lightgbm.Booster:
    """Return trees of so many leaves, fitted on blanks as well."""
    return fit_trees(FEATURES, LABELS, Shape(request.param, 0.1, 20, 1.0), seed=0)[0]


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_tables_are_the_trees(
    trees: lightgbm.Booster, rows: list[tuple[float, float, float]]
) -> None:
    """Log-odds and SHAP values of any row are LightGBM's own, and these add up to those."""
    features = np.array(rows)
    tables = SmallTrees(trees)
    log_odds, parts = tables.log_odds(features), tables.contributions(features)

    np.testing.assert_allclose(trees.predict(features, raw_score=True), log_odds, atol=1e-12)
    np.testing.assert_allclose(trees.predict(features, pred_contrib=True), parts, atol=1e-12)
    np.testing.assert_allclose(log_odds, parts.sum(axis=1), atol=1e-12)


def test_no_rows_give_no_rows(trees: lightgbm.Booster) -> None:
    """An empty table is explained by an empty one."""
    assert (0, 4) == SmallTrees(trees).contributions(np.zeros((0, 3))).shape
