"""Recommenders find what is in the data, know no future, and survive saving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.errors import Invalid
from crm_models.recommenders.blend import Blend
from crm_models.recommenders.customer_knn import CustomerNeighbours
from crm_models.recommenders.ease import Ease
from crm_models.recommenders.item_knn import ItemNeighbours
from crm_models.recommenders.popularity import Popularity
from crm_models.recommenders.purchases import Interactions
from crm_models.recommenders.recommender import Recommender, recommend
from crm_models.recommenders.repeat import Repeat

KINDS = [Popularity, Repeat, ItemNeighbours, Ease, CustomerNeighbours, Blend]
DAYS = 200.0


def bought(rows: list[tuple[int, int, float]], customers: int, items: int) -> Interactions:
    """Return purchases from (customer, item, day)."""
    columns = [np.array([row[i] for row in rows], dtype=np.float64) for i in range(3)]
    customer, item = (column.astype(np.int64) for column in columns[:2])
    return Interactions(customer, item, columns[2], customers, items)


def two_tastes(customers: int = 80, items: int = 20, seed: int = 5) -> Interactions:
    """Return a shop whose even customers buy only even items, and odd ones only odd items."""
    random = np.random.default_rng(seed)
    rows = []
    for customer in range(customers):
        for day in np.sort(random.uniform(0, DAYS, 8)):
            item = 2 * int(random.integers(0, items // 2)) + customer % 2
            rows.append((customer, item, float(day)))
    return bought(rows, customers, items)


def arrays_of(state: dict[str, object]) -> dict[str, list[object]]:
    """Return a state as lists, to be compared."""
    return {name: np.asarray(value).tolist() for name, value in state.items()}


shops = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 7), st.floats(0, DAYS - 1)), min_size=1, max_size=60
)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None)
@given(rows=shops, k=st.integers(1, 12))
def test_rankings_of_any_shop_hold_known_items_once(
    kind: type[Recommender], rows: list[tuple[int, int, float]], k: int
) -> None:
    """Scores are finite; a ranking has k items of the shop at most, none of them twice."""
    model = kind().fit(bought(rows, 6, 8), DAYS)
    customers = np.array([0, 3, 5, -1, 99])

    assert np.isfinite(model.scores(customers)).all()
    ranked = recommend(model, customers, k)
    assert (5, min(k, 8)) == ranked.shape
    assert all(len(set(row)) == len(row) and set(row) <= set(range(8)) for row in ranked.tolist())


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None)
@given(rows=shops)
def test_new_only_never_repeats(
    kind: type[Recommender], rows: list[tuple[int, int, float]]
) -> None:
    """What was bought is not recommended, even where that leaves nothing."""
    purchases = bought(rows, 6, 8)
    customers = np.arange(6)
    ranked = recommend(kind().fit(purchases, DAYS), customers, 8, purchases.matrix())

    had = {(customer, item) for customer, item, _ in rows}
    shown = {(c, item) for c in range(6) for item in ranked[c].tolist() if item >= 0}
    assert set() == had & shown
    assert 48 == len(had) + len(shown)


@pytest.mark.parametrize("kind", [ItemNeighbours, Ease, CustomerNeighbours])
def test_a_planted_taste_is_found(kind: type[Recommender]) -> None:
    """Customers of one taste are shown what others of that taste bought."""
    purchases = two_tastes()
    ranked = recommend(kind().fit(purchases, DAYS), np.arange(80), 1, purchases.matrix())

    right = [item % 2 == customer % 2 for customer, item in enumerate(ranked[:, 0])]
    assert sum(right) >= 78


@pytest.mark.parametrize("new_only", [False, True])
def test_the_blend_finds_a_planted_taste(new_only: bool) -> None:
    """With weights learnt from its own last purchases, the blend shows a taste too."""
    purchases = two_tastes()
    model = Blend(new_only=new_only).fit(purchases, DAYS)
    ranked = recommend(model, np.arange(80), 3, purchases.matrix() if new_only else None)

    right = (ranked % 2) == (np.arange(80) % 2)[:, None]
    assert right.mean() > 0.95


def test_repeat_puts_frequent_items_first_and_recent_ones_at_ties() -> None:
    """Days count, not lines; between equals the one that is popular now comes first."""
    rows = [(0, 1, 5.0), (0, 1, 5.1), (0, 2, 6.0), (0, 3, 7.0), (0, 3, 50.0), (1, 2, 95.0)]
    ranked = recommend(Repeat().fit(bought(rows, 2, 5), 100.0), np.array([0]), 3)

    assert [3, 2, 1] == ranked[0].tolist()


def test_repeat_forgets_with_its_half_life() -> None:
    """Two old purchases weigh less than a recent one."""
    rows = [(0, 1, 5.0), (0, 1, 6.0), (0, 2, 99.0)]
    model = Repeat(half_life=10.0, ties=0.0).fit(bought(rows, 1, 3), 100.0)

    assert [2, 1] == recommend(model, np.array([0]), 2)[0].tolist()


@pytest.mark.parametrize("kind", [Repeat, Blend])
def test_unknown_customers_get_what_is_popular(kind: type[Recommender]) -> None:
    """Who has bought nothing is shown the items of the last 30 days by their customers."""
    rows = [(c, 4, 90.0) for c in range(6)] + [(c, 2, 91.0) for c in range(3)] + [(0, 1, 1.0)]
    purchases = bought(rows, 8, 6)
    ranked = recommend(kind().fit(purchases, 100.0), np.array([-1, 7, 1000]), 3)

    assert [[4, 2, 1]] * 3 == ranked.tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_after_the_day_is_learnt(kind: type[Recommender]) -> None:
    """A model as of a day is the same with and without the purchases after it."""
    purchases = two_tastes()
    now = kind().fit(purchases, 120.0).state()
    then = kind().fit(purchases.before(120.0), 120.0).state()

    assert arrays_of(then) == arrays_of(now)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_scores(kind: type[Recommender]) -> None:
    """Two fits on the same purchases say the same."""
    purchases, customers = two_tastes(), np.arange(80)
    first, second = (kind().fit(purchases, DAYS).scores(customers) for _ in range(2))

    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_recommender_says_the_same(kind: type[Recommender], tmp_path: Path) -> None:
    """Saving and loading changes no score."""
    model, customers = kind().fit(two_tastes(), DAYS), np.arange(-1, 80)
    model.save(tmp_path / "model.npz")

    loaded = kind.load(tmp_path / "model.npz")
    np.testing.assert_array_equal(model.scores(customers), loaded.scores(customers))


@pytest.mark.parametrize("kind", KINDS)
def test_others_with_the_same_purchases_get_the_same_scores(kind: type[Recommender]) -> None:
    """What was learnt can be asked for customers whose purchases come only then."""
    # 46 and 68 have the same basket, and are no neighbours then.
    purchases, customers = two_tastes(), np.setdiff1d(np.arange(80), [46, 68])
    model = kind().fit(purchases, DAYS)
    served = model.of(purchases.once_a_day(), DAYS)

    np.testing.assert_allclose(
        model.scores(customers), served.scores(customers), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_refused(kind: type[Recommender], tmp_path: Path) -> None:
    """A file that is no archive of the recommender is one clear error."""
    (tmp_path / "model.npz").write_bytes(b"nothing of the kind")

    with pytest.raises(Invalid, match="cannot be read"):
        kind.load(tmp_path / "model.npz")


@pytest.mark.parametrize("kind", KINDS)
def test_no_purchases_are_refused(kind: type[Recommender]) -> None:
    """Without purchases before the day there is nothing to learn."""
    with pytest.raises(Invalid, match="needs purchases"):
        kind().fit(bought([(0, 0, 50.0)], 1, 1), 10.0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_single_customer_is_enough(kind: type[Recommender]) -> None:
    """One customer with one purchase can be scored."""
    model = kind().fit(bought([(0, 0, 50.0)], 1, 2), DAYS)

    assert [0, 1] == recommend(model, np.array([0]), 2)[0].tolist()


def test_ease_leaves_rare_items_out_where_there_are_too_many() -> None:
    """Only the most bought items take part; the others have no score."""
    rows = [(c, item, 10.0) for c in range(6) for item in (0, 1)] + [(0, 2, 10.0)]
    scores = Ease(penalty=1.0, most_items=2).fit(bought(rows, 6, 3), 20.0).scores(np.arange(6))

    assert (scores[:, :2] > 0).all()
    assert not scores[:, 2].any()
