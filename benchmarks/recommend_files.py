"""Write the public sets as the files that recommendations are measured on.

``python -m benchmarks.recommend_files DATA OUT`` reads ``DATA/online_retail`` and ``DATA/tafeng``
and writes ``OUT/online_retail.csv`` and ``OUT/tafeng.csv``.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

_TEST_DAY = date(2020, 1, 1)
_DAYS_BETWEEN_BASKETS = 7


def online_retail(data: Path, out: Path) -> None:
    """Keep lines of products: postage, fees and vouchers have codes without five digits."""
    lines = pd.read_csv(data / "online_retail" / "online_retail.csv.gz", dtype=str)
    lines[lines["StockCode"].str.match(r"\d{5}")].to_csv(out / "online_retail.csv", index=False)


def tafeng(data: Path, out: Path) -> None:
    """Give baskets days, as the set keeps only their order: one a week, the last is the test."""
    parts = [
        json.loads((data / "tafeng" / f"tafeng_{part}.json").read_text())
        for part in ("history", "future")
    ]
    rows = []
    for customer, history in parts[0].items():
        # A basket [-1] marks the beginning and the end of a customer's list.
        baskets = [basket for basket in history if basket != [-1]]
        baskets += [basket for basket in parts[1][customer] if basket != [-1]]
        for back, basket in enumerate(reversed(baskets)):
            day = (_TEST_DAY - timedelta(days=_DAYS_BETWEEN_BASKETS * back)).isoformat()
            rows += [(customer, item, day) for item in dict.fromkeys(basket)]
    table = pd.DataFrame(rows, columns=["customer", "item", "day"])
    table.to_csv(out / "tafeng.csv", index=False)


if __name__ == "__main__":
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    online_retail(source, target)
    tafeng(source, target)
