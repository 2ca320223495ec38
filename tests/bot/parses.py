"""A reading for tests of requests: intents by a word, orders by six figures."""

from __future__ import annotations

import re
from typing import Any

INTENTS = {
    "cancel": ("cancel_order", 0.9),
    "where is": ("track_order", 0.9),
    "invoice": ("get_invoice", 0.8),
    "address": ("change_shipping_address", 0.98),
    "return": ("return_item", 0.9),
    "money back": ("get_refund", 0.9),
    "when": ("delivery_period", 0.9),
    "angry": ("complaint", 0.9),
    "person": ("contact_human_agent", 0.9),
    "perhaps": ("place_order", 0.3),
    "gift": ("ask_policy", 0.9),
    "warranty": ("ask_policy", 0.9),
}


def parse(text: str, intents: dict[str, tuple[str, float]]) -> dict[str, Any]:
    """Return a parse that finds intents by a word and no entities but numbers of six figures."""
    name, confidence = next(
        (intents[word] for word in intents if word in text), ("nlu_fallback", 0.2)
    )
    entities = [
        {"entity": "order_id", "start": match.start(), "end": match.end(), "value": match.group()}
        for match in re.finditer(r"(?<!\d)\d{6}(?!\d)", text)
    ]
    entities = [{**entity, "text": entity["value"]} for entity in entities]
    return {
        "text": text,
        "intent": {"name": name, "confidence": confidence},
        "entities": entities,
    }
