"""What is recommended fits the customer's purchases, knows no future, and survives saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.errors import Invalid
from crm_models.kinds.recommend import Recommend
from crm_models.product_texts import ProductTexts, product_text
from crm_models.purchase_lines import Purchases, day_of
from crm_models.recommenders.contents import Vectors
from crm_models.recommenders.serving import Recommended
from tests.models.feature_rows import AS_OF

TODAY = day_of(AS_OF)
TEAS, TOOLS = range(1, 13), range(13, 25)
NEW_TEA, GONE_TEA = 25, 12

Line = tuple[int, int, float]


def lines(rows: list[Line]) -> Purchases:
    """Return purchases from (customer, product, days ago)."""
    ordered = sorted(rows)
    columns = [np.array([row[i] for row in ordered], dtype=np.float64) for i in range(3)]
    customer, product = (column.astype(np.int64) for column in columns[:2])
    return Purchases(customer, product, TODAY - columns[2], np.full(len(ordered), np.inf))


def two_tastes(customers: int = 80, seed: int = 5) -> Purchases:
    """Return purchases of even customers, who buy teas, and of odd ones, who buy tools."""
    random = np.random.default_rng(seed)
    rows: list[Line] = []
    for customer in range(1, customers + 1):
        own = TOOLS if customer % 2 else TEAS
        for product in random.choice(own, 6, replace=False):
            rows.append((customer, int(product), float(random.uniform(1, 300))))
    return lines(rows)


def shelf() -> ProductTexts:
    """Return twelve teas, twelve tools and a tea that nobody has bought; one tea is gone."""
    teas = [product_text(f"Tea {n}", "Tea", "Leaves for a cup of tea", {}) for n in TEAS]
    tools = [product_text(f"Tool {n}", "Tools", "Steel for the workshop", {}) for n in TOOLS]
    new = product_text("New tea", "Tea", "Leaves for a cup of tea", {"colours": ["green"]})
    keys = np.arange(1, NEW_TEA + 1)
    return ProductTexts(keys, (*teas, *tools, new), keys != GONE_TEA)


def shown(found: Recommended, customer: int) -> list[int]:
    """Return what is recommended to a customer, best first."""
    return [int(key) for key in found.product[found.customer == customer]]


@pytest.fixture(scope="module")
def model() -> Recommend:
    """Return a model of the two tastes."""
    return Recommend().fit(two_tastes(), shelf(), AS_OF)


def test_a_taste_is_found(model: Recommend) -> None:
    """Who buys teas is shown teas first, best first, and none twice."""
    purchases = two_tastes()
    found = model.recommend(purchases, AS_OF, top=3)

    first = found.product[found.rank == 1]
    right = np.isin(first, [*TEAS, NEW_TEA]) == (found.customer[found.rank == 1] % 2 == 0)
    assert right.all()
    assert list(range(1, 4)) == found.rank[found.customer == 2].tolist()
    assert len(set(shown(found, 2))) == 3


def test_a_product_without_purchases_is_shown_to_who_buys_its_like(model: Recommend) -> None:
    """The new tea is recommended to who buys teas, because of a tea, and to nobody else."""
    found = model.recommend(two_tastes(), AS_OF)

    new = found.product == NEW_TEA
    assert set(range(2, 81, 2)) == set(found.customer[new].tolist())
    assert set(found.because[new].tolist()) <= set(TEAS)


def test_a_product_without_purchases_has_companions(model: Recommend) -> None:
    """What is described alike goes with it, and says that nobody bought both."""
    found = model.goes_with()
    new = found.product == NEW_TEA

    assert new.any()
    assert set(found.neighbour[new].tolist()) <= set(TEAS)
    assert {0} == set(found.together[new].tolist())


def test_vectors_of_an_encoder_take_the_place_of_words() -> None:
    """A new product is like what the given vectors say, whatever is written about it."""

    def encode(texts: Sequence[str]) -> Vectors:
        like_tools = [text.startswith(("Tool", "New")) for text in texts]
        return np.array([[one, not one] for one in like_tools], dtype=np.float32)

    fitted = Recommend().fit(two_tastes(), shelf(), AS_OF, encode)
    found = fitted.recommend(two_tastes(), AS_OF)

    assert set(range(1, 80, 2)) == set(found.customer[found.product == NEW_TEA].tolist())


@settings(max_examples=15, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(1, 9), st.integers(1, NEW_TEA), st.floats(0.1, 300)), min_size=1
    )
)
def test_nothing_bought_or_withdrawn_is_recommended(rows: list[Line]) -> None:
    """In any shop: only active products, new to the customer, each for a purchase of theirs."""
    purchases = lines(rows)
    found = Recommend().fit(purchases, shelf(), AS_OF).recommend(purchases, AS_OF)

    had = {(customer, product) for customer, product, _ in rows}
    pairs = set(zip(found.customer.tolist(), found.product.tolist(), strict=True))
    reasons = set(zip(found.customer.tolist(), found.because.tolist(), strict=True))
    assert set() == had & pairs
    assert reasons <= had
    assert GONE_TEA not in found.product


def test_what_came_later_does_not_matter() -> None:
    """Purchases after the instant change neither what is learnt nor what is recommended."""
    purchases = two_tastes()
    then = AS_OF - timedelta(days=100)
    past = purchases.kept(purchases.day < day_of(then))
    with_later = Recommend().fit(purchases, shelf(), then).recommend(purchases, then)
    without = Recommend().fit(past, shelf(), then).recommend(past, then)

    _assert_same(without, with_later)


def test_an_order_counts_until_it_is_cancelled() -> None:
    """Before the cancelling it was a purchase, afterwards it never was one."""
    at = day_of(AS_OF)
    one = Purchases(np.array([1]), np.array([5]), np.array([at - 10]), np.array([at - 4]))

    assert 1 == len(one.known(AS_OF - timedelta(days=5)))
    assert 0 == len(one.known(AS_OF))
    assert 0 == len(one.between(AS_OF - timedelta(days=20), AS_OF))


def test_a_saved_model_says_the_same(model: Recommend, tmp_path: Path) -> None:
    """Saving and loading changes nothing."""
    model.save(tmp_path / "recommend.npz")
    loaded = Recommend.load(tmp_path / "recommend.npz")

    _assert_same(model.recommend(two_tastes(), AS_OF), loaded.recommend(two_tastes(), AS_OF))
    assert model.popular() == loaded.popular()
    for field in fields(model.goes_with()):
        expected = getattr(model.goes_with(), field.name)
        np.testing.assert_array_equal(expected, getattr(loaded.goes_with(), field.name))


def test_the_same_purchases_give_the_same_model() -> None:
    """Two fits say the same, with one thread or two."""
    first, second = (Recommend().fit(two_tastes(), shelf(), AS_OF) for _ in range(2))
    purchases = two_tastes()

    _assert_same(
        first.recommend(purchases, AS_OF, threads=1), second.recommend(purchases, AS_OF, threads=2)
    )


def test_who_is_not_known_has_what_is_popular(model: Recommend) -> None:
    """Without purchases there are no rows; what most bought lately stands in for them."""
    bought = two_tastes()
    lately = bought.product[bought.day >= TODAY - 30]
    most = np.bincount(lately).max()

    assert 0 == len(model.recommend(lines([]), AS_OF))
    assert most == np.bincount(lately)[model.popular(1)[0]]
    assert GONE_TEA not in model.popular()


def test_it_finds_more_than_popularity() -> None:
    """On purchases after the instant, a shop of two tastes is told better than by popularity."""
    purchases = two_tastes(customers=200)
    then = AS_OF - timedelta(days=60)
    found = Recommend().fit(purchases, shelf(), then).evaluate(purchases, then)

    assert found["ndcg@10"] > found["popularity_ndcg@10"]
    assert found["recall@10"] > found["popularity_recall@10"]


def test_without_later_purchases_there_is_nothing_to_measure(model: Recommend) -> None:
    """No measure is made up where nobody bought anything afterwards."""
    assert {"customers": 0.0} == model.evaluate(two_tastes(), AS_OF)


def test_a_shop_without_purchases_is_refused() -> None:
    """The error says what is missing."""
    with pytest.raises(Invalid, match="needs purchases; the store has none"):
        Recommend().fit(lines([]), shelf(), AS_OF)


def test_a_model_that_learnt_nothing_is_refused() -> None:
    """Asking before fitting is an error that says so."""
    with pytest.raises(Invalid, match="fit it first"):
        Recommend().popular()


def test_a_single_purchase_is_enough() -> None:
    """Nothing speaks for other products then, but what is described alike."""
    fitted = Recommend().fit(lines([(1, 1, 5.0)]), shelf(), AS_OF)
    found = fitted.recommend(lines([(1, 1, 5.0)]), AS_OF)

    assert {1} == set(found.because.tolist())
    assert set(found.product.tolist()) <= {*TEAS, NEW_TEA}


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    """A file that is no model is one clear error."""
    (tmp_path / "recommend.npz").write_bytes(b"nothing of the kind")

    with pytest.raises(Invalid, match="recommend model"):
        Recommend.load(tmp_path / "recommend.npz")


def _assert_same(expected: Recommended, found: Recommended) -> None:
    for field in fields(expected):
        np.testing.assert_array_equal(getattr(expected, field.name), getattr(found, field.name))


def test_instants_are_days() -> None:
    """Half a day after the epoch is .5."""
    assert 0.5 == day_of(datetime.fromisoformat("1970-01-01T12:00:00+00:00"))
