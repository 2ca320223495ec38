"""A question for a one-time code outlives another question in between.

What is asked for meanwhile is answered; then the code is asked for once more, as long as it can
still be typed. A topic that asks something itself comes first, and the code waits in ``held``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.forms import code_form
from actions.reply import Reply, Say
from actions.second_wishes import waits_for_nothing
from actions.stepping_up import AGAIN, LEAVE
from actions.turn import Turn
from actions.upset import HANDED_OVER
from crm.code_requests import standing_code
from crm.requester import requester_for
from crm.step_up import Purpose
from crm.store import Unit

_ENDS = frozenset({"stop", "deny", "goodbye"})
# They are about the open question or leave it as it is.
_ANSWERED_BY = frozenset({"action_continue", "action_fallback"})


def with_open_code(unit: Unit, name: str, turn: Turn, reply: Reply) -> Reply:
    """Return the reply with the question for a code taken up again, or kept for later.

    Parameters
    ----------
    name:
        The action that answered.
    """
    before, after = turn.dialogue, reply.dialogue
    asked = before.awaiting == "code"
    question: Any = before.held
    if asked:
        question = {"topic": before.topic, "awaiting": "code", "data": dict(before.data)}
    if question is None:
        return reply
    handed_over = any(say.response in HANDED_OVER for say in reply.says)
    answered = name == before.topic or name in _ANSWERED_BY or turn.intent in _ENDS
    if handed_over or (asked and answered):
        return Reply(reply.says, replace(after, held=None))
    same = asked and (after.topic, after.awaiting) == (before.topic, "code")
    if not same and (not waits_for_nothing(after) or after.later):
        return Reply(reply.says, replace(after, held=question))
    if not _stands(unit, turn, question["data"]):
        return Reply(reply.says, replace(after, held=None))
    reminder = Say("utter_code_still_open", {}, (AGAIN, LEAVE), (code_form(),))
    then = after.asks(question["topic"], "code", **question["data"])
    return Reply((*reply.says, reminder), replace(then, held=None))


def _stands(unit: Unit, turn: Turn, data: Any) -> bool:
    requester = requester_for(unit, turn.conversation_id, turn.customer)
    try:
        purpose = Purpose(data.get("purpose"))
    except ValueError:
        return False
    return standing_code(unit, requester, purpose, str(data.get("subject", ""))) is not None
