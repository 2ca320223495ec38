"""Both bots as their customers see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from benchmarks.bots import Answer, Attune, BotError, DefaultBot, fault
from benchmarks.conversations import Line
from tests.benchmarks.stub_bots import Stub


@pytest.fixture
def stub() -> Stub:
    """A stand-in for both bots."""
    return Stub()


@pytest.fixture
async def url(stub: Stub) -> AsyncIterator[str]:
    """Where the stand-in listens."""
    server = TestServer(stub.app())
    await server.start_server()
    yield str(server.make_url("")).rstrip("/")
    await server.close()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A client."""
    async with aiohttp.ClientSession() as client:
        yield client


async def test_attune_is_asked_with_the_token(url: str, session: aiohttp.ClientSession) -> None:
    """An answer of the product has its words, those on cards included, and its reading."""
    bot = Attune(url)
    talk = await bot.open(session, None)

    actual = await bot.say(session, talk, "hello")

    assert Answer("Here it is: 990097", "greet") == actual


async def test_customer_signs_in_once(stub: Stub, url: str, session: aiohttp.ClientSession) -> None:
    """The shop's sign-in is not measured again with each conversation."""
    bot = Attune(url)
    await bot.open(session, "cust-anna")
    await bot.open(session, "cust-anna")

    assert ["cust-anna"] == stub.signed_in


async def test_default_bot(url: str, session: aiohttp.ClientSession) -> None:
    """An answer of the default bot has the words of its messages."""
    bot = DefaultBot(url)
    talk = await bot.open(session, None)

    actual = await bot.say(session, talk, "hello")

    assert Answer("Hey!") == actual


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (web.json_response({"title": "No"}, status=503), "status 503"),
        (web.Response(text="<html>", content_type="text/html"), "ContentTypeError"),
        (web.Response(text="{", content_type="application/json"), "JSONDecodeError"),
        (web.json_response({"reading": None}), "no 'replies'"),
        (web.json_response([]), "no 'reading'"),
    ],
    ids=["error", "a page", "broken JSON", "a part missing", "a list"],
)
async def test_broken_answers_are_errors(
    stub: Stub, url: str, session: aiohttp.ClientSession, answer: Any, told: str
) -> None:
    """What is not an answer by the API is an error that says what came."""
    stub.broken["hello"] = answer
    bot = Attune(url)
    talk = await bot.open(session, None)

    with pytest.raises(BotError, match=told):
        await bot.say(session, talk, "hello")


async def test_nobody_listens(session: aiohttp.ClientSession, unused_tcp_port: int) -> None:
    """A bot that is not there is an error of the bot."""
    with pytest.raises(BotError, match="Connect"):
        await Attune(f"http://127.0.0.1:{unused_tcp_port}").open(session, None)


@pytest.mark.parametrize(
    ("line", "answer", "expected"),
    [
        (Line("hi", ("greet",)), Answer("Hello!", "greet"), None),
        (Line("hi", ("greet", "thank")), Answer("Hello!", "thank"), None),
        (Line("hi", (), ("a", "b")), Answer("see b"), None),
        (Line("hi"), Answer(" \n"), "empty reply"),
        (Line("hi", ("greet",)), Answer("Sorry?", "nlu_fallback"), "read as nlu_fallback"),
        (Line("hi", ("greet",)), Answer("That went wrong."), "no reading: the turn failed"),
        (Line("hi", (), ("990",)), Answer("Which order?"), "nothing of 990 in the reply"),
    ],
)
def test_fault(line: Line, answer: Answer, expected: str | None) -> None:
    """An answer is wrong when it is empty, misread or beside the point."""
    actual = fault(line, answer)

    assert expected == actual
