"""What the bot goes on from when an agent gives a conversation back: an order, and what was agreed.

The facts become the state of the dialogue, so that the bot neither asks for the order again nor
forgets what a person has promised. What was agreed is said to the customer in the agent's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm.conversations import Conversation
from crm.errors import Invalid
from crm.message_rules import clean_text
from crm.orders import normal_number
from crm.store import Unit
from crm.tables.orders import orders

LONGEST = 300
_STATE_VERSION = 1


@dataclass(frozen=True)
class Facts:
    """What the bot should know; what is empty it does not."""

    order: str | None = None
    agreed: str | None = None

    def to_json(self) -> dict[str, str] | None:
        """Return what is known, for the desk."""
        found = {"order": self.order, "agreed": self.agreed}
        return {name: value for name, value in found.items() if value} or None

    def dialogue_state(self, agent_name: str) -> dict[str, Any] | None:
        """Return the state that the bot's next turn starts from; nothing when nothing is known."""
        if self.to_json() is None:
            return None
        dialogue: dict[str, Any] = {"order": self.order}
        if self.agreed:
            dialogue["agreed"] = {"by": agent_name, "text": self.agreed, "order": self.order}
        return {
            "version": _STATE_VERSION,
            "slots": {"dialogue": dialogue},
            "events": [],
            "texts": [],
            "frustration": 0.0,
        }


def read_facts(unit: Unit, conversation: Conversation, given: object) -> Facts:
    """Check the facts that a desk sent.

    Raises
    ------
    Invalid
        If they have another form, there is no such order, or it is another customer's.
    """
    if given is None:
        return Facts()
    if not isinstance(given, Mapping):
        raise Invalid("facts_invalid", "facts must be an object with order and agreed")
    agreed = given.get("agreed")
    if agreed is not None and (not isinstance(agreed, str) or len(agreed) > LONGEST):
        raise Invalid("agreed_invalid", f"agreed must be a text of at most {LONGEST} characters")
    kept = clean_text(agreed) if agreed and agreed.strip() else None
    return Facts(_order(unit, conversation, given.get("order")), kept)


def _order(unit: Unit, conversation: Conversation, given: object) -> str | None:
    if given is None or given == "":
        return None
    number = normal_number(str(given)[:40])
    query = select(orders.c.number).where(orders.c.number == number)
    if conversation.customer_id is not None:
        query = query.where(orders.c.customer_id == conversation.customer_id)
    found: str | None = unit.connection.scalar(query) if number else None
    if found is None:
        raise Invalid("order_unknown", f"this customer has no order {str(given)[:40]!r}")
    return found
