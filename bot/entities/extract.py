"""All entity rules together: one text in, entities without overlaps out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.entities.catalogue import Catalogue
from bot.entities.clues import Clues, clues
from bot.entities.dates import find_dates
from bot.entities.found import Found, without_overlaps
from bot.entities.measures import find_colours, find_sizes, is_colour_meant
from bot.entities.money import find_amounts
from bot.entities.people import find_names
from bot.entities.phrases import Phrases
from bot.entities.quantities import find_quantities
from bot.entities.references import find_references
from bot.entities.scripts import plain_figures
from bot.entities.window import window
from bot.entities.words import split_words

_COUNTABLE = {"product", "category", "colour", "size"}


def extract(text: str, today: date, phrases: Phrases, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the entities of a text in Rasa's form, in order, none overlapping another.

    Args:
        text: the message, unchanged; spans refer to it.
        today: the day on which it was sent, for relative dates.
        phrases: the closed lists.
        catalogue: the live catalogue.
    """
    part = window(text)
    searched = plain_figures(part.text)
    candidates = [
        found
        for found in _candidates(searched, today, phrases, catalogue)
        if found.entity != "colour" or is_colour_meant(searched, found)
    ]
    things = [found for found in candidates if found.entity in _COUNTABLE]
    candidates += find_quantities(searched, things)
    return [found.as_dict(text) for found in without_overlaps(part.in_whole(candidates))]


def _candidates(text: str, today: date, phrases: Phrases, catalogue: Catalogue) -> Iterator[Found]:
    words = split_words(text)
    if _may_hold_references(text):
        yield from find_references(text, catalogue.country)
    yield from find_amounts(text)
    yield from find_dates(text, today)
    yield from find_sizes(text)
    yield from find_colours(text)
    yield from find_names(text)
    yield from phrases.find(words, text)
    yield from catalogue.find(words, text)


def _may_hold_references(text: str) -> bool:
    """Tell whether a text holds what each number and each e-mail address holds.

    An address is written with its sign or spelt out ("me at example dot org", "me(at)example").
    """
    found = clues(text)
    return found.figure or "@" in text or ("at" in found.words and _spells_out(text, found))


def _spells_out(text: str, found: Clues) -> bool:
    return "dot" in found.words or "(" in text or "[" in text
