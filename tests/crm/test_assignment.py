"""Who gets whom: by load, skill, language and room."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.assignment import Assignment, AtDesk, Mode, Wanted, assign, eligible

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
SKILLS = st.frozensets(st.sampled_from(["payment_issue", "returns"]))
LANGUAGES = st.frozensets(st.sampled_from(["de", "en"]), min_size=1)
AGENTS = st.lists(
    st.builds(
        AtDesk,
        id=st.integers(1, 50),
        holds=st.integers(0, 3),
        capacity=st.integers(0, 4),
        available=st.booleans(),
        skills=st.none() | SKILLS,
        languages=st.none() | LANGUAGES,
        idle_since=st.none() | st.integers(0, 5).map(lambda m: NOW - timedelta(minutes=m)),
    ),
    max_size=6,
    unique_by=lambda agent: agent.id,
)
LINES = st.lists(
    st.builds(
        Wanted,
        conversation=st.uuids().map(str),
        skills=SKILLS,
        language=st.sampled_from([None, "de", "en", "fr"]),
        near_bound=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda wanted: wanted.conversation,
)


def agent(number: int, holds: int = 0, capacity: int = 3, **more: object) -> AtDesk:
    """Return an agent who can do everything, with changes."""
    return replace(AtDesk(number, holds, capacity), **more)  # type: ignore[arg-type]


def wanted(name: str, *skills: str, language: str | None = None, near: bool = False) -> Wanted:
    """Return a conversation that wants these skills."""
    return Wanted(name, frozenset(skills), language, near)


def pairs(given_away: list[Assignment]) -> dict[str, int]:
    """Return the agents by conversation."""
    return {one.conversation: one.agent_id for one in given_away}


PAY, RETURNS = {"skills": frozenset({"pay"})}, {"skills": frozenset({"returns"})}


@pytest.mark.parametrize(
    ("line", "agents", "expected"),
    [
        # Nobody there, nobody waiting, no room, not available.
        ([wanted("a")], [], {}),
        ([], [agent(1)], {}),
        ([wanted("a")], [agent(1, 3), agent(2, capacity=0), agent(3, available=False)], {}),
        # Who has the least share of their room taken; then who has been idle longest; then the id.
        ([wanted("a")], [agent(1, 2), agent(2, 1)], {"a": 2}),
        ([wanted("a")], [agent(1, 1, 2), agent(2, 2, 6)], {"a": 2}),
        (
            [wanted("a")],
            [agent(1, idle_since=NOW), agent(2, idle_since=NOW - timedelta(1))],
            {"a": 2},
        ),
        ([wanted("a")], [agent(1, idle_since=NOW), agent(2)], {"a": 2}),
        ([wanted("a")], [agent(2), agent(1)], {"a": 1}),
        # The load grows as the line is given away, and who comes first in it is served first.
        ([wanted("a"), wanted("b"), wanted("c")], [agent(1), agent(2)], {"a": 1, "b": 2, "c": 1}),
        ([wanted("a"), wanted("b")], [agent(1, 2)], {"a": 1}),
        # Skill and language.
        ([wanted("a", "pay")], [agent(1, **RETURNS), agent(2, 2, **PAY)], {"a": 2}),
        (
            [wanted("a", language="de")],
            [agent(1, languages=frozenset({"en"})), agent(2, 2)],
            {"a": 2},
        ),
        # Nobody has it: it waits, until its bound is near.
        ([wanted("a", "pay")], [agent(1, **RETURNS)], {}),
        ([wanted("a", "pay", near=True)], [agent(1, **RETURNS)], {"a": 1}),
        # Somebody has it but is busy or not available: it waits for them.
        ([wanted("a", "pay", near=True)], [agent(1, **RETURNS), agent(2, 3, **PAY)], {}),
        ([wanted("a", "pay", near=True)], [agent(1, **RETURNS), agent(2, available=False)], {}),
        # Who waits for a rare skill holds up nobody.
        ([wanted("a", "pay"), wanted("b")], [agent(1, **RETURNS)], {"b": 1}),
        # An agent with a rare skill is freed for who needs it.
        (
            [wanted("a"), wanted("b", "pay")],
            [agent(1, 2, **PAY), agent(2, 2, **RETURNS)],
            {"a": 2, "b": 1},
        ),
    ],
)
def test_who_gets_whom(line: list[Wanted], agents: list[AtDesk], expected: dict[str, int]) -> None:
    """Conversations go to the least loaded of those who can take them."""
    assert expected == pairs(assign(line, agents))


def test_what_is_lacking_is_named() -> None:
    """The desk can say what an agent lacks who got a conversation for want of a better one; it is
    the one who lacks least."""
    line = [wanted("a", "pay", "returns", language="de", near=True)]
    agents = [
        agent(1, skills=frozenset(), languages=frozenset({"en"})),
        agent(2, **PAY, languages=frozenset({"en"})),
    ]

    assert [Assignment("a", 2, ("returns", "language de"))] == assign(line, agents)


@given(LINES, AGENTS)
def test_by_hand(line: list[Wanted], agents: list[AtDesk]) -> None:
    """By hand, nothing is given to anybody."""
    assert [] == assign(line, agents, Mode.BY_HAND)


@given(LINES, AGENTS)
def test_nobody_gets_too_many_or_what_they_cannot_take(
    line: list[Wanted], agents: list[AtDesk]
) -> None:
    """Nobody is over capacity; who lacks what is wanted gets it near the bound if nobody has it."""
    by_id, by_name = {one.id: one for one in agents}, {one.conversation: one for one in line}
    found = assign(line, agents)
    for one in agents:
        got = [each for each in found if each.agent_id == one.id]
        assert not got or (one.available and one.holds + len(got) <= one.capacity)
    for each in found:
        one = by_name[each.conversation]
        assert by_id[each.agent_id].lacks(one) == each.lacking
        if each.lacking:
            assert one.near_bound
            assert all(other.lacks(one) for other in agents)


@given(LINES, AGENTS)
def test_everybody_who_can_be_is_assigned(line: list[Wanted], agents: list[AtDesk]) -> None:
    """Nobody further back is served in place of one who could be, and no room stays empty."""
    got = set(pairs(assign(line, agents)))
    served: list[Wanted] = []
    for one in line:
        fits = room_for([*served, one], agents)
        assert fits == (one.conversation in got)
        if fits:
            served.append(one)


@given(LINES, AGENTS, st.randoms())
def test_the_same_again(line: list[Wanted], agents: list[AtDesk], rnd: random.Random) -> None:
    """The sequence in which agents are given does not matter."""
    assert assign(line, agents) == assign(line, rnd.sample(agents, len(agents)))


@given(AGENTS)
def test_least_loaded(agents: list[AtDesk]) -> None:
    """One conversation that wants nothing goes to whom the least share of their room is taken."""
    found = pairs(assign([wanted("a")], agents))
    loads = {
        one.id: one.holds / one.capacity
        for one in agents
        if one.available and one.holds < one.capacity
    }

    assert bool(loads) == bool(found)
    assert all(loads[number] == min(loads.values()) for number in found.values())


def room_for(line: list[Wanted], agents: list[AtDesk]) -> bool:
    """Return whether all of a line can be served at once (Hall's condition, by trying all sets)."""
    groups: dict[frozenset[int], int] = {}
    for one in line:
        can = frozenset(each.id for each in eligible(one, agents))
        groups[can] = groups.get(can, 0) + 1
    sets = {frozenset[int]()}
    for can in groups:
        sets |= {can | other for other in sets}
    room = {one.id: one.capacity - one.holds for one in agents}
    return all(
        sum(count for can, count in groups.items() if can <= some) <= sum(room[i] for i in some)
        for some in sets
    )
