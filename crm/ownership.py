"""Who answers a conversation: one owner at a time, as a pure state machine.

::

    bot ──request──▶ queued ──take──▶ agent ──hand back──▶ bot
     │ ◀──withdraw──┘   ▲               │ │
     └──────take────────┼──────────────▶┘ └──close──▶ closed ──write──▶ bot
                        └────lapse──────┘

Each change makes ``version`` grow, so that a writer who read an older one knows that it lost. An
agent holds a conversation on a lease, which presence renews; when it ends, the conversation goes
back to the queue instead of waiting for somebody who is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from crm.errors import Conflict

LEASE = timedelta(seconds=60)


class Owner(StrEnum):
    """Whose turn it is to answer."""

    BOT = "bot"
    QUEUED = "queued"
    AGENT = "agent"
    CLOSED = "closed"


class Move(StrEnum):
    """What can happen to a conversation's ownership."""

    REQUEST = "request"  # a person is wanted
    TAKE = "take"  # an agent takes it, or steps in
    HAND_BACK = "hand_back"  # the agent gives it back to the bot
    CLOSE = "close"  # the agent ends it
    LAPSE = "lapse"  # the agent's lease ended
    WRITE = "write"  # the customer writes
    WITHDRAW = "withdraw"  # the customer wants the bot instead of waiting


@dataclass(frozen=True)
class Ownership:
    """Who owns a conversation, since which change, and until when if nobody renews it."""

    owner: Owner = Owner.BOT
    version: int = 0
    agent_id: int | None = None
    lease_until: datetime | None = None


# What is missing here is refused.
TRANSITIONS: dict[tuple[Owner, Move], Owner] = {
    (Owner.BOT, Move.REQUEST): Owner.QUEUED,
    (Owner.BOT, Move.TAKE): Owner.AGENT,
    (Owner.BOT, Move.WRITE): Owner.BOT,
    (Owner.QUEUED, Move.REQUEST): Owner.QUEUED,
    (Owner.QUEUED, Move.TAKE): Owner.AGENT,
    (Owner.QUEUED, Move.WRITE): Owner.QUEUED,
    (Owner.QUEUED, Move.WITHDRAW): Owner.BOT,
    (Owner.AGENT, Move.REQUEST): Owner.AGENT,
    (Owner.AGENT, Move.TAKE): Owner.AGENT,
    (Owner.AGENT, Move.HAND_BACK): Owner.BOT,
    (Owner.AGENT, Move.CLOSE): Owner.CLOSED,
    (Owner.AGENT, Move.LAPSE): Owner.QUEUED,
    (Owner.AGENT, Move.WRITE): Owner.AGENT,
    (Owner.CLOSED, Move.WRITE): Owner.BOT,
}

_BY_THE_AGENT = frozenset({Move.TAKE, Move.HAND_BACK, Move.CLOSE})
_STANDING = {
    Owner.BOT: "the bot has it",
    Owner.QUEUED: "it waits in the queue",
    Owner.AGENT: "an agent has it",
    Owner.CLOSED: "it is closed",
}


def after(before: Ownership, move: Move, now: datetime, agent_id: int | None = None) -> Ownership:
    """Return the ownership after a move; the same version means that nothing changed.

    Parameters
    ----------
    now:
        The present instant, from which a lease runs.
    agent_id:
        Who takes, hands back or closes; no meaning for the other moves.

    Raises
    ------
    Conflict
        If the move is not possible: another agent has the conversation (``owned_by_another``), the
        state does not allow it (``wrong_owner``) or the lease still runs (``lease_runs``).
    """
    if (before.owner, move) not in TRANSITIONS:
        raise Conflict(
            "wrong_owner", f"{move.value} is not possible now: {_STANDING[before.owner]}"
        )
    if before.owner is Owner.AGENT and move in _BY_THE_AGENT and agent_id != before.agent_id:
        raise Conflict("owned_by_another", "another agent has this conversation")
    if move is Move.LAPSE and before.lease_until is not None and now < before.lease_until:
        raise Conflict("lease_runs", f"the agent's lease runs until {before.lease_until}")
    owner = TRANSITIONS[before.owner, move]
    if owner is before.owner:
        lease = now + LEASE if move is Move.TAKE else before.lease_until
        return Ownership(owner, before.version, before.agent_id, lease)
    if owner is Owner.AGENT:
        return Ownership(owner, before.version + 1, agent_id, now + LEASE)
    return Ownership(owner, before.version + 1)
