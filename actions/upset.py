"""A way to a person for customers who are losing their patience."""

from __future__ import annotations

from dataclasses import replace

from actions.reply import Reply, Say
from actions.turn import Turn
from actions.wording import PERSON
from crm.tailoring import FRUSTRATED

HANDED_OVER = frozenset({"utter_handover_open", "utter_handover_closed"})
"""Said once a person is to take over."""
_CALM = FRUSTRATED / 2


def with_person(turn: Turn, reply: Reply) -> Reply:
    """Return the reply with a person offered when the customer's frustration has grown too far.

    It is offered once, and again only if they had calmed down meanwhile; what the bot asks stays
    asked, so a yes still belongs to that.
    """
    dialogue = reply.dialogue
    if turn.frustration < _CALM:
        return Reply(reply.says, replace(dialogue, person_offered=False))
    if turn.frustration < FRUSTRATED or dialogue.person_offered or not reply.says:
        return reply
    offered = replace(dialogue, person_offered=True)
    if any(PERSON in say.quick_replies for say in reply.says) or _hands_over(reply):
        return Reply(reply.says, offered)
    return Reply((*reply.says, Say("utter_offer_person", quick_replies=(PERSON,))), offered)


def _hands_over(reply: Reply) -> bool:
    return any(say.response in HANDED_OVER for say in reply.says)
