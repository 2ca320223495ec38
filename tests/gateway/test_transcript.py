"""The transcript as a download."""

from __future__ import annotations

import json

from tests.gateway.service import Service


async def test_a_conversation_to_keep(service: Service) -> None:
    """A text file or JSON, saved under a name of its own and kept nowhere on the way."""
    talk = await service.begin()
    await talk.say("m1", "Grüße!")
    path = f"/api/v1/conversations/{talk.id}/transcript"
    answers = []
    for query in ("", "?format=text", "?format=json"):
        async with service.client.get(path + query, headers=talk.headers) as response:
            assert 200 == response.status
            answers.append((response.headers, await response.text("utf-8-sig")))
    (plain, text), (_, same), (packed, decoded) = answers

    assert text == same
    assert "] You: Grüße!\n" in text
    assert "] Assistant: You said: Grüße!\n" in text
    assert ["Grüße!", "You said: Grüße!"] == [m["text"] for m in json.loads(decoded)["messages"]]
    assert "text/plain; charset=utf-8" == plain["Content-Type"]
    assert f'filename="conversation-{talk.id}.txt"' in plain["Content-Disposition"]
    assert f'filename="conversation-{talk.id}.json"' in packed["Content-Disposition"]
    assert ("attachment", "private, no-store", "nosniff") == (
        packed["Content-Disposition"].split(";")[0],
        packed["Cache-Control"],
        packed["X-Content-Type-Options"],
    )


async def test_who_may_have_it(service: Service) -> None:
    """Nobody but who holds the conversation's token, and in no other form."""
    talk, other = await service.begin(), await service.begin()
    path = f"/api/v1/conversations/{talk.id}/transcript"
    statuses = []
    for query, headers in (("", {}), ("", other.headers), ("?format=html", talk.headers)):
        async with service.client.get(path + query, headers=headers) as response:
            statuses.append(response.status)

    assert [401, 403, 422] == statuses
