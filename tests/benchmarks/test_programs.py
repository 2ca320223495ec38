"""Programs that a benchmark starts, and what is known of their memory."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import psutil
import pytest

from benchmarks.memory import by_role, child_role, cpu_seconds, listener
from benchmarks.programs import ProgramFailed, finish, running, surroundings

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


async def yes() -> bool:
    """Say that a program is ready."""
    return True


async def no() -> bool:
    """Say that a program is not ready."""
    return False


async def test_program_is_gone_afterwards(tmp_path: Path) -> None:
    """A program is stopped when the block that needed it fails."""
    with pytest.raises(KeyError):
        async with running(SLEEP, surroundings(), tmp_path, tmp_path / "log", yes, 20) as program:
            pid = program.pid
            raise KeyError

    assert not psutil.pid_exists(pid)


async def test_program_that_ends_early_tells_why(tmp_path: Path) -> None:
    """A program that ends before it is ready is an error with its last words."""
    command = (sys.executable, "-c", "import sys; sys.exit('no model here')")
    with pytest.raises(ProgramFailed, match="status 1:\nno model here"):
        async with running(command, surroundings(), tmp_path, tmp_path / "log", no, 20):
            pass


async def test_program_that_is_never_ready(tmp_path: Path) -> None:
    """A program that does not get ready is given up."""
    with pytest.raises(ProgramFailed, match=r"not ready after 0\.1 s"):
        async with running(SLEEP, surroundings(), tmp_path, tmp_path / "log", no, 0.1):
            pass


async def test_finish(tmp_path: Path) -> None:
    """A step that ends badly is an error that holds what it wrote."""
    command = (sys.executable, "-c", "import os, sys; sys.exit(os.environ['WORD'])")
    with pytest.raises(ProgramFailed, match="out of beans"):
        await finish(command, surroundings(WORD="out of beans"), tmp_path, tmp_path / "log", 20)


async def test_memory_of_a_process() -> None:
    """A process of our own has a size and its role."""
    found = by_role(os.getpid(), "gateway")

    assert ("gateway", os.getpid()) == (found[0]["role"], found[0]["pid"])
    assert found[0]["rss_mb"] > 0


def test_computing_grows() -> None:
    """A process that computes has taken more time afterwards; none has taken an unknown time."""
    before = cpu_seconds(os.getpid()) or 0.0
    while (now := cpu_seconds(os.getpid()) or 0.0) <= before:
        sum(range(10_000))

    assert now > before
    assert cpu_seconds(2**22 + 1) is None


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["python", "-m", "rasa", "run"], "engine"),
        (["python", "-c", "pass"], "helper"),
        ([], "helper"),
    ],
)
def test_child_role(command: list[str], expected: str) -> None:
    """A child in which Rasa runs is an engine."""
    actual = child_role(command)

    assert expected == actual


def test_listener_is_found_by_its_port() -> None:
    """Who listens on this machine is found; who listens elsewhere is not looked for."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        assert os.getpid() == listener(f"http://127.0.0.1:{port}")
    assert listener("http://shop.example:8000") is None
