"""Texts in a language that the bot does not read: how they are told, and what is said to them."""

from __future__ import annotations

import re
import unicodedata

from actions.offers import offers
from actions.reply import Reply, Say
from actions.turn import Dialogue
from actions.wording import PERSON

_WORD = re.compile(r"[^\W\d_]+")
# Function words that are frequent in one of six languages and are no English words.
_FOREIGN = frozenset(
    # German
    "ich ist nicht der das und mein meine meinen meiner wo wie kann ein eine mit für auf wann "
    "habe haben bitte möchte wurde noch nach jemandem bestellung "
    # French
    "je est le les une mon ma mes où ne pas pour avec vous votre quand dans des du et ai voudrais "
    "commande bonjour "
    # Spanish
    "el los las mi mis dónde donde está esta quiero cómo para con por una del hola cuándo cuando "
    "pedido "
    # Italian
    "il è mio mia dove vorrei sono quando dov ordine che non della ciao "
    # Dutch
    "ik het een mijn waar niet wil hoe graag bestelling van voor "
    # Polish
    "gdzie jest moje moja chcę nie jak proszę zamówienie".split()
)
_ENGLISH = frozenset(
    "the a an i my is are you your to of and in it this that for with do does can what where when "
    "how please order not have has was on me we want".split()
)
_FEWEST, _LONGEST = 2, 500


def in_another_language(text: str) -> bool:
    """Return whether a text is clearly no English: its letters are of another script, or function
    words of another language outnumber those of English.

    Parameters
    ----------
    text:
        What a customer wrote and the reading did not understand.
    """
    words = [word.casefold() for word in _WORD.findall(text[:_LONGEST])]
    letters = "".join(words)
    if not letters:
        return False
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if 2 * latin < len(letters):
        return True
    foreign = sum(word in _FOREIGN for word in words)
    return foreign >= _FEWEST and foreign > 2 * sum(word in _ENGLISH for word in words)


def english_only(dialogue: Dialogue) -> Reply:
    """Return the word that only English is read here, with the way to a person."""
    say = Say("utter_english_only", quick_replies=(PERSON,))
    return Reply((say,), offers(dialogue, PERSON))
