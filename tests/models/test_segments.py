"""Segments are found where they are, said in words, and measured without looking away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm_models.evaluation import segment
from crm_models.segments.clusters import (
    by_worth,
    choose_k,
    k_means,
    quality,
    standardised_logs,
    ward,
)
from crm_models.segments.words import describe, typical
from crm_models.segments.worth import value_groups

GROUPS = ((3.0, 20, 4_000.0), (40.0, 5, 600.0), (40.0, 1, 40.0), (400.0, 2, 100.0))


def customers(each: int = 120, seed: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return recency, frequency and revenue of four groups that lie far apart."""
    random = np.random.default_rng(seed)
    near = lambda value: value * random.uniform(0.9, 1.1, each)  # noqa: E731
    recency = np.concatenate([near(group[0]) for group in GROUPS])
    frequency = np.repeat([float(group[1]) for group in GROUPS], each)
    revenue = np.concatenate([near(group[2]) for group in GROUPS])
    return recency, frequency, revenue


def test_the_number_of_segments_is_found() -> None:
    """Four groups that lie apart are four segments, firm and the same for Ward."""
    columns = customers()
    points = standardised_logs(*columns)
    k, tried = choose_k(points)
    model = k_means(points, k)
    found = quality(points, model.cluster_centers_, rounds=5)

    assert 4 == k
    assert [3, 4, 5, 6, 7, 8] == sorted(tried)
    assert found.silhouette > 0.8
    assert 1.0 == pytest.approx(found.stability)
    assert 1.0 == pytest.approx(ward(points, model.labels_, k)[1])


def test_large_shops_are_measured_on_samples() -> None:
    """More customers than a sample holds are all put in a segment, each seed giving the same."""
    points = standardised_logs(*customers(each=3_000))
    first, again = k_means(points, 4, seed=1), k_means(points, 4, seed=1)

    assert [3_000] * 4 == np.bincount(first.labels_).tolist()
    np.testing.assert_array_equal(first.labels_, again.labels_)
    assert quality(points, first.cluster_centers_, seed=1, rounds=2).silhouette > 0.8


def test_segments_are_numbered_by_worth() -> None:
    """Number 0 is the one whose customers bring most on average."""
    labels = np.array([2, 2, 0, 0, 0, 5])
    revenue = np.array([1.0, 1.0, 9.0, 9.0, 0.0, 50.0])

    assert [2, 2, 1, 1, 1, 0] == by_worth(labels, revenue).tolist()


def test_segments_are_said_in_words() -> None:
    """Rules that a shop owner can check by hand hold for all of their segment and no others."""
    columns = customers()
    labels = np.repeat(np.arange(4), 120)
    words = describe(*columns, labels)

    assert [(1.0, 1.0)] * 4 == [(said.found, said.right) for said in words]
    assert ["20 orders", "5 orders", "1 order", "2 orders"] == [
        said.partition(",")[0] for said in typical(columns, labels)
    ]


def test_rules_name_days_orders_and_money() -> None:
    """Each limit is said as a shop owner would."""
    values = np.repeat([1.0, 2.0, 8.0], 50)
    same = np.full(150, 5.0)
    labels = np.repeat([0, 1, 2], 50)
    tables = [(values, same, same), (same, values, same), (same, same, values)]

    assert [
        [f"last order {days} days ago" for days in ("at most 1.5", "1.5 to 5", "more than 5")],
        ["1 order", "2 to 5 orders", "6 orders or more"],
        ["spent at most 1.5", "spent 1.5 to 5", "spent more than 5"],
    ] == [[said.rule for said in describe(*table, labels)] for table in tables]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_value_groups_share_all_of_the_revenue(revenue: list[float]) -> None:
    """Every customer is in one group, and no lower one has a customer who brought more."""
    bands = value_groups(np.array(revenue))
    highest_first = sorted(revenue, reverse=True)
    ends = np.cumsum([band.customers for band in bands])

    assert len(revenue) == ends[-1]
    assert [highest_first[end - 1] for end in ends] == [band.lowest for band in bands]
    if sum(revenue) > 0:
        assert 1.0 == pytest.approx(sum(band.share_of_revenue for band in bands))


def write(folder: Path, rows: list[tuple[object, str, object]]) -> Path:
    """Return a file of purchases."""
    frame = pd.DataFrame(rows, columns=["customer", "time", "amount"])
    frame.to_csv(folder / "purchases.csv", index=False)
    return folder / "purchases.csv"


def purchases() -> list[tuple[object, str, object]]:
    """Return purchases of thirty regulars and thirty who came once."""
    rows: list[tuple[object, str, object]] = []
    for number in range(30):
        rows += [(f"r{number}", f"2026-0{month}-{number % 27 + 1:02}", 90) for month in range(1, 7)]
        rows.append((f"o{number}", f"2026-01-{number % 27 + 1:02}", 10 + number))
    return rows


def test_items_of_an_order_count_once(tmp_path: Path) -> None:
    """With a column of orders the items of one may have several times."""
    rows = [(*row, number) for number, row in enumerate(purchases())]
    rows += [("r0", "2026-06-01T10:00", 1, 900), ("r0", "2026-06-01T10:05", 1, 900)]
    frame = pd.DataFrame(rows, columns=["customer", "time", "amount", "order"])
    frame.loc[frame["customer"].str.startswith("r"), "order"] //= 3
    frame.to_csv(tmp_path / "items.csv", index=False)
    found = segment.evaluate(
        tmp_path / "items.csv", "customer", "time", "amount", segments=2, order="order"
    )

    assert "3 orders" in found["described"][0]["typical"]


def test_a_file_is_divided(tmp_path: Path) -> None:
    """Sizes and shares are those of the file; two lines of one time are one order."""
    rows = [
        *purchases(),
        ("r0", "2026-01-01", 5),
        (None, "2026-01-02", 8),
        ("r1", "2026-02-02", -40),
    ]
    rows += [("x", "2026-02-02", -3)]
    found = segment.evaluate(
        write(tmp_path, rows), "customer", "time", "amount", segments=2, seed=1
    )
    total = 30 * 540 + sum(range(10, 40)) + 5 - 40

    assert (60, 2, [30, 30]) == (found["customers"], found["segments"], found["sizes"])
    assert pytest.approx((30 * 540 + 5 - 40) / total) == found["revenue_shares"][0]
    assert found["silhouette"] > 0.5
    assert found["stability"] > 0.9
    assert "6 orders" in found["described"][0]["typical"]
    assert [
        "1 rows without customer were left out",
        "2 rows with a negative or zero amount lowered what their customers brought "
        "and are no orders",
        "1 customers with nothing but returns were left out",
    ] == found["notes"]


@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        ([("a", "2026-01-01", 5)], ("customer", "time", "amount"), "names 1 customers"),
        ([("a", "2026-01-01", 5)], ("client", "time", "amount"), "no column 'client'"),
        ([("a", "2026-01-01", -5)], ("customer", "time", "amount"), "no positive amount"),
        ([("a", "soon", 5)], ("customer", "time", "amount"), "such as 'soon'"),
        ([(n, "2026-01-01", 5) for n in range(90)], ("customer", "time", "amount"), "1 of them"),
    ],
)
def test_bad_files_are_refused(
    tmp_path: Path,
    rows: list[tuple[object, str, object]],
    columns: tuple[str, str, str],
    said: str,
) -> None:
    """One sentence names the column and what was found."""
    with pytest.raises(Invalid, match=said):
        segment.evaluate(write(tmp_path, rows), *columns)
