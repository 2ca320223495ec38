"""One-time codes on their way out: made when they are sent, so that no store ever holds one.

A row that waits is claimed, gets a new code's digest, and the code leaves only after that is
committed. Whoever claimed it and died sends nothing more: the claim runs out, and another code is
made and sent. So a customer may get two mails, of which the newer counts, but never silently none:
what cannot be sent after some tries is said in the conversation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, select, update

from crm.code_mail import NOT_SENT, NOT_SENT_QUICK_REPLIES, mail_of
from crm.code_requests import bound_to, email_of
from crm.conversations import lock_by_key
from crm.messages import Draft, Message, append
from crm.ownership import Owner
from crm.step_up import VALID, Code, fresh_code
from crm.store import Unit
from crm.tables.widget import one_time_codes

CLAIM = timedelta(seconds=30)
WAITS = (timedelta(seconds=2), timedelta(seconds=8), timedelta(seconds=20))
"""Pauses after failed tries; after one more the code is given up."""


@dataclass(frozen=True)
class CodeMail:
    """A mail that is to be sent now; ``key`` and ``sends`` name the try.

    What it holds is not in its ``repr``, which a log may show.
    """

    key: int
    sends: int
    recipient: str
    subject: str
    text: str

    def __repr__(self) -> str:
        return f"CodeMail(key={self.key}, sends={self.sends})"


@dataclass(frozen=True)
class GivenUp:
    """What was said in which conversation when a code could not be sent."""

    conversation_id: str
    messages: tuple[Message, ...]


def some_due(unit: Unit) -> bool:
    """Return whether a code waits to be sent."""
    query = select(one_time_codes.c.id).where(_due(unit)).limit(1)
    return unit.connection.scalar(query) is not None


def claim(unit: Unit, most: int = 20) -> list[CodeMail]:
    """Return the mails that are due, each with a code made just now, and hold them.

    Parameters
    ----------
    most:
        How many at most.
    """
    query = (
        select(one_time_codes)
        .where(_due(unit))
        .order_by(one_time_codes.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    mails = []
    for row in unit.connection.execute(query).all():
        email = email_of(unit, row.customer_id)
        if email is None:
            # Erased or changed since; nobody waits for it any more.
            _change(unit, row.id, send_at=None, expires_at=unit.now)
            continue
        digits = fresh_code()
        code = Code(row.id, row.purpose, row.subject, "", row.tries, row.created_at, row.expires_at)
        digest = unit.vault.index_code(bound_to(row.id, row.conversation_id, code), digits)
        sends = row.sends + 1
        _change(
            unit,
            row.id,
            code_digest=digest,
            sends=sends,
            send_at=unit.now + CLAIM,
            expires_at=unit.now + VALID,
        )
        mails.append(CodeMail(row.id, sends, email, *mail_of(row.purpose, row.subject, digits)))
    return mails


def mark_sent(unit: Unit, mail: CodeMail) -> None:
    """Note that a mail was taken; a later try of the same code is left alone."""
    _change(unit, mail.key, mail.sends, send_at=None)


def mark_failed(unit: Unit, mail: CodeMail) -> GivenUp | None:
    """Note that a mail was not taken; return what was said if that was the last try."""
    if mail.sends <= len(WAITS):
        _change(unit, mail.key, mail.sends, send_at=unit.now + WAITS[mail.sends - 1])
        return None
    if not _change(unit, mail.key, mail.sends, send_at=None, expires_at=unit.now):
        return None
    query = select(one_time_codes.c.conversation_id).where(one_time_codes.c.id == mail.key)
    conversation = lock_by_key(unit, unit.connection.execute(query).scalar_one())
    if conversation.owner is not Owner.BOT:
        # A person has it by now.
        return None
    notice = f"code-not-sent#{mail.key}"
    draft = Draft("bot", NOT_SENT, notice, quick_replies=NOT_SENT_QUICK_REPLIES)
    return GivenUp(conversation.public_id, append(unit, conversation.id, [draft]))


def _due(unit: Unit) -> ColumnElement[bool]:
    return and_(
        one_time_codes.c.send_at <= unit.now,
        one_time_codes.c.used_at.is_(None),
    )


def _change(unit: Unit, key: int, claim_of: int | None = None, **values: object) -> bool:
    this = [one_time_codes.c.id == key]
    if claim_of is not None:
        # Somebody else may have claimed it meanwhile, or a right code has been typed.
        this += [one_time_codes.c.sends == claim_of, one_time_codes.c.send_at.is_not(None)]
    changed = unit.connection.execute(update(one_time_codes).where(*this).values(values))
    return bool(changed.rowcount)
