"""Finds all topics of this package and serves them through rasa-sdk's executor."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

import actions
from actions.topic import Topic, run_topic
from actions.turn import read_turn
from crm.store import Unit

Write = Callable[[Callable[[Unit], dict[str, Any]]], Awaitable[dict[str, Any]]]


def all_topics() -> list[Topic]:
    """Return one instance of each topic in this package, by name.

    Raises
    ------
    ValueError
        If two topics bear one name.
    """
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
    topics = sorted((cls() for cls in _concrete(Topic)), key=lambda topic: topic.name)
    names = [topic.name for topic in topics]
    if len(set(names)) != len(names):
        raise ValueError(f"two actions bear one name: {names}")
    return topics


def executor(topics: list[Topic], write: Write) -> ActionExecutor:
    """Return rasa-sdk's executor with the topics registered.

    Parameters
    ----------
    write:
        Runs a function of a unit in one transaction, away from the event loop.
    """
    found = ActionExecutor()
    for topic in topics:
        found.register_action(_TopicAction(topic, write))
    return found


class _TopicAction(Action):
    """A topic in the form that rasa-sdk calls."""

    def __init__(self, topic: Topic, write: Write) -> None:
        self._topic = topic
        self._write = write

    def name(self) -> str:
        return self._topic.name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        turn = read_turn(
            {
                "sender_id": tracker.sender_id,
                "slots": tracker.slots,
                "latest_message": tracker.latest_message,
            }
        )
        reply = await self._write(lambda unit: run_topic(self._topic, unit, turn))
        dispatcher.messages.extend(reply["responses"])
        events: list[dict[str, Any]] = reply["events"]
        return events


def _concrete(base: type[Any]) -> set[type[Topic]]:
    found: set[type[Topic]] = set()
    for cls in base.__subclasses__():
        found |= _concrete(cls)
        if not inspect.isabstract(cls):
            found.add(cls)
    return found
