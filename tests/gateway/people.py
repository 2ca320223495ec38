"""Agents of every role for tests, signed in without the slow hash of a password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm import agent_sessions, agents
from crm.agents import Agent
from crm.store import Store
from gateway.desk_guard import COOKIE
from tests.gateway.service import Service


@dataclass(frozen=True)
class Person:
    """Somebody at the desk with an open session."""

    service: Service
    agent: Agent
    token: str
    csrf: str

    async def ask(self, method: str, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """Send a request as the desk's page does; return status and answer."""
        headers = {"Cookie": f"{COOKIE}={self.token}", "X-CSRF-Token": self.csrf}
        given = None if method == "GET" else body
        async with self.service.client.request(
            method, f"/desk/api/{path}", json=given, headers=headers
        ) as response:
            answer = await response.json(content_type=None) if response.status != 204 else {}
            return response.status, answer or {}


def add(store: Store, role: str = "agent", name: str = "Ana", password_hash: str = "-") -> Agent:  # noqa: S107
    """Add an account."""
    with store.transaction() as unit:
        email = f"{name.lower()}@shop.example"
        return agents.add_agent(unit, email, name, password_hash, role)


def enter(service: Service, store: Store, agent: Agent) -> Person:
    """Open a session for an account."""
    with store.transaction() as unit:
        token, session = agent_sessions.open_session(unit, agent)
    return Person(service, agent, token, session.csrf_token)
