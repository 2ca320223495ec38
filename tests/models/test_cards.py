"""Model cards can be stored as JSON, whatever was measured."""

from __future__ import annotations

import json
from math import inf, nan
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crm.store import Store
from crm_models.cards import card_of, finite
from crm_models.registry import champion, register
from tests.models.histories import history_with
from tests.models.small_kind import SmallSegment

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=9,
)


@given(values)
def test_anything_becomes_json(value: object) -> None:
    """What was made fit for JSON is read back as it is, and making it so twice changes nothing."""
    made = finite(value)

    assert made == json.loads(json.dumps(made, allow_nan=False))
    assert made == finite(made)


def test_what_is_not_defined_is_null_on_the_card(store: Store, tmp_path: Path) -> None:
    """A measure that is not a number is stored as null, and the model counts as not measured."""
    path = tmp_path / "small.npz"
    model = SmallSegment(5.0)
    model.save(path)
    with history_with([(1, 5.0, 999)]) as history:
        metrics = {model.measure: nan, "total_error": inf, "rmse": 2.5}
        card = card_of(model, path, history, metrics)
    with store.transaction() as unit:
        register(unit, model.kind, "1", path, card)
    with store.reading() as unit:
        stored = champion(unit, model.kind)

    assert stored is not None
    assert (None, card) == (stored.measure, stored.card)
    assert {model.measure: None, "total_error": None, "rmse": 2.5} == stored.card["metrics"]
