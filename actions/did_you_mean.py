"""The question which of two things is meant, and what was said first taken up again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from actions.continuing import not_understood
from actions.intents import ACTIONS
from actions.reply import QuickReply, Reply, Say
from actions.said import Request, read_entity
from actions.suggestions import BUTTONS, MENU
from actions.topic import Topic
from actions.topics import topic_named
from actions.turn import Entity, Turn
from actions.two_candidates import BOTH, NEITHER, WHICH, meant_intent
from crm.store import Unit

SOMETHING_ELSE = QuickReply("Something else", "Something else")
_TRIES = 2


class DidYouMean(Topic):
    """Asks which of two intents is meant, and goes on with the one that is chosen."""

    name: ClassVar[str] = WHICH[0]

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Ask, or take up the first message with the intent that the answer chooses."""
        if not turn.asked(*WHICH):
            return asks_which(turn, turn.candidates[:2])
        chosen = meant_intent(turn)
        kept = turn.dialogue.data
        if chosen == NEITHER:
            say = Say("utter_did_you_mean_neither", quick_replies=MENU)
            return Reply((say,), turn.dialogue.settled())
        if chosen is None:
            return _unclear(unit, turn)
        intents = [str(name) for name in kept["intents"]]
        first = intents[0] if chosen == BOTH else chosen
        said = _first_message(turn, first)
        if chosen == BOTH:
            second = Request(said.text, intents[1], 1.0, said.entities).to_json()
            later = (second, *said.dialogue.later)
            said = replace(said, dialogue=replace(said.dialogue, later=later))
        topic = topic_named(ACTIONS[first])
        if topic is None:
            return not_understood(unit, said)
        return topic.answer(unit, said)


def asks_which(
    turn: Turn, intents: Collection[str], *, response: str = "utter_did_you_mean"
) -> Reply:
    """Return the question, with what was said kept for the answer.

    Parameters
    ----------
    intents:
        The two that are likely, each with a button.
    response:
        Says it; it is given the titles of both.
    """
    first, second = (BUTTONS[intent] for intent in intents)
    kept: dict[str, Any] = {
        "text": turn.text[:400],
        "entities": [entity.to_json() for entity in turn.entities[:12]],
        "intents": list(intents),
    }
    values = {"first": first.title, "second": second.title}
    say = Say(response, values, (first, second, SOMETHING_ELSE))
    dialogue = turn.dialogue.asks(*WHICH, **kept)
    return Reply((say,), replace(dialogue, failures=turn.dialogue.failures))


def _first_message(turn: Turn, intent: str) -> Turn:
    """Return the turn as if the first message had been read so, with details given since."""
    kept = turn.dialogue.data
    return replace(
        turn,
        text=str(kept.get("text", "")),
        intent=intent,
        entities=_merged(kept, turn),
        dialogue=turn.dialogue.settled(),
        candidates=(),
    )


def _merged(kept: Mapping[str, Any], turn: Turn) -> tuple[Entity, ...]:
    told = tuple(replace(entity, start=0, end=0) for entity in turn.entities)
    names = {entity.name for entity in told}
    before = tuple(read_entity(raw) for raw in kept.get("entities") or ())
    return (*(entity for entity in before if entity.name not in names), *told)


def _unclear(unit: Unit, turn: Turn) -> Reply:
    """Return the question once more, with a detail that was given kept; then another way."""
    kept = turn.dialogue.data
    tries = int(kept.get("tries", 0)) + 1
    intents = [str(name) for name in kept.get("intents") or () if name in BUTTONS]
    if tries >= _TRIES or len(intents) != 2 or not (turn.entities or turn.intent == "affirm"):
        settled = replace(turn.dialogue.settled(), failures=turn.dialogue.failures)
        return not_understood(unit, replace(turn, dialogue=settled))
    again = asks_which(_first_message(turn, turn.intent), intents)
    data = {**again.dialogue.data, "tries": tries}
    return Reply(again.says, replace(again.dialogue, data=data))
