"""How the splitting of messages is counted."""

from __future__ import annotations

from bot.evaluation.requests_score import RequestsScore, score


def test_all_requests_in_order_are_right_and_a_cut_is_wrong() -> None:
    """A missing, further or other request makes a message with several wrong."""
    lines = [
        {"text": text, "requests": [{"intent": name} for name in wanted.split()]}
        for text, wanted in (("ab", "a b"), ("ba", "a b"), ("a", "a b"), ("", "a"), ("aa", "a"))
    ]

    assert RequestsScore(1, 3, 1, 2) == score(lines, list)
