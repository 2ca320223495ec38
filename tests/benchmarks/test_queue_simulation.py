"""The simulated line: against the formula where there is one, and a whole day with its bound."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import bench_queue, queue_report
from benchmarks.queue_figures import MEASURES, interval
from benchmarks.queue_picture import picture
from benchmarks.queue_policies import OURS, by_classes, by_score, serve
from benchmarks.queue_simulation import erlang_c, first_come, simulate
from benchmarks.queue_traffic import GROUPS, day
from crm.queue_order import DEFAULT_FAIRNESS
from crm.queue_score import DEFAULT_WEIGHTS


@pytest.mark.parametrize(("slots", "busy"), [(1, 0.6), (4, 0.8), (8, 0.8)])
def test_waits_are_those_of_erlang_c(slots: int, busy: float) -> None:
    """With random arrivals and exponential handling the mean wait is the formula's."""
    rng = np.random.default_rng(1)
    count, handling = 200_000, 5.0
    gaps = rng.exponential(handling / slots / busy, count)
    served = simulate(
        np.cumsum(gaps).tolist(), rng.exponential(handling, count).tolist(), slots, first_come
    )
    expected = erlang_c(slots * busy / handling, handling, slots)

    assert expected == pytest.approx(statistics.mean(one.waited for one in served), rel=0.06)


def test_the_formula() -> None:
    """It gives what is known: at a slot that is busy to a half, a wait is as long as handling."""
    assert 5.0 == pytest.approx(erlang_c(0.1, 5.0, 1))
    assert 0.0 == pytest.approx(erlang_c(1e-9, 5.0, 3))
    with pytest.raises(ValueError, match="can never serve"):
        erlang_c(1.0, 5.0, 5)


def test_a_line_by_hand() -> None:
    """Two at once; who comes at one instant begins at it; who is passed is counted."""
    last_first = simulate([0, 0, 1, 2], [5, 3, 4, 1], 2, lambda waiting, now: len(waiting) - 1)

    assert [0, 0, 5, 3] == [one.began for one in last_first]
    assert [1, 0, 3, 2] == [one.turn for one in last_first]
    assert [(1,), (), (3,), ()] == [one.overtaken_by for one in last_first]
    assert [0, 0, 4, 1] == [one.waited for one in last_first]


def test_durations_of_turns_or_of_customers() -> None:
    """A duration belongs to the turn or to the customer, as is wanted."""
    began = [
        [one.began for one in simulate([0, 0, 0], [9, 2, 1], 1, lambda w, _: len(w) - 1,
                                       of_the_turn=turn)]
        for turn in (True, False)
    ]  # fmt: skip

    assert [[11, 9, 0], [3, 1, 0]] == began


def test_the_bound_is_held_over_a_day() -> None:
    """On a day of 2,000 conversations nobody waits beyond the bound whom order of arrival serves
    within it, nobody waits longer than its longest wait, and those who matter more wait less."""
    today, slots = day(2), 8
    bound = DEFAULT_FAIRNESS.bound.total_seconds()
    fifo = serve(today, slots)
    ours = serve(today, slots, by_score(today, slots, DEFAULT_FAIRNESS, DEFAULT_WEIGHTS))
    waits = {
        name: [
            [one.waited for one in served if today.groups[one.number] == group]
            for group in (GROUPS[0], GROUPS[-1])
        ]
        for name, served in (("ours", ours), ("fifo", fifo))
    }

    assert max(today.utilisation(slots)) > 0.9
    assert sum(bool(one.overtaken_by) for one in ours) > 50
    for one, plain in zip(ours, fifo, strict=True):
        assert one.waited <= max(bound, plain.waited)
        assert all(ours[number].began - one.came < bound for number in one.overtaken_by)
    assert statistics.mean(waits["ours"][0]) < statistics.mean(waits["fifo"][0])
    assert sum(one.waited for one in ours) == pytest.approx(sum(one.waited for one in fifo))


def test_a_day_is_its_seed_and_counts_add_up() -> None:
    """The same seed gives the same day; everybody is settled by the bot, waits, or leaves a
    ticket."""
    today = day(7, 600)

    assert today == day(7, 600) != day(8, 600)
    assert today.conversations == today.contained + today.tickets + len(today.waiting)
    assert len(today.waiting) == len(today.arrivals) == len(today.handling) == len(today.groups)
    assert list(today.arrivals) == sorted(today.arrivals)
    assert set(today.groups) <= set(GROUPS)


def test_classes_serve_the_highest_first() -> None:
    """The peer takes the highest class of priority, and by arrival within it."""
    today = day(3, 300)
    choose = by_classes(today)
    high = [n for n, one in enumerate(today.waiting) if one.priority == "high"][:2]
    normal = [n for n, one in enumerate(today.waiting) if one.priority == "normal"][:2]

    assert high[0] == sorted([*high, *normal])[choose(sorted([*high, *normal]), 0.0)]
    assert 0 == choose(normal, 0.0)


def test_intervals() -> None:
    """A figure comes with half the width of its interval, which a single day lacks."""
    assert [2.0, None] == interval([2.0])
    assert [2.0, 2.484] == interval([1.0, 2.0, 3.0])


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a short run wrote."""
    out = tmp_path_factory.mktemp("queue") / "queue.json"
    page = out.with_name("page.md")
    page.write_text(f"before\n{queue_report.BEGIN}\n{queue_report.END}\nafter\n", "utf-8")
    options = ["--conversations", "600", "--agents", "2", "--days", "2", "--seed", "4"]
    code = bench_queue.main([*options, "--out", str(out), "--markdown", str(page)])

    assert 0 == code
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found | {"folder": str(out.parent)}


def test_what_is_written(result: dict[str, Any]) -> None:
    """The figures have each group and order with their intervals, and the load they were had at."""
    waits = result["groups"]["everybody"]["minutes"]

    assert result["held"]
    assert 3 == len(waits)
    assert all(2 == len(found[name]) for found in waits.values() for name in MEASURES)
    assert 0 == result["fairness"][OURS]["passed_beyond"]
    assert 24 == len(result["load"]["utilisation_by_hour"])
    assert [5.0, 10.0, 15.0, 20.0, None] == [row["bound"] for row in result["bounds"]]


def test_what_is_shown(result: dict[str, Any]) -> None:
    """The page gets the tables with the command that made them; the picture has every group."""
    folder = Path(result["folder"])
    page = (folder / "page.md").read_text("utf-8")
    drawn = (folder / "queue.svg").read_text("utf-8")

    assert "`make bench-queue" in page
    assert "The bound is held" in page
    assert drawn == picture(result)
    for group in result["groups"]:
        assert f"| {group} |" in page
        assert group in drawn


def test_a_broken_bound_fails(
    result: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A run in which the rules were broken says so and ends with an error."""
    monkeypatch.setattr(bench_queue, "measure", lambda options: result | {"held": False})

    assert 1 == bench_queue.main(["--out", str(tmp_path / "queue.json"), "--json"])
    assert "BROKEN" in queue_report.verdict(result | {"held": False})


@pytest.mark.parametrize("wrong", [["--agents", "0"], ["--days", "-1"], ["--conversations", "x"]])
def test_wrong_options(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """An option that means nothing is named."""
    with pytest.raises(SystemExit):
        bench_queue.main(wrong)

    assert wrong[0] in capsys.readouterr().err
