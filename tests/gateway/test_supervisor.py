"""Engines are kept alive and leave nothing behind; shown with real processes and sockets."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.engine import external
from gateway.engine.backoff import Backoff
from gateway.engine.state import EngineState, EngineUnavailable, Phase, choose
from gateway.engine.supervisor import Supervisor
from gateway.engine.watch import Launch, Patience

FAKE = Path(__file__).with_name("fake_engine.py")
QUICK = Patience(
    stop=1.0, poll_starting=0.05, poll_ready=0.05, answer=1.0, silent_after=1, missed_answers=4
)


@asynccontextmanager
async def supervised(
    folder: Path, count: int = 1, mode: str = "serve"
) -> AsyncIterator[Supervisor]:
    """Run fake engines and stop them at the end."""

    def plan(index: int, port: int) -> Launch:
        command = (sys.executable, str(FAKE), str(port), str(folder), mode)
        return Launch(command, dict(os.environ), folder, folder / f"engine-{index}.log")

    supervisor = Supervisor(count, plan, backoff=Backoff(first=0.05, cap=0.2), patience=QUICK)
    await supervisor.start()
    try:
        yield supervisor
    finally:
        await supervisor.stop()


def all_ready(supervisor: Supervisor) -> bool:
    """Tell whether each engine is ready."""
    return all(state.phase is Phase.READY for state in supervisor.states)


def noted(folder: Path) -> list[int]:
    """Return the numbers of all processes that fake engines had."""
    return [int(line) for line in (folder / "pids").read_text("ascii").split()]


def living(numbers: list[int]) -> list[int]:
    """Return those of the processes that still run."""
    alive = []
    for number in numbers:
        try:
            if psutil.Process(number).status() != psutil.STATUS_ZOMBIE:
                alive.append(number)
        except psutil.NoSuchProcess:
            continue
    return alive


async def until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds."""
    while not condition():
        await asyncio.sleep(0.02)


async def within(seconds: float, waiting: Awaitable[None]) -> None:
    """Fail when the waiting takes longer, so that a broken test ends."""
    await asyncio.wait_for(waiting, seconds)


@pytest.mark.parametrize(
    ("failures", "expected"),
    [(0, 0.0), (1, 0.5), (2, 1.0), (3, 2.0), (6, 16.0), (7, 30.0), (10_000, 30.0)],
)
def test_waiting_doubles_up_to_the_cap(failures: int, expected: float) -> None:
    """The wait doubles with each failure in a row and never passes the cap."""
    actual = Backoff().wait(failures)

    assert expected == actual


@pytest.mark.parametrize(
    ("failures", "ready_for", "expected"),
    [(0, 0.0, 1), (4, 0.0, 5), (4, 59.9, 5), (4, 60.0, 1), (4, 86_400.0, 1)],
)
def test_failures_are_forgotten_after_a_stable_time(
    failures: int, ready_for: float, expected: int
) -> None:
    """An engine that was ready long enough starts its count anew."""
    actual = Backoff().next_failures(failures, ready_for)

    assert expected == actual


@given(st.text(max_size=40), st.integers(1, 6), st.data())
def test_a_conversation_moves_only_when_its_engine_is_away(
    conversation: str, count: int, data: st.DataObject
) -> None:
    """Another engine's end moves nobody, and the conversation comes back to its own engine."""
    states = [EngineState(index, Phase.READY) for index in range(count)]
    chosen = choose(conversation, states)
    away = data.draw(st.sampled_from(states))
    rest = [state for state in states if state != away]
    if away == chosen and rest:
        assert choose(conversation, rest) in rest
    elif away != chosen:
        assert choose(conversation, rest) == chosen

    assert choose(conversation, states[::-1]) == chosen


def test_without_a_ready_engine_the_reason_is_given() -> None:
    """Who asks for an engine when none is ready learns why."""
    states = [EngineState(0, Phase.BACKING_OFF, "ended with status 3"), EngineState(1)]

    with pytest.raises(EngineUnavailable) as caught:
        choose("c1", states)

    expected = "engine 0 is backing off (ended with status 3); engine 1 is stopped"
    assert expected == caught.value.detail


async def test_engines_become_ready_and_answer(tmp_path: Path) -> None:
    """Each engine listens on its own port, and the address given for a conversation answers."""
    async with supervised(tmp_path, count=2) as supervisor:
        await within(20, supervisor.wait_until(all_ready))
        url = supervisor.client_for("a conversation")
        async with aiohttp.ClientSession() as session, session.get(f"{url}/ready") as response:
            status = response.status
        urls = {state.url for state in supervisor.states}

    assert (200, 2, True) == (status, len(urls), url in urls)


async def test_a_killed_engine_is_started_again(tmp_path: Path) -> None:
    """An engine that is killed is replaced by a new process, and its child is not left over."""
    async with supervised(tmp_path) as supervisor:
        await within(20, supervisor.wait_until(all_ready))
        first = supervisor.states[0].pid
        os.kill(first, signal.SIGKILL)
        await within(20, supervisor.wait_until(lambda s: all_ready(s) and s.states[0].pid != first))
        restarts = supervisor.states[0].restarts
        await within(20, until(lambda: len(living(noted(tmp_path))) == 2))
        alive = living(noted(tmp_path))

    assert (1, True) == (restarts, first not in alive)


async def test_a_silent_engine_gets_no_turns_until_it_answers(tmp_path: Path) -> None:
    """An engine that stops answering is not ready any more; when it goes on, so does the same."""
    async with supervised(tmp_path) as supervisor:
        await within(20, supervisor.wait_until(all_ready))
        first = supervisor.states[0].pid
        os.kill(first, signal.SIGSTOP)
        await within(20, supervisor.wait_until(lambda s: not s.ready))
        silent, reason = supervisor.states[0].phase, supervisor.reason
        with pytest.raises(EngineUnavailable):
            supervisor.client_for("c1")
        os.kill(first, signal.SIGCONT)
        await within(20, supervisor.wait_until(all_ready))
        now = supervisor.states[0]

    assert (Phase.SILENT, "engine 0 is silent (did not answer 1 times in a row)") == (
        silent,
        reason,
    )
    assert (first, 0, "") == (now.pid, now.restarts, now.reason)


def test_silence_is_noticed_within_ten_seconds() -> None:
    """The usual patience leads to a truthful readiness soon, and to a restart only later."""
    usual = Patience()
    each = usual.poll_ready + usual.answer

    assert usual.silent_after * each <= 10 < 30 <= usual.missed_answers * each
    assert external.POLL_READY + (external.ANSWER.total or 0) <= 10


async def test_a_silent_engine_is_replaced(tmp_path: Path) -> None:
    """An engine that lives but no longer answers is stopped by force and replaced."""
    async with supervised(tmp_path) as supervisor:
        await within(20, supervisor.wait_until(all_ready))
        first = supervisor.states[0].pid
        os.kill(first, signal.SIGSTOP)
        await within(30, supervisor.wait_until(lambda s: all_ready(s) and s.states[0].pid != first))
        restarts = supervisor.states[0].restarts

    assert (1, []) == (restarts, living([first]))


@pytest.mark.parametrize("mode", ["serve", "deaf"])
async def test_stopping_leaves_no_process(tmp_path: Path, mode: str) -> None:
    """After a stop neither engines nor their children run, even when they ignore SIGTERM."""
    async with supervised(tmp_path, count=2, mode=mode) as supervisor:
        await within(20, supervisor.wait_until(all_ready))
        numbers = noted(tmp_path)
    await within(20, until(lambda: not living(numbers)))
    phases = [state.phase for state in supervisor.states]

    assert ([Phase.STOPPED] * 2, 4) == (phases, len(numbers))


async def test_a_failing_engine_says_why(tmp_path: Path) -> None:
    """An engine that ends at once is tried again, and its state carries the reason."""
    async with supervised(tmp_path, mode="refuse") as supervisor:
        await within(20, supervisor.wait_until(lambda s: s.states[0].restarts >= 3 and not s.ready))
        await within(20, supervisor.wait_until(lambda s: s.states[0].phase is Phase.BACKING_OFF))
        reason = supervisor.reason

    assert reason == "engine 0 is backing off (ended with status 3 (see engine-0.log))"


async def test_a_missing_program_says_why(tmp_path: Path) -> None:
    """A folder that is not there is a reason, not a crash of the service."""

    def plan(index: int, port: int) -> Launch:
        return Launch(("none",), {}, tmp_path / "absent", tmp_path / "engine.log")

    supervisor = Supervisor(1, plan, backoff=Backoff(first=5.0), patience=QUICK)
    await supervisor.start()
    await within(20, supervisor.wait_until(lambda s: s.states[0].phase is Phase.BACKING_OFF))
    reason = supervisor.reason
    await supervisor.stop()

    assert "could not be started" in reason


async def test_engines_die_with_a_killed_service(tmp_path: Path) -> None:
    """When the service is killed outright, the kernel ends its engines."""
    script = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from tests.gateway.test_supervisor import supervised, all_ready\n"
        "async def main():\n"
        "    async with supervised(Path(sys.argv[1])) as supervisor:\n"
        "        await supervisor.wait_until(all_ready)\n"
        "        print(supervisor.states[0].pid, flush=True)\n"
        "        await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    service = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    with service:
        assert service.stdout is not None
        engine = int(service.stdout.readline())
        alive_before = living([engine])
        service.kill()
    await within(20, until(lambda: not living([engine])))
    # The engine's own child is beyond the kernel's help, and Rasa has none.
    for number in living(noted(tmp_path)):
        os.kill(number, signal.SIGKILL)

    assert [engine] == alive_before
