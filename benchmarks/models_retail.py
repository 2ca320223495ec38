"""Online Retail as the benches read it: what known customers bought."""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def bought_lines(data: Path) -> pd.DataFrame:
    """Return lines of known customers with quantity and price above 0, with their amounts.

    Cancellations have negative quantities, so that they are left out; lines without a customer
    are of many people and never one guest.
    """
    lines = pd.read_csv(
        data / "online_retail" / "online_retail.csv.gz",
        dtype={"InvoiceNo": str, "StockCode": str, "Description": str},
        parse_dates=["InvoiceDate"],
    )
    kept = lines["CustomerID"].notna() & (lines["Quantity"] > 0) & (lines["UnitPrice"] > 0)
    lines = lines[kept]
    return lines.assign(
        CustomerID=lines["CustomerID"].astype("int64"),
        Amount=lines["Quantity"] * lines["UnitPrice"],
    )
