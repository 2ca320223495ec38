"""The page of the features tells of each of them."""

from __future__ import annotations

from crm.settings import PROJECT
from crm_models.feature_tables.catalogue import FEATURES


def test_each_feature_is_documented() -> None:
    """Each feature has its row with meaning, unit and default, in the order of the columns."""
    page = (PROJECT / "docs" / "features.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    expected = [
        f"| `{f.name}` | {f.meaning} | {f.unit} | "
        f"{'empty' if f.default is None else f'{f.default:g}'} |"
        for f in FEATURES
    ]

    assert expected == rows
