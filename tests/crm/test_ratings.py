"""The question after closing: once, skippable, and asked again when it is closed again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from crm import conversations, handovers, privacy, ratings
from crm.acceptance import accept
from crm.errors import Conflict, Invalid, NotFound
from crm.panel import panel
from crm.ratings import Rating
from crm.store import Store
from crm.summaries import summaries_of
from crm.tables.events import crm_events
from crm.tables.widget import ratings as table
from tests.crm.talk import add_agent, add_customer
from tests.fixtures_store import Clock


def begun(store: Store, customer: int | None = None) -> str:
    """Begin a conversation and return its id."""
    with store.transaction() as unit:
        return conversations.create(unit, "widget", customer).public_id


def closed(store: Store, talk: str, agent: int) -> int:
    """Take and close a conversation; return the number of its closing."""
    with store.transaction() as unit:
        handovers.take(unit, talk, agent)
        change = handovers.close(unit, talk, agent)
        question = ratings.to_rate(unit, change.conversation)
    assert question is not None
    return question["closing"]


def rated(store: Store, talk: str, *parts: Any) -> bool:
    """Rate and return whether it is new."""
    with store.transaction() as unit:
        return ratings.rate(unit, talk, ratings.checked(*parts))[1]


def asked(store: Store, talk: str) -> dict[str, int] | None:
    """Return what may be rated now."""
    with store.reading() as unit:
        return ratings.to_rate(unit, conversations.find(unit, talk))


def test_a_closing_is_rated_once(store: Store) -> None:
    """The same answer again is harmless, another one is refused, and the question is gone."""
    talk, agent = begun(store), add_agent(store, "Sam")
    closing = closed(store, talk, agent)
    fresh = [rated(store, talk, closing, 4, "Quick!") for _ in range(2)]
    with pytest.raises(Conflict) as caught:
        rated(store, talk, closing, 5, "Quick!")
    with store.reading() as unit:
        event = unit.connection.execute(
            select(crm_events.c.data).where(crm_events.c.type == "ConversationRated")
        ).scalars()
        events = list(event)

    assert ([True, False], "already_rated", None) == (
        fresh,
        caught.value.code,
        asked(store, talk),
    )
    assert [{"closing": closing, "score": 4, "agent_id": agent}] == events


def test_the_question_can_be_skipped(store: Store) -> None:
    """A skipped question is not asked again, and nobody's satisfaction changes by it."""
    talk, agent = begun(store), add_agent(store, "Sam")
    closing = closed(store, talk, agent)
    rated(store, talk, closing, None)
    with pytest.raises(Conflict) as caught:
        rated(store, talk, closing, 1)
    with store.reading() as unit:
        scores = ratings.scores_between(unit, unit.now.replace(year=2000), unit.now)
        (summary,) = summaries_of(unit, [talk])
        types = list(unit.connection.scalars(select(crm_events.c.type)))

    assert ("already_rated", None, []) == (caught.value.code, asked(store, talk), scores)
    assert None is summary["rating"]
    assert "ConversationRated" not in types


def test_a_new_closing_is_a_new_question(store: Store) -> None:
    """Writing opens the conversation again; the old question is over, the next closing asks."""
    talk, agent = begun(store), add_agent(store, "Sam")
    first = closed(store, talk, agent)
    with store.transaction() as unit:
        accept(unit, talk, "m1", "One more thing")
    open_again = asked(store, talk)
    with pytest.raises(Conflict) as while_open:
        rated(store, talk, first, 2)
    second = closed(store, talk, agent)
    with pytest.raises(Conflict) as too_late:
        rated(store, talk, first, 2)
    rated(store, talk, second, 5)
    with store.reading() as unit:
        room = ratings.rating_of(unit, conversations.find(unit, talk).id)

    assert None is open_again
    assert ["not_closed"] * 2 == [while_open.value.code, too_late.value.code]
    assert first < second
    assert room is not None
    assert (second, 5, "Sam") == (room["closing"], room["score"], room["agent_name"])


def test_an_answer_is_the_same_after_the_conversation_went_on(store: Store) -> None:
    """A page that missed the answer may ask again after the customer wrote."""
    talk, agent = begun(store), add_agent(store, "Sam")
    closing = closed(store, talk, agent)
    rated(store, talk, closing, 3)
    with store.transaction() as unit:
        accept(unit, talk, "m1", "One more thing")

    assert not rated(store, talk, closing, 3)


def test_an_open_conversation_is_not_rated(store: Store) -> None:
    """There is nothing to rate before somebody closed it, and nothing in what is not there."""
    talk = begun(store)
    with pytest.raises(Conflict) as caught:
        rated(store, talk, 1, 3)
    with pytest.raises(NotFound):
        rated(store, "nothing", 1, 3)

    assert ("not_closed", None) == (caught.value.code, asked(store, talk))


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((0, 3), "closing_invalid"),
        ((True, 3), "closing_invalid"),
        (("1", 3), "closing_invalid"),
        ((2**31, 3), "closing_invalid"),
        ((1, 0), "score_invalid"),
        ((1, 6), "score_invalid"),
        ((1, 4.5), "score_invalid"),
        ((1, True), "score_invalid"),
        ((1, "5"), "score_invalid"),
        ((1, 10**400), "score_invalid"),
        ((1, 5, 7), "comment_invalid"),
        ((1, 5, "x" * 2001), "comment_too_long"),
        ((1, None, "No stars, but words"), "score_missing"),
    ],
)
def test_what_is_no_rating_is_refused(parts: tuple[Any, ...], code: str) -> None:
    """Whole scores from 1 to 5, or none; words only with a score."""
    closing, score, *comment = parts
    with pytest.raises(Invalid) as caught:
        ratings.checked(closing, score, *(comment or [None]))

    assert code == caught.value.code


def test_words_are_kept_as_they_are() -> None:
    """Blank words are none; control characters go, everything else stays to the letter."""
    texts = [ratings.checked(1, 5, words).comment for words in ("  ", "a\x00b <b>", None)]

    assert [None, "ab <b>", None] == texts


def test_the_desk_sees_ratings(store: Store) -> None:
    """In the list, in the room and at the customer, the newest first."""
    customer, agent = add_customer(store), add_agent(store, "Sam")
    talks = [begun(store, customer) for _ in range(2)]
    for talk, score in zip(talks, (2, 5), strict=True):
        rated(store, talk, closed(store, talk, agent), score, f"words {score}")
    with store.reading() as unit:
        listed = {one["id"]: one["rating"] for one in summaries_of(unit, talks)}
        shown = [(one["score"], one["comment"]) for one in panel(unit, customer)["ratings"]]

    assert dict(zip(talks, (2, 5), strict=True)) == listed
    assert [(5, "words 5"), (2, "words 2")] == shown


def test_scores_of_a_period(store: Store, clock: Clock) -> None:
    """Customers are told apart, guests by their conversation; the end of a period is outside."""
    customer, agent = add_customer(store), add_agent(store, "Sam")
    known, guest, later = begun(store, customer), begun(store), begun(store)
    since = clock.now
    rated(store, known, closed(store, known, agent), 5)
    rated(store, guest, closed(store, guest, agent), 1)
    clock.advance(days=1)
    rated(store, later, closed(store, later, agent), 3)
    with store.reading() as unit:
        found = ratings.scores_between(unit, since, clock.now)

    assert [("opaque-C-1", 5, agent), (f"conversation:{guest}", 1, agent)] == found


def test_erasure_takes_the_words(store: Store) -> None:
    """The score stays for the shop's figures, what was written does not."""
    customer, agent = add_customer(store), add_agent(store, "Sam")
    talk = begun(store, customer)
    rated(store, talk, closed(store, talk, agent), 1, "My name is Zoë")
    with store.transaction() as unit:
        privacy.erase(unit, customer)
        left = unit.connection.execute(select(table.c.score, table.c.comment)).all()

    assert [(1, None)] == [tuple(row) for row in left]


def test_a_rating_is_shown_as_it_came() -> None:
    """The API's form has all three parts."""
    assert {"closing": 2, "score": None, "comment": None} == Rating(2, None, None).shown()
