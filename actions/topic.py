"""The frame of all actions: one topic, one class."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from actions.reply import Reply
from actions.turn import Turn
from crm.store import Unit


class Topic(ABC):
    """One thing that customers ask for.

    Subclasses set ``name`` to the action's name in ``domain.yml`` and are found by
    :func:`actions.topics.all_topics`.
    """

    name: ClassVar[str]

    @abstractmethod
    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the reply to a turn; effects go through ``unit`` and are undone if this raises."""
