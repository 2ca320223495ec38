"""Health, numbers and the description of the API tell the truth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crm.store import Store
from gateway.openapi import description
from tests.gateway.service import Service


async def test_readiness_tells_the_truth(service: Service) -> None:
    """Ready while the engine is; else 503 with the reason, while the process still lives."""
    statuses = []
    for service.engine.up in (True, False, True):
        async with service.client.get("/readyz") as response:
            statuses.append((response.status, (await response.json()).get("detail")))
    async with service.client.get("/healthz") as response:
        alive = response.status

    assert [(200, None), (503, "the fake engine is down"), (200, None)] == statuses
    assert 200 == alive


async def test_an_old_schema_is_not_ready(service: Service, sqlite_store: Store) -> None:
    """A store that lacks a migration is named as the reason."""
    with sqlite_store.transaction() as unit:
        unit.connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    async with service.client.get("/readyz") as response:
        assert (503, "the customer store has an old schema: run `attune up`") == (
            response.status,
            (await response.json())["detail"],
        )


async def test_metrics_count(service: Service) -> None:
    """Turns, messages and sockets are counted for Prometheus."""
    talk = await service.begin()
    await talk.say("m1", "Hello")
    socket = await talk.connect()
    await socket.until(type="welcome")
    async with service.client.get("/metrics") as response:
        text = await response.text()

    expected = [
        'attune_turns_total{outcome="answered"} 1.0',
        "attune_messages_total 1.0",
        'attune_sockets{kind="customer"} 1.0',
        "attune_engine_ready 1.0",
        "attune_turn_seconds_count 1.0",
    ]
    assert [] == [line for line in expected if line not in text]


async def test_the_description_is_of_the_real_routes(service: Service) -> None:
    """Every public route is described, and nothing else."""
    async with service.client.get("/openapi.json") as response:
        described = await response.json()
    assert service.client.app is not None
    routes = {
        (route.method, route.resource.canonical)
        for route in service.client.app.router.routes()
        if route.method != "HEAD" and route.resource is not None
    }
    api = re.compile(r"/(api|desk/api|healthz|readyz|metrics|openapi\.json)(/|$)")
    expected = {(method, path) for method, path in routes if api.match(path)}
    actual = {
        (method.upper(), path)
        for path, operations in described["paths"].items()
        for method in operations
    }

    assert expected == actual


def references(node: Any) -> Iterator[str]:
    """Yield all references in a description."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_the_description_is_whole() -> None:
    """Every reference leads to something, and every schema is used."""
    described = description()
    used = set(references(described))
    held = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses")
        for name in described["components"][kind]
    }

    assert held == used


async def test_answers_fit_the_description(service: Service) -> None:
    """A real turn has exactly the properties that the description names."""
    talk = await service.begin()
    _, answer = await talk.say("m1", "Hello")
    schemas = description()["components"]["schemas"]

    for name, value in (
        ("Turn", answer),
        ("Message", answer["message"]),
        ("Message", answer["replies"][0]),
        ("Reading", answer["reading"]),
    ):
        schema = schemas[name]
        assert set(schema["required"]) <= value.keys() <= schema["properties"].keys()
