"""What a customer said before pressing a button that makes clear what it meant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from actions.reply import QuickReply
from actions.said import read_entity
from actions.turn import Dialogue, Turn

_LONGEST, _MOST_ENTITIES = 300, 12


def keeping_words(turn: Turn, dialogue: Dialogue, buttons: Collection[QuickReply]) -> Dialogue:
    """Return the dialogue that keeps what was said for the buttons that are shown.

    Parameters
    ----------
    turn:
        The turn that was not understood.
    dialogue:
        As the answer leaves it; where a question is open it is left as it is.
    """
    if dialogue.topic is not None or not buttons:
        return dialogue
    data: dict[str, Any] = {
        "said": turn.text[:_LONGEST],
        "entities": [entity.to_json() for entity in turn.entities[:_MOST_ENTITIES]],
        "buttons": [button.text for button in buttons],
    }
    return replace(dialogue, data=data)


def with_words_before(turn: Turn) -> Turn:
    """Return the turn of a pressed button together with what was said before it.

    The words stand behind those of the button, and details that the button does not name are
    taken over. After any other message they are forgotten.
    """
    kept = turn.dialogue.data
    if turn.dialogue.topic is not None or "said" not in kept:
        return turn
    turn = replace(turn, dialogue=replace(turn.dialogue, data={}))
    if turn.text not in kept.get("buttons", ()):
        return turn
    named = {entity.name for entity in turn.entities}
    # Places in the text would be wrong, and the topics do not need them.
    before = (replace(read_entity(raw), start=0, end=0) for raw in kept.get("entities", ()))
    entities = (*turn.entities, *(entity for entity in before if entity.name not in named))
    return replace(turn, text=f"{turn.text}. {kept['said']}", entities=entities)
