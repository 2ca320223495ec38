"""All entity rules together: one text in, entities without overlaps out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.entities.catalogue import Catalogue
from bot.entities.dates import find_dates
from bot.entities.found import Found, without_overlaps
from bot.entities.measures import find_colours, find_sizes, is_colour_meant
from bot.entities.money import find_amounts
from bot.entities.people import find_names
from bot.entities.phrases import Phrases
from bot.entities.quantities import find_quantities
from bot.entities.references import find_references
from bot.entities.scripts import plain_figures
from bot.entities.words import split_words

# What follows this many characters is not searched, so that the time of a reading is bounded.
MAX_CHARACTERS = 2000
_COUNTABLE = {"product", "category", "colour", "size"}


def extract(text: str, today: date, phrases: Phrases, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return the entities of a text in Rasa's form, in order, none overlapping another.

    Args:
        text: the message, unchanged; spans refer to it.
        today: the day on which it was sent, for relative dates.
        phrases: the closed lists.
        catalogue: the live catalogue.
    """
    searched = plain_figures(text[:MAX_CHARACTERS])
    candidates = [
        found
        for found in _candidates(searched, today, phrases, catalogue)
        if found.entity != "colour" or is_colour_meant(searched, found)
    ]
    things = [found for found in candidates if found.entity in _COUNTABLE]
    candidates += find_quantities(searched, things)
    return [found.as_dict(text) for found in without_overlaps(candidates)]


def _candidates(text: str, today: date, phrases: Phrases, catalogue: Catalogue) -> Iterator[Found]:
    words = split_words(text)
    yield from find_references(text, catalogue.country)
    yield from find_amounts(text)
    yield from find_dates(text, today)
    yield from find_sizes(text)
    yield from find_colours(text)
    yield from find_names(text)
    yield from phrases.find(words, text)
    yield from catalogue.find(words, text)
