"""How a reply is tailored: the table of rules, the budget, the control group."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.profiles import Profile
from crm.tailoring import (
    FRUSTRATED,
    GOODWILL_PAUSE,
    RULES,
    UPSET,
    Moment,
    Situation,
    at_risk,
    decide,
    goodwill_is_due,
    in_control_group,
    valued,
)

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
NEW = Profile(1, "opaque")
VALUED = replace(NEW, value_band="high", segment="loyal", scored=True)
AT_RISK = replace(NEW, churn_risk="high", segment="at_risk", scored=True)
BOTH = replace(VALUED, churn_risk="high", segment="cannot_lose", tier="silver")
GOLD = replace(NEW, tier="gold")

PROMISING = replace(VALUED, segment="new", churn_risk="high", tier="bronze")

profiles = st.builds(
    Profile,
    customer_id=st.none() | st.just(1),
    segment=st.sampled_from(["unknown", "new", "loyal", "champion", "at_risk", "cannot_lose"]),
    value_band=st.sampled_from(["low", "middle", "high"]),
    churn_risk=st.sampled_from(["low", "middle", "high"]),
    tier=st.sampled_from([None, "bronze", "silver", "gold"]),
)
situations = st.builds(
    Situation,
    moment=st.sampled_from(sorted(RULES)),
    profile=profiles,
    sentiment=st.floats(-1, 1),
    frustration=st.floats(0, 1),
    repeated=st.booleans(),
)

COMPLAINTS = [
    (Profile(), {}, "complains", False, "offer", "normal"),
    (NEW, {}, "complains", False, "offer", "normal"),
    (PROMISING, {}, "complains", False, "offer", "normal"),
    (NEW, {"frustration": FRUSTRATED}, "frustrated_complains", False, "now", "high"),
    (NEW, {"repeated": True}, "complains_again", False, "now", "high"),
    (VALUED, {}, "valued_complains", True, "offer", "high"),
    (GOLD, {}, "valued_complains", True, "offer", "high"),
    (AT_RISK, {}, "at_risk_complains", True, "offer", "normal"),
    (BOTH, {}, "valued_at_risk_complains", True, "now", "high"),
    (BOTH, {"repeated": True}, "valued_at_risk_complains", True, "now", "high"),
]


@pytest.mark.parametrize(
    ("profile", "mood", "rule", "goodwill", "handover", "priority"), COMPLAINTS
)
def test_a_complaint_is_answered_by_who_complains(
    profile: Profile,
    mood: dict[str, float],
    rule: str,
    goodwill: bool,
    handover: str,
    priority: str,
) -> None:
    """Whom the shop would miss gets a person and a goodwill; a new customer an honest ticket."""
    made = decide(Situation("complaint", profile, **mood))  # type: ignore[arg-type]

    assert (rule, "apologise_first") == (made.rule, made.tone)
    assert (goodwill, handover, priority) == (made.goodwill, made.handover, made.priority)


@pytest.mark.parametrize(
    ("moment", "profile", "sentiment", "rule"),
    [
        ("person", NEW, 0.0, "wants_person"),
        ("person", NEW, UPSET, "angry_wants_person"),
        ("person", BOTH, 0.0, "valued_at_risk_wants_person"),
        ("greeting", Profile(), 0.0, "greets"),
        ("greeting", NEW, 0.0, "greets_known"),
        ("greeting", NEW, -0.9, "greets_angry"),
        ("greeting", GOLD, 0.0, "greets_gold"),
        ("greeting", AT_RISK, 0.0, "greets_at_risk"),
        ("greeting", PROMISING, 0.0, "greets_known"),
        ("praise", GOLD, 0.9, "member_praises"),
        ("praise", NEW, 0.9, "praises"),
    ],
)
def test_the_first_rule_that_holds_decides(
    moment: Moment, profile: Profile, sentiment: float, rule: str
) -> None:
    """Each moment has its own table, with the special before the general."""
    assert rule == decide(Situation(moment, profile, sentiment)).rule


@given(situations)
def test_every_situation_is_decided_and_explained(situation: Situation) -> None:
    """There is always a decision, and its reason names the rule and the facts it saw."""
    made = decide(situation)
    why = made.why(offer=None)

    assert made.rule in {rule.name for rule in RULES[situation.moment]}
    assert {"segment", "value_band", "churn_risk", "tier"} <= set(why["facts"])
    assert (made.rule, made.priority) == (why["rule"], why["priority"])


@given(situations)
def test_goodwill_is_only_for_those_whom_the_shop_would_miss(situation: Situation) -> None:
    """No rule gives goodwill to a customer who is neither valued nor about to leave."""
    made = decide(situation)

    assert not made.goodwill or valued(situation.profile) or at_risk(situation.profile)


@pytest.mark.parametrize(
    ("last_at", "repeated", "expected"),
    [
        (None, False, True),
        (None, True, False),
        (NOW - GOODWILL_PAUSE, False, True),
        (NOW - GOODWILL_PAUSE + timedelta(seconds=1), False, False),
        (NOW, False, False),
    ],
)
def test_one_goodwill_in_ninety_days(
    last_at: datetime | None, repeated: bool, expected: bool
) -> None:
    """The budget allows the next one after the pause, and none for a complaint made before."""
    assert expected == goodwill_is_due(last_at, NOW, repeated=repeated)


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_control_group_is_stable(offer: str, customer: str) -> None:
    """The same customer is always in the same group, and in none or all at the ends."""
    again = [in_control_group(offer, customer) for _ in range(3)]

    assert 1 == len(set(again))
    assert (False, True) == (
        in_control_group(offer, customer, 0.0),
        in_control_group(offer, customer, 1.0),
    )


def test_the_control_group_has_its_share_and_differs_by_offer() -> None:
    """About a tenth is held back, and two offers do not hold back the same people."""
    people = [f"opaque-{number}" for number in range(5000)]
    one = {person for person in people if in_control_group("ONE", person)}
    two = {person for person in people if in_control_group("TWO", person)}

    assert 400 < len(one) < 600
    assert len(one & two) < 100
