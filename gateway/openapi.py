"""The description of the API (OpenAPI 3.1), served at ``/openapi.json``."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from aiohttp import web

from crm.version import project_version
from gateway.openapi_parts import (
    BEARER,
    CONVERSATION,
    COOKIE,
    DESK,
    ID,
    SERVER,
    operation,
    query_parameter,
)
from gateway.openapi_people import PEOPLE_PATHS, PEOPLE_SCHEMAS
from gateway.openapi_schemas import SCHEMAS, ref
from gateway.openapi_widget import WIDGET_PATHS, WIDGET_SCHEMAS

_KIND = {
    "name": "kind",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "enum": ["segment", "value", "churn", "need", "recommend"]},
    "description": "Which model.",
}


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/openapi.json", show)


async def show(request: web.Request) -> web.Response:
    """Send the description."""
    return web.Response(text=_text(), content_type="application/json")


PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/conversations": {
        "post": operation(
            "Begin a conversation, for a visitor or for a customer whom the shop vouches for.",
            {201: "Conversation", 200: "Conversation"},
            takes="NewConversation",
        )
    },
    CONVERSATION: {
        "get": operation(
            "How a conversation stands.",
            {200: "Conversation"},
            security=BEARER,
            parameters=(ID,),
        )
    },
    f"{CONVERSATION}/messages": {
        "get": operation(
            "The messages after a sequence number, in order.",
            {200: "Messages"},
            security=BEARER,
            parameters=(
                ID,
                query_parameter("after", {"type": "integer", "minimum": 0}, "0 for all."),
            ),
        ),
        "post": operation(
            "Send a message and get its answer; 200 when it was there already.",
            {201: "Turn", 200: "Turn"},
            takes="NewMessage",
            security=BEARER,
            parameters=(ID,),
        ),
    },
    "/api/v1/socket": {
        "get": operation(
            "The customer's WebSocket: say hello with the token, then send and get messages.",
            {101: None},
        )
    },
    "/api/v1/predict/{kind}": {
        "post": operation(
            "What a customer model says of stored customers, or of rows of features.",
            {200: "Prediction"},
            takes="PredictionRequest",
            security=SERVER,
            parameters=(_KIND,),
        )
    },
    "/desk/api/session": {
        "post": operation("Sign in at the desk.", {200: "Session"}, takes="Credentials"),
        "get": operation("Who is signed in.", {200: "Session"}, security=COOKIE),
        "delete": operation("Sign out.", {204: None}, security=COOKIE),
    },
    "/desk/api/conversations": {
        "get": operation(
            "The conversations of a view; in the queue who waits longest comes first.",
            {200: "Summaries"},
            security=COOKIE,
            parameters=(
                query_parameter(
                    "view",
                    {"type": "string", "enum": ["queued", "mine", "bot", "all", "closed"]},
                    "Which ones; all open ones without it.",
                ),
            ),
        )
    },
    DESK: {
        "get": operation(
            "A conversation with its readings, its customer and its handovers.",
            {200: "Room"},
            security=COOKIE,
            parameters=(ID,),
        )
    },
    f"{DESK}/take": {
        "post": operation(
            "Take it over; 409 names who has it.",
            {200: "OneSummary"},
            security=COOKIE,
            parameters=(ID,),
        )
    },
    f"{DESK}/messages": {
        "post": operation(
            "Write to the customer; 200 when it was there already.",
            {201: "OneMessage", 200: "OneMessage"},
            takes="NewMessage",
            security=COOKIE,
            parameters=(ID,),
        )
    },
    f"{DESK}/hand-back": {
        "post": operation(
            "Give it back to the bot.",
            {200: "OneSummary"},
            takes="Note",
            security=COOKIE,
            parameters=(ID,),
        )
    },
    f"{DESK}/close": {
        "post": operation(
            "End it; the customer opens it again by writing.",
            {200: "OneSummary"},
            security=COOKIE,
            parameters=(ID,),
        )
    },
    "/desk/api/socket": {"get": operation("The desk's WebSocket.", {101: None}, security=COOKIE)},
    "/healthz": {"get": operation("Whether the process lives.", {200: "Health"})},
    "/readyz": {"get": operation("Whether a turn can be served now.", {200: "Health"})},
    "/metrics": {"get": operation("Numbers for Prometheus, as text.", {200: None})},
    "/openapi.json": {"get": operation("This description.", {200: None})},
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
        "paths": PATHS | WIDGET_PATHS | PEOPLE_PATHS,
        "components": {
            "schemas": SCHEMAS | WIDGET_SCHEMAS | PEOPLE_SCHEMAS,
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
