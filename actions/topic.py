"""The frame of all actions: one topic, one class, one transaction, at most one effect."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from actions.reply import Reply
from actions.turn import Turn
from crm.action_results import record_result, recorded_result
from crm.store import Unit


class Topic(ABC):
    """One thing that customers ask for.

    Subclasses set ``name`` to the action's name in ``domain.yml`` and are found by
    :func:`actions.registry.all_topics`.
    """

    name: ClassVar[str]

    @abstractmethod
    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the reply to a turn; effects go through ``unit`` and are undone if this raises."""


def run_topic(topic: Topic, unit: Unit, turn: Turn) -> dict[str, Any]:
    """Return the topic's reply to a turn as Rasa's action protocol has it.

    The first reply to a message is recorded with its effects, in one transaction. The same message
    again (after a crash, a time-out, a retry) gets the recorded reply and has no second effect.
    """
    recorded = recorded_result(unit, turn.conversation_id, turn.message_id, topic.name)
    if recorded is not None:
        return recorded
    reply = topic.answer(unit, turn).to_json()
    record_result(unit, turn.conversation_id, turn.message_id, topic.name, reply)
    return reply
