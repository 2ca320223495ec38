"""When a person is better than the bot: the table of rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.escalation import REASONS, Escalation, Seen, Step, rule_for

SHARES = st.floats(0, 1)
SEEN = st.builds(
    Seen,
    failures=st.integers(0, 5),
    frustration=SHARES,
    sentiment=st.floats(-1, 1),
    value_band=st.sampled_from([None, "high", "middle", "low"]),
    churn_risk=st.sampled_from([None, "high", "middle", "low"]),
    topic=st.sampled_from(["", "complaint", "greet", "payment_issue"]),
    order_minor=st.integers(0, 200_000),
)
RESTING = st.frozensets(st.sampled_from(REASONS))
SHOPS = st.builds(
    Escalation,
    frustration=SHARES,
    amount_minor=st.integers(0, 100_000),
    topics=st.frozensets(st.sampled_from(["greet", "complaint"])),
    steps=st.dictionaries(st.sampled_from(REASONS), st.sampled_from(Step)),
)


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (Seen(), None),
        (Seen(failures=1, frustration=0.59), None),
        (Seen(failures=2), "two_failures"),
        (Seen(failures=3), "not_understood"),
        (Seen(frustration=0.6), "frustration"),
        (Seen(value_band="high", churn_risk="high"), None),
        (Seen(value_band="high", churn_risk="high", sentiment=-0.6), "valued_at_risk"),
        (Seen(topic="payment_issue", order_minor=50_000), "high_amount"),
        (Seen(topic="greet", order_minor=50_000), None),
    ],
)
def test_the_table(seen: Seen, reason: str | None) -> None:
    """Each row by itself."""
    rule = rule_for(seen)

    assert reason == (rule.reason if rule else None)


@given(SEEN, SHOPS, RESTING)
def test_what_rests_or_is_off_never_decides(
    seen: Seen, shop: Escalation, resting: frozenset[str]
) -> None:
    """No reason leads in circles, and a shop has the last word."""
    rule = rule_for(seen, shop, resting)

    assert rule is None or (rule.reason not in resting and shop.step_of(rule) is not Step.OFF)


@given(SEEN, SHOPS, RESTING)
def test_who_is_handed_over_is_not_only_offered(
    seen: Seen, shop: Escalation, resting: frozenset[str]
) -> None:
    """A rule that offers decides only when none that hands over holds."""
    rule = rule_for(seen, shop, resting)
    if rule is None or shop.step_of(rule) is Step.NOW:
        return
    now = Escalation(
        shop.frustration, shop.amount_minor, shop.topics, dict.fromkeys(REASONS, Step.NOW)
    )
    others = resting | {rule.reason}
    other = rule_for(seen, now, others)

    assert other is None or shop.step_of(other) is not Step.NOW or other.reason in resting


def test_a_topic_of_the_shops() -> None:
    """A shop names matters for people."""
    rule = rule_for(Seen(topic="greet"), Escalation(topics=frozenset({"greet"})))

    assert rule is not None
    assert "topic" == rule.reason


def test_an_unknown_reason_is_refused() -> None:
    """It names what there is."""
    with pytest.raises(Invalid, match="there are not_understood, valued_at_risk"):
        Escalation(steps={"boredom": Step.NOW})
