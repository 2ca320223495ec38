"""How what happens changes scores: bounded, whatever the order, each matter once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.score_adjustment import (
    BY_NAME,
    LARGEST_FACTOR,
    MOST_REASONS,
    RULES,
    Happening,
    Rule,
    Scores,
    adjusted,
    churn_risk,
    happening,
    with_odds,
)
from tests.project_tree import PROJECT

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
AWAY = Scores(94, 4, 20000, "255", 12, "cannot_lose", 0.5, "middle", ("is away for 94 days",))

happenings = st.builds(
    Happening,
    rule=st.sampled_from(RULES),
    about=st.sampled_from(["1", "2", "3"]),
    at=st.integers(0, 100).map(lambda hours: NOW + timedelta(hours=hours)),
    amount_minor=st.integers(0, 100_000),
)
scores = st.builds(
    Scores,
    recency_days=st.integers(0, 3000),
    frequency=st.integers(1, 500),
    monetary_minor=st.integers(0, 10**9),
    rfm=st.just("") | st.from_regex(r"[1-5]{3}", fullmatch=True),
    rfm_score=st.none() | st.integers(3, 15),
    segment=st.sampled_from(["new", "lost", "cannot_lose", "champion", "loyal"]),
    churn_probability=st.floats(0, 1),
    churn_risk=st.sampled_from(["low", "middle", "high"]),
    churn_reasons=st.just(("is away for 94 days",)),
)


def one(name: str, about: str = "1", amount_minor: int = 0) -> Happening:
    """Return something that happened now, by the name of its rule."""
    return Happening(BY_NAME[name], about, NOW, amount_minor)


@pytest.mark.parametrize(
    ("event", "data", "rule", "about"),
    [
        ("OrderPlaced", {"order": "7", "total_minor": 990}, "ordered", "7"),
        ("OrderCancelled", {"order": "7"}, "cancelled", "7"),
        ("ReturnAnnounced", {"number": "R-1", "kind": "return"}, "returned", "R-1"),
        ("ReturnAnnounced", {"number": "R-1", "kind": "exchange"}, "exchanged", "R-1"),
        ("ReturnAnnounced", {"number": "R-1", "kind": "damaged"}, "got_it_wrong", "R-1"),
        ("ReturnAnnounced", {"number": "R-1", "kind": "missing"}, "got_it_wrong", "R-1"),
        ("TicketOpened", {"topic": "complaint"}, "complained", "5"),
        ("TicketOpened", {"topic": "invoice"}, None, None),
        ("TurnAnswered", {"frustration": 0.6, "sentiment_score": 0.0}, "angry", "5"),
        ("TurnAnswered", {"frustration": 0.0, "sentiment_score": -0.6}, "angry", "5"),
        ("TurnAnswered", {"frustration": 0.5, "sentiment_score": -0.5}, None, None),
        ("OwnershipChanged", {"to_owner": "queued"}, "handed_over", "5"),
        ("OwnershipChanged", {"to_owner": "agent"}, None, None),
        ("MembershipCancelled", {"tier": "gold"}, "left_club", "gold"),
        ("AccountDeletionRequested", {"ticket": "T-1"}, "wants_deletion", "T-1"),
        ("PraiseReceived", {"sentiment": 0.9}, "praised", "5"),
        ("MessageReceived", {"seq": 1}, None, None),
    ],
)
def test_each_event_counts_by_its_rule(
    event: str, data: dict[str, Any], rule: str | None, about: str | None
) -> None:
    """The rule of an event and the matter that it is about are those of the table."""
    found = happening(event, data, 5, NOW)

    assert (rule, about) == ((found.rule.name, found.about) if found else (None, None))


def test_an_order_brings_a_customer_back() -> None:
    """Recency, frequency, money, segment and reasons are those after the order."""
    now = adjusted(AWAY, [one("ordered", "7", 4990)])

    assert (0, 5, 24990) == (now.recency_days, now.frequency, now.monetary_minor)
    assert ("555", 15, "loyal") == (now.rfm, now.rfm_score, now.segment)
    assert ("low", ("ordered on 15 June 2026",)) == (now.churn_risk, now.churn_reasons)
    assert pytest.approx(1 / 6) == now.churn_probability


def test_a_cancelled_order_does_not_count_as_one() -> None:
    """Who orders and calls it off is where they were, and a little more at risk."""
    now = adjusted(AWAY, [one("cancelled", "7"), one("ordered", "7", 4990)])

    assert (94, 4, 20000, "cannot_lose") == (
        now.recency_days, now.frequency, now.monetary_minor, now.segment,
    )  # fmt: skip
    assert pytest.approx(0.6) == now.churn_probability


def test_a_complaint_raises_the_risk_and_says_why() -> None:
    """The new reason stands before those of the model."""
    now = adjusted(AWAY, [one("complained"), one("handed_over")])

    assert pytest.approx(2.4 / 3.4) == now.churn_probability
    assert "high" == now.churn_risk
    assert (
        "needed a person on 15 June 2026",
        "complained on 15 June 2026",
        "is away for 94 days",
    ) == now.churn_reasons


def test_a_risk_with_other_limits_stays_until_one_is_crossed() -> None:
    """The word of the model is kept while its probability is on the same side of the limits."""
    mine = Scores(94, 4, 20000, "255", 12, "at_risk", 0.71, "middle")

    assert "middle" == adjusted(mine, [one("angry")]).churn_risk
    assert "low" == adjusted(mine, [one("ordered")]).churn_risk


@given(scores, st.lists(happenings, max_size=12))
def test_scores_stay_what_they_are(before: Scores, happened: list[Happening]) -> None:
    """A probability stays one, within the cap; nothing that is counted gets less."""
    now = adjusted(before, happened)
    p = before.churn_probability
    low, high = with_odds(p, 1 / LARGEST_FACTOR), with_odds(p, LARGEST_FACTOR)

    assert 0 <= low <= now.churn_probability <= high <= 1
    assert now.churn_risk in {before.churn_risk, churn_risk(now.churn_probability)}
    assert now.frequency >= before.frequency
    assert now.monetary_minor >= before.monetary_minor
    assert now.recency_days in {0, before.recency_days}
    assert len(now.rfm) == len(before.rfm)
    assert len(now.churn_reasons) <= MOST_REASONS + len(before.churn_reasons)


@given(scores, st.lists(happenings, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(
    before: Scores, happened: list[Happening], shuffler: Any
) -> None:
    """The same matters lead to the same scores, however they arrive and how often."""
    first = {(h.rule.name, h.about): h for h in happened}
    twice = [*first.values(), *first.values()]
    shuffler.shuffle(twice)

    assert adjusted(before, happened) == adjusted(before, twice)


@given(scores, st.lists(happenings, max_size=8), st.sampled_from(RULES))
def test_each_rule_pushes_one_way(before: Scores, happened: list[Happening], rule: Rule) -> None:
    """What a rule says raises the churn never lowers it, and the other way round."""
    more = adjusted(before, [*happened, Happening(rule, "another", NOW)]).churn_probability
    less = adjusted(before, happened).churn_probability

    assert more >= less if rule.odds > 1 else more <= less


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1 / LARGEST_FACTOR, LARGEST_FACTOR))
def test_who_was_more_at_risk_stays_so(one: float, other: float, factor: float) -> None:
    """The same factor keeps the order of two customers, up to rounding."""
    low, high = sorted((one, other))

    assert with_odds(low, factor) <= with_odds(high, factor) + 1e-15


def test_nothing_changes_nothing() -> None:
    """Without happenings the scores are those of the models."""
    assert AWAY == adjusted(AWAY, [])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_is_documented(rule: Rule) -> None:
    """The documentation names each rule with its event and its factor."""
    lines = (PROJECT / "docs" / "models.md").read_text("utf-8").splitlines()
    (row,) = [line for line in lines if line.startswith(f"| `{rule.name}` |")]

    assert f"`{rule.event}`" in row
    assert f"× {rule.odds:g} |" in row
