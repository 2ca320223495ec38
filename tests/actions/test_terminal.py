"""A developer in a terminal talks to the same actions as a guest."""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import ActionExecutor

from actions.registry import all_topics, executor
from crm.conversations import find
from crm.store import Store


def served(store: Store) -> ActionExecutor:
    """Return the executor over a store."""

    async def write(do: Any) -> dict[str, Any]:
        with store.transaction() as unit:
            found: dict[str, Any] = do(unit)
            return found

    return executor(all_topics(), write)


async def test_a_terminal_conversation_is_begun_and_answered(store: Store) -> None:
    """A call without the channel's metadata is answered, and its conversation is kept."""
    message = {"text": "hi", "intent": {"name": "greet", "confidence": 1.0}, "message_id": "m1"}
    tracker = {
        "sender_id": "terminal-1",
        "slots": {},
        "latest_message": message,
        "events": [],
        "paused": False,
        "active_loop": {},
        "latest_action_name": None,
        "followup_action": None,
    }
    call = {"next_action": "action_greet", "sender_id": "terminal-1", "tracker": tracker}
    answer = await served(store).run(call)
    again = await served(store).run(call)
    with store.reading() as unit:
        found = find(unit, "terminal-1")

    assert "terminal-1" == found.public_id
    assert [say["response"] for say in answer["responses"]]
    assert answer["responses"] == again["responses"]
