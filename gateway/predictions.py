"""Predictions for programs of the shop: stored scores from the store, models on a thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from crm.errors import Invalid, NotFound
from crm.policy import SHOP_POLICY
from crm.store import Unit
from crm.stored_scores import products_by_sku
from crm_models.given_baskets import baskets_of, without_products
from crm_models.model_files import ModelFiles
from crm_models.prediction import NEUTRAL, neutral
from crm_models.registry import Registered, champion, champions
from crm_models.stored_prediction import shown_picks, stored_prediction
from gateway.database import AsyncStore

if TYPE_CHECKING:
    from crm_models.feature_tables.features import Features
    from crm_models.predictor import Kinds, Predictor

T = TypeVar("T")

MOST_ROWS = 1_000
_LONGEST_REFERENCE = 80


class Predictions:
    """Answers what the customer models say.

    Parameters
    ----------
    kinds:
        The classes of the models that are served; none: all that there are.
    """

    def __init__(self, store: AsyncStore, kinds: Kinds | None = None) -> None:
        self._store = store
        self._files = ModelFiles()
        self._kinds = kinds
        self._predictor: Predictor | None = None
        # One thread: predictions share the processors with the turns, and turns come first.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="predict")

    async def answer(self, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return the scores for a request's body.

        Raises
        ------
        NotFound
            If there is no such kind of model.
        Invalid
            If the body is not either ``{"customers": [...]}`` or ``{"data": [...]}``, or something
            in it is not what it should be.
        """
        if kind not in NEUTRAL:
            known = ", ".join(NEUTRAL)
            raise NotFound("no_such_kind", f"there is no {kind[:40]!r}; there are: {known}")
        if set(body) == {"customers"}:
            return await self._stored(kind, _references(body["customers"]))
        if set(body) == {"data"}:
            return await self._given(kind, body["data"])
        raise Invalid(
            "customers_or_data",
            'send either {"customers": [references]} or {"data": [rows of features]}, '
            "and nothing else",
        )

    async def missing(self) -> dict[str, str]:
        """Return which models cannot be used, and why, by kind."""

        def look(unit: Unit) -> dict[str, str]:
            return self._files.missing(champions(unit), NEUTRAL)

        return await self._store.read(look)

    async def close(self) -> None:
        """Wait for the prediction that is being made, and drop those that wait."""
        await asyncio.to_thread(self._thread.shutdown, wait=True, cancel_futures=True)

    async def _stored(self, kind: str, references: list[str]) -> dict[str, Any]:
        return await self._store.read(lambda unit: stored_prediction(unit, kind, references))

    async def _given(self, kind: str, rows: Any) -> dict[str, Any]:
        if kind == "recommend":
            return await self._recommended(rows)
        model = await self._store.read(lambda unit: champion(unit, kind))
        now = self._store.store.clock()

        def predict() -> dict[str, Any]:
            return self._predicts().predict(kind, model, _features(rows, now)).to_json()

        return await self._run(predict)

    async def _recommended(self, rows: Any) -> dict[str, Any]:
        now = self._store.store.clock()
        await self._run(lambda: _features(without_products(rows), now))
        baskets = baskets_of(rows)
        skus = {one.sku for basket in baskets for one in basket}

        def look(unit: Unit) -> tuple[Registered | None, dict[str, int]]:
            return champion(unit, "recommend"), products_by_sku(unit, skus)

        model, keys = await self._store.read(look)
        known = [[(keys[o.sku], o.days_ago) for o in basket if o.sku in keys] for basket in baskets]
        found = await self._run(lambda: self._predicts().recommend(model, known, now))
        if model is None or isinstance(found, str):
            note = f"the recommend model cannot be used: {found}"
            return neutral(NEUTRAL["recommend"], len(baskets), note).to_json()
        picked = found
        return await self._store.read(lambda unit: shown_picks(unit, model.version, picked))

    async def _run(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    def _predicts(self) -> Predictor:
        if self._predictor is None:
            from crm_models.kinds.catalogue import KINDS
            from crm_models.predictor import Predictor

            kinds = KINDS if self._kinds is None else self._kinds
            self._predictor = Predictor(kinds, self._files)
        return self._predictor


def _features(rows: Any, now: datetime) -> Features:
    # Imported when first needed, on the thread: the libraries of the models take seconds to load,
    # and twice the memory of a service that is never asked for a prediction.
    from crm_models.given_rows import features_of

    return features_of(rows, SHOP_POLICY.currency, now)


def _references(given: Any) -> list[str]:
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_ROWS:
        found = f"{len(given)} of them" if isinstance(given, list) else f"a {type(given).__name__}"
        raise Invalid(
            "customers_invalid",
            f"customers must be a list of 1 to {MOST_ROWS} references, not {found}",
        )
    for place, one in enumerate(given):
        if not isinstance(one, str) or not 0 < len(one) <= _LONGEST_REFERENCE or "\0" in one:
            raise Invalid(
                "customers_invalid",
                f"customer {place} must be a reference of the shop, "
                f"a text of 1 to {_LONGEST_REFERENCE} characters",
            )
    return given
