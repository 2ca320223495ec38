"""Places in the line and waiting times: honest, or not told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import conversations, handovers, leases
from crm.agent_sessions import open_session
from crm.agents import Agent
from crm.opening import opened_at
from crm.queue_line import line
from crm.queue_pace import FEWEST_TAKES, Facts, Wait, covered
from crm.queue_place import LONGEST_TOLD, minutes_for, places, rounded_up
from crm.store import Store
from crm.summaries import summaries
from tests.crm.talk import add_agent
from tests.fixtures_store import Clock

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
MINUTES = st.integers(0, 240)


def waits(*spans: tuple[int, int]) -> list[Wait]:
    """Return waits between minutes after noon."""
    return [Wait(NOON + timedelta(minutes=a), NOON + timedelta(minutes=b)) for a, b in spans]


@st.composite
def some_waits(draw: st.DrawFn, fewest: int = 0) -> list[Wait]:
    """Return waits that begin and end in any order."""
    spans = draw(st.lists(st.tuples(MINUTES, MINUTES), min_size=fewest, max_size=12))
    return waits(*((min(span), max(span)) for span in spans))


@given(some_waits())
def test_the_time_in_which_anybody_waited(found: list[Wait]) -> None:
    """It is what a minute-by-minute count gives: nobody is counted twice, no gap is counted."""
    minutes = {
        minute
        for wait in found
        for minute in range(
            int((wait.since - NOON).total_seconds()) // 60,
            int((wait.until - NOON).total_seconds()) // 60,
        )
    }

    assert timedelta(minutes=len(minutes)) == covered(found)


@given(
    some_waits(FEWEST_TAKES), some_waits(), st.integers(1, 9), st.integers(1, 9), st.integers(1, 50)
)
def test_minutes_are_honest(
    taken: list[Wait], waiting: list[Wait], then: int, now: int, place: int
) -> None:
    """At least 1, never less for a later place, never more with another agent, never too few."""
    facts = Facts(taken, waiting, then, now)
    told = minutes_for(place, facts)
    later = minutes_for(place + 1, facts)
    helped = minutes_for(place, Facts(taken, waiting, then, now + 1))
    needed = place * covered([*taken, *waiting]).total_seconds() / 60 / len(taken) * then / now

    assert told is None or 1 <= told <= LONGEST_TOLD
    assert told is None or told >= needed - 1e-6
    assert told is not None or needed > LONGEST_TOLD
    assert later is None or (told is not None and told <= later)
    assert told is None or (helped is not None and helped <= told)


@pytest.mark.parametrize(
    "facts",
    [
        Facts(),
        Facts(waits((0, 5), (5, 9)), (), 1, 1),
        Facts(waits((0, 5), (5, 9), (9, 12)), (), 1, 0),
        Facts(waits((0, 5), (5, 9), (9, 12)), (), 0, 1),
    ],
)
def test_too_few_facts_make_no_number(facts: Facts) -> None:
    """Two takes say nothing, and neither does a desk where nobody sits."""
    assert None is minutes_for(1, facts)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, 1), (0.1, 1), (1, 1), (1.01, 2), (10, 10), (10.1, 15), (60, 60), (61, 75), (180, 180)],
)
def test_minutes_are_rounded_up(minutes: float, told: int) -> None:
    """The longer it takes, the coarser it is told, and never as less."""
    assert told == rounded_up(minutes)
    assert None is rounded_up(180.1)


def test_an_idle_queue_promises_less_and_less() -> None:
    """Whoever waits while nobody is taken makes the estimate longer."""
    taken = waits((0, 4), (4, 8), (8, 12))
    told = [minutes_for(1, Facts(taken, waits((12, end)), 1, 1)) for end in (12, 30, 60)]

    assert [4, 10, 20] == told


def queued(store: Store, priority: str = "normal") -> str:
    """Begin a conversation that waits for a person."""
    with store.transaction() as unit:
        talk = conversations.create(unit, "widget").public_id
        handovers.request_handover(unit, talk, "asked_for_person", priority=priority)
    return talk


def found_places(store: Store) -> dict[str, int]:
    """Return the places by id."""
    with store.reading() as unit:
        return {key: place.place for key, place in places(unit).items()}


def test_places_are_the_desks_order(store: Store, clock: Clock) -> None:
    """Who has the most points first, then who waits longest: as the desk lists them."""
    first = queued(store)
    clock.advance(minutes=1)
    second = queued(store)
    clock.advance(minutes=1)
    urgent = queued(store, "high")
    sign_in(store, add_agent(store, "Sam"))
    with store.reading() as unit:
        desk = [one["id"] for one in summaries(unit, "queued", 0)]
        waiting = list(line(unit))

    assert {urgent: 1, first: 2, second: 3} == found_places(store)
    assert desk == waiting == [urgent, first, second]


def test_a_take_moves_the_line_up(store: Store) -> None:
    """Who is taken has no place, the others come nearer."""
    first, second = queued(store), queued(store)
    agent = add_agent(store, "Sam")
    with store.transaction() as unit:
        handovers.take(unit, first, agent)

    assert {second: 1} == found_places(store)


def test_nobody_waits(store: Store) -> None:
    """An empty line has no places."""
    assert {} == found_places(store)


def test_waiting_times_come_from_what_happened(store: Store, clock: Clock) -> None:
    """Three were taken in two minutes each by an agent who is there: two minutes a place."""
    agent = add_agent(store, "Sam")
    for _ in range(FEWEST_TAKES):
        talk = queued(store)
        clock.advance(minutes=2)
        with store.transaction() as unit:
            handovers.take(unit, talk, agent)
            # The desk is open: the leases run on.
            leases.renew_leases(unit, agent)
    sign_in(store, agent)
    first, second = queued(store), queued(store)
    with store.reading() as unit:
        told = {key: place.minutes for key, place in places(unit).items()}

    assert {first: 2, second: 4} == told


def sign_in(store: Store, agent: int) -> None:
    """Open a session for an agent."""
    with store.transaction() as unit:
        open_session(unit, Agent(agent, "sam@shop.example", "Sam", "agent", True))


def test_without_facts_there_is_a_place_only(store: Store) -> None:
    """In the morning nobody can tell how long it takes."""
    talk = queued(store)
    with store.reading() as unit:
        place = places(unit)[talk]

    assert {"place": 1, "minutes": None, "open": True, "opens": None, "opens_at": None} == (
        place.shown()
    )


def test_at_night_it_is_said_when_people_are_back(store: Store, clock: Clock) -> None:
    """A place outside of the hours comes with the next opening, in words and as a time."""
    clock.now = datetime(2026, 6, 20, 21, tzinfo=UTC)  # a Saturday
    talk = queued(store)
    with store.reading() as unit:
        shown = places(unit)[talk].shown()

    assert {
        "place": 1,
        "minutes": None,
        "open": False,
        "opens": "Monday at 08:00",
        "opens_at": "2026-06-22T06:00:00+00:00",
    } == shown


@pytest.mark.parametrize(
    ("moment", "since"),
    [
        (datetime(2026, 6, 15, 12, 30, tzinfo=UTC), datetime(2026, 6, 15, 6, tzinfo=UTC)),
        (datetime(2026, 1, 15, 12, 30, tzinfo=UTC), datetime(2026, 1, 15, 7, tzinfo=UTC)),
        (datetime(2026, 6, 15, 5, 59, tzinfo=UTC), None),
        (datetime(2026, 6, 21, 12, tzinfo=UTC), None),
    ],
)
def test_since_when_people_answer(moment: datetime, since: datetime | None) -> None:
    """The day's opening while it is open; nothing at night and on Sundays."""
    assert since == opened_at(moment)
