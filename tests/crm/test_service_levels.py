"""Service levels and the time that counts for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.open_time import after_open_time, open_time_between
from crm.policy import SHOP_POLICY, SupportHours
from crm.service_levels import (
    LEVELS,
    Level,
    State,
    clock,
    level_for,
    next_turn,
    standing,
    turned,
)

HOURS = SHOP_POLICY.support_hours
MINUTE, TICK = timedelta(minutes=1), timedelta(microseconds=1)
INSTANTS = st.integers(0, 2 * 366 * 24 * 3600).map(
    lambda seconds: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
SPANS = st.integers(0, 200 * 3600).map(lambda seconds: timedelta(seconds=seconds))
SHOPS = st.dictionaries(
    st.integers(0, 6),
    st.tuples(st.integers(4, 13).map(time), st.integers(14, 23).map(time)),
    min_size=1,
).map(SupportHours)


def at(text: str) -> datetime:
    """Return a time in the summer of 2026, in Berlin."""
    return datetime.fromisoformat(f"2026-{text}+02:00")


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("06-15T09:00", 1, "06-15T10:00"),
        ("06-15T19:30", 1, "06-16T08:30"),
        ("06-15T19:00", 1, "06-15T20:00"),
        ("06-15T03:00", 1, "06-15T09:00"),
        ("06-19T19:00", 2, "06-20T10:00"),
        ("06-20T15:30", 1, "06-22T08:30"),
        ("06-21T12:00", 0, "06-21T12:00"),
        ("06-15T08:00", 67, "06-20T16:00"),
    ],
)
def test_due_times(start: str, hours: int, expected: str) -> None:
    """The clock stands still at night and on Sundays; Saturdays are short."""
    assert at(expected) == after_open_time(at(start), timedelta(hours=hours))


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        # From Saturday noon in winter time to Monday in summer time, and back.
        ("2026-03-28T15:00+01:00", "2026-03-30T09:00+02:00"),
        ("2026-10-24T15:00+02:00", "2026-10-26T09:00+01:00"),
    ],
)
def test_clocks_change(start: str, expected: str) -> None:
    """The shop opens by the clock on the wall."""
    actual = after_open_time(datetime.fromisoformat(start), timedelta(hours=2))

    assert datetime.fromisoformat(expected) == actual


def test_hours_in_the_hour_that_is_left_out() -> None:
    """A shop that opens at 02:30 opens at 03:00 when clocks jump over it."""
    night = SupportHours({6: (time(2, 30), time(5))})
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)

    assert datetime(2026, 3, 29, 1, 0, 1, tzinfo=UTC) == after_open_time(
        start, timedelta(seconds=1), night
    )


@given(INSTANTS, SPANS, SHOPS)
def test_adding_and_measuring_agree(start: datetime, span: timedelta, hours: SupportHours) -> None:
    """As much open time lies before the due time as was added, and none is due outside of it."""
    due = after_open_time(start, span, hours)

    assert span == open_time_between(start, due, hours)
    assert not span or hours.is_open(due - TICK)


@given(INSTANTS, SPANS, SPANS, SHOPS)
def test_open_time_adds_up(
    start: datetime, first: timedelta, second: timedelta, hours: SupportHours
) -> None:
    """Two stretches together are as long as the whole, and never longer than on the wall."""
    middle, end = start + first, start + first + second
    parts = [open_time_between(*pair, hours) for pair in ((start, middle), (middle, end))]

    assert sum(parts, timedelta(0)) == open_time_between(start, end, hours)
    assert timedelta(0) <= parts[0] <= first


@given(INSTANTS, st.integers(1, 600))
def test_open_time_passes_while_people_answer(start: datetime, seconds: int) -> None:
    """Within an open stretch time passes as on the wall; within a closed one not at all."""
    end = start + timedelta(seconds=seconds)
    states = {HOURS.is_open(start), HOURS.is_open(end)}
    passed = open_time_between(start, end)

    assert len(states) == 2 or passed == (end - start if states == {True} else timedelta(0))


@pytest.mark.parametrize(
    ("priority", "band", "expected"),
    [
        ("high", "low", "high priority"),
        ("high", "high", "high priority"),
        ("low", "high", "low priority"),
        ("normal", "high", "valued customer"),
        ("normal", None, "everybody"),
        ("unheard of", "middle", "everybody"),
    ],
)
def test_levels(priority: str, band: str | None, expected: str) -> None:
    """The first row of the table that holds counts."""
    assert expected == level_for(priority, band).name


START = at("06-15T19:50")
LEVEL = Level("test", 20 * MINUTE, 120 * MINUTE)


@pytest.mark.parametrize(
    ("now", "answered", "expected", "left"),
    [
        ("06-15T19:50", None, State.FINE, 20),
        ("06-15T19:59", None, State.FINE, 11),
        # The shop is closed: nothing happens until the morning.
        ("06-16T03:00", None, State.FINE, 10),
        ("06-16T08:04", None, State.FINE, 6),
        ("06-16T08:05", None, State.AT_RISK, 5),
        ("06-16T08:10", None, State.AT_RISK, 0),
        ("06-16T08:11", None, State.BREACHED, -1),
        ("06-17T12:00", "06-16T08:09", State.FINE, 1),
        ("06-17T12:00", "06-16T08:12", State.BREACHED, -2),
    ],
)
def test_first_answer(now: str, answered: str | None, expected: State, left: int) -> None:
    """It is fine, then at risk, then breached; once it is given, it stays as it was."""
    done = at(answered) if answered else None
    found = standing(LEVEL, START, at(now), answered_at=done).first_answer

    assert (expected, left * MINUTE, done is not None) == (found.state, found.left, found.done)
    assert (at("06-16T08:05"), at("06-16T08:10")) == (found.warn, found.due)


def test_both_promises() -> None:
    """The worse of both states is the conversation's; what is solved needs no answer any more."""
    late = at("06-16T08:11")
    solved = standing(LEVEL, START, late, resolved_at=at("06-15T19:55"))
    answered = standing(LEVEL, START, at("06-16T09:30"), answered_at=START)

    assert State.BREACHED is standing(LEVEL, START, late).state
    assert State.FINE is solved.state
    assert (State.FINE, State.AT_RISK) == (answered.first_answer.state, answered.resolution.state)
    assert State.AT_RISK is answered.state


@given(INSTANTS, SPANS.filter(bool), st.integers(0, 14 * 86_400), st.floats(0.05, 1))
def test_states_only_get_worse(
    start: datetime, span: timedelta, seconds: int, warn_at: float
) -> None:
    """While nothing is done, time leads from fine to at risk to breached, and nowhere else."""
    order = list(State)
    now = start + timedelta(seconds=seconds)
    found = clock(start, span, now, warn_at=warn_at)
    later = clock(start, span, now + 7 * MINUTE, warn_at=warn_at)

    assert order.index(found.state) <= order.index(later.state)
    assert found.left >= later.left
    assert found.warn <= found.due
    assert (found.state is State.BREACHED) == (now > found.due)


@given(INSTANTS, SPANS.filter(bool), st.lists(st.integers(1, 100_000), min_size=1, max_size=12))
def test_each_turn_is_told_once(start: datetime, span: timedelta, gaps: list[int]) -> None:
    """However seldom somebody looks, a state that was come into is told once, the worst one."""
    told, before, last = [], start, State.FINE
    for gap in gaps:
        now = before + timedelta(seconds=gap)
        found = clock(start, span, now)
        if (state := turned(found, before, now)) is not None:
            told.append(state)
        last, before = found.state, now

    assert len(told) == len(set(told)) <= 2
    assert (told[-1] if told else State.FINE) == last


@given(INSTANTS, SPANS.filter(bool), st.integers(0, 14 * 86_400))
def test_the_next_turn(start: datetime, span: timedelta, seconds: int) -> None:
    """Nothing changes before the instant that a timer is set to, and something does at it."""
    now = start + timedelta(seconds=seconds)
    found = clock(start, span, now)
    turn = next_turn([found], now)
    if turn is None:
        assert State.BREACHED is found.state
    else:
        assert found.state is clock(start, span, turn - TICK).state
        assert found.state is not clock(start, span, turn).state


def test_what_is_done_turns_no_more() -> None:
    """An answer that was given needs neither warning nor timer."""
    found = clock(START, 20 * MINUTE, at("06-17T12:00"), START + MINUTE)

    assert turned(found, START, at("06-17T12:00")) is None
    assert next_turn([found], START) is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"first_answer": timedelta(0)}, "above zero"),
        ({"resolution": -MINUTE}, "above zero"),
        ({"warn_at": 1.5}, "1.5"),
    ],
)
def test_wrong_levels(change: dict[str, object], named: str) -> None:
    """A level that nobody can keep is refused by name."""
    with pytest.raises(Invalid, match="'test'") as caught:
        replace(LEVEL, **change)  # type: ignore[arg-type]

    assert named in caught.value.detail


def test_wrong_times() -> None:
    """Empty hours, negative spans, reversed times and tables without a last row are named."""
    for wrong, code in (
        (lambda: after_open_time(START, MINUTE, SupportHours({})), "no_support_hours"),
        (lambda: after_open_time(START, -MINUTE), "negative_span"),
        (lambda: open_time_between(START, START - MINUTE), "times_reversed"),
        (lambda: level_for("normal", None, LEVELS[:1]), "no_level"),
    ):
        with pytest.raises(Invalid) as caught:
            wrong()
        assert code == caught.value.code
