"""A made-up table of subscribers whose leaving follows known rules."""

from __future__ import annotations

import numpy as np
import pandas as pd


def subscribers(rows: int = 300, seed: int = 0) -> pd.DataFrame:
    """Return a table of numbers, words, truth values, times, blanks and mixed cells."""
    draw = np.random.default_rng(seed)
    months = draw.integers(0, 60, rows)
    contract = draw.choice(["monthly", "yearly", "two years"], rows, p=[0.5, 0.3, 0.2])
    unhappy = draw.random(rows) < 0.3
    log_odds = 1.5 - 0.08 * months + 1.2 * (contract == "monthly") + unhappy - 1.0
    left = draw.random(rows) < 1 / (1 + np.exp(-log_odds))
    paid = [str(round(20.0 * month, 2)) if month else " " for month in months]
    age = [str(number) if number % 20 else "unbekannt" for number in draw.integers(18, 90, rows)]
    begun = pd.Timestamp("2024-01-01") + pd.to_timedelta(draw.integers(0, 700, rows), unit="D")
    return pd.DataFrame(
        {
            "id": [f"K-{number:05}" for number in range(rows)],
            "months": months,
            "contract": contract,
            "complained": unhappy,
            "paid": paid,
            "age": age,
            "stadt": draw.choice(["Zürich", "Łódź", "北京", None], rows),
            "begun": begun.strftime("%Y-%m-%d"),
            "country": "CH",
            "fax": None,
            "left": np.where(left, "Yes", "No"),
        }
    )
