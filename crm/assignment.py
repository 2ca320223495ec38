"""Who gets whom: the line's conversations given to agents who have room, by rule or by hand.

An agent can take a conversation who is available, has room for one more, and has each skill and the
language that it wants. The line is gone through in its order. Each conversation gets the least
loaded of those who can take it; if all of them are full because they were just given others, these
are moved to agents who can take them as well. So nobody goes without because somebody before them
could have had another agent (a maximum matching; Kuhn, 1955), nobody loses their agent to one
further back, and one who waits for a rare skill holds up nobody behind.

Who lacks what is wanted gets a conversation only when two things come together: nobody who is at
the desk has it, busy or not, and the conversation is *near its bound* (:attr:`Place.held
<crm.queue_order.Place.held>`). Then those who lack least can take it. While somebody at the desk
has it but is busy, the conversation waits for them, even beyond its bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Mode(StrEnum):
    """How conversations come to agents."""

    AUTOMATIC = "automatic"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class AtDesk:
    """An agent who is at the desk now.

    Parameters
    ----------
    holds:
        Conversations that they have.
    capacity:
        How many they take at once; 0 takes none.
    available:
        Whether conversations may be assigned now; who is not may still have a skill.
    skills:
        Topics that they take; nothing set means all.
    languages:
        Codes such as ``de``; nothing set means all.
    idle_since:
        When they last got a conversation; of two who are loaded alike, the one who has waited
        longest is next, and who never got one before those.
    """

    id: int
    holds: int
    capacity: int
    available: bool = True
    skills: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    idle_since: datetime | None = None

    def lacks(self, wanted: Wanted) -> tuple[str, ...]:
        """Return which of the wanted skills and languages this agent has not, by name."""
        skills = wanted.skills - self.skills if self.skills is not None else frozenset()
        language = wanted.language
        speaks = language is None or self.languages is None or language in self.languages
        return (*sorted(skills), *(() if speaks else (f"language {language}",)))


@dataclass(frozen=True)
class Wanted:
    """A conversation that waits, and what it wants of an agent."""

    conversation: str
    skills: frozenset[str] = frozenset()
    language: str | None = None
    near_bound: bool = False


@dataclass(frozen=True)
class Assignment:
    """A conversation given to an agent, and what of the wanted the agent lacks."""

    conversation: str
    agent_id: int
    lacking: tuple[str, ...] = ()


def assign(
    line: Sequence[Wanted], agents: Sequence[AtDesk], mode: Mode = Mode.AUTOMATIC
) -> list[Assignment]:
    """Return who gets whom, in the order of the line; nothing when it is done by hand.

    The same line and agents, in whatever sequence the agents are given, lead to the same.

    Parameters
    ----------
    line:
        Whom to help next first, as :func:`crm.queue_order.in_order` returns them.
    agents:
        All who are at the desk, also those who are full or not available.
    """
    if mode is Mode.BY_HAND:
        return []
    there = sorted(agents, key=lambda agent: agent.id)
    room = sum(max(0, agent.capacity - agent.holds) for agent in there if agent.available)
    seats = _Seats(there)
    given: list[Wanted] = []
    for wanted in line:
        if len(given) == room:
            break
        if seats.seat(wanted, eligible(wanted, there)):
            given.append(wanted)
    by_id = {agent.id: agent for agent in there}
    return [
        Assignment(wanted.conversation, found, by_id[found].lacks(wanted))
        for wanted in given
        for found in (seats.of[wanted.conversation],)
    ]


def eligible(wanted: Wanted, agents: Sequence[AtDesk]) -> list[AtDesk]:
    """Return the available agents who may get a conversation, full or not."""
    lacking = {agent.id: len(agent.lacks(wanted)) for agent in agents}
    nobody_has_it = all(lacking.values())
    if nobody_has_it and not wanted.near_bound:
        return []
    free = [agent for agent in agents if agent.available and agent.capacity > agent.holds]
    least = min((lacking[agent.id] for agent in free), default=0) if nobody_has_it else 0
    return [agent for agent in free if lacking[agent.id] == least]


class _Seats:
    """Who sits with whom so far, and who could."""

    def __init__(self, agents: Sequence[AtDesk]) -> None:
        self.of: dict[str, int] = {}
        self._can: dict[str, list[AtDesk]] = {}
        self._given: dict[int, list[str]] = {agent.id: [] for agent in agents}

    def seat(self, wanted: Wanted, can: list[AtDesk]) -> bool:
        """Give a conversation to somebody, moving others of this round if need be."""
        self._can[wanted.conversation] = can
        return self._place(wanted.conversation, set())

    def _place(self, conversation: str, tried: set[int]) -> bool:
        can = sorted(self._can[conversation], key=self._load)
        for agent in can:
            if self._has_room(agent):
                self._move(conversation, agent.id)
                return True
        for agent in can:
            if agent.id in tried:
                continue
            tried.add(agent.id)
            # The latest of this round first: they were given the agent for want of better reasons.
            for other in reversed(self._given[agent.id]):
                if self._place(other, tried):
                    self._move(conversation, agent.id)
                    return True
        return False

    def _move(self, conversation: str, agent_id: int) -> None:
        if (before := self.of.get(conversation)) is not None:
            self._given[before].remove(conversation)
        self.of[conversation] = agent_id
        self._given[agent_id].append(conversation)

    def _has_room(self, agent: AtDesk) -> bool:
        return agent.holds + len(self._given[agent.id]) < agent.capacity

    def _load(self, agent: AtDesk) -> tuple[float, int, bool, float, int]:
        """Return what the least loaded has the least of: the share of the room that is taken, then
        conversations in this round, then the time since the last one."""
        given = len(self._given[agent.id])
        idle = agent.idle_since
        return (
            (agent.holds + given) / agent.capacity,
            given,
            idle is not None,
            idle.timestamp() if idle else 0.0,
            agent.id,
        )
