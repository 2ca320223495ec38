"""The score of a waiting conversation: points with their parts, a point being a minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.queue_score import DEFAULT_WEIGHTS, Score, Waiting, Weights, score
from crm.queue_weights import WEIGHTS
from crm.settings import PROJECT

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
BANDS = st.sampled_from([None, "high", "middle", "low"])
ANYBODY = st.builds(
    Waiting,
    key=st.uuids().map(str),
    since=st.integers(-7200, 600).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    value_band=BANDS,
    lifetime_value_minor=st.integers(-100, 10_000_000),
    churn_risk=BANDS,
    sentiment=st.floats(-1, 1),
    frustration=st.floats(0, 1),
    topic=st.sampled_from([None, "payment_issue", "complaint", "greet", "something_else"]),
    promised_at=st.none() | st.integers(-60, 60).map(lambda m: NOW + timedelta(minutes=m)),
    reason=st.sampled_from([None, "agent_vanished", "asked_for_person"]),
    priority=st.sampled_from(["low", "normal", "high"]),
)
HEAD_STARTS = st.sampled_from([0.0, 3.0, 10.0, 40.0])


def waiting(**changes: object) -> Waiting:
    """Return a guest who has waited four minutes for nothing in particular, with changes."""
    plain = Waiting("a", NOW - timedelta(minutes=4), priority="low")
    return replace(plain, **changes)  # type: ignore[arg-type]


def parts(found: Score) -> dict[str, float]:
    """Return the points of a score by the names of its parts."""
    return {part.name: round(part.points, 2) for part in found.parts}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"value_band": "high"}, {"value": 3.0}),
        ({"value_band": "unheard_of", "churn_risk": ""}, {}),
        ({"lifetime_value_minor": 50_000}, {"lifetime_value": 0.5}),
        ({"lifetime_value_minor": 9_000_000}, {"lifetime_value": 1.0}),
        ({"lifetime_value_minor": 1_000, "currency": "JPY"}, {"lifetime_value": 1.0}),
        ({"churn_risk": "high"}, {"churn": 2.0}),
        ({"frustration": 0.5}, {"frustration": 1.5}),
        ({"frustration": float("nan"), "sentiment": float("nan")}, {}),
        ({"sentiment": -0.5}, {"sentiment": 0.75}),
        ({"sentiment": 0.9}, {}),
        ({"topic": "payment_issue"}, {"topic": 3.0}),
        ({"topic": "thank"}, {}),
        ({"priority": "high", "reason": "agent_vanished"}, {"priority": 3.0, "reason": 3.0}),
        ({"promised_at": NOW + timedelta(minutes=20)}, {}),
        ({"promised_at": NOW + timedelta(minutes=5)}, {"promise": 2.0}),
        ({"promised_at": NOW - timedelta(minutes=1)}, {"promise": 5.0}),
        (
            {
                "topic": "payment_issue",
                "priority": "high",
                "frustration": 1.0,
                "churn_risk": "high",
            },
            {"topic": 3.0, "priority": 3.0, "frustration": 3.0, "churn": 2.0, "limit": -1.0},
        ),
    ],
)
def test_parts(changes: dict[str, object], expected: dict[str, float]) -> None:
    """Each reason is a part of its own beside the waiting; all of them together are limited."""
    actual = parts(score(waiting(**changes), NOW))

    assert {"waiting": 4.0, **expected} == actual


def test_what_the_desk_shows() -> None:
    """The parts come with words, the waiting first and then what weighs most."""
    one = waiting(topic="payment_issue", value_band="middle", lifetime_value_minor=84_000)
    shown = score(one, NOW).shown()

    assert {
        "points": 8.8,
        "parts": [
            {"name": "waiting", "points": 4.0, "words": "waits 4 min"},
            {"name": "topic", "points": 3.0, "words": "a payment failed"},
            {"name": "value", "points": 1.0, "words": "middle customer value"},
            {"name": "lifetime_value", "points": 0.8, "words": "expected revenue €840.00"},
        ],
    } == shown


@given(ANYBODY, HEAD_STARTS)
def test_a_score_is_its_parts_and_limited(one: Waiting, head_start: float) -> None:
    """It is the waiting in minutes and at most the head start, and never less than the waiting."""
    found = score(one, NOW, Weights(head_start=head_start))
    waited = max((NOW - one.since).total_seconds() / 60, 0)

    assert found.points == pytest.approx(sum(part.points for part in found.parts))
    assert waited - 1e-9 <= found.points <= waited + head_start + 1e-9


@given(ANYBODY, st.integers(0, 7200), st.integers(0, 7200), HEAD_STARTS)
def test_waiting_only_ever_adds(one: Waiting, later: int, longer: int, head_start: float) -> None:
    """The score grows with time, and whoever came earlier has a higher one."""
    weights = Weights(head_start=head_start)
    now = NOW + timedelta(hours=1)
    then = now + timedelta(seconds=later)
    earlier = replace(one, since=one.since - timedelta(seconds=longer))
    before = score(one, now, weights).points

    assert score(one, then, weights).points >= before + later / 60 - 1e-9
    assert score(earlier, now, weights).points == pytest.approx(before + longer / 60)


@given(ANYBODY, ANYBODY, st.integers(0, 3600))
def test_the_order_of_two_stays(one: Waiting, other: Waiting, later: int) -> None:
    """Without promises, two who wait keep their distance as long as nothing new is known."""
    pair = [replace(each, promised_at=None) for each in (one, other)]
    now = NOW + timedelta(minutes=10)
    before, after = (
        [score(each, at).points for each in pair] for at in (now, now + timedelta(seconds=later))
    )

    assert before[0] - before[1] == pytest.approx(after[0] - after[1])


def test_a_shop_changes_weights() -> None:
    """Its own points count over the table's, for further topics and reasons, too."""
    weights = Weights({"value.high": 7, "topic.exchange_item": 1.5, "value.low": 0})
    found = score(waiting(value_band="high", topic="exchange_item"), NOW, weights)

    assert {"waiting": 4.0, "value": 7.0, "topic": 1.5} == parts(found)
    assert "topic: exchange item" in [part.words for part in found.parts]


@pytest.mark.parametrize(
    ("points", "code", "named"),
    [
        ({"value.huge": 3}, "unknown_weight", "value.huge"),
        ({"topic.DROP TABLE": 3}, "unknown_weight", "topic.DROP"),
        ({"value.high": -1}, "invalid_weight", "-1"),
        ({"value.high": float("nan")}, "invalid_weight", "nan"),
        ({"value.high": float("inf")}, "invalid_weight", "inf"),
        ({"value.high": "3"}, "invalid_weight", "value.high"),
        ({"value.high": True}, "invalid_weight", "True"),
        ({"value.high": 121}, "invalid_weight", "120"),
    ],
)
def test_wrong_weights(points: dict[str, float], code: str, named: str) -> None:
    """A weight that would break the order is refused by name."""
    with pytest.raises(Invalid) as caught:
        Weights(points)

    assert code == caught.value.code
    assert named in caught.value.detail


def test_wrong_head_start() -> None:
    """So is a head start that is none."""
    with pytest.raises(Invalid, match="head_start must be a number from 0 to 120, not -1"):
        Weights(head_start=-1)


def test_every_weight_is_documented() -> None:
    """The page about the queue has each row with the points that it gives."""
    page = (PROJECT / "docs" / "queue.md").read_text("utf-8")
    missing = [
        row.name
        for row in WEIGHTS
        if f"| `{row.name}` | {row.points:g} | {row.words} |" not in page
    ]

    assert [] == missing
    assert f"{DEFAULT_WEIGHTS.head_start:g} points" in page
