"""The store goes away in the middle of something: nothing is lost, nothing is said twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

import pytest
from sqlalchemy.exc import OperationalError

from crm import conversations, messages
from crm.store import Store, Unit
from gateway.database import AsyncStore
from gateway.engine.client import EngineClient
from gateway.hub import Hub, Said
from gateway.metrics import Metrics
from gateway.turns import Turns
from tests.crm.test_conversations import begin
from tests.gateway.service import eventually
from tests.gateway.turn_engine import TOKEN, FakeEngine

Result = TypeVar("Result")


class Shaky(AsyncStore):
    """A store whose connection breaks: ``before`` or ``after`` so many commits."""

    before = 0
    after = 0

    async def write(self, function: Callable[[Unit], Result]) -> Result:
        """Write, and fail as often as asked to."""
        if self.before:
            self.before -= 1
            raise OperationalError("", None, ConnectionError("gone before the commit"))
        result = await super().write(function)
        if self.after:
            self.after -= 1
            raise OperationalError("", None, ConnectionError("gone after the commit"))
        return result


@pytest.fixture
async def shaky(store: Store) -> AsyncIterator[Shaky]:
    """Return a shaky store on each database."""
    shaky = Shaky(store)
    yield shaky
    await shaky.close()


@pytest.fixture
async def hub() -> Hub:
    """Return where everything is pushed."""
    return Hub()


@pytest.fixture
async def turns(shaky: Shaky, fake_engine: FakeEngine, hub: Hub) -> AsyncIterator[Turns]:
    """Return turns on the shaky store."""
    client = EngineClient(fake_engine, TOKEN, 5.0)
    await client.start()
    turns = Turns(shaky, client, hub, Metrics())
    yield turns
    await turns.close()
    await client.close()


def said(store: Store, conversation: str) -> list[str]:
    """Return the texts in the store."""
    with store.reading() as unit:
        key = conversations.find(unit, conversation).id
        return [message.text for message in messages.listed(unit, key)]


async def test_a_message_whose_commit_was_not_heard_of_is_answered_when_it_comes_again(
    store: Store, shaky: Shaky, turns: Turns
) -> None:
    """It was stored and not acknowledged; sent again, it is acknowledged and answered, once."""
    conversation = begin(store)
    shaky.after = 1
    with pytest.raises(OperationalError):
        await turns.accept(conversation, "m1", "hello")
    again = await turns.accept(conversation, "m1", "hello")
    await eventually(lambda: not turns.busy)

    assert (False, ["hello", "You said: hello"]) == (again.fresh, said(store, conversation))


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_an_answer_outlives_the_loss_of_the_store(
    store: Store, shaky: Shaky, turns: Turns, hub: Hub, fake_engine: FakeEngine, moment: str
) -> None:
    """Lost before or after the commit: the answer is stored once, pushed, and in its order."""
    conversation = begin(store)
    with hub.listening(conversation) as happenings:
        await turns.accept(conversation, "m1", "slow")
        await turns.accept(conversation, "m2", "hello")
        await fake_engine.arrived.wait()
        setattr(shaky, moment, 1)
        fake_engine.gate.set()
        await eventually(lambda: not turns.busy)
        pushed: list[Any] = []
        while happenings.waiting:
            pushed.append(await happenings.get())
    texts = [one.message.text for one in pushed if isinstance(one, Said) and not one.only_desk]

    expected = ["slow", "hello", "You said: slow", "You said: hello"]
    assert (expected, expected) == (said(store, conversation), texts)
