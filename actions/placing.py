"""How to buy something."""

from __future__ import annotations

from typing import ClassVar

from actions.reply import QuickReply, Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from crm.store import Unit

_HELP = (
    QuickReply("Ways to pay", "Which payment methods do you accept?"),
    QuickReply("Delivery options", "Which delivery options do you have?"),
    QuickReply("Recommend something", "Can you recommend something for me?"),
)


class PlaceOrder(Topic):
    """Says how an order is placed; the chat itself sells nothing."""

    name: ClassVar[str] = "action_place_order"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the steps, naming the product when there is one."""
        product = turn.entity("product")
        if product is None:
            return Reply((Say("utter_place_order", {}, _HELP),), turn.dialogue.settled())
        say = Say("utter_place_order_product", {"product": product.value[:80]}, _HELP[:2])
        return Reply((say,), turn.dialogue.settled())
