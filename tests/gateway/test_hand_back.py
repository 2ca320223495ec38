"""Handing back over the desk's API."""

from __future__ import annotations

from tests.gateway.service import Service, SignIn
from tests.gateway.test_queue import waiting


async def test_facts_go_to_the_bot_and_stay_in_the_trace(service: Service, sign_in: SignIn) -> None:
    """The next turn starts from what was agreed, and colleagues can read it."""
    desk, talk = await sign_in("Mia"), await waiting(service)
    await desk.post(f"conversations/{talk.id}/take")
    body = {"note": "be kind", "facts": {"agreed": "a new one comes"}}
    status, _ = await desk.post(f"conversations/{talk.id}/hand-back", **body)
    await talk.say("m2", "hello")
    room = await desk.get(f"conversations/{talk.id}")
    state = service.engine.asked[-1]["state"]

    assert (200, {"agreed": "a new one comes"}) == (status, room["handovers"][-1]["facts"])
    assert "a new one comes" == state["slots"]["dialogue"]["agreed"]["text"]


async def test_facts_that_do_not_hold_change_nothing(service: Service, sign_in: SignIn) -> None:
    """The agent keeps the conversation and is told why."""
    desk, talk = await sign_in("Mia"), await waiting(service)
    await desk.post(f"conversations/{talk.id}/take")
    facts = {"order": "990107"}
    status, problem = await desk.post(f"conversations/{talk.id}/hand-back", note="", facts=facts)
    room = await desk.get(f"conversations/{talk.id}")

    assert (422, "order_unknown") == (status, problem["code"])
    assert "agent" == room["conversation"]["owner"]
