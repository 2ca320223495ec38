"""One turn: read the text, let the rules choose actions, run them, collect the replies."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.constants import ACTION_LISTEN_NAME, SlotMappingType
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_RANKING_KEY

from bot.dialogue.bare_numbers import with_bare_orders
from bot.dialogue.graph_runner import SequentialRunner
from bot.dialogue.service_actions import ActionFailed, ServiceAction, ServiceConnection
from bot.dialogue.several import requests_in
from bot.dialogue.state import DialogueState
from language.frustration import frustration_after
from language.sentiment import NEUTRAL, Sentiment

RANKING_LENGTH = 5
CHANNEL_NAME = "attune"
# Same length as the slash and no word character, so that spans stay right.
SLASH_STAND_IN = "⁄"


@dataclass(frozen=True)
class TurnInput:
    """One message of a customer, as the gateway sends it."""

    conversation_id: str
    message_id: str
    text: str
    customer: str | None
    sent_at: str


@dataclass(frozen=True)
class TurnResult:
    """What a turn gives back to the gateway."""

    replies: list[dict[str, Any]]
    reading: dict[str, Any]
    state: DialogueState


class TurnProcessor(MessageProcessor):
    """Rasa's processor over a loaded model, without a tracker store.

    It differs from Rasa's in four ways: the tracker is made from the state that came with the
    turn; a text is never taken as a command; a failing action fails the turn; and copies, checks
    and planning that a turn does not need are left out.
    """

    def __init__(self, loaded: MessageProcessor, connection: ServiceConnection) -> None:
        """Share the model of a loaded processor; `connection` leads to the custom actions."""
        # Not super().__init__(): that would load the model a second time.
        self.__dict__.update(vars(loaded))
        self.graph_runner = SequentialRunner.of(loaded.graph_runner)
        self._connection = connection
        self.model_version = str(self.model_filename).removesuffix(".tar.gz")
        self._fills_slots = any(
            mapping.get("type") != SlotMappingType.CUSTOM.value
            for slot in self.domain.slots
            for mapping in slot.mappings
        )

    async def read(self, text: str, metadata: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return Rasa's parse of a text: intent, intent_ranking, entities, sentiment."""
        parsed = self._parsed(text, metadata)
        return with_bare_orders(parsed)

    def add_requests(
        self, parsed: dict[str, Any], metadata: dict[str, Any], open_question: bool = False
    ) -> None:
        """Set `requests` of a parse: each request of a message that holds several.

        A message that is not built like several costs no further reading.

        Args:
            parsed: what `read` returned.
            metadata: that of the message.
            open_question: whether the bot waits for an answer.
        """
        parsed["requests"] = requests_in(
            parsed, lambda clause: self._parsed(clause, metadata), open_question
        )

    def _parsed(self, text: str, metadata: dict[str, Any] | None) -> dict[str, Any]:
        message = UserMessage("", metadata=metadata)
        # UserMessage strips its text and Rasa takes a leading slash for a command.
        stripped = text.lstrip()
        indent = len(text) - len(stripped)
        safe = text[:indent] + SLASH_STAND_IN + stripped[1:] if stripped[:1] == "/" else text
        message.text = safe
        parsed = self._parse_message_with_graph(
            message, DialogueStateTracker.from_events(message.sender_id, [])
        )
        parsed["text"] = text
        return parsed

    async def run_turn(self, turn: TurnInput, state: DialogueState) -> TurnResult:
        """Run one turn.

        Raises:
            ActionFailed: a custom action failed; the state before the turn stays valid.
        """
        started = time.perf_counter()
        metadata = {
            "message_id": turn.message_id,
            "customer": turn.customer,
            "sent_at": turn.sent_at,
        }
        parsed = await self.read(turn.text, metadata)
        self.add_requests(parsed, metadata, state.awaits_answer)
        reading = self.reading(parsed, state, started)
        metadata["frustration"] = reading["frustration"]
        tracker = state.tracker(turn.conversation_id, self.domain.slots)
        known = len(tracker.events)
        tracker.update(
            UserUttered(
                turn.text,
                _intent_to_follow(parsed),
                parsed["entities"],
                _for_actions(parsed, reading),
                input_channel=CHANNEL_NAME,
                message_id=turn.message_id,
                metadata=metadata,
            ),
            self.domain,
        )
        if self._fills_slots:
            tracker = await self.run_action_extract_slots(CollectingOutputChannel(), tracker)
        await self._act(tracker)
        uttered = [e for e in list(tracker.events)[known:] if isinstance(e, BotUttered)]
        return TurnResult(
            [reply_of(event) for event in uttered],
            reading,
            state.after(tracker, turn.text, reading["frustration"]),
        )

    def reading(
        self, parsed: dict[str, Any], state: DialogueState, started: float
    ) -> dict[str, Any]:
        """Return the reading of the contract from Rasa's parse and the state before the turn.

        Args:
            parsed: what `read` returned.
            state: its frustration and texts are continued.
            started: `time.perf_counter()` at the beginning of the reading.
        """
        raw = parsed.get("sentiment") or NEUTRAL.as_dict()
        sentiment = Sentiment(raw["label"], float(raw["score"]))
        ranking = (parsed.get(INTENT_RANKING_KEY) or [])[:RANKING_LENGTH]
        frustration = frustration_after(state.frustration, parsed["text"], sentiment, state.texts)
        return {
            "intent": parsed["intent"]["name"],
            "confidence": round(float(parsed["intent"]["confidence"]), 4),
            "ranking": _rounded(ranking),
            "candidates": _rounded(parsed.get("candidates") or []),
            "requests": [
                {**request, "entities": _plain(request["entities"])}
                for request in parsed.get("requests") or []
            ],
            "entities": _plain(parsed["entities"]),
            "sentiment": sentiment.as_dict(),
            "frustration": frustration,
            "model_version": self.model_version,
            "milliseconds": round((time.perf_counter() - started) * 1000, 2),
        }

    async def _act(self, tracker: DialogueStateTracker) -> None:
        """Run the actions that the rules choose until they choose to listen."""
        channel = CollectingOutputChannel()
        for _ in range(self.max_number_of_predictions):
            prediction = self._predict_next_with_tracker(tracker)
            name = self.domain.action_names_or_texts[prediction.max_confidence_index]
            if name == ACTION_LISTEN_NAME:
                tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
                return
            action = self._action(name)
            tracker.update_with_events(prediction.events, self.domain)
            events = await action.run(channel, self.nlg, tracker, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
            tracker.update_with_events(events, self.domain)
        raise ActionFailed(
            f"{self.max_number_of_predictions} actions in one turn: the rules go in a circle"
        )

    def _action(self, name: str) -> Action:
        action = self._get_action(name)
        if type(action) is RemoteAction:
            return ServiceAction(name, self._connection)
        return action


def _intent_to_follow(parsed: dict[str, Any]) -> dict[str, Any]:
    """Return the intent that the rules follow: that of the first request, if there are several."""
    requests = parsed.get("requests")
    if not requests:
        found: dict[str, Any] = parsed["intent"]
        return found
    return {"name": requests[0]["intent"], "confidence": requests[0]["confidence"]}


def _for_actions(parsed: dict[str, Any], reading: dict[str, Any]) -> dict[str, Any]:
    """Return what the actions get of a reading; the ranking only where they must guess."""
    data = {
        "intent": parsed["intent"],
        "entities": parsed["entities"],
        "text": parsed["text"],
        "sentiment": reading["sentiment"],
    }
    for name in ("candidates", "requests"):
        if parsed.get(name):
            data[name] = parsed[name]
    if parsed["intent"]["name"] == DEFAULT_NLU_FALLBACK_INTENT_NAME:
        data[INTENT_RANKING_KEY] = (parsed.get(INTENT_RANKING_KEY) or [])[:RANKING_LENGTH]
    return data


def _rounded(ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"intent": row["name"], "confidence": round(float(row["confidence"]), 4)} for row in ranking
    ]


def _plain(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in entity.items() if key != "extractor"} for entity in entities
    ]


def reply_of(event: BotUttered) -> dict[str, Any]:
    """Return a message of the bot in the contract's form."""
    data = event.data
    custom = data.get("custom") or {}
    buttons = [*(data.get("buttons") or []), *(data.get("quick_replies") or [])]
    return {
        "text": event.text or "",
        "quick_replies": [
            {"title": str(button["title"]), "text": str(button.get("payload") or button["title"])}
            for button in buttons
        ],
        "cards": custom.get("cards") or [],
        "why": custom.get("why"),
    }
