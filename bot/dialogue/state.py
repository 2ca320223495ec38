"""The state of a dialogue as it travels with each turn: small, versioned, never trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

VERSION = 1
TURNS_KEPT = 2
TEXTS_KEPT = 3
TEXT_LIMIT = 400
# Far above what a dialogue needs: something is wrong with a state beyond it.
EVENTS_LIMIT = 60


@dataclass(frozen=True)
class DialogueState:
    """What one turn leaves for the next.

    Attributes:
        slots: values of the slots that are set.
        events: the last turns in short form, oldest first.
        texts: the customer's last messages, to notice repetition.
        frustration: in [0, 1].
    """

    slots: dict[str, Any]
    events: list[dict[str, Any]]
    texts: list[str]
    frustration: float

    @classmethod
    def fresh(cls) -> DialogueState:
        """Return the state before the first turn."""
        return cls({}, [], [], 0.0)

    @classmethod
    def from_json(cls, data: Any) -> DialogueState:
        """Read a state.

        Raises:
            ValueError: it is of another version or its form is not understood.
        """
        try:
            if data["version"] != VERSION:
                raise ValueError(f"state of version {data['version']!r}, not {VERSION}")
            slots, events, texts = data["slots"], data["events"], data["texts"]
            frustration = float(data["frustration"])
            sound = (
                isinstance(slots, dict)
                and isinstance(events, list)
                and len(events) <= EVENTS_LIMIT
                and isinstance(texts, list)
                and all(isinstance(text, str) for text in texts)
                and 0.0 <= frustration <= 1.0
            )
            if not sound:
                raise ValueError("a field has another form")
            for event in events:
                _event(event)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error
        return cls(slots, events, texts[-TEXTS_KEPT:], frustration)

    @property
    def awaits_answer(self) -> bool:
        """Whether a topic of the service has asked something that is still open."""
        dialogue = self.slots.get("dialogue")
        return isinstance(dialogue, dict) and bool(dialogue.get("topic"))

    def as_json(self) -> dict[str, Any]:
        """Return the form that travels."""
        return {
            "version": VERSION,
            "slots": self.slots,
            "events": self.events,
            "texts": self.texts,
            "frustration": self.frustration,
        }

    def tracker(self, conversation_id: str, slots: Sequence[Slot]) -> DialogueStateTracker:
        """Return a tracker that is listening, with these slots and these last turns.

        Slots that the domain no longer has are left out.
        """
        tracker = DialogueStateTracker(conversation_id, slots)
        for event in self.events:
            tracker.update(_event(event))
        for name, value in self.slots.items():
            if name in tracker.slots:
                tracker.update(SlotSet(name, value))
        if tracker.latest_action_name != ACTION_LISTEN_NAME:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return tracker

    def after(self, tracker: DialogueStateTracker, text: str, frustration: float) -> DialogueState:
        """Return the state after a turn.

        Args:
            tracker: the tracker at the end of the turn.
            text: what the customer said.
            frustration: the new frustration.
        """
        short = [event for event in map(_short, tracker.events) if event]
        starts = [i for i, event in enumerate(short) if event["event"] == "user"]
        kept = short[starts[-TURNS_KEPT] :] if len(starts) >= TURNS_KEPT else short
        slots = {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value is not None and slot.value != slot.initial_value
        }
        return DialogueState(
            slots,
            kept[-EVENTS_LIMIT:],
            [*self.texts, text[:TEXT_LIMIT]][-TEXTS_KEPT:],
            frustration,
        )


def _short(event: Event) -> dict[str, Any] | None:
    if isinstance(event, UserUttered):
        confidence = float(event.intent.get("confidence") or 0.0)
        return {
            "event": "user",
            "text": (event.text or "")[:TEXT_LIMIT],
            "intent": event.intent_name,
            "confidence": round(confidence, 4),
        }
    if isinstance(event, BotUttered):
        return {"event": "bot", "text": (event.text or "")[:TEXT_LIMIT]}
    if isinstance(event, ActionExecuted) and event.action_name != ACTION_LISTEN_NAME:
        return {"event": "action", "name": event.action_name}
    return None


def _event(short: dict[str, Any]) -> Event:
    kind = short["event"]
    if kind == "user":
        intent = {"name": short["intent"], "confidence": float(short["confidence"])}
        return UserUttered(_text(short), intent)
    if kind == "bot":
        return BotUttered(_text(short))
    if kind == "action":
        return ActionExecuted(str(short["name"]))
    raise ValueError(f"an event of the unknown kind {kind!r}")


def _text(short: dict[str, Any]) -> str:
    if not isinstance(short["text"], str):
        raise TypeError("a text that is no text")
    return short["text"]
