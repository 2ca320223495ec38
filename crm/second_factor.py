"""The second factor of an account at the desk: set up, confirmed, asked for, taken away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select, update

from crm import audit
from crm.errors import Conflict, Invalid, NotFound
from crm.store import Unit
from crm.tables.people import agents
from crm.totp import matching_step, new_secret, otpauth_uri

_OFF = {"totp_encrypted": None, "totp_since": None, "totp_step": None}


def begin(unit: Unit, agent_id: int) -> tuple[str, str]:
    """Keep a new secret, which counts once it is confirmed; return it and its address for apps.

    Raises
    ------
    Conflict
        ``second_factor_on`` when there is one already.
    """
    row = _lock(unit, agent_id)
    if row.totp_since is not None:
        raise Conflict("second_factor_on", "a second factor is on; turn it off first")
    secret = new_secret()
    _set(unit, agent_id, totp_encrypted=unit.vault.seal(secret), totp_step=None)
    return secret, otpauth_uri(secret, row.email)


def confirm(unit: Unit, agent_id: int, code: str) -> None:
    """Turn the second factor on, now that the agent has shown a code of it.

    Raises
    ------
    Conflict
        If there is nothing to confirm.
    Invalid
        ``second_factor_wrong``.
    """
    row = _lock(unit, agent_id)
    if row.totp_encrypted is None or row.totp_since is not None:
        raise Conflict("second_factor_not_begun", "nothing waits to be confirmed; begin anew")
    step = matching_step(_secret(unit, row), code, unit.now)
    if step is None:
        raise Invalid(
            "second_factor_wrong", "this is not the code of this moment; check the clock of the app"
        )
    _set(unit, agent_id, totp_since=unit.now, totp_step=step)
    audit.log(unit, f"agent:{agent_id}", "second_factor_on", f"agent:{agent_id}")


def spend(unit: Unit, agent_id: int, code: str) -> bool:
    """Return whether a code is good; it is good once. Without a second factor any code is."""
    row = _lock(unit, agent_id)
    if row.totp_since is None:
        return True
    step = matching_step(_secret(unit, row), code, unit.now, row.totp_step)
    if step is not None:
        _set(unit, agent_id, totp_step=step)
    return step is not None


def turn_off(unit: Unit, agent_id: int, actor: str) -> None:
    """Forget the second factor; harmless when there is none."""
    if _lock(unit, agent_id).totp_encrypted is not None:
        _set(unit, agent_id, **_OFF)
        audit.log(unit, actor, "second_factor_off", f"agent:{agent_id}")


def _lock(unit: Unit, agent_id: int) -> Row[Any]:
    query = select(agents).where(agents.c.id == agent_id).with_for_update()
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("no_agent", f"there is no account {agent_id}")
    return row


def _secret(unit: Unit, row: Row[Any]) -> str:
    return unit.vault.open(row.totp_encrypted) or ""


def _set(unit: Unit, agent_id: int, **values: Any) -> None:
    unit.connection.execute(update(agents).where(agents.c.id == agent_id).values(values))
