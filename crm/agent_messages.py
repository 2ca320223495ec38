"""What agents write to customers."""

from __future__ import annotations

from crm import audit
from crm.agents import Agent
from crm.conversations import lock
from crm.errors import Conflict
from crm.events import AgentAnswered, record
from crm.message_rules import check_client_id, clean_text
from crm.messages import Draft, Message, append, by_client_id
from crm.ownership import LEASE, Owner
from crm.promises import answered
from crm.store import Unit


def send(
    unit: Unit, conversation_id: str, agent: Agent, client_message_id: object, text: object
) -> tuple[Message, bool]:
    """Store an agent's message once; return it and whether it is new.

    Parameters
    ----------
    conversation_id:
        Public id.
    client_message_id, text:
        As the desk sent them.

    Raises
    ------
    NotFound
        If there is no such conversation.
    Invalid
        If the id or the text is not acceptable.
    Conflict
        If the agent does not have the conversation (the detail says who does), or the id was used
        for something else.
    """
    client_id, cleaned = check_client_id(client_message_id), clean_text(text)
    conversation = lock(unit, conversation_id)
    known = by_client_id(unit, conversation.id, client_id)
    if known is not None:
        _, _, message = known
        if (message.author, message.text) != ("agent", cleaned):
            raise Conflict(
                "client_message_id_used",
                f"client_message_id {client_id!r} was used for another text; give a new one",
            )
        return message, False
    if (conversation.owner, conversation.ownership.agent_id) != (Owner.AGENT, agent.id):
        holder = {
            Owner.BOT: "the bot has this conversation; take it first",
            Owner.QUEUED: "this conversation waits in the queue; take it first",
            Owner.AGENT: f"{conversation.agent_name} has this conversation",
            Owner.CLOSED: "this conversation is closed",
        }[conversation.owner]
        raise Conflict("not_your_conversation", holder)
    draft = Draft("agent", cleaned, client_id, agent_id=agent.id, author_name=agent.name)
    (message,) = append(unit, conversation.id, [draft], lease_until=unit.now + LEASE)
    answered(unit, conversation.id)
    event = AgentAnswered(seq=message.seq, agent_id=agent.id)
    record(unit, event, customer_id=conversation.customer_id, conversation_id=conversation.id)
    subject = f"conversation:{conversation_id}"
    audit.log(unit, f"agent:{agent.id}", "wrote", subject, customer_id=conversation.customer_id)
    return message, True
