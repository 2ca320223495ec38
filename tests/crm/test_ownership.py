"""The ownership machine: every state, every move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Conflict
from crm.ownership import LEASE, Move, Owner, Ownership, after

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
PAST = NOW - timedelta(seconds=1)

B, Q, A, C = Owner.BOT, Owner.QUEUED, Owner.AGENT, Owner.CLOSED
REQUEST, TAKE, HAND_BACK, CLOSE, LAPSE, WRITE, WITHDRAW = Move


def owned_by(owner: Owner, agent_id: int = 7) -> Ownership:
    """Return an ownership at version 3, of agent 7 with an ended lease if it is an agent's."""
    return Ownership(owner, 3, agent_id, PAST) if owner is A else Ownership(owner, 3)


@pytest.mark.parametrize(
    ("before", "move", "expected"),
    [
        (B, REQUEST, (Q, 4)),
        (B, TAKE, (A, 4)),
        (B, HAND_BACK, "wrong_owner"),
        (B, CLOSE, "wrong_owner"),
        (B, LAPSE, "wrong_owner"),
        (B, WRITE, (B, 3)),
        (B, WITHDRAW, "wrong_owner"),
        (Q, REQUEST, (Q, 3)),
        (Q, TAKE, (A, 4)),
        (Q, HAND_BACK, "wrong_owner"),
        (Q, CLOSE, "wrong_owner"),
        (Q, LAPSE, "wrong_owner"),
        (Q, WRITE, (Q, 3)),
        (Q, WITHDRAW, (B, 4)),
        (A, REQUEST, (A, 3)),
        (A, TAKE, (A, 3)),
        (A, HAND_BACK, (B, 4)),
        (A, CLOSE, (C, 4)),
        (A, LAPSE, (Q, 4)),
        (A, WRITE, (A, 3)),
        (A, WITHDRAW, "wrong_owner"),
        (C, REQUEST, "wrong_owner"),
        (C, TAKE, "wrong_owner"),
        (C, HAND_BACK, "wrong_owner"),
        (C, CLOSE, "wrong_owner"),
        (C, LAPSE, "wrong_owner"),
        (C, WRITE, (B, 4)),
        (C, WITHDRAW, "wrong_owner"),
    ],
)
def test_each_move_leads_where_the_table_says(
    before: Owner, move: Move, expected: tuple[Owner, int] | str
) -> None:
    """Each pair of state and move has one outcome: an owner with a version, or a refusal."""
    try:
        found = after(owned_by(before), move, NOW, agent_id=7)
        actual: tuple[Owner, int] | str = (found.owner, found.version)
    except Conflict as conflict:
        actual = conflict.code

    assert expected == actual


def test_the_table_above_is_whole() -> None:
    """No pair of state and move is left out of the test."""
    cases = test_each_move_leads_where_the_table_says.pytestmark[0].args[1]

    assert {(o, m) for o in Owner for m in Move} == {(case[0], case[1]) for case in cases}


@pytest.mark.parametrize("move", [TAKE, HAND_BACK, CLOSE])
def test_only_its_agent_moves_a_conversation(move: Move) -> None:
    """What one agent has, another neither takes nor gives away."""
    with pytest.raises(Conflict) as refused:
        after(owned_by(A), move, NOW, agent_id=8)

    assert "owned_by_another" == refused.value.code


@pytest.mark.parametrize("owner", [B, Q, A])
def test_taking_starts_a_lease(owner: Owner) -> None:
    """Who takes a conversation, or takes it again, holds it for one lease from now."""
    actual = after(owned_by(owner), TAKE, NOW, agent_id=7)

    assert (7, NOW + LEASE) == (actual.agent_id, actual.lease_until)


def test_a_lease_that_runs_does_not_lapse() -> None:
    """Until its end, the lease keeps the conversation with its agent."""
    with pytest.raises(Conflict) as refused:
        after(Ownership(A, 3, 7, NOW + timedelta(seconds=1)), LAPSE, NOW)

    assert "lease_runs" == refused.value.code


@given(st.lists(st.tuples(st.sampled_from(list(Move)), st.integers(1, 3)), max_size=30))
def test_there_is_one_owner_and_the_version_grows_with_each_change(
    moves: list[tuple[Move, int]],
) -> None:
    """Whatever happens, an agent stands there exactly when one owns it, and no change is silent."""
    now, ownership = NOW, Ownership()
    for move, agent_id in moves:
        now += LEASE * 2
        try:
            following = after(ownership, move, now, agent_id)
        except Conflict:
            continue
        changed = (following.owner, following.agent_id) != (ownership.owner, ownership.agent_id)
        assert following.version == ownership.version + changed
        ownership = following

        assert (ownership.owner is A) == (ownership.agent_id is not None)
