"""One-time codes as tests need them: those that were sent, and talks in which one was typed."""

from __future__ import annotations

import re

from sqlalchemy import insert

from crm import code_sending
from crm.code_sending import CodeMail
from crm.requester import Requester, requester_for
from crm.step_up import Purpose
from crm.store import Store, Unit
from crm.tables.widget import one_time_codes
from tests.talking import Talker


def sent_mails(store: Store) -> list[CodeMail]:
    """Send what is due, as the service does, and return the mails."""
    with store.transaction() as unit:
        mails = code_sending.claim(unit)
    with store.transaction() as unit:
        for mail in mails:
            code_sending.mark_sent(unit, mail)
    return mails


def digits_of(mail: CodeMail) -> str:
    """Return the code in a mail."""
    (found,) = re.findall(r"^ +(\d{3}) (\d{3})$", mail.text, re.MULTILINE)
    return "".join(found)


def sent_code(store: Store) -> str:
    """Send the one code that is due, and return it."""
    (mail,) = sent_mails(store)
    return digits_of(mail)


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def prove(unit: Unit, requester: Requester, purpose: Purpose, subject: str = "") -> None:
    """Leave what a right code leaves."""
    row = {
        "conversation_id": requester.conversation_id,
        "customer_id": requester.customer_id,
        "purpose": str(purpose),
        "subject": subject,
        "code_digest": "",
        "created_at": unit.now,
        "expires_at": unit.now,
        "used_at": unit.now,
    }
    unit.connection.execute(insert(one_time_codes).values(row))


def proven(talker: Talker, purpose: Purpose, subject: str = "") -> Talker:
    """Return a customer who has just typed a right code."""
    assert talker.customer is not None
    with talker.store.transaction() as unit:
        asks = requester_for(unit, talker.conversation.public_id, talker.customer.opaque_id)
        prove(unit, asks, purpose, subject)
    return talker
