"""An engine with a part to play: each first word of a customer's message brings its own answer."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from actions.forms import address_card, code_form, return_reason_form
from tests.gateway.turn_engine import READING, FakeEngine

NASTY = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"
"""What nobody's browser may ever run."""

LATE_SECONDS = 2.0
"""How long a message that begins with "late" waits for its answer."""

PRICE = {"minor": 1495, "currency": "EUR", "text": "€14.95"}


def product(number: int, title: str, **more: Any) -> dict[str, Any]:
    """Return a product card."""
    card = {
        "kind": "product",
        "id": number,
        "title": title,
        "price": PRICE,
        "stock": "in_stock",
        "url": f"/products/{number}",
        "why": "Goes with what you bought",
    }
    return card | more


ORDER: dict[str, Any] = {
    "kind": "order",
    "number": "990107",
    "status": "shipped",
    "status_text": "On its way",
    "placed_at": "2026-06-11T09:12:00Z",
    "total": PRICE,
    "items": [{"title": "Teapot", "quantity": 2}],
    "steps": [
        {"title": "Ordered", "done": True},
        {"title": "Shipped", "done": True},
        {"title": "Delivered", "done": False},
    ],
}

NASTY_FORM: dict[str, Any] = {
    "kind": "form",
    "name": NASTY,
    "title": NASTY,
    "submit": NASTY,
    "template": "{a}",
    "fields": [
        {"name": "a", "label": NASTY, "type": "text", "required": True, "hint": NASTY},
        {
            "name": "b",
            "label": NASTY,
            "type": "choice",
            "required": False,
            "options": [{"value": NASTY, "label": NASTY}],
        },
    ],
}

PARTS: dict[str, dict[str, Any]] = {
    "order": {"text": "Here it is.", "cards": [ORDER]},
    "products": {
        "text": "These go well together:",
        "cards": [product(number, f"Teapot {number}") for number in range(1, 6)],
    },
    "address": {"text": "Where does it go?", "cards": [address_card()]},
    "reason": {"text": "Why does it come back?", "cards": [return_reason_form()]},
    "code": {"text": "We have sent you a code.", "cards": [code_form()]},
    "choices": {
        "text": "Which of these?",
        "quick_replies": [
            {"title": "The teapot", "text": "the teapot"},
            {"title": "The cups", "text": "the cups"},
        ],
    },
    "nasty": {
        "text": NASTY + " javascript:alert(1) data:text/html,<script>1</script>",
        "quick_replies": [{"title": NASTY, "text": NASTY}],
        "cards": [
            ORDER
            | {
                "number": NASTY,
                "status": NASTY,
                "status_text": NASTY,
                "placed_at": NASTY,
                "total": {"minor": 1, "currency": NASTY, "text": NASTY},
                "items": [{"title": NASTY, "quantity": 1}],
                "steps": [{"title": NASTY, "done": True}],
            },
            product(
                1,
                NASTY,
                why=NASTY,
                url="javascript:document.title='hacked'",
                image="javascript:document.title='hacked'",
                price={"minor": 1, "currency": "EUR", "text": NASTY},
            ),
            NASTY_FORM,
        ],
    },
}
"""What is answered to a message that begins with the word."""


class StageEngine(FakeEngine):
    """Plays the parts; to any other word it answers "You said: TEXT" (see FakeEngine)."""

    async def _turn(self, request: web.Request) -> web.StreamResponse:
        if (await request.json())["text"].startswith("late"):
            await asyncio.sleep(LATE_SECONDS)
        return await super()._turn(request)

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        part = PARTS.get(body["text"].split(" ")[0])
        if part is None:
            answer = super()._answer(body)
            answer["replies"][0]["quick_replies"] = []
            return answer
        reply = {"quick_replies": [], "cards": [], "why": {}} | part
        return {"replies": [reply], "reading": READING, "state": {"turns": 1}}
