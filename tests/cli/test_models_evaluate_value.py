"""`attune models evaluate value` as an analyst runs it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from tests.cli.conftest import Attune


def sales(folder: Path) -> Path:
    """Return a file of forty customers who come every five to fourteen days; some stop in March."""
    rows = ["customer;bought;paid"]
    for customer in range(40):
        for visit in range(0, 60 if customer % 3 else 90, 5 + customer % 10):
            rows.append(
                f"{customer};{date(2025, 1, 1) + timedelta(days=visit * 2)};{10 + customer}"
            )
    path = folder / "sales.csv"
    path.write_text("\n".join(rows), "utf-8")
    return path


def test_the_value_model_is_measured_on_a_file(attune: Attune, tmp_path: Path) -> None:
    """One JSON object on the last line, with the figures and what each candidate did."""
    columns = ("--customer", "customer", "--time", "bought", "--amount", "paid")
    path = str(sales(tmp_path))
    until = ("--calibration-end", "2025-03-31")
    result = attune("models", "evaluate", "value", path, *columns, *until, "--json")

    assert 0 == result.returncode, result.stderr
    found = json.loads(result.stdout.splitlines()[-1])
    assert (40, 0.1, "2025-03-31") == (
        found["customers"],
        found["discount_rate"],
        found["calibration_end"],
    )
    assert {"BG/NBD", "MBG/NBD", "Pareto/NBD"} <= {row["model"] for row in found["candidates"]}
