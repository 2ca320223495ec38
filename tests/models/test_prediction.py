"""Predictions for rows that a program gives: validated, by the model in use, or neutral."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.profiles import Profile
from crm.store import Store
from crm_models.feature_tables.catalogue import FEATURES
from crm_models.given_rows import MOST_ROWS, SHORT, features_of
from crm_models.kinds.catalogue import KINDS as KINDS_IN_USE
from crm_models.model_files import ModelFiles
from crm_models.prediction import NEUTRAL
from crm_models.predictor import Predictor
from tests.models.small_kind import SmallChurn, SmallSegment, use

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
NAMES = [*SHORT, *(feature.name for feature in FEATURES), "shoe_size"]
PROFILED = (("segment", "segment"), ("value", "value_band"), ("churn", "churn_risk"))
KINDS = {"segment": SmallSegment, "churn": SmallChurn}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_the_usual_three_have_short_names() -> None:
    """Days, orders and an amount of the currency become features; a mean follows from them."""
    found = features_of([{"recency": 12, "frequency": 4, "monetary": 99.9}], "EUR", NOW)
    yen = features_of([{"monetary": 990}], "JPY", NOW)

    assert [12.0, 4.0, 9990.0, 2497.5] == [
        found.numbers(name)[0]
        for name in ("recency_days", "orders", "revenue_minor", "order_value_minor")
    ]
    assert 990.0 == yen.numbers("revenue_minor")[0]


@pytest.mark.parametrize(
    ("rows", "code", "named"),
    [
        (None, "rows_invalid", "NoneType"),
        ({}, "rows_invalid", "dict"),
        ([], "rows_invalid", "0 rows"),
        ([{}] * (MOST_ROWS + 1), "rows_invalid", "1001 rows"),
        ([{}, 5], "row_invalid", "row 1"),
        ([{"shoe_size": 41}], "no_such_feature", "shoe_size"),
        ([{"orders": "4"}], "wrong_value", "orders must be a number from 0, not '4'"),
        ([{"orders": True}], "wrong_value", "True"),
        ([{"orders": -1}], "wrong_value", "-1"),
        ([{"orders": 10**400}], "wrong_value", "orders"),
        ([{"orders": float("nan")}], "wrong_value", "nan"),
        ([{"orders": [1] * 99_999}], "wrong_value", "a list"),
        ([{"sentiment_mean": 1.5}], "wrong_value", "from -1 to 1"),
        ([{"discount_share": -0.5}], "wrong_value", "from 0 to 1"),
        ([{"top_category": 5}], "wrong_value", "a text"),
        ([{"top_category": "x" * 99_999}], "wrong_value", "a text"),
        ([{"recency": 5, "recency_days": 5}], "named_twice", "recency_days"),
    ],
)
def test_bad_rows_are_named(rows: Any, code: str, named: str) -> None:
    """The error says where and what, in a sentence of bounded length."""
    with pytest.raises(Invalid) as refused:
        features_of(rows, "EUR", NOW)

    assert code == refused.value.code
    assert named in refused.value.detail
    assert len(refused.value.detail) < 1200


@given(
    st.lists(
        st.dictionaries(st.sampled_from(NAMES), json_values, max_size=4) | json_values, max_size=4
    )
)
def test_whatever_is_sent_is_read_or_refused(rows: list[Any]) -> None:
    """Rows of any JSON become as many features, or the error of the caller."""
    try:
        found = features_of(rows, "EUR", NOW)
    except Invalid:
        return
    assert len(rows) == len(found)


def test_a_model_predicts_with_reasons(sqlite_store: Store, tmp_path: Path) -> None:
    """Scores and reasons come by column and row; what is not finite is none."""
    rows = features_of([{"orders": 5, "revenue_minor": 50}, {}], "EUR", NOW)
    predictor = Predictor(KINDS, ModelFiles())
    segments = use(sqlite_store, tmp_path, SmallSegment(), "a")
    churn = use(sqlite_store, tmp_path, SmallChurn(5), "b")

    assert {
        "segment": ["loyal", "promising"],
        "cluster": [1, 0],
        "reasons": [["has ordered 5 times"], ["has ordered 0 times"]],
        "model": "a",
    } == predictor.predict("segment", segments, rows).to_json()
    assert [0.1, None] == predictor.predict("churn", churn, rows).columns["churn_probability"]


def test_without_a_model_scores_are_neutral() -> None:
    """Each kind has neutral scores, and the note says why."""
    predictor = Predictor(KINDS, ModelFiles())
    rows = features_of([{}], "EUR", NOW)
    found = {kind: predictor.predict(kind, None, rows) for kind in NEUTRAL}

    assert ["unknown"] == found["segment"].columns["segment"]
    assert {"products": [[]]} == found["recommend"].columns
    assert {(None, True)} == {(p.model, "not trained" in str(p.note)) for p in found.values()}


@pytest.mark.parametrize("kind", sorted(KINDS_IN_USE))
def test_neutral_scores_are_those_of_the_models(kind: str) -> None:
    """Who is not known gets the same, whether a model is there or not."""
    assert dict(KINDS_IN_USE[kind].neutral) == NEUTRAL[kind]


def test_who_has_no_row_of_scores_is_tailored_to_by_the_neutral_ones() -> None:
    """A guest's profile says of segment, value and churn what a missing model says."""
    guest = Profile()
    expected = [NEUTRAL[kind][name] for kind, name in PROFILED]

    assert expected == [getattr(guest, name) for _, name in PROFILED]


def test_another_model_is_loaded_when_it_comes_into_use(
    sqlite_store: Store, tmp_path: Path
) -> None:
    """Nothing has to be started anew: the version decides."""
    rows = features_of([{"orders": 5}], "EUR", NOW)
    predictor = Predictor(KINDS, ModelFiles())
    found = [
        predictor.predict("segment", use(sqlite_store, tmp_path, SmallSegment(limit), name), rows)
        for name, limit in (("a", 3), ("b", 9))
    ]

    assert [("a", [1]), ("b", [0])] == [(one.model, one.columns["cluster"]) for one in found]


@pytest.mark.parametrize("harm", ["cut", "alter", "remove", "swap"])
def test_a_broken_file_gives_neutral_scores(sqlite_store: Store, tmp_path: Path, harm: str) -> None:
    """A file that is not the trained one is not used, even when it could be loaded."""
    rows = features_of([{"orders": 5}], "EUR", NOW)
    files = ModelFiles()
    predictor = Predictor(KINDS, files)
    model = use(sqlite_store, tmp_path, SmallSegment(), "a")
    before = predictor.predict("segment", model, rows), files.fault(model)
    whole = model.path.read_bytes()
    if harm == "remove":
        model.path.unlink()
    elif harm == "swap":
        SmallSegment(99).save(model.path)
    else:
        model.path.write_bytes(whole[:-20] if harm == "cut" else whole[:-1] + b"?")
    broken, fault = predictor.predict("segment", model, rows), files.fault(model)
    model.path.write_bytes(whole)
    os.utime(model.path, ns=(1, 1))
    healed = predictor.predict("segment", model, rows), files.fault(model)

    assert ("a", None) == (before[0].model, before[1])
    assert (None, ["unknown"]) == (broken.model, broken.columns["segment"])
    assert str(fault) in str(broken.note)
    assert fault is not None
    assert ("a", None) == (healed[0].model, healed[1])


def test_a_file_is_read_once(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking again reads nothing but the file's time and size."""
    model = use(sqlite_store, tmp_path, SmallSegment(), "a")
    files = ModelFiles()
    reads: list[Path] = []
    read = Path.read_bytes

    def counted(path: Path) -> bytes:
        reads.append(path)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    found = [files.missing({"segment": model}, KINDS) for _ in range(3)]

    assert [{"churn": "not trained: run `attune models train`"}] * 3 == found
    assert [model.path] == reads
