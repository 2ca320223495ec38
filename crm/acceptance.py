"""A customer's message comes in: stored once, and it is said whose turn it is to answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm import attachments, mail_tickets, notices, unanswered, waiting
from crm.conversations import Conversation, lock
from crm.errors import Conflict
from crm.events import MessageReceived, record
from crm.handovers import change
from crm.message_rules import check_client_id, clean_text
from crm.messages import Draft, Message, append, by_client_id, in_a_line
from crm.ownership import Move, Owner
from crm.store import Unit
from crm.turns import WaitingTurn


@dataclass(frozen=True)
class Accepted:
    """A customer's message in the store.

    Parameters
    ----------
    message_key:
        Its store key.
    status:
        Of its turn; empty when a person is to answer.
    fresh:
        Whether it was stored just now, not before.
    moved:
        Whether the conversation has another owner because of it.
    said:
        What the service itself said to it.
    woken:
        Store keys of earlier messages that wait for the bot again because of it.
    """

    conversation: Conversation
    message: Message
    message_key: int
    status: str
    fresh: bool
    moved: bool = False
    said: tuple[Message, ...] = ()
    woken: tuple[int, ...] = ()


def accept(
    unit: Unit,
    conversation_id: str,
    client_message_id: object,
    text: object,
    attachment_ids: object = None,
) -> Accepted:
    """Store a customer's message once and say whose turn it is to answer.

    A message opens a closed conversation again. One in a queued conversation is answered by a note
    now and then, and may bring the customer back to the bot.

    Parameters
    ----------
    conversation_id:
        Public id.
    client_message_id, text, attachment_ids:
        As the client sent them; the text may be empty when files go with it.

    Raises
    ------
    NotFound
        If there is no such conversation, or no such file in it.
    Invalid
        If the id, the text or the list of files is not acceptable.
    Conflict
        If another message came under this id before, or a file went with another message.
    """
    client_id, wanted = check_client_id(client_message_id), attachments.check_ids(attachment_ids)
    cleaned = clean_text(text, may_be_empty=bool(wanted))
    conversation = lock(unit, conversation_id)
    known = by_client_id(unit, conversation.id, client_id)
    if known is not None:
        key, status, message = known
        sent = tuple(one["id"] for one in message.attachments)
        if (message.author, message.text, sent) != ("customer", cleaned, wanted):
            raise Conflict(
                "client_message_id_used",
                f"client_message_id {client_id!r} was used for another text; give a new one",
            )
        return Accepted(conversation, message, key, status, fresh=False)
    reopened = conversation.owner is Owner.CLOSED
    if reopened:
        conversation = change(unit, conversation, Move.WRITE, "customer_wrote").conversation
    # The engine reads words: files alone are answered here.
    status = "waiting" if conversation.owner is Owner.BOT and cleaned else ""
    files = attachments.unsent(unit, conversation.id, wanted)
    draft = Draft("customer", cleaned, client_id, attachments=files, turn_status=status)
    (message,) = append(unit, conversation.id, [draft])
    attachments.send(unit, wanted, message.key)
    event = MessageReceived(seq=message.seq, owner=conversation.owner.value)
    record(unit, event, customer_id=conversation.customer_id, conversation_id=conversation.id)
    accepted = Accepted(
        conversation=replace(conversation, last_seq=message.seq),
        message=message,
        message_key=message.key or 0,
        status=status,
        fresh=True,
        moved=reopened,
    )
    if conversation.owner is Owner.QUEUED:
        return _while_waiting(unit, accepted)
    if conversation.owner is Owner.BOT and not cleaned:
        return _say_who_sees_files(unit, accepted)
    return accepted


def turn_of(accepted: Accepted) -> WaitingTurn:
    """Return the turn of a message that was just accepted."""
    message, conversation = accepted.message, accepted.conversation
    return WaitingTurn(
        message_key=accepted.message_key,
        conversation_id=conversation.public_id,
        client_message_id=message.client_message_id,
        seq=message.seq,
        text=message.text,
        sent_at=message.sent_at,
        customer=conversation.customer,
        dialogue_state=conversation.dialogue_state,
        attachments=message.attachments,
    )


def _say_who_sees_files(unit: Unit, accepted: Accepted) -> Accepted:
    """Answer files that came without a word."""
    draft = Draft(
        "bot",
        notices.FILES_ALONE,
        quick_replies=notices.FAILED_QUICK_REPLIES,
        answers_id=accepted.message_key,
    )
    said = append(unit, accepted.conversation.id, [draft])
    now = replace(accepted.conversation, last_seq=said[-1].seq)
    return replace(accepted, conversation=now, said=said)


def _while_waiting(unit: Unit, accepted: Accepted) -> Accepted:
    """Answer a message of a customer who waits for a person."""
    conversation, message = accepted.conversation, accepted.message
    if waiting.wants_the_assistant(message.text):
        back = unanswered.give_back(unit, conversation, "customer_withdrew", accepted.message_key)
        return replace(
            accepted,
            conversation=back.change.conversation,
            moved=True,
            said=back.change.messages,
            woken=back.message_keys,
        )
    draft = mail_tickets.left(unit, conversation, message) or waiting.note(
        unit, conversation, message.seq, accepted.message_key
    )
    if draft is None:
        return accepted
    # The desk's list goes on showing what the customer wrote.
    shown = {"last_text": in_a_line(message), "last_author": message.author}
    said = append(unit, conversation.id, [draft], **shown)
    now = replace(conversation, last_seq=said[-1].seq)
    return replace(accepted, conversation=now, said=said)
