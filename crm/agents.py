"""The people at the desk: their accounts, not what they do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from crm import audit
from crm.errors import Conflict, Invalid, NotFound, Refused
from crm.rights import ROLES
from crm.store import Unit
from crm.tables.people import agent_sessions, agents

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,134}")


@dataclass(frozen=True)
class Agent:
    """An account at the desk."""

    id: int
    email: str
    name: str
    role: str
    active: bool
    second_factor: bool = False


def agent_of(row: Row[Any]) -> Agent:
    """Return the account in a row of its table."""
    factor = row.totp_since is not None
    return Agent(row.id, row.email, row.name, row.role, row.active, factor)


def add_agent(unit: Unit, email: str, name: str, password_hash: str, role: str = "agent") -> Agent:
    """Open an account and return it.

    Parameters
    ----------
    password_hash:
        Made by :func:`gateway.passwords.hash_password`; the password itself never comes here.
    role:
        One of :data:`crm.rights.ROLES`.

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
    _check_role(role)
    if unit.connection.execute(select(agents.c.id).where(agents.c.email == email)).one_or_none():
        raise Conflict("agent_exists", f"{email} has an account already; `attune users reset` it")
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
    audit.log(unit, "system", "agent_added", f"agent:{agent_id}", details={"role": role})
    return Agent(agent_id, email, name, role, active=True)


def list_agents(unit: Unit) -> list[Agent]:
    """Return all accounts by name."""
    query = select(agents).order_by(agents.c.name, agents.c.id)
    return [agent_of(row) for row in unit.connection.execute(query)]


def find_agent(unit: Unit, whose: int | str) -> Agent:
    """Return an account by its number or its e-mail address.

    Raises
    ------
    NotFound
        If there is none.
    """
    where: ColumnElement[bool] = agents.c.id == whose
    if isinstance(whose, str):
        where = agents.c.email == whose.strip().casefold()
    row = unit.connection.execute(select(agents).where(where).with_for_update()).one_or_none()
    if row is None:
        kind = "address" if isinstance(whose, str) else "number"
        raise NotFound("no_agent", f"nobody at the desk has the {kind} {whose}")
    return agent_of(row)


def reset_password(unit: Unit, email: str, password_hash: str) -> Agent:
    """Give an account another password, end its sessions and lift its lock.

    Raises
    ------
    NotFound
        If nobody has this address.
    """
    agent = find_agent(unit, email)
    _set(unit, agent, password_hash=password_hash, failed_sign_ins=0, locked_until=None)
    end_sessions(unit, agent)
    audit.log(unit, "system", "agent_password_reset", f"agent:{agent.id}")
    return agent


def set_active(unit: Unit, whose: int | str, active: bool, actor: str = "system") -> Agent:
    """Disable an account, which ends its sessions at once, or enable it again.

    Raises
    ------
    NotFound
        If there is no such account.
    Refused
        ``last_admin`` if nobody could look after accounts any more.
    """
    agent = find_agent(unit, whose)
    if agent.active != active:
        if not active:
            _check_another_admin(unit, agent)
            end_sessions(unit, agent)
        _set(unit, agent, active=active)
        action = "agent_enabled" if active else "agent_disabled"
        audit.log(unit, actor, action, f"agent:{agent.id}")
    return find_agent(unit, agent.id)


def set_role(unit: Unit, whose: int | str, role: str, actor: str = "system") -> Agent:
    """Give an account another role, with which its agent has to sign in anew.

    Raises
    ------
    NotFound
        If there is no such account.
    Invalid
        If there is no such role.
    Refused
        ``last_admin`` if nobody could look after accounts any more.
    """
    _check_role(role)
    agent = find_agent(unit, whose)
    if agent.role != role:
        if role != "admin":
            _check_another_admin(unit, agent)
        _set(unit, agent, role=role)
        end_sessions(unit, agent)
        details = {"from": agent.role, "to": role}
        audit.log(unit, actor, "agent_role_changed", f"agent:{agent.id}", details=details)
    return find_agent(unit, agent.id)


def keep_hash(unit: Unit, agent: Agent, password_hash: str) -> None:
    """Replace the hash of the same password by a stronger one."""
    _set(unit, agent, password_hash=password_hash)


def end_sessions(unit: Unit, agent: Agent) -> None:
    """Sign an account out everywhere."""
    unit.connection.execute(delete(agent_sessions).where(agent_sessions.c.agent_id == agent.id))


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise Invalid("invalid_role", f"{role!r} is not a role; it is one of {', '.join(ROLES)}")


def _check_another_admin(unit: Unit, agent: Agent) -> None:
    # The rows are locked, so that two admins cannot take each other's place at once.
    admins = select(agents.c.id).where(agents.c.role == "admin", agents.c.active).with_for_update()
    found = set(unit.connection.scalars(admins.order_by(agents.c.id)))
    if agent.id in found and len(found) == 1:
        raise Refused("last_admin", f"{agent.email} is the only admin; make another one first")


def count_agents(unit: Unit) -> int:
    """Return how many accounts there are."""
    return int(unit.connection.execute(select(func.count()).select_from(agents)).scalar_one())


def _set(unit: Unit, agent: Agent, **values: Any) -> None:
    unit.connection.execute(update(agents).where(agents.c.id == agent.id).values(values))
