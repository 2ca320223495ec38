"""How a model's card is printed."""

from __future__ import annotations

from cli.models_card import card_lines

CARD = {
    "horizon_days": 90,
    "metrics": {"roc_auc": 0.76123, "total_error": None},
    "clusters": [
        {"cluster": 0, "spent": 792.5, "rule": "8 orders or more"},
        {"cluster": 1, "spent": 17250.0, "rule": "at most 2 orders"},
    ],
    "tried": {"3": {"silhouette": 0.31, "stability": 0.59}, "4": {"silhouette": 0.3}},
    "rival": {"version": "1", "metrics": {"roc_auc": 0.7}},
    "notes": [],
}


def test_entries_are_lines_and_objects_are_tables() -> None:
    """Numbers stand in columns, words on a line of their own; what is not known is a dash."""
    expected = [
        "horizon days         90",
        "metrics roc auc      0.7612",
        "metrics total error  –",
        "rival version        1",
        "rival metrics        roc auc 0.7",
        "notes                ",
        "",
        "clusters:",
        "cluster   spent",
        "      0   792.5",
        "      1  17,250",
        "- cluster 0: 8 orders or more",
        "- cluster 1: at most 2 orders",
        "",
        "tried:",
        "   silhouette  stability",
        "3        0.31       0.59",
        "4         0.3          –",
    ]

    assert expected == card_lines(CARD)


def test_an_empty_card_has_no_lines() -> None:
    """There is nothing to say."""
    assert [] == card_lines({})
