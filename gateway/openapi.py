"""The description of the API (OpenAPI 3.1), served at ``/openapi.json``."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from aiohttp import web

from crm.version import project_version
from gateway.openapi_schemas import SCHEMAS, ref

_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "The conversation's id.",
}
_KIND = {
    "name": "kind",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": ["segment", "value", "churn", "need", "recommend"]},
    "description": "Which model.",
}
_Security = list[dict[str, list[str]]]
_BEARER: _Security = [{"conversation": []}]
_SERVER: _Security = [{"server": []}]
_COOKIE: _Security = [{"desk": []}]
_CONVERSATION = "/api/v1/conversations/{id}"
_DESK = "/desk/api/conversations/{id}"


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/openapi.json", show)


async def show(request: web.Request) -> web.Response:
    """Send the description."""
    return web.Response(text=_text(), content_type="application/json")


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _operation(
    summary: str,
    answers: dict[int, str | None],
    *,
    takes: str | None = None,
    security: _Security | None = None,
    parameters: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    """Return an operation; ``answers`` gives the schema's name by status."""
    responses: dict[str, Any] = {
        str(status): {"description": "Done."}
        | ({"content": {"application/json": {"schema": ref(name)}}} if name else {})
        for status, name in answers.items()
    }
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    described: dict[str, Any] = {"summary": summary, "responses": responses}
    if takes:
        content = {"application/json": {"schema": ref(takes)}}
        described["requestBody"] = {"required": True, "content": content}
    described["security"] = security or []
    if parameters:
        described["parameters"] = list(parameters)
    return described


PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/conversations": {
        "post": _operation(
            "Begin a conversation, for a visitor or for a customer whom the shop vouches for.",
            {201: "Conversation"},
            takes="NewConversation",
        )
    },
    _CONVERSATION: {
        "get": _operation(
            "How a conversation stands.",
            {200: "Conversation"},
            security=_BEARER,
            parameters=(_ID,),
        )
    },
    f"{_CONVERSATION}/messages": {
        "get": _operation(
            "The messages after a sequence number, in order.",
            {200: "Messages"},
            security=_BEARER,
            parameters=(_ID, _query("after", {"type": "integer", "minimum": 0}, "0 for all.")),
        ),
        "post": _operation(
            "Send a message and get its answer; 200 when it was there already.",
            {201: "Turn", 200: "Turn"},
            takes="NewMessage",
            security=_BEARER,
            parameters=(_ID,),
        ),
    },
    "/api/v1/socket": {
        "get": _operation(
            "The customer's WebSocket: say hello with the token, then send and get messages.",
            {101: None},
        )
    },
    "/api/v1/predict/{kind}": {
        "post": _operation(
            "What a customer model says of stored customers, or of rows of features.",
            {200: "Prediction"},
            takes="PredictionRequest",
            security=_SERVER,
            parameters=(_KIND,),
        )
    },
    "/desk/api/session": {
        "post": _operation("Sign in at the desk.", {200: "Session"}, takes="Credentials"),
        "get": _operation("Who is signed in.", {200: "Session"}, security=_COOKIE),
        "delete": _operation("Sign out.", {204: None}, security=_COOKIE),
    },
    "/desk/api/conversations": {
        "get": _operation(
            "The conversations of a view; in the queue who waits longest comes first.",
            {200: "Summaries"},
            security=_COOKIE,
            parameters=(
                _query(
                    "view",
                    {"type": "string", "enum": ["queued", "mine", "bot", "all", "closed"]},
                    "Which ones; all open ones without it.",
                ),
            ),
        )
    },
    _DESK: {
        "get": _operation(
            "A conversation with its readings, its customer and its handovers.",
            {200: "Room"},
            security=_COOKIE,
            parameters=(_ID,),
        )
    },
    f"{_DESK}/take": {
        "post": _operation(
            "Take it over; 409 names who has it.",
            {200: "OneSummary"},
            security=_COOKIE,
            parameters=(_ID,),
        )
    },
    f"{_DESK}/messages": {
        "post": _operation(
            "Write to the customer; 200 when it was there already.",
            {201: "OneMessage", 200: "OneMessage"},
            takes="NewMessage",
            security=_COOKIE,
            parameters=(_ID,),
        )
    },
    f"{_DESK}/hand-back": {
        "post": _operation(
            "Give it back to the bot.",
            {200: "OneSummary"},
            takes="Note",
            security=_COOKIE,
            parameters=(_ID,),
        )
    },
    f"{_DESK}/close": {
        "post": _operation(
            "End it; the customer opens it again by writing.",
            {200: "OneSummary"},
            security=_COOKIE,
            parameters=(_ID,),
        )
    },
    "/desk/api/socket": {"get": _operation("The desk's WebSocket.", {101: None}, security=_COOKIE)},
    "/healthz": {"get": _operation("Whether the process lives.", {200: "Health"})},
    "/readyz": {"get": _operation("Whether a turn can be served now.", {200: "Health"})},
    "/metrics": {"get": _operation("Numbers for Prometheus, as text.", {200: None})},
    "/openapi.json": {"get": _operation("This description.", {200: None})},
}


def description() -> dict[str, Any]:
    """Return the whole description."""
    problem = {"application/problem+json": {"schema": ref("Problem")}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Attune",
            "version": project_version(),
            "description": "A customer-support agent for online shops. Errors are problem "
            "details (RFC 9457).",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": PATHS,
        "components": {
            "schemas": SCHEMAS,
            "responses": {"Problem": {"description": "An error.", "content": problem}},
            "securitySchemes": {
                "conversation": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "server": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "desk": {"type": "apiKey", "in": "cookie", "name": "attune_desk"},
            },
        },
    }


@cache
def _text() -> str:
    return json.dumps(description())
