"""Runs topics: one transaction and one record a message, however many requests it holds."""

from __future__ import annotations

from typing import Any

from actions.agreed import asked_alone, with_agreed
from actions.asides import with_reminder
from actions.follow_ups import follow_up, remembered
from actions.offers import with_offer, without_offer
from actions.open_code import with_open_code
from actions.reply import Reply, Say
from actions.returning_reason import without_open_reason
from actions.routing import route
from actions.said_before import with_words_before
from actions.second_wishes import next_wish, split_wishes, waits_for_nothing, with_waiting
from actions.topic import Topic
from actions.topics import topic_named
from actions.turn import Turn
from actions.upset import with_person
from crm.action_results import record_result, recorded_result
from crm.store import Unit

# They look at an open offer themselves.
_ANSWER_FOR_OTHERS = frozenset({"action_continue", "action_fallback"})


def answered(topic: Topic, unit: Unit, turn: Turn) -> Reply:
    """Return the topic's reply with what holds for all topics.

    Of several requests each is run as soon as the one before it has settled, a question that is
    still open is said again after a remark, the one thing that a reply offers can be taken up with
    a yes, and who is upset is offered a person.
    """
    turn = with_words_before(turn)
    noted = asked_alone(turn)
    if noted is not None:
        return noted
    if topic.name not in _ANSWER_FOR_OTHERS:
        turn = without_offer(turn)
    turn = without_open_reason(topic.name, turn)
    resumes = bool(turn.dialogue.later)
    name, turn = follow_up(unit, topic.name, turn)
    topic = topic if name == topic.name else topic_named(name) or topic
    first, waiting = split_wishes(topic.name, turn)
    reply = with_reminder(topic.name, turn, _answer(topic, unit, first))
    reply = with_waiting(topic.name, first, reply, waiting)
    # After "stop" what waits is only offered.
    while turn.intent != "stop" and reply.dialogue.later and waits_for_nothing(reply.dialogue):
        reply = _with_next(unit, turn, reply, resumes)
        resumes = False
    reply = with_open_code(unit, topic.name, turn, reply)
    return with_offer(with_person(unit, turn, with_agreed(turn, reply)))


def _with_next(unit: Unit, turn: Turn, reply: Reply, resumes: bool) -> Reply:
    """Return the reply followed by that to the next request that waits.

    Parameters
    ----------
    resumes:
        Whether the request is of an earlier message, which deserves a word.
    """
    called, told = next_wish(turn, reply.dialogue)
    name, told = route(called, told)
    topic = topic_named(name)
    if topic is None:
        return Reply(reply.says, told.dialogue)
    answer = with_waiting(name, told, _answer(topic, unit, told), ())
    between = (Say("utter_next_request"),) if resumes else ()
    return Reply((*reply.says, *between, *answer.says), answer.dialogue)


def _answer(topic: Topic, unit: Unit, turn: Turn) -> Reply:
    reply = topic.answer(unit, turn)
    cards = [card for say in reply.says for card in say.cards if card.get("kind") == "product"]
    ids = list(dict.fromkeys(int(card["id"]) for card in cards))
    return Reply(reply.says, remembered(topic.name, reply.dialogue, ids))


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
