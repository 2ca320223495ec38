"""Measures recommendations on the store: how good, how fast learnt, scored and read.

    python -m benchmarks.recommendations

Nothing is written: reads are of what the last training wrote.
"""

from __future__ import annotations

import json
from datetime import timedelta
from statistics import median
from time import perf_counter, process_time
from typing import Any

from cli.context import open_store
from crm.recommendation import recommend
from crm.settings import load_settings
from crm.store import Unit
from crm_models.kinds.recommend import Recommend
from crm_models.product_texts import read_products
from crm_models.purchase_lines import active_customers, read_purchases

_DAYS_AGO = (30, 60, 90, 120)
_READS = 1_000


def main() -> None:
    """Print the figures as one JSON object."""
    with open_store(load_settings()) as store, store.reading() as unit:
        print(json.dumps({"models": _models(unit), "reads": _reads(unit)}, indent=2))


def _models(unit: Unit) -> dict[str, Any]:
    purchases, texts = read_purchases(unit), read_products(unit)
    figures: dict[str, Any] = {}
    for days in _DAYS_AGO:
        then = unit.now - timedelta(days=days)
        model = Recommend().fit(purchases, texts, then)
        found = model.evaluate(purchases, then)
        figures[f"{days} days ago"] = {name: round(value, 3) for name, value in found.items()}
    began = perf_counter()
    model = Recommend().fit(purchases, texts, unit.now)
    figures["fit_seconds"] = round(perf_counter() - began, 2)
    began = process_time()
    rows = model.recommend(purchases, unit.now)
    spent = process_time() - began
    figures["rows"] = len(rows)
    figures["processor_us_a_customer"] = round(spent / len(set(rows.customer.tolist())) * 1e6)
    return figures


def _reads(unit: Unit) -> dict[str, float]:
    """Return the median milliseconds of a recommendation to guests and to customers."""
    customers = active_customers(unit, unit.now - timedelta(days=365), _READS).tolist()
    asked: dict[str, list[int | None]] = {"guest": [None] * _READS, "customer": customers}
    figures = {}
    for name, keys in asked.items():
        times = []
        for key in keys:
            began = perf_counter()
            recommend(unit, key)
            times.append(perf_counter() - began)
        figures[f"{name}_ms"] = round(median(times) * 1000, 2)
    return figures


if __name__ == "__main__":
    main()
