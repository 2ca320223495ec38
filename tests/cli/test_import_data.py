"""`attune import` as a shop runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Attune

ROWS = "order,product,quantity,price,time\n1,A1,1,2.00,2026-01-05\n2,A1,1,0,2026-01-05\n"


@pytest.mark.parametrize(
    ("options", "where"),
    [((), "state/imports/a.csv.rejected.csv"), (("--rejects", "mine.csv"), "mine.csv")],
)
def test_rejected_rows_go_where_the_service_keeps_its_files(
    attune: Attune, tmp_path: Path, options: tuple[str, ...], where: str
) -> None:
    """They stand beneath ATTUNE_VAR, wherever the command runs, or where the option says."""
    file = tmp_path / "a.csv"
    file.write_text(ROWS, encoding="utf-8")
    result = attune(
        "import", "transactions", str(file), "--json", *options, ATTUNE_VAR=str(tmp_path / "state")
    )
    said = tmp_path / json.loads(result.stdout)["rejects_file"]

    assert tmp_path / where == said
    assert "price is zero" in said.read_text("utf-8")
    assert not (tmp_path / "var").exists()
