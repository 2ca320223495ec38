"""Handovers: the ownership machine applied in the store, with a trace of each change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, null, select, update

from crm import notices
from crm.conversations import Conversation, lock
from crm.errors import Conflict
from crm.events import OwnershipChanged, record
from crm.hand_back import read_facts
from crm.messages import Draft, Message, append
from crm.ownership import Move, Owner, after
from crm.promises import promise
from crm.store import Unit
from crm.tables.conversations import conversations, handovers, messages
from crm.tables.people import agents


@dataclass(frozen=True)
class Change:
    """What a move led to: the conversation now, and what was said about it.

    ``changed`` is false when the move asked for what was so already.
    """

    conversation: Conversation
    messages: tuple[Message, ...] = ()
    changed: bool = True


def request_handover(
    unit: Unit,
    conversation_id: str,
    reason: str,
    *,
    message_id: str | None = None,
    note: str | None = None,
    priority: str = "normal",
    ticket_id: int | None = None,
) -> Change:
    """Put a conversation into the queue for a person; harmless when it is there already.

    Parameters
    ----------
    conversation_id:
        Public id.
    reason:
        A code such as ``asked_for_person``, ``two_failures``, ``complaint``.
    message_id:
        Client-made id of the customer's message whose turn leads to it: the bot's reply to that
        one is still shown, while replies to others that wait are not.
    note:
        What the agent should know at once.
    priority:
        ``low``, ``normal`` or ``high``.

    Raises
    ------
    NotFound
        If there is no such conversation.
    Conflict
        If it is closed.
    """
    conversation = lock(unit, conversation_id)
    cause = _message_key(unit, conversation.id, message_id)
    return change(
        unit,
        conversation,
        Move.REQUEST,
        reason,
        cause=cause,
        trace={"note": note, "priority": priority, "ticket_id": ticket_id, "message_id": cause},
    )


def take(unit: Unit, conversation_id: str, agent_id: int, taken: str = "taken") -> Change:
    """Give a conversation to an agent, from the queue or from the bot.

    Parameters
    ----------
    taken:
        A code for how it came from the queue: ``taken`` by hand, or ``assigned``.

    Raises
    ------
    NotFound
        If there is no such conversation.
    Conflict
        If another agent has it (the detail says who) or it is closed.
    """
    name = unit.connection.execute(
        select(agents.c.name).where(agents.c.id == agent_id)
    ).scalar_one()
    conversation = lock(unit, conversation_id)
    reason = "stepped_in" if conversation.owner is Owner.BOT else taken
    return change(unit, conversation, Move.TAKE, reason, agent=(agent_id, name))


def hand_back(
    unit: Unit, conversation_id: str, agent_id: int, note: str | None = None, facts: object = None
) -> Change:
    """Give a conversation back to the bot, with what it should go on from.

    Parameters
    ----------
    note:
        For colleagues.
    facts:
        As the desk sent them: ``{"order": number, "agreed": text}``.

    Raises
    ------
    Invalid
        If the facts do not hold.
    Conflict
        If the agent does not have it.
    """
    conversation = lock(unit, conversation_id)
    known = read_facts(unit, conversation, facts)
    agent_name = conversation.agent_name or ""
    state = known.dialogue_state(agent_name)
    columns: dict[str, Any] = {"handback_note": note}
    if state is not None:
        columns["dialogue_state"] = unit.vault.seal_json(state)
    back = change(
        unit,
        conversation,
        Move.HAND_BACK,
        "handed_back",
        agent=(agent_id, agent_name),
        trace={"note": note, "facts": unit.vault.seal_json(known.to_json())},
        columns=columns,
    )
    return replace(back, conversation=replace(back.conversation, dialogue_state=state))


def close(unit: Unit, conversation_id: str, agent_id: int) -> Change:
    """End a conversation; the customer opens it again by writing."""
    conversation = lock(unit, conversation_id)
    agent = (agent_id, conversation.agent_name or "")
    columns = {"closed_at": unit.now}
    return change(unit, conversation, Move.CLOSE, "closed", agent=agent, columns=columns)


def change(
    unit: Unit,
    conversation: Conversation,
    move: Move,
    reason: str,
    *,
    agent: tuple[int, str] | None = None,
    cause: int | None = None,
    trace: dict[str, Any] | None = None,
    columns: dict[str, Any] | None = None,
    notice: str | None = None,
) -> Change:
    """Apply a move to a locked conversation and leave its trace.

    Parameters
    ----------
    agent:
        Id and name of the agent who moves.
    cause:
        Store key of the customer's message that led to it, which the bot may still answer.
    trace, columns:
        Further columns of the handover's row, and of the conversation's.
    notice:
        What is said about it instead of the usual.

    Raises
    ------
    Conflict
        If the state does not allow it, or somebody else was first.
    """
    before = conversation.ownership
    agent_id, agent_name = agent or (None, None)
    try:
        ownership = after(before, move, unit.now, agent_id)
    except Conflict as conflict:
        if conflict.code != "owned_by_another":
            raise
        detail = f"{conversation.agent_name} has this conversation"
        raise Conflict(conflict.code, detail) from None
    values: dict[str, Any] = {"lease_until": ownership.lease_until}
    if ownership.version != before.version:
        values |= {
            "owner": ownership.owner.value,
            "owner_version": ownership.version,
            "agent_id": ownership.agent_id,
            **_side_effects(ownership.owner),
            **(columns or {}),
        }
    statement = (
        update(conversations)
        .where(
            conversations.c.id == conversation.id,
            conversations.c.owner_version == before.version,
        )
        .values(**values)
    )
    if unit.connection.execute(statement).rowcount != 1:
        raise Conflict("moved_on", "somebody else changed this conversation first; look again")
    owner_name = agent_name if ownership.owner is Owner.AGENT else None
    now = replace(conversation, ownership=ownership, agent_name=owner_name)
    if ownership.version == before.version:
        return Change(replace(now, agent_name=conversation.agent_name), changed=False)
    if ownership.owner is Owner.BOT:
        now = replace(now, dialogue_state=None)
    if ownership.owner is Owner.QUEUED and (move is Move.REQUEST or not _promised(unit, now.id)):
        promise(unit, now.id, (trace or {}).get("priority") or "normal")
    _drop_waiting_turns(unit, now, cause)
    said = _notice(unit, now, move, cause, notice)
    _trace(unit, conversation, now, move, reason, {"agent_id": agent_id, **(trace or {})})
    return Change(replace(now, last_seq=now.last_seq + len(said)), said)


def _promised(unit: Unit, conversation_id: int) -> bool:
    """Return whether a service level runs already; not, if an agent had stepped in."""
    query = select(conversations.c.first_answer_due).where(conversations.c.id == conversation_id)
    return unit.connection.scalar(query) is not None


def _side_effects(owner: Owner) -> dict[str, Any]:
    if owner is Owner.BOT:
        # A question that the bot asked before people talked must not be answered by what the
        # customer says to something else now.
        return {"dialogue_state": null(), "closed_at": None}
    return {}


def _drop_waiting_turns(unit: Unit, conversation: Conversation, cause: int | None) -> None:
    """Make sure that the bot answers nothing any more that a person will answer."""
    if conversation.owner not in (Owner.AGENT, Owner.QUEUED):
        return
    statement = update(messages).where(
        messages.c.conversation_id == conversation.id, messages.c.turn_status == "waiting"
    )
    if cause is not None:
        statement = statement.where(messages.c.id != cause)
    unit.connection.execute(statement.values(turn_status="dropped"))


def _notice(
    unit: Unit, conversation: Conversation, move: Move, cause: int | None, notice: str | None
) -> tuple[Message, ...]:
    texts = {
        Move.TAKE: notices.joined(conversation.agent_name or ""),
        Move.HAND_BACK: notices.HANDED_BACK,
        Move.CLOSE: notices.CLOSED,
        Move.LAPSE: notices.AGENT_LOST,
        Move.WITHDRAW: notices.WITHDRAWN,
    }
    text = notice or texts.get(move)
    if text is None:
        return ()
    draft = Draft(author="system", text=text, answers_id=cause)
    return append(unit, conversation.id, [draft])


def _trace(
    unit: Unit,
    before: Conversation,
    now: Conversation,
    move: Move,
    reason: str,
    trace: dict[str, Any],
) -> None:
    row = {
        "conversation_id": now.id,
        "from_owner": before.owner.value,
        "to_owner": now.owner.value,
        "reason": reason,
        "created_at": unit.now,
        **trace,
    }
    unit.connection.execute(insert(handovers).values(row))
    event = OwnershipChanged(
        move=move.value,
        from_owner=before.owner.value,
        to_owner=now.owner.value,
        version=now.ownership.version,
        reason=reason,
        agent_id=trace["agent_id"],
    )
    record(unit, event, customer_id=now.customer_id, conversation_id=now.id)


def _message_key(unit: Unit, conversation_id: int, client_message_id: str | None) -> int | None:
    if client_message_id is None:
        return None
    query = select(messages.c.id).where(
        messages.c.conversation_id == conversation_id,
        messages.c.client_message_id == client_message_id,
    )
    return unit.connection.execute(query).scalar_one_or_none()
