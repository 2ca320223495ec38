"""Scores of stored customers: of the last scoring, adjusted by what happened since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm.store import Unit
from crm.stored_scores import stored_products, stored_scores
from crm_models.prediction import Prediction, neutral


def stored_prediction(
    unit: Unit, kind: str, references: Sequence[str], columns: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the answer of the API for stored customers.

    Parameters
    ----------
    references:
        The shop's references of the customers; each may be unknown.
    columns:
        The columns of the answer with their neutral values, which who has no scores gets.

    Returns
    -------
    dict
        Beside the columns: ``customers`` as asked, ``known`` (whether there are scores), and
        ``scored_at``.
    """
    rows = {
        reference: row
        for reference, row in stored_scores(unit, references).items()
        if kind in (row.model_versions or {})
    }
    products = stored_products(unit, references) if kind == "recommend" else {}
    newest = max(rows.values(), key=lambda row: row.scored_at, default=None)
    if newest is None:
        note = f"none of these customers has been scored by a {kind} model"
        found = neutral(columns, len(references), note)
    else:
        scores: dict[str, dict[str, Any]] = {
            reference: {name: _value(getattr(row, name, None), columns[name]) for name in columns}
            for reference, row in rows.items()
        }
        for reference in scores:
            if kind == "recommend":
                scores[reference]["products"] = products.get(reference, [])
        found = Prediction(
            newest.model_versions[kind],
            None,
            {name: [scores.get(one, columns)[name] for one in references] for name in columns},
            [_reasons(kind, rows.get(one), products.get(one, [])) for one in references],
        )
    scored = [rows[one].scored_at.isoformat() if one in rows else None for one in references]
    known = [one in rows for one in references]
    return {"customers": list(references), "known": known, "scored_at": scored} | found.to_json()


def _value(stored: Any, otherwise: Any) -> Any:
    return otherwise if stored is None else stored


def _reasons(kind: str, row: Any, products: list[dict[str, Any]]) -> list[str]:
    if row is None:
        return []
    if kind == "recommend":
        return [
            f"{one['title']}: because they bought the {one['because']}"
            for one in products
            if one["because"]
        ]
    reasons = row.reasons if isinstance(row.reasons, dict) else {}
    return [str(reason) for reason in reasons.get(kind, ())]
