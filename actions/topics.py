"""Finds all topics of this package."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache
from typing import Any

import actions
from actions.topic import Topic


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


@cache
def topic_named(name: str) -> Topic | None:
    """Return the topic of a name, for topics that hand a turn on to another one."""
    return next((topic for topic in all_topics() if topic.name == name), None)


def _concrete(base: type[Any]) -> set[type[Topic]]:
    found: set[type[Topic]] = set()
    for cls in base.__subclasses__():
        found |= _concrete(cls)
        if not inspect.isabstract(cls):
            found.add(cls)
    return found
