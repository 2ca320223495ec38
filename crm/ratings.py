"""How satisfied a customer was: asked once after each closing, and nobody has to answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select

from crm.conversations import Conversation, lock
from crm.errors import Conflict, Invalid
from crm.events import Event, record
from crm.message_rules import clean_text
from crm.ownership import Owner
from crm.store import Unit
from crm.tables.conversations import conversations, handovers
from crm.tables.people import agents, customers
from crm.tables.widget import ratings

LOWEST, HIGHEST = 1, 5
LONGEST_COMMENT = 2000
MOST_SHOWN = 5


@dataclass(frozen=True)
class ConversationRated(Event):
    """A customer said how satisfied they were with a conversation that was closed."""

    closing: int
    score: int
    agent_id: int | None


@dataclass(frozen=True)
class Rating:
    """An answer to the question how satisfied somebody was.

    Parameters
    ----------
    closing:
        Which closing of the conversation it is about.
    score:
        1 to 5; nothing when the question was skipped.
    """

    closing: int
    score: int | None
    comment: str | None

    def shown(self) -> dict[str, Any]:
        """Return it in the form of the API."""
        return {"closing": self.closing, "score": self.score, "comment": self.comment}


def checked(closing: object, score: object, comment: object = None) -> Rating:
    """Return a rating as a client sent it.

    Raises
    ------
    Invalid
        If one of its parts is not acceptable.
    """
    if not isinstance(closing, int) or isinstance(closing, bool) or not 0 < closing < 2**31:
        raise Invalid("closing_invalid", "closing must be the number that came with the question")
    number = score if isinstance(score, int) and not isinstance(score, bool) else None
    if score is not None and (number is None or not LOWEST <= number <= HIGHEST):
        raise score_invalid()
    if comment is not None and not isinstance(comment, str):
        raise Invalid("comment_invalid", "comment must be a string")
    words = clean_text(comment or "", may_be_empty=True).strip() or None
    if words is not None and len(words) > LONGEST_COMMENT:
        raise Invalid(
            "comment_too_long",
            f"comment has {len(words):,} characters; {LONGEST_COMMENT:,} are allowed",
        )
    if words is not None and number is None:
        raise Invalid("score_missing", "a comment needs a score; leave it out to skip the question")
    return Rating(closing, number, words)


def score_invalid() -> Invalid:
    """Return the error of a score that is none."""
    return Invalid(
        "score_invalid",
        f"score must be a whole number from {LOWEST} to {HIGHEST}, or null to skip the question",
    )


def rate(unit: Unit, conversation_id: str, rating: Rating) -> tuple[Rating, bool]:
    """Keep a rating; return it and whether it is new.

    Parameters
    ----------
    conversation_id:
        Public id.

    Raises
    ------
    NotFound
        If there is no such conversation.
    Conflict
        ``already_rated`` when this closing got another answer, ``not_closed`` when the
        conversation is open, or was closed again since.
    """
    conversation = lock(unit, conversation_id)
    query = select(ratings.c.score, ratings.c.comment).where(
        ratings.c.conversation_id == conversation.id,
        ratings.c.owner_version == rating.closing,
    )
    known = unit.connection.execute(query).one_or_none()
    if known is not None:
        if Rating(rating.closing, known.score, known.comment) != rating:
            raise Conflict(
                "already_rated", f"closing {rating.closing} was answered before, and that stays"
            )
        return rating, False
    if closing_of(conversation) != rating.closing:
        raise Conflict(
            "not_closed",
            f"closing {rating.closing} is not how this conversation stands; "
            "it can be rated once it is closed again",
        )
    agent_id = _closed_by(unit, conversation)
    row = {
        "conversation_id": conversation.id,
        "owner_version": rating.closing,
        "agent_id": agent_id,
        "score": rating.score,
        "comment": rating.comment,
        "created_at": unit.now,
    }
    unit.connection.execute(insert(ratings).values(row))
    if rating.score is not None:
        event = ConversationRated(rating.closing, rating.score, agent_id)
        record(unit, event, customer_id=conversation.customer_id, conversation_id=conversation.id)
    return rating, True


def closing_of(conversation: Conversation) -> int | None:
    """Return the number of a conversation's closing while it is closed."""
    return conversation.ownership.version if conversation.owner is Owner.CLOSED else None


def to_rate(unit: Unit, conversation: Conversation) -> dict[str, int] | None:
    """Return the closing that the customer may rate now, or nothing."""
    closing = closing_of(conversation)
    if closing is None:
        return None
    query = select(ratings.c.id).where(
        ratings.c.conversation_id == conversation.id, ratings.c.owner_version == closing
    )
    return None if unit.connection.execute(query).first() else {"closing": closing}


def rating_of(unit: Unit, conversation_id: int) -> dict[str, Any] | None:
    """Return the newest rating of a conversation (by its store key), as the desk shows it."""
    query = _shown().where(ratings.c.conversation_id == conversation_id).limit(1)
    return next((_row(row) for row in unit.connection.execute(query)), None)


def ratings_of_customer(unit: Unit, customer_id: int) -> list[dict[str, Any]]:
    """Return the newest ratings that a customer gave, as the desk shows them."""
    query = _shown().where(conversations.c.customer_id == customer_id, ratings.c.score.is_not(None))
    return [_row(row) for row in unit.connection.execute(query.limit(MOST_SHOWN))]


def newest_scores(unit: Unit, conversation_ids: Collection[int]) -> dict[int, int]:
    """Return the newest score by the store key of its conversation, for lists."""
    newest = (
        select(func.max(ratings.c.id))
        .where(ratings.c.conversation_id.in_(conversation_ids), ratings.c.score.is_not(None))
        .group_by(ratings.c.conversation_id)
    )
    query = select(ratings.c.conversation_id, ratings.c.score).where(ratings.c.id.in_(newest))
    return {row.conversation_id: row.score for row in unit.connection.execute(query)}


def scores_between(
    unit: Unit, since: datetime, until: datetime
) -> list[tuple[str, int, int | None]]:
    """Return who gave which score in a period, and the agent, for satisfaction scores.

    Whoever is no known customer counts by their conversation.

    Returns
    -------
    list
        Customer (opaque id, or ``conversation:ID``), score and the agent's key, oldest first.
    """
    query = (
        select(
            customers.c.opaque_id, conversations.c.public_id, ratings.c.score, ratings.c.agent_id
        )
        .select_from(ratings)
        .join(conversations, conversations.c.id == ratings.c.conversation_id)
        .outerjoin(customers, customers.c.id == conversations.c.customer_id)
        .where(
            ratings.c.created_at >= since,
            ratings.c.created_at < until,
            ratings.c.score.is_not(None),
        )
        .order_by(ratings.c.id)
    )
    return [
        (row.opaque_id or f"conversation:{row.public_id}", row.score, row.agent_id)
        for row in unit.connection.execute(query)
    ]


def _closed_by(unit: Unit, conversation: Conversation) -> int | None:
    query = (
        select(handovers.c.agent_id)
        .where(
            handovers.c.conversation_id == conversation.id,
            handovers.c.to_owner == Owner.CLOSED.value,
        )
        .order_by(handovers.c.id.desc())
        .limit(1)
    )
    found: int | None = unit.connection.execute(query).scalar_one_or_none()
    return found


def _shown() -> Select[Any]:
    return (
        select(ratings, agents.c.name.label("agent_name"), conversations.c.public_id)
        .select_from(ratings)
        .join(conversations, conversations.c.id == ratings.c.conversation_id)
        .outerjoin(agents, agents.c.id == ratings.c.agent_id)
        .order_by(ratings.c.id.desc())
    )


def _row(row: Any) -> dict[str, Any]:
    return {
        "conversation_id": row.public_id,
        "closing": row.owner_version,
        "score": row.score,
        "comment": row.comment,
        "agent_name": row.agent_name,
        "at": row.created_at.isoformat(),
    }
