"""Models can find what the demo shop hides: each behaviour shows in a simple statistic."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from shopdata.demo.behaviours import BEHAVIOURS, NAMES
from shopdata.demo.columns import DAY, NEVER, Coded
from shopdata.demo.offers import REACTIONS, RESPONSE_DAYS
from shopdata.demo.shop import Shop, make_shop


@pytest.fixture(scope="module")
def shop() -> Shop:
    """Return a shop that is large enough for shares to be steady."""
    return make_shop(6000, seed=5, today=date(2026, 6, 15))


def _column(shop: Shop, table: str, name: str) -> NDArray[Any]:
    column = shop.tables[table][name]
    return column.codes if isinstance(column, Coded) else np.asarray(column)


def _orders_of(shop: Shop, behaviour: str) -> NDArray[Any]:
    """Return the positions of the orders of everybody who behaves so."""
    person = _column(shop, "orders", "person")
    kind = np.append(shop.behaviour, NEVER)
    return np.flatnonzero(kind[np.minimum(person, shop.customers)] == NAMES.index(behaviour))


def _gaps(shop: Shop, behaviour: str) -> list[NDArray[Any]]:
    """Return the gaps in days between the orders of each such person with five or more."""
    rows = _orders_of(shop, behaviour)
    person = _column(shop, "orders", "person")[rows]
    placed = _column(shop, "orders", "placed_at")[rows]
    sort = np.lexsort((placed, person))
    parts = np.split(placed[sort], np.flatnonzero(np.diff(person[sort])) + 1)
    return [np.diff(part) / DAY for part in parts if len(part) >= 5]


def test_shares_of_behaviours_are_as_documented(shop: Shop) -> None:
    """Each behaviour has its share of the customers, within two points."""
    drawn = shop.behaviour[shop.behaviour != NEVER]
    found = np.bincount(drawn, minlength=len(BEHAVIOURS)) / len(drawn)

    assert [b.share for b in BEHAVIOURS] == pytest.approx(found.tolist(), abs=0.02)


def test_the_loyal_order_more_regularly_than_the_occasional(shop: Shop) -> None:
    """The gaps of the loyal vary less in proportion to their mean."""
    spread = {
        name: np.median([gaps.std() / gaps.mean() for gaps in _gaps(shop, name)])
        for name in ("loyal", "occasional")
    }

    assert spread["loyal"] < 0.6 * spread["occasional"]


def test_gaps_of_the_fading_widen(shop: Shop) -> None:
    """The later half of their gaps is much longer than the earlier; that of the loyal is not."""
    growth = {
        name: np.median(
            [gaps[len(gaps) // 2 :].mean() / gaps[: len(gaps) // 2].mean() for gaps in found]
        )
        for name in ("fading", "loyal")
        if (found := _gaps(shop, name))
    }

    assert growth["fading"] > 1.6
    assert 0.8 < growth["loyal"] < 1.25


def test_the_gone_have_been_silent(shop: Shop) -> None:
    """Nearly none of them has ordered in the last 140 days; most of the loyal have."""
    placed = _column(shop, "orders", "placed_at")
    person = _column(shop, "orders", "person")
    recent = {}
    for name in ("gone", "loyal"):
        rows = _orders_of(shop, name)
        late = rows[placed[rows] > shop.now - 140 * DAY]
        recent[name] = len(np.unique(person[late])) / len(np.unique(person[rows]))

    assert recent["gone"] < 0.02
    assert recent["loyal"] > 0.9


def test_bargain_hunters_buy_with_discounts(shop: Shop) -> None:
    """Most of their orders have a discount, few of everybody else's."""
    discount = _column(shop, "orders", "discount_minor") > 0
    share = {b.name: discount[_orders_of(shop, b.name)].mean() for b in BEHAVIOURS}
    hunters = share.pop("bargain_hunting")

    assert hunters > 0.75
    assert max(share.values()) < 0.3


def test_the_seasonal_order_in_their_season(shop: Shop) -> None:
    """Most of their orders fall into November, December or March to May."""
    placed = _column(shop, "orders", "placed_at")[_orders_of(shop, "seasonal")]
    month = placed.astype("datetime64[s]").astype("datetime64[M]").astype(int) % 12 + 1

    assert np.isin(month, (11, 12, 3, 4, 5)).mean() > 0.75


def test_the_new_have_come_lately(shop: Shop) -> None:
    """All accounts of the new are younger than about two months."""
    joined = _column(shop, "customers", "created_at")[shop.behaviour == NAMES.index("new")]

    assert joined.min() >= shop.now - 62 * DAY


def test_persons_keep_to_few_categories(shop: Shop) -> None:
    """With ten lines or more, the first three categories hold most of them."""
    person = _column(shop, "orders", "person")[_column(shop, "order_lines", "order")]
    kind = shop.goods.category_of[_column(shop, "order_lines", "product")]
    counts = np.zeros((person.max() + 1, len(shop.goods.categories)))
    np.add.at(counts, (person, kind), 1)
    counts = counts[counts.sum(axis=1) >= 10]
    top = np.sort(counts, axis=1)[:, -3:].sum(axis=1) / counts.sum(axis=1)

    assert np.median(top) > 0.75


def test_bundles_are_bought_together(shop: Shop) -> None:
    """A teapot and tea filters meet in one order far more often than by chance (lift)."""
    order = _column(shop, "order_lines", "order")
    product = _column(shop, "order_lines", "product")
    count = len(_column(shop, "orders", "person"))
    pot = set(order[product == shop.goods.index("TEA-014")].tolist())
    filters = set(order[product == shop.goods.index("TEA-016")].tolist())

    assert len(pot & filters) * count / (len(pot) * len(filters)) > 5


def test_consumables_are_bought_again(shop: Shop) -> None:
    """Customers return to the same consumable much more often than to anything else."""
    person = _column(shop, "orders", "person")[_column(shop, "order_lines", "order")]
    product = _column(shop, "order_lines", "product")
    pair, times = np.unique(person * 1000 + product, return_counts=True)
    consumable = shop.goods.lasts[pair % 1000] > 0

    assert (times[consumable] > 2).mean() > 3 * (times[~consumable] > 2).mean()


def test_offers_move_each_reaction_as_it_should(shop: Shop) -> None:
    """Treated persuadables order more, sleeping dogs less; the others are not moved."""
    person, shown, treated = (
        _column(shop, "offer_exposures", name) for name in ("person", "shown_at", "treated")
    )
    buyer, placed = _column(shop, "orders", "person"), _column(shop, "orders", "placed_at")
    sort = np.lexsort((placed, buyer))
    key = buyer[sort] * 10**11 + placed[sort]
    first = np.searchsorted(key, person * 10**11 + shown)
    following = np.append(key, 0)[first]
    answered = (following > 0) & (following <= person * 10**11 + shown + RESPONSE_DAYS * DAY)
    reaction = shop.reaction[person]
    uplift = {
        name: answered[treated & (reaction == code)].mean()
        - answered[~treated & (reaction == code)].mean()
        for code, name in enumerate(REACTIONS)
    }

    assert uplift["persuadable"] > 0.25
    assert abs(uplift["sure_thing"]) < 0.08
    assert abs(uplift["lost_cause"]) < 0.08
    assert uplift["sleeping_dog"] < -0.15
