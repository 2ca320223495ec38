"""A reading for tests of requests: intents by a word, orders by six figures."""

from __future__ import annotations

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
        {"entity": "order_id", "start": at, "end": at + 6, "value": text[at : at + 6]}
        for at in range(len(text))
        if text[at : at + 6].isdigit() and len(text[at : at + 6]) == 6
    ]
    entities = [{**entity, "text": entity["value"]} for entity in entities]
    return {
        "text": text,
        "intent": {"name": name, "confidence": confidence},
        "entities": entities,
    }
