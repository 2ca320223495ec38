"""What agents can take, and whether they take anything now: told by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select, update

from crm.errors import Invalid, NotFound
from crm.store import Unit
from crm.tables.people import agents

MOST_CAPACITY = 50
_MOST_WORDS = 50
_LONGEST_WORD = 60


def profile_of(unit: Unit, agent_id: int) -> dict[str, Any]:
    """Return an agent's profile as JSON values."""
    row = unit.connection.execute(select(agents).where(agents.c.id == agent_id)).one_or_none()
    if row is None:
        raise NotFound("no_agent", f"there is no account {agent_id}")
    return _shown(row)


def profiles(unit: Unit, *, accounts: bool = False) -> list[dict[str, Any]]:
    """Return those who work at the desk, by name.

    Parameters
    ----------
    accounts:
        Whether e-mail addresses and disabled accounts are told as well.
    """
    query = select(agents).order_by(agents.c.name, agents.c.id)
    if not accounts:
        query = query.where(agents.c.active)
    rows = unit.connection.execute(query).all()
    return [_shown(row) | (_account(row) if accounts else {}) for row in rows]


def change_profile(unit: Unit, agent_id: int, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Change what of a profile is given; return the profile.

    Parameters
    ----------
    wanted:
        Any of ``available``, ``skills``, ``languages`` and ``capacity``.

    Raises
    ------
    Invalid
        If a value cannot be one.
    """
    changes: dict[str, Any] = {}
    if "available" in wanted:
        if not isinstance(wanted["available"], bool):
            raise Invalid("available_invalid", "available is true or false")
        changes["available"] = wanted["available"]
    for name in ("skills", "languages"):
        if name in wanted:
            changes[name] = _words(name, wanted[name])
    if "capacity" in wanted:
        capacity = wanted["capacity"]
        whole = isinstance(capacity, int) and not isinstance(capacity, bool)
        if not whole or not 1 <= capacity <= MOST_CAPACITY:
            raise Invalid("capacity_invalid", f"capacity is a number from 1 to {MOST_CAPACITY}")
        changes["capacity"] = capacity
    if changes:
        unit.connection.execute(update(agents).where(agents.c.id == agent_id).values(changes))
    return profile_of(unit, agent_id)


def _words(name: str, value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > _MOST_WORDS:
        raise Invalid(f"{name}_invalid", f"{name} is a list of up to {_MOST_WORDS} texts")
    words = [word.strip() if isinstance(word, str) else "" for word in value]
    if not all(0 < len(word) <= _LONGEST_WORD and word.isprintable() for word in words):
        raise Invalid(f"{name}_invalid", f"each of the {name} has 1 to {_LONGEST_WORD} characters")
    return list(dict.fromkeys(words))


def _shown(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "role": row.role,
        "available": row.available,
        "skills": row.skills or [],
        "languages": row.languages or [],
        "capacity": row.capacity,
    }


def _account(row: Row[Any]) -> dict[str, Any]:
    factor = row.totp_since is not None
    return {"email": row.email, "active": row.active, "second_factor": factor}
