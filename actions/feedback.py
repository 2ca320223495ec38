"""Praise and reviews."""

from __future__ import annotations

from typing import ClassVar

from actions.products_in_talk import meant_products
from actions.reply import Reply, Say
from actions.suggestions import BUTTONS
from actions.topic import Topic
from actions.turn import Turn
from crm.catalogue import card
from crm.events import record
from crm.feedback import PraiseReceived
from crm.profiles import profile_of
from crm.requester import requester_for
from crm.store import Unit
from crm.tailored_replies import record_tailored
from crm.tailoring import Situation, decide


class Praise(Topic):
    """Thanks for praise and passes it on."""

    name: ClassVar[str] = "action_praise"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Thank, with the member's tier when there is one; the praise is kept as an event."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        profile = profile_of(unit, turn.customer)
        decision = decide(Situation("praise", profile, turn.sentiment_score, turn.frustration))
        record(
            unit,
            PraiseReceived(turn.sentiment_score),
            customer_id=requester.customer_id,
            conversation_id=requester.conversation_id,
        )
        why = record_tailored(unit, requester, "praise", decision)
        say = Say("utter_praise", why=why)
        if profile.tier is not None:
            say = Say("utter_praise_member", {"tier": profile.tier}, why=why)
        return Reply((say,), turn.dialogue.understood())


class Review(Topic):
    """Says where reviews are written and read."""

    name: ClassVar[str] = "action_review"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the way to the product in talk, or to reviews in general."""
        found = meant_products(unit, turn, self.name)
        if len(found) == 1:
            values = {"product": found[0].name}
            say = Say("utter_review_product", values, cards=(card(found[0]),))
            return Reply((say,), turn.dialogue.settled(product=found[0].id))
        say = Say("utter_review", quick_replies=(BUTTONS["complaint"],))
        return Reply((say,), turn.dialogue.settled())
