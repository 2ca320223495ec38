"""Scores of rows that a program gives: by the model in use, or neutral ones without it.

Models are loaded when they are first asked for and kept, one of each kind, until another one is in
use or the file changes.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from crm.errors import Invalid
from crm_models.basket_prediction import Pick, picks
from crm_models.feature_tables.features import Features
from crm_models.kinds.contract import CustomerModel
from crm_models.kinds.recommend import Recommend
from crm_models.model_files import NOT_TRAINED, ModelFiles, Stamp, stamp_of
from crm_models.prediction import NEUTRAL, Prediction, neutral
from crm_models.registry import Registered
from crm_models.score_rows import plain

Kinds = Mapping[str, type[CustomerModel]]


class Predictor:
    """Predicts by the models in use. One thread at a time loads or predicts.

    Parameters
    ----------
    kinds:
        The classes of the models, beside the one that recommends.
    files:
        Tells which files are as they were trained.
    """

    def __init__(self, kinds: Kinds, files: ModelFiles) -> None:
        self._kinds: Mapping[str, Any] = {**kinds, Recommend.kind: Recommend}
        self._files = files
        self._loaded: dict[str, tuple[str, Stamp | None, Any]] = {}
        self._lock = threading.Lock()

    def predict(self, kind: str, champion: Registered | None, features: Features) -> Prediction:
        """Return the scores of customers by their features.

        Parameters
        ----------
        champion:
            The model of the kind that is in use; none, or one whose file cannot be used, gives
            neutral scores and says so.
        """
        with self._lock:
            found = self._model(kind, champion)
            if isinstance(found, str) or champion is None:
                note = f"the {kind} model cannot be used: {found}"
                return neutral(NEUTRAL[kind], len(features), note)
            scores = found.score(features)
            columns = {str(name): plain(scores[name]) for name in scores.columns}
            return Prediction(champion.version, None, columns, found.explain(features))

    def recommend(
        self,
        champion: Registered | None,
        baskets: Sequence[Sequence[tuple[int, float]]],
        as_of: datetime,
    ) -> list[list[Pick]] | str:
        """Return products for baskets, see `picks`, or in words why there are none."""
        with self._lock:
            found = self._model(Recommend.kind, champion)
            return found if isinstance(found, str) else picks(found, baskets, as_of)

    def _model(self, kind: str, champion: Registered | None) -> Any:
        """Return the model, or in words why there is none."""
        if champion is None or kind not in self._kinds:
            self._loaded.pop(kind, None)
            return NOT_TRAINED
        stamp = stamp_of(champion.path)
        known = self._loaded.get(kind)
        if known is None or known[:2] != (champion.version, stamp):
            # The old one goes first, so that two are never held at once.
            self._loaded.pop(kind, None)
            known = self._loaded[kind] = champion.version, stamp, self._load(kind, champion)
        return known[2]

    def _load(self, kind: str, champion: Registered) -> Any:
        fault = self._files.fault(champion)
        if fault:
            return fault
        try:
            return self._kinds[kind].load(champion.path)
        except Invalid as error:
            return error.detail
