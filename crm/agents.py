"""The people at the desk: their accounts, not what they do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from crm import audit
from crm.errors import Conflict, Invalid, NotFound
from crm.store import Unit
from crm.tables.people import agent_sessions, agents

ROLES = ("agent", "admin")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,134}")


@dataclass(frozen=True)
class Agent:
    """An account at the desk."""

    id: int
    email: str
    name: str
    role: str
    active: bool


def add_agent(unit: Unit, email: str, name: str, password_hash: str, role: str = "agent") -> Agent:
    """Open an account and return it.

    Parameters
    ----------
    password_hash:
        Made by :func:`gateway.passwords.hash_password`; the password itself never comes here.
    role:
        One of :data:`ROLES`.

    Raises
    ------
    Invalid
        If the address, the name or the role cannot be one.
    Conflict
        If somebody has this address already.
    """
    email, name = email.strip().casefold(), name.strip()
    if not _EMAIL.fullmatch(email):
        raise Invalid("invalid_email", f"{email!r} is not an e-mail address")
    if not 0 < len(name) <= 80:
        raise Invalid("invalid_name", "an agent's name has 1 to 80 characters")
    if role not in ROLES:
        raise Invalid("invalid_role", f"{role!r} is not a role; it is one of {', '.join(ROLES)}")
    if _find(unit, email) is not None:
        raise Conflict("agent_exists", f"{email} has an account already; `attune agents reset` it")
    values = {
        "email": email,
        "name": name,
        "role": role,
        "active": True,
        "failed_sign_ins": 0,
    }
    row = values | {"password_hash": password_hash, "created_at": unit.now}
    result = unit.connection.execute(insert(agents).values(row).returning(agents.c.id))
    agent_id = int(result.scalar_one())
    audit.log(unit, "system", "agent_added", f"agent:{agent_id}")
    return Agent(agent_id, email, name, role, active=True)


def list_agents(unit: Unit) -> list[Agent]:
    """Return all accounts by name."""
    query = select(agents).order_by(agents.c.name, agents.c.id)
    return [
        Agent(row.id, row.email, row.name, row.role, row.active)
        for row in unit.connection.execute(query)
    ]


def reset_password(unit: Unit, email: str, password_hash: str) -> Agent:
    """Give an account another password, end its sessions and lift its lock.

    Raises
    ------
    NotFound
        If nobody has this address.
    """
    agent = _find(unit, email.strip().casefold())
    if agent is None:
        raise NotFound("no_agent", f"nobody at the desk has the address {email}")
    changes = {"password_hash": password_hash, "failed_sign_ins": 0, "locked_until": None}
    unit.connection.execute(update(agents).where(agents.c.id == agent.id).values(changes))
    unit.connection.execute(delete(agent_sessions).where(agent_sessions.c.agent_id == agent.id))
    audit.log(unit, "system", "agent_password_reset", f"agent:{agent.id}")
    return agent


def _find(unit: Unit, email: str) -> Agent | None:
    row = unit.connection.execute(select(agents).where(agents.c.email == email)).one_or_none()
    return Agent(row.id, row.email, row.name, row.role, row.active) if row else None
