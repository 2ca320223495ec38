"""A way to a person for customers whom a rule says that the bot does not help enough."""

from __future__ import annotations

from dataclasses import replace

from actions.people import hand_over
from actions.reply import Reply, Say
from actions.turn import Turn
from actions.wording import PERSON
from crm.errors import NotFound
from crm.escalation import TROUBLE, Rule, Seen, Step, rule_for
from crm.orders import find_order
from crm.profiles import profile_of
from crm.requester import requester_for
from crm.resting import resting_reasons
from crm.store import Unit

HANDED_OVER = frozenset({"utter_handover_open", "utter_handover_closed"})
"""Said once a person is to take over."""
# Readings by which somebody gets a person anyhow, or wants none.
_NOT_NOW = frozenset({"contact_human_agent", "deny", "stop", "goodbye"})


def with_person(unit: Unit, turn: Turn, reply: Reply) -> Reply:
    """Return the reply with a person offered, or got at once, when a rule says so.

    The rules are those of :mod:`crm.escalation`. A person is offered once, and again only if the
    customer had calmed down meanwhile; what the bot asks stays asked, so a yes still belongs to
    that. For the same reason nobody is handed over again soon after a way back.
    """
    dialogue = reply.dialogue
    if not reply.says or _hands_over(reply) or turn.intent in _NOT_NOW:
        return _offered(reply) if _hands_over(reply) else reply
    rule = _rule(unit, turn, reply)
    if rule is None:
        calm = turn.frustration < unit.rules.escalation.frustration / 2
        return Reply(reply.says, replace(dialogue, person_offered=False)) if calm else reply
    if unit.rules.escalation.step_of(rule) is Step.NOW:
        said = hand_over(unit, turn, rule.reason, rule.priority, note=rule.words)
        return Reply((*reply.says, said), replace(dialogue.settled(), offered_for=None, later=()))
    if dialogue.person_offered:
        return reply
    offered = replace(dialogue, person_offered=True, offered_for=rule.reason)
    if any(PERSON in say.quick_replies for say in reply.says):
        return Reply(reply.says, offered)
    return Reply((*reply.says, Say("utter_offer_person", quick_replies=(PERSON,))), offered)


def _offered(reply: Reply) -> Reply:
    return Reply(reply.says, replace(reply.dialogue, person_offered=True, offered_for=None))


def _rule(unit: Unit, turn: Turn, reply: Reply) -> Rule | None:
    profile = profile_of(unit, turn.customer)
    seen = Seen(
        # The fallback sees to failures itself: it has to say more than an offer.
        frustration=turn.frustration,
        sentiment=turn.sentiment_score,
        value_band=profile.value_band,
        churn_risk=profile.churn_risk,
        topic=turn.intent,
        order_minor=_order_minor(unit, turn, reply),
    )
    shop = unit.rules.escalation
    if rule_for(seen, shop) is None:
        return None
    return rule_for(seen, shop, resting_reasons(unit, turn.conversation_id))


def _order_minor(unit: Unit, turn: Turn, reply: Reply) -> int:
    """Return what the order costs that the reply is about; nothing where that decides nothing."""
    named = turn.entity("order_id")
    number = reply.dialogue.order or reply.dialogue.data.get("order") or (named and named.value)
    if turn.intent not in TROUBLE or not isinstance(number, str):
        return 0
    try:
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        return find_order(unit, requester, number).total_minor
    except NotFound:
        return 0


def _hands_over(reply: Reply) -> bool:
    return any(say.response in HANDED_OVER for say in reply.says)
