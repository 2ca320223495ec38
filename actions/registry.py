"""Finds all topics of this package and serves them through rasa-sdk's executor."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

import actions
from actions.routing import route
from actions.terminal import from_terminal, terminal_call
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
    by_name = {topic.name: topic for topic in topics}
    for topic in topics:
        found.register_action(_TopicAction(topic, write, by_name))
    return found


@cache
def topic_named(name: str) -> Topic | None:
    """Return the topic of a name, for topics that hand a turn on to another one."""
    return next((topic for topic in all_topics() if topic.name == name), None)


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


def _concrete(base: type[Any]) -> set[type[Topic]]:
    found: set[type[Topic]] = set()
    for cls in base.__subclasses__():
        found |= _concrete(cls)
        if not inspect.isabstract(cls):
            found.add(cls)
    return found
