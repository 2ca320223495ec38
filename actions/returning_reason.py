"""Why something comes back: asked after the return is announced, and free to be left unsaid."""

from __future__ import annotations

from dataclasses import replace

from actions.choices import choice_words
from actions.forms import RETURN_REASONS, return_reason_form, said_reason
from actions.reply import QuickReply, Reply, Say
from actions.return_reasons import return_reason
from actions.turn import Turn
from crm.requester import requester_for
from crm.return_notes import note_reason
from crm.store import Unit

REASON = ("action_return_item", "reason")
"""The topic and the question."""
_TAKEN_BY = frozenset({"action_return_item", "action_continue", "action_fallback"})
_OTHER_WISHES = frozenset({"return_item", "exchange_item", "report_missing_item"})
SKIP = QuickReply("Rather not say", "No, thanks")


def with_reason_asked(turn: Turn, reply: Reply, order: str, case: str) -> Reply:
    """Return the reply to an announced return with the question why.

    Who has more to ask is not held up by it.
    """
    if turn.dialogue.later:
        return reply
    say = Say("utter_return_ask_reason", {}, (SKIP,), (return_reason_form(),))
    words = choice_words(QuickReply(said, said) for said in RETURN_REASONS.values())
    topic, awaiting = REASON
    then = reply.dialogue.asks(topic, awaiting, order=order, case=case, choices=words)
    return Reply((*reply.says, say), then)


def gives_reason(turn: Turn) -> bool:
    """Return whether a turn answers the question why, whatever its intent was read as."""
    if not turn.asked(*REASON):
        return False
    named = return_reason(turn.text) is not None and turn.intent not in _OTHER_WISHES
    return said_reason(turn.text) is not None or named


def take_reason(unit: Unit, turn: Turn) -> Reply:
    """Keep the reason with the return that was announced."""
    data = turn.dialogue.data
    order, case = str(data.get("order", "")), str(data.get("case", ""))
    settled = turn.dialogue.settled(order=order)
    said = said_reason(turn.text)
    code, note = said if said else (return_reason(turn.text) or "other", turn.text.strip())
    if code == "other" and note:
        code = return_reason(note) or code
    requester = requester_for(unit, turn.conversation_id, turn.customer)
    note_reason(unit, requester, case, code, note)
    return Reply((Say("utter_return_reason_kept"),), settled)


def without_open_reason(name: str, turn: Turn) -> Turn:
    """Return the turn with the question why dropped, when another topic answers.

    The next words would otherwise be taken for a reason.
    """
    if not turn.asked(*REASON) or name in _TAKEN_BY:
        return turn
    order = turn.dialogue.data.get("order") or turn.dialogue.order
    return replace(turn, dialogue=turn.dialogue.settled(order=order))
