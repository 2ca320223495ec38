"""Questions about the shop's rules, answered in the words of the help centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.help_index import Quote

if TYPE_CHECKING:
    from crm.store import Unit

__all__ = ["Quote", "find_answer", "near_questions"]


def find_answer(unit: Unit, question: str, sure: bool = False) -> Quote | None:
    """Return the sentences of the help centre that answer a question, or nothing.

    Parameters
    ----------
    question:
        As the customer wrote it.
    sure:
        Whether only an article that fits very well will do, as for a message of which nothing
        else is known.
    """
    return unit.help_centre.find(unit, question, sure)


def near_questions(unit: Unit, question: str) -> tuple[str, ...]:
    """Return what the articles that come near to a question answer, in their own words."""
    return unit.help_centre.index(unit).near(question)
