"""Remarks between a question and its answer: small talk and questions about the rules."""

from __future__ import annotations

from actions.reply import Reply, Say
from actions.turn import Turn
from actions.wording import YES_NO

ASIDES = frozenset(
    {
        "action_greet",
        "action_thank",
        "action_praise",
        "action_help",
        "action_bot_challenge",
        "action_out_of_scope",
        "action_answer",
        "action_refund_policy",
        "action_payment_methods",
    }
)
"""Actions that do not take the talk elsewhere."""


def with_reminder(name: str, turn: Turn, reply: Reply) -> Reply:
    """Return the reply to a remark with the open question said once more.

    Otherwise the next yes could be meant for what the remark's reply asks ("Anything else?") and
    would carry out what was asked before it.
    """
    if name not in ASIDES or turn.dialogue.awaiting != "confirm":
        return reply
    reminder = Say("utter_question_still_open", quick_replies=YES_NO)
    return Reply((*reply.says, reminder), turn.dialogue.understood())
