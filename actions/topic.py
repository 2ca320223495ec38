"""The frame of all actions: one topic, one class, one transaction, at most one effect."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from actions.asides import with_reminder
from actions.offers import with_offer, without_offer
from actions.reply import Reply
from actions.second_wishes import split_wishes, with_waiting
from actions.turn import Turn
from crm.action_results import record_result, recorded_result
from crm.store import Unit

# They look at an open offer themselves.
_ANSWER_FOR_OTHERS = frozenset({"action_continue", "action_fallback"})


class Topic(ABC):
    """One thing that customers ask for.

    Subclasses set ``name`` to the action's name in ``domain.yml`` and are found by
    :func:`actions.registry.all_topics`.
    """

    name: ClassVar[str]

    @abstractmethod
    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the reply to a turn; effects go through ``unit`` and are undone if this raises."""


def answered(topic: Topic, unit: Unit, turn: Turn) -> Reply:
    """Return the topic's reply with what holds for all topics.

    Of several wishes the others wait, a question that is still open is said again after a remark,
    and the one thing that a reply offers can be taken up with a yes.
    """
    if topic.name not in _ANSWER_FOR_OTHERS:
        turn = without_offer(turn)
    first, waiting = split_wishes(topic.name, turn)
    reply = with_reminder(topic.name, turn, topic.answer(unit, first))
    return with_offer(with_waiting(topic.name, reply, waiting))


def run_topic(topic: Topic, unit: Unit, turn: Turn) -> dict[str, Any]:
    """Return the topic's reply to a turn as Rasa's action protocol has it.

    The first reply to a message is recorded with its effects, in one transaction. The same message
    again (after a crash, a time-out, a retry) gets the recorded reply and has no second effect.
    """
    recorded = recorded_result(unit, turn.conversation_id, turn.message_id, topic.name)
    if recorded is not None:
        return recorded
    reply = answered(topic, unit, turn).to_json()
    record_result(unit, turn.conversation_id, turn.message_id, topic.name, reply)
    return reply
