"""What an action answers: named responses with values, never sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.turn import Dialogue


@dataclass(frozen=True)
class QuickReply:
    """A button that sends its text as the customer's next message."""

    title: str
    text: str


@dataclass(frozen=True)
class Say:
    """One message of the bot.

    Parameters
    ----------
    response:
        Name of a response in ``nlu_data/responses``, such as ``utter_order_shipped``.
    values:
        What fills the response's placeholders; already in words (money and dates as text).
    quick_replies, cards:
        Shown beneath the text; the cards' forms are those of the REST API.
    why:
        The reason of a tailored message: rule, segment, offer, article.
    """

    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    quick_replies: tuple[QuickReply, ...] = ()
    cards: tuple[Mapping[str, Any], ...] = ()
    why: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the message as Rasa's action protocol has it."""
        custom: dict[str, Any] = {}
        if self.cards:
            custom["cards"] = [dict(card) for card in self.cards]
        if self.why is not None:
            custom["why"] = dict(self.why)
        # Rasa hands every further key to the response's placeholders.
        return {
            **self.values,
            "response": self.response,
            "buttons": [{"title": q.title, "payload": q.text} for q in self.quick_replies],
            "custom": custom,
        }


@dataclass(frozen=True)
class Reply:
    """All that an action says in a turn, and the dialogue that the next turn starts from."""

    says: tuple[Say, ...]
    dialogue: Dialogue

    def to_json(self) -> dict[str, Any]:
        """Return the reply as Rasa's action protocol has it."""
        slot = {"event": "slot", "name": "dialogue", "value": self.dialogue.to_json()}
        return {"responses": [say.to_json() for say in self.says], "events": [slot]}
