"""The load that both bots get."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from benchmarks.bots import Attune, DefaultBot
from benchmarks.conversations import Line, Script
from benchmarks.load import Contender, alternate, grow, split
from tests.benchmarks.stub_bots import Stub

OURS = Script((Line("ours 1"), Line("ours 2")))
PEERS = Script((Line("peer 1"), Line("peer 2")))


@pytest.fixture
def stub() -> Stub:
    """A stand-in for both bots."""
    return Stub()


@pytest.fixture
async def contenders(stub: Stub) -> AsyncIterator[list[Contender]]:
    """Both bots on one stand-in, which so hears the order of all that is said."""
    server = TestServer(stub.app())
    await server.start_server()
    url = str(server.make_url("")).rstrip("/")
    yield [
        Contender(Attune(url), (OURS,), OURS),
        Contender(DefaultBot(url), (PEERS,), PEERS),
    ]
    await server.close()


@pytest.mark.parametrize(
    ("conversations", "at_once", "expected"),
    [(6, 1, [2, 2, 2]), (5, 1, [2, 2, 1]), (96, 16, [32, 32, 32]), (8, 16, [8]), (0, 16, [])],
)
def test_split(conversations: int, at_once: int, expected: list[int]) -> None:
    """Rounds are a few times as wide as the load, and the last one takes the rest."""
    actual = split(conversations, at_once)

    assert expected == actual


async def test_bots_take_turns_to_begin(stub: Stub, contenders: list[Contender]) -> None:
    """Of two rounds each bot begins one, so that neither always meets a rested machine."""
    async with aiohttp.ClientSession() as session:
        await alternate(session, contenders, conversations=4, at_once=1)

    who = [text.split()[0] for text in stub.heard]
    assert ["ours"] * 4 + ["peer"] * 8 + ["ours"] * 4 == who


async def test_so_many_at_once(stub: Stub, contenders: list[Contender]) -> None:
    """Of all conversations only so many go on at the same time."""
    async with aiohttp.ClientSession() as session:
        measured = await alternate(session, contenders, conversations=8, at_once=4)

    turns = {name: len(each.turns) for name, each in measured.items()}
    assert ({"Attune": 16, "default bot": 16}, 4) == (turns, stub.most_busy)


async def test_computing_of_others_is_not_counted(contenders: list[Contender]) -> None:
    """What a bot computes counts in its own rounds only; where it is not known, it is not zero."""
    ours, peer = contenders
    clock = iter([1.0, 1.5, 9.0, 9.25])
    ours = replace(ours, cpu_seconds=lambda: next(clock))
    async with aiohttp.ClientSession() as session:
        measured = await alternate(session, [ours, peer], conversations=4, at_once=1)

    actual = (measured["Attune"].cpu_seconds, measured["default bot"].cpu_seconds)
    assert (0.75, None) == actual


async def test_failed_turns_are_kept(stub: Stub, contenders: list[Contender]) -> None:
    """An empty reply or an error is one failed turn, and the conversation goes on."""
    stub.broken = {"ours 1": {"replies": [], "reading": None}, "peer 2": {"no": "list"}}
    async with aiohttp.ClientSession() as session:
        measured = await alternate(session, contenders, conversations=1, at_once=1)

    failed = {(t.text, t.fault) for each in measured.values() for t in each.turns if t.failed}
    expected = {("ours 1", "empty reply"), ("peer 2", "default bot sent no list of messages")}
    assert expected == failed


async def test_long_conversations_go_side_by_side(stub: Stub, contenders: list[Contender]) -> None:
    """In the long conversations a turn of one bot follows a turn of the other."""
    async with aiohttp.ClientSession() as session:
        said = await grow(session, contenders, turns=3)

    assert ["ours 1", "peer 1", "ours 2", "peer 2", "ours 1", "peer 1"] == stub.heard
    assert {"Attune": 3, "default bot": 3} == {name: len(turns) for name, turns in said.items()}
