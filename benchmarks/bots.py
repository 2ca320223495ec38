"""The two bots as their customers see them: one line in, the answer out, over REST."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

from benchmarks.conversations import Line

TURN_SECONDS = 30.0
# Faults that are failures of the bot, not only misunderstandings.
EMPTY, UNREAD = "empty reply", "no reading: the turn failed"


class BotError(Exception):
    """A bot did not answer as its API promises."""


@dataclass(frozen=True)
class Answer:
    """What came back for one line: the words, and the reading where the bot tells it."""

    words: str
    intent: str | None = None


@dataclass(frozen=True)
class Talk:
    """An open conversation."""

    identity: str
    headers: dict[str, str] = field(default_factory=dict)


class Bot(Protocol):
    """One bot that conversations can be held with."""

    name: str

    async def open(self, session: aiohttp.ClientSession, customer: str | None) -> Talk:
        """Begin a conversation of a customer, or of a guest."""

    async def say(self, session: aiohttp.ClientSession, talk: Talk, text: str) -> Answer:
        """Say one line and wait for the whole answer."""


class Attune:
    """The product over its REST API; ``url`` without a slash at the end."""

    def __init__(self, url: str, name: str = "Attune") -> None:
        self.name = name
        self._url = url
        self._signed: dict[str, str] = {}

    async def open(self, session: aiohttp.ClientSession, customer: str | None) -> Talk:
        """Begin a conversation; the demo shop signs a customer in once and for all talks."""
        body = {}
        if customer is not None:
            if customer not in self._signed:
                signed = await post(session, f"{self._url}/demo/sign-in", {"reference": customer})
                self._signed[customer] = str(_part(signed, "customer_token"))
            body["customer_token"] = self._signed[customer]
        made = await post(session, f"{self._url}/api/v1/conversations", body)
        token = _part(made, "token")
        return Talk(str(_part(made, "conversation_id")), {"Authorization": f"Bearer {token}"})

    async def say(self, session: aiohttp.ClientSession, talk: Talk, text: str) -> Answer:
        """Say one line and wait for the replies."""
        url = f"{self._url}/api/v1/conversations/{talk.identity}/messages"
        body = {"client_message_id": uuid.uuid4().hex, "text": text}
        answer = await post(session, url, body, talk.headers)
        reading = _part(answer, "reading") or {}
        words = [_words(reply) for reply in _part(answer, "replies")]
        return Answer("\n".join(filter(None, words)), reading.get("intent"))


class DefaultBot:
    """A bot of plain Rasa over its REST channel."""

    name = "default bot"

    def __init__(self, url: str) -> None:
        self._url = f"{url}/webhooks/rest/webhook"

    async def open(self, session: aiohttp.ClientSession, customer: str | None) -> Talk:
        """Choose a sender that is new; this channel has no other beginning."""
        return Talk(uuid.uuid4().hex)

    async def say(self, session: aiohttp.ClientSession, talk: Talk, text: str) -> Answer:
        """Say one line and wait for the bot's messages."""
        said = await post(session, self._url, {"sender": talk.identity, "message": text})
        if not isinstance(said, list):
            raise BotError(f"{self.name} sent no list of messages")
        return Answer("\n".join(str(message["text"]) for message in said if "text" in message))


async def post(
    session: aiohttp.ClientSession, url: str, body: object, headers: dict[str, str] | None = None
) -> Any:
    """Post JSON and return the JSON of the answer.

    Raises
    ------
    BotError
        If the answer is an error or no JSON, or does not come.
    """
    timeout = aiohttp.ClientTimeout(total=TURN_SECONDS)
    try:
        async with session.post(url, json=body, headers=headers, timeout=timeout) as response:
            if response.status >= 400:
                raise BotError(f"status {response.status}: {(await response.text())[:200]}")
            return await response.json()
    except TimeoutError as error:
        raise BotError(f"no answer within {TURN_SECONDS:g} s") from error
    except (aiohttp.ClientError, ValueError) as error:
        raise BotError(f"{type(error).__name__}: {error}") from error


def fault(line: Line, answer: Answer) -> str | None:
    """Return what is wrong with an answer; nothing when it is right.

    An answer that comes fast and is empty, misread or beside the point is worth nothing.
    """
    if not answer.words.strip():
        return EMPTY
    if line.intents and answer.intent is None:
        return UNREAD
    if line.intents and answer.intent not in line.intents:
        return f"read as {answer.intent}"
    if line.shows and not any(shown in answer.words for shown in line.shows):
        return f"nothing of {' / '.join(line.shows)} in the reply"
    return None


def _part(answer: Any, name: str) -> Any:
    if not isinstance(answer, dict) or name not in answer:
        raise BotError(f"the answer has no {name!r}")
    return answer[name]


def _words(reply: dict[str, Any]) -> str:
    # A card says the number of an order or the name of a product as well as a sentence does.
    told = [str(card.get("number") or card.get("title") or "") for card in reply.get("cards", ())]
    return " ".join([str(reply.get("text") or ""), *told]).strip()
