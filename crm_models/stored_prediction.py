"""Scores of stored customers: of the last scoring, adjusted by what happened since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm.store import Unit
from crm.stored_scores import named_products, stored_products, stored_scores
from crm_models.prediction import NEUTRAL, Prediction, neutral
from crm_models.registry import champion

if TYPE_CHECKING:
    from crm_models.basket_prediction import Pick


def stored_prediction(unit: Unit, kind: str, references: Sequence[str]) -> dict[str, Any]:
    """Return the answer of the API for stored customers.

    Parameters
    ----------
    references:
        The shop's references of the customers; who is unknown gets neutral scores.

    Returns
    -------
    dict
        Beside the columns: ``customers`` as asked, ``known`` (whether the models said anything of
        them), and ``scored_at``, but for products.
    """
    if kind == "recommend":
        return _products(unit, references)
    columns = NEUTRAL[kind]
    rows = {
        reference: row
        for reference, row in stored_scores(unit, references).items()
        if kind in (row.model_versions or {})
    }
    newest = max(rows.values(), key=lambda row: row.scored_at, default=None)
    if newest is None:
        note = f"none of these customers has been scored by a {kind} model"
        found = neutral(columns, len(references), note)
    else:
        found = Prediction(
            newest.model_versions[kind],
            None,
            {
                name: [_value(rows.get(one), name, otherwise) for one in references]
                for name, otherwise in columns.items()
            },
            [_reasons(rows.get(one), kind) for one in references],
        )
    times = [rows[one].scored_at.isoformat() if one in rows else None for one in references]
    return _answer(references, rows, found) | {"scored_at": times}


def _products(unit: Unit, references: Sequence[str]) -> dict[str, Any]:
    model = champion(unit, "recommend")
    products = stored_products(unit, references) if model else {}
    if model is None or not products:
        note = "nothing has been recommended to these customers by a model"
        return _answer(references, {}, neutral(NEUTRAL["recommend"], len(references), note))
    lists = [products.get(one, []) for one in references]
    found = Prediction(model.version, None, {"products": lists}, [because(one) for one in lists])
    return _answer(references, products, found)


def shown_picks(unit: Unit, version: str, found: Sequence[Sequence[Pick]]) -> dict[str, Any]:
    """Return the answer of the API for products that a model picked for baskets.

    Parameters
    ----------
    version:
        Of the model.
    """
    keys = {key for one in found for pick in one for key in (pick.product, pick.because) if key}
    names = named_products(unit, keys)
    lists = [
        [
            names[pick.product]
            | {"score": pick.score, "because": names.get(pick.because or 0, {}).get("title")}
            for pick in one
            if pick.product in names
        ]
        for one in found
    ]
    return Prediction(version, None, {"products": lists}, [because(one) for one in lists]).to_json()


def because(products: list[dict[str, Any]]) -> list[str]:
    """Return in words what speaks for products that a model recommends.

    Those without a score are only popular.
    """
    return [
        f"{one['title']}: because they bought the {one['because']}"
        if one["because"]
        else f"{one['title']}: popular at the moment"
        for one in products
        if one["because"] or one["score"] is None
    ]


def _answer(references: Sequence[str], known: Any, found: Prediction) -> dict[str, Any]:
    asked = {"customers": list(references), "known": [one in known for one in references]}
    return asked | found.to_json()


def _value(row: Any, name: str, otherwise: Any) -> Any:
    stored = None if row is None else getattr(row, name)
    return otherwise if stored is None else stored


def _reasons(row: Any, kind: str) -> list[str]:
    reasons = {} if row is None or not isinstance(row.reasons, dict) else row.reasons
    return [str(reason) for reason in reasons.get(kind, ())]
