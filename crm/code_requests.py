"""One-time codes of a conversation: asked for, typed, and what a right one opens.

Nothing is sent from here: a code that is asked for is a row that :mod:`crm.code_sending` takes up
after the commit, and its digits are made then.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, insert, select, update

from crm import audit
from crm.errors import Forbidden
from crm.requester import Requester
from crm.step_up import (
    PER_ADDRESS,
    PER_CONVERSATION,
    PER_CUSTOMER,
    VALID,
    Code,
    Purpose,
    Verdict,
    judge,
    masked,
)
from crm.store import Unit
from crm.tables.conversations import conversations
from crm.tables.people import customer_identities
from crm.tables.widget import one_time_codes

Outcome = Literal["sent", "limited", "no_email", "no_sender"]

_COLUMNS = (
    one_time_codes.c.id,
    one_time_codes.c.purpose,
    one_time_codes.c.subject,
    one_time_codes.c.code_digest,
    one_time_codes.c.tries,
    one_time_codes.c.created_at,
    one_time_codes.c.expires_at,
    one_time_codes.c.used_at,
)


@dataclass(frozen=True)
class Asked:
    """How asking for a code ended; ``email`` is masked."""

    outcome: Outcome
    email: str = ""


@dataclass(frozen=True)
class Typed:
    """How a typed code was judged."""

    verdict: Verdict
    tries_left: int


def ask_code(unit: Unit, requester: Requester, purpose: Purpose, subject: str = "") -> Asked:
    """Have a code sent to the signed-in customer; the older ones of the conversation are void.

    Parameters
    ----------
    subject:
        What it is about: an order's number, or nothing.

    Raises
    ------
    Forbidden
        If nobody is signed in.
    """
    customer_id = _signed_in(requester)
    if not unit.sends_codes:
        return Asked("no_sender")
    email = email_of(unit, customer_id)
    if email is None:
        return Asked("no_email")
    if _left(unit, requester.conversation_id, customer_id) <= 0:
        _keep(unit, requester, "step_up.limited", purpose, subject)
        return Asked("limited", masked(email))
    _void(unit, requester.conversation_id)
    row = {
        "conversation_id": requester.conversation_id,
        "customer_id": customer_id,
        "purpose": str(purpose),
        "subject": subject,
        "code_digest": "",
        "created_at": unit.now,
        "expires_at": unit.now + VALID,
        "send_at": unit.now,
    }
    unit.connection.execute(insert(one_time_codes).values(row))
    _keep(unit, requester, "step_up.asked", purpose, subject)
    return Asked("sent", masked(email))


def type_code(
    unit: Unit, requester: Requester, purpose: Purpose, subject: str, digits: str
) -> Typed:
    """Judge what was typed, and use the code up if it is right.

    A wrong try is a result and no error, because it must be kept: the unit has to be committed.
    """
    code = _newest(unit, requester, purpose, subject, lock=True)
    if code is None:
        return Typed("none", 0)
    expected = code.digest or "no code was made yet"
    given = unit.vault.index_code(bound_to(code.id, requester.conversation_id, code), digits)
    verdict = judge(code, hmac.compare_digest(expected, given), unit.now)
    left = code.tries_left
    if code.stands(unit.now):
        left -= 1
        change: dict[str, Any] = {"tries": code.tries + 1}
        if verdict == "right":
            change |= {"used_at": unit.now, "send_at": None}
        here = one_time_codes.c.id == code.id
        unit.connection.execute(update(one_time_codes).where(here).values(change))
        _keep(unit, requester, f"step_up.{verdict}", purpose, subject)
    return Typed(verdict, left)


def is_proven(unit: Unit, requester: Requester, purpose: Purpose, subject: str = "") -> bool:
    """Return whether a right code was typed in this conversation lately, for just this."""
    code = _newest(unit, requester, purpose, subject, _used())
    return code is not None and code.lasts(unit.now)


def check_proven(unit: Unit, requester: Requester, purpose: Purpose, subject: str = "") -> None:
    """Make sure that a right code was typed lately.

    Raises
    ------
    Forbidden
        ``code_needed``, or ``sign_in_needed`` for guests.
    """
    _signed_in(requester)
    if not is_proven(unit, requester, purpose, subject):
        raise Forbidden("code_needed", f"a one-time code is needed before {purpose}")


def standing_code(
    unit: Unit, requester: Requester, purpose: Purpose, subject: str = ""
) -> Code | None:
    """Return the code that was asked for and can still be typed, if there is one."""
    code = _newest(unit, requester, purpose, subject)
    return code if code is not None and code.stands(unit.now) else None


def email_of(unit: Unit, customer_id: int) -> str | None:
    """Return the e-mail address on file: one that was verified goes before others."""
    query = (
        select(customer_identities.c.value_encrypted)
        .where(
            customer_identities.c.customer_id == customer_id, customer_identities.c.kind == "email"
        )
        .order_by(customer_identities.c.verified_at.is_(None), customer_identities.c.id)
        .limit(1)
    )
    return unit.vault.open(unit.connection.scalar(query))


def bound_to(key: int, conversation_id: int, code: Code) -> str:
    """Return what a code's digest binds it to."""
    return f"{key}:{conversation_id}:{code.purpose}:{code.subject}"


def _signed_in(requester: Requester) -> int:
    if requester.customer_id is None:
        raise Forbidden("sign_in_needed", "sign in, so that a code can be sent to your address")
    return requester.customer_id


def _newest(
    unit: Unit,
    requester: Requester,
    purpose: Purpose,
    subject: str,
    *conditions: ColumnElement[bool],
    lock: bool = False,
) -> Code | None:
    query = (
        select(*_COLUMNS)
        .where(
            one_time_codes.c.conversation_id == requester.conversation_id,
            one_time_codes.c.customer_id == requester.customer_id,
            one_time_codes.c.purpose == str(purpose),
            one_time_codes.c.subject == subject,
            *conditions,
        )
        .order_by(one_time_codes.c.id.desc())
        .limit(1)
    )
    row = unit.connection.execute(query.with_for_update() if lock else query).one_or_none()
    return Code(*row) if row else None


def _used() -> ColumnElement[bool]:
    return one_time_codes.c.used_at.is_not(None)


def _left(unit: Unit, conversation_id: int, customer_id: int) -> int:
    talk = select(conversations.c.origin_index).where(conversations.c.id == conversation_id)
    origin = unit.connection.scalar(talk)
    from_there = select(conversations.c.id).where(conversations.c.origin_index == origin)
    here = one_time_codes.c.conversation_id
    limits = [
        (PER_CONVERSATION, here == conversation_id),
        (PER_CUSTOMER, one_time_codes.c.customer_id == customer_id),
    ]
    if origin is not None:
        limits.append((PER_ADDRESS, here.in_(from_there)))
    counted = select(func.count()).select_from(one_time_codes)
    return min(
        limit.left(
            int(
                unit.connection.scalar(
                    counted.where(which, one_time_codes.c.created_at > unit.now - limit.within)
                )
                or 0
            )
        )
        for limit, which in limits
    )


def _void(unit: Unit, conversation_id: int) -> None:
    here = one_time_codes.c.conversation_id == conversation_id
    open_still = one_time_codes.c.used_at.is_(None), one_time_codes.c.expires_at > unit.now
    values = {"expires_at": unit.now, "send_at": None}
    unit.connection.execute(update(one_time_codes).where(here, *open_still).values(values))


def _keep(unit: Unit, requester: Requester, action: str, purpose: Purpose, subject: str) -> None:
    audit.log(
        unit,
        requester.actor,
        action,
        f"customer:{requester.opaque_id}",
        customer_id=requester.customer_id,
        details={"purpose": str(purpose), "subject": subject},
    )
