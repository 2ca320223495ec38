"""What the API's description is put together from: operations, parameters, ways to authorise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.openapi_schemas import ref

Operation = dict[str, Any]
Security = list[dict[str, list[str]]]
Content = dict[str, Any]

ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "schema": {"type": "string"},
    "description": "The conversation's id.",
}
BEARER: Security = [{"conversation": []}]
SERVER: Security = [{"server": []}]
COOKIE: Security = [{"desk": []}]
CONVERSATION = "/api/v1/conversations/{id}"
DESK = "/desk/api/conversations/{id}"


def query_parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    """Return a parameter of an address's query."""
    return {"name": name, "in": "query", "schema": schema, "description": description}


def operation(
    summary: str,
    answers: Mapping[int, str | Content | None],
    *,
    takes: str | None = None,
    security: Security | None = None,
    parameters: tuple[dict[str, Any], ...] = (),
) -> Operation:
    """Return an operation.

    Parameters
    ----------
    answers:
        By status: the schema's name of a JSON answer, or what else it holds by media type.
    """
    responses: dict[str, Any] = {
        str(status): {"description": "Done."} | ({"content": _content(answer)} if answer else {})
        for status, answer in answers.items()
    }
    responses["default"] = {"$ref": "#/components/responses/Problem"}
    described: Operation = {"summary": summary, "responses": responses}
    if takes:
        described["requestBody"] = {"required": True, "content": _content(takes)}
    described["security"] = security or []
    if parameters:
        described["parameters"] = list(parameters)
    return described


def _content(answer: str | Content) -> Content:
    return {"application/json": {"schema": ref(answer)}} if isinstance(answer, str) else answer
