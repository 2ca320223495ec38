"""The table of kinds in docs/models.md is that of the code."""

from __future__ import annotations

from typing import Any

import pytest

from crm.settings import PROJECT
from crm_models.kinds.catalogue import KINDS
from crm_models.kinds.recommend import Recommend
from crm_models.prediction import NEUTRAL
from crm_models.registry import TOLERANCE

TEXT = (PROJECT / "docs" / "models.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.split("|")[1:-1]] for line in TEXT.splitlines()]
KINDS_THERE: dict[str, Any] = {**KINDS, Recommend.kind: Recommend}


@pytest.mark.parametrize("kind", sorted(KINDS_THERE))
def test_a_row_says_how_a_kind_is_judged(kind: str) -> None:
    """Horizon and measure; neutral words and numbers are all there."""
    row = next(row for row in ROWS if len(row) == 6 and row[0] == f"`{kind}`")
    model = KINDS_THERE[kind]
    neutral = [str(one) for one in NEUTRAL[kind].values() if one not in (None, 0, "", [])]

    assert [f"{model.horizon_days} days", f"`{model.measure}`"] == row[3:5]
    assert [] == [word for word in neutral if word not in row[5]]


def test_the_tolerance_is_said() -> None:
    """By so much a new model may be worse."""
    assert f"worse by more than {TOLERANCE:.2f}".replace("0.", ".") in " ".join(TEXT.split())
