"""Serves the topics through rasa-sdk's executor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions.routing import route
from actions.running import run_topic
from actions.terminal import from_terminal, terminal_call
from actions.topic import Topic
from actions.topics import all_topics, topic_named
from actions.turn import read_turn
from crm.store import Unit

__all__ = ["all_topics", "executor", "topic_named"]

Write = Callable[[Callable[[Unit], dict[str, Any]]], Awaitable[dict[str, Any]]]


def executor(topics: list[Topic], write: Write) -> ActionExecutor:
    """Return rasa-sdk's executor with the topics registered.

    Parameters
    ----------
    write:
        Runs a function of a unit in one transaction, away from the event loop.
    """
    found = ActionExecutor()
    by_name = {topic.name: topic for topic in topics}
    for topic in topics:
        found.register_action(_TopicAction(topic, write, by_name))
    return found


class _TopicAction(Action):
    """A topic in the form that rasa-sdk calls."""

    def __init__(self, topic: Topic, write: Write, topics: Mapping[str, Topic]) -> None:
        self._topic = topic
        self._write = write
        self._topics = topics

    def name(self) -> str:
        return self._topic.name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        call = {
            "sender_id": tracker.sender_id,
            "slots": tracker.slots,
            "latest_message": tracker.latest_message,
        }
        if from_terminal(call):
            call = await self._write(lambda unit: terminal_call(unit, call))
        name, turn = route(self._topic.name, read_turn(call))
        topic = self._topics.get(name, self._topic)
        reply = await self._write(lambda unit: run_topic(topic, unit, turn))
        dispatcher.messages.extend(reply["responses"])
        events: list[dict[str, Any]] = reply["events"]
        return events
