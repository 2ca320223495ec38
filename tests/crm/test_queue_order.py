"""The order of the line, and what it guarantees to everybody in it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.queue_simulation import Served, simulate
from crm.errors import Invalid
from crm.queue_order import Fairness, in_order, next_of, pace_of
from crm.queue_score import Waiting, Weights, score

START = datetime(2026, 6, 15, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
URGENT = {"value_band": "high", "churn_risk": "high", "topic": "payment_issue", "priority": "high"}
BANDS = st.sampled_from([None, "high", "middle", "low"])
SHOPS = st.tuples(
    st.sampled_from([0.0, 1.0, 5.0, 10.0, 40.0]),
    st.builds(
        Fairness,
        st.sampled_from([0, 2, 10, 30, 600]).map(lambda minutes: timedelta(minutes=minutes)),
        st.sampled_from([0.0, 1.0, 3.0]),
    ),
)


@st.composite
def crowds(draw: st.DrawFn, most: int = 25) -> list[Waiting]:
    """Return people who came in the first hour or so, in order of arrival."""
    spread = draw(st.sampled_from([1, 600, 5000]))
    came = sorted(draw(st.lists(st.integers(0, spread), min_size=1, max_size=most)))
    return [
        Waiting(
            f"{number:03d}",
            START + timedelta(seconds=seconds),
            value_band=draw(BANDS),
            churn_risk=draw(BANDS),
            frustration=draw(st.sampled_from([0.0, 0.4, 1.0])),
            topic=draw(st.sampled_from([None, "payment_issue"])),
        )
        for number, seconds in enumerate(came)
    ]


def plain(key: str, minutes_ago: float, **more: object) -> Waiting:
    """Return somebody who has waited so long at ``START``."""
    return Waiting(key, START - minutes_ago * MINUTE, **more)  # type: ignore[arg-type]


def keys(line: Sequence[Waiting], pace: timedelta | None = MINUTE, **more: object) -> str:
    """Return the keys of a line in order."""
    return "".join(place.one.key for place in in_order(line, START, pace, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ([], ""),
        ([plain("a", 1), plain("b", 2)], "ba"),
        ([plain("b", 2), plain("a", 2)], "ab"),
        ([plain("a", 2), plain("b", 1, **URGENT)], "ba"),
        ([plain("a", 2, **URGENT), plain("b", 1, **URGENT)], "ab"),
        # Who has waited up to the bound is passed by nobody, nor are those before.
        ([plain("a", 10), plain("b", 1, **URGENT)], "ab"),
        ([plain("a", 12), plain("b", 11, **URGENT), plain("c", 1)], "abc"),
        # Nor who could not bear one more: with two minutes left, a minute each and a reserve.
        ([plain("a", 8), plain("b", 1, **URGENT)], "ab"),
        # Once the held one is served, the urgent one goes before who can bear it.
        ([plain("a", 10), plain("b", 2), plain("c", 1, **URGENT)], "acb"),
    ],
)
def test_order(line: list[Waiting], expected: str) -> None:
    """The highest score is next, unless somebody who came earlier could not bear it."""
    assert expected == keys(line)


def test_places_say_what_to_expect() -> None:
    """A place has its number, the time until it begins, and how often it may yet be overtaken."""
    line = [plain("a", 10), plain("b", 2), plain("c", 1, **URGENT)]
    first, second, third = in_order(line, START, MINUTE)

    assert [(1, 0 * MINUTE, True), (2, MINUTE, False), (3, 2 * MINUTE, False)] == [
        (place.place, place.expected, place.held) for place in (first, second, third)
    ]
    assert (0, 1) == (first.may_be_overtaken, third.may_be_overtaken)


def test_nobody_there() -> None:
    """Without agents the line stands by arrival, and nobody is told how long it takes."""
    line = [plain("a", 2), plain("b", 1, **URGENT)]

    assert pace_of(0) is None
    assert [("a", None), ("b", None)] == [
        (place.one.key, place.expected) for place in in_order(line, START, pace_of(0))
    ]


@given(crowds(), st.integers(0, 6000), st.integers(1, 600), SHOPS, st.randoms())
def test_a_total_order(
    line: list[Waiting],
    seconds: int,
    pace: int,
    shop: tuple[float, Fairness],
    rnd: random.Random,
) -> None:
    """Everybody has one place, however they are given; the first of them is whom to help next."""
    now, weights = START + timedelta(seconds=seconds), Weights(head_start=shop[0])
    shuffled = rnd.sample(line, len(line))
    rest = (now, timedelta(seconds=pace), weights, shop[1])
    ordered = in_order(line, *rest)

    assert ordered == in_order(shuffled, *rest)
    assert sorted(line, key=lambda one: one.key) == sorted(
        (place.one for place in ordered), key=lambda one: one.key
    )
    assert list(range(1, len(line) + 1)) == [place.place for place in ordered]
    assert ordered[0].one == next_of(shuffled, *rest)


@given(crowds(), st.integers(0, 6000), st.integers(1, 600), SHOPS)
def test_who_may_stand_before_whom(
    line: list[Waiting], seconds: int, pace: int, shop: tuple[float, Fairness]
) -> None:
    """A later one stands before an earlier one only with more points, within the head start, and
    no more often than the earlier one can bear."""
    head_start, fairness = shop
    now, weights = line[-1].since + timedelta(seconds=seconds), Weights(head_start=head_start)
    ordered = in_order(line, now, timedelta(seconds=pace), weights, fairness)
    for position, place in enumerate(ordered):
        later = [before for before in ordered[:position] if before.one.key > place.one.key]

        assert len(later) <= place.may_be_overtaken
        for before in later:
            assert before.score.points > place.score.points
            assert before.one.since - place.one.since <= head_start * MINUTE
        if now - place.one.since >= fairness.bound:
            assert [] == later


@given(crowds(), st.integers(0, 6000), st.integers(1, 600), SHOPS)
def test_alike_ones_stand_by_arrival(
    line: list[Waiting], seconds: int, pace: int, shop: tuple[float, Fairness]
) -> None:
    """Of two of whom the same is known, the earlier one is first."""
    now, weights = line[-1].since + timedelta(seconds=seconds), Weights(head_start=shop[0])
    ordered = in_order(line, now, timedelta(seconds=pace), weights, shop[1])
    head_starts = [
        (round(score(place.one, now, weights).points - waited(place.one, now), 6), place.one.key)
        for place in ordered
    ]
    for position, (points, key) in enumerate(head_starts):
        assert all(key > other for same, other in head_starts[:position] if same == points)


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Waiting], list[int], int]:
    """Return a crowd, the seconds of each conversation that begins, and how many fit at once."""
    line = draw(crowds(40))
    longest = draw(st.sampled_from([20, 200, 900]))
    handling = draw(st.lists(st.integers(1, longest), min_size=len(line), max_size=len(line)))
    return line, handling, draw(st.integers(1, 4))


def serve(
    line: list[Waiting], handling: Sequence[float], slots: int, pace: timedelta,
    weights: Weights, fairness: Fairness,
) -> list[Served]:  # fmt: skip
    """Serve a crowd in our order."""

    def choose(waiting: Sequence[int], seconds: float) -> int:
        now = START + timedelta(seconds=seconds)
        chosen = next_of([line[number] for number in waiting], now, pace, weights, fairness)
        return waiting.index(int(chosen.key)) if chosen else 0

    return simulate(arrivals(line), handling, slots, choose)


def arrivals(line: list[Waiting]) -> list[float]:
    """Return when people came, in seconds."""
    return [(one.since - START).total_seconds() for one in line]


def waited(one: Waiting, now: datetime) -> float:
    """Return how long somebody has waited, in minutes."""
    return max((now - one.since) / MINUTE, 0)


def by_arrival(line: list[Waiting], handling: Sequence[float], slots: int) -> list[Served]:
    """Serve a crowd by arrival."""
    return simulate(arrivals(line), handling, slots, lambda waiting, now: 0)


@settings(max_examples=150, deadline=None)
@given(days(), SHOPS)
def test_the_bound_holds_where_order_of_arrival_keeps_it(
    day: tuple[list[Waiting], list[int], int], shop: tuple[float, Fairness]
) -> None:
    """If the line moves no slower than the pace, whoever is overtaken begins within the bound, and
    whoever is not begins no later than by arrival."""
    line, handling, slots = day
    slowest = timedelta(seconds=max(handling))
    ours = serve(line, handling, slots, slowest, Weights(head_start=shop[0]), shop[1])
    for one, plain_one in zip(ours, by_arrival(line, handling, slots), strict=True):
        if one.overtaken_by:
            assert one.waited <= shop[1].bound.total_seconds()
        else:
            assert one.waited <= plain_one.waited


@settings(max_examples=150, deadline=None)
@given(days(), SHOPS, st.integers(1, 900))
def test_nobody_starves(
    day: tuple[list[Waiting], list[int], int], shop: tuple[float, Fairness], pace: int
) -> None:
    """However wrong the pace: nobody is passed beyond the bound or by who came later than the head
    start, or waits longer than it more than the longest wait by arrival."""
    line, handling, slots = day
    head_start, fairness = shop[0] * 60, shop[1]
    weights = Weights(head_start=shop[0])
    ours = serve(line, handling, slots, timedelta(seconds=pace), weights, fairness)
    longest = max(one.waited for one in by_arrival(line, handling, slots))
    for one in ours:
        passing = [ours[number] for number in one.overtaken_by]

        assert one.waited <= longest + head_start
        assert all(other.came - one.came <= head_start for other in passing)
        assert all(other.began - one.came < fairness.bound.total_seconds() for other in passing)


@settings(max_examples=50, deadline=None)
@given(days(), SHOPS)
def test_overload_is_order_of_arrival(
    day: tuple[list[Waiting], list[int], int], shop: tuple[float, Fairness]
) -> None:
    """When all have waited up to the bound, worth counts no more."""
    line, _, _ = day
    now = line[-1].since + shop[1].bound
    ordered = in_order(line, now, timedelta(seconds=1), Weights(head_start=shop[0]), shop[1])

    assert [one.key for one in line] == [place.one.key for place in ordered]


@given(
    st.integers(0, 3600), st.integers(0, 600), st.integers(1, 3600), st.sampled_from([0, 1.5, 3])
)
def test_begins_fit_into_what_is_left(bound: int, waited: int, pace: int, caution: float) -> None:
    """The begins with their reserve fit into what is left, one more does not."""
    left = (bound - waited) / pace
    number = Fairness(timedelta(seconds=bound), caution).begins(
        timedelta(seconds=waited), timedelta(seconds=pace)
    )

    assert number == 0 or number + caution * number**0.5 <= left + 1e-6
    assert number + 1 + caution * (number + 1) ** 0.5 > left - 1e-6


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"bound": -MINUTE}, "invalid_bound"),
        ({"caution": -1.0}, "invalid_caution"),
        ({"caution": float("nan")}, "invalid_caution"),
    ],
)
def test_wrong_bounds(wrong: dict[str, object], code: str) -> None:
    """A bound that means nothing is refused."""
    with pytest.raises(Invalid) as caught:
        Fairness(**wrong)  # type: ignore[arg-type]

    assert code == caught.value.code
