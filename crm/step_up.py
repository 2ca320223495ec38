"""Step-up: a one-time code before what must not be forged. The rules alone, without a store.

A code has six digits, is bound to one conversation, purpose and subject, lives ten minutes and
bears five tries. The newest one of a conversation is the only one that counts, and it counts once;
what it opened stays open for a quarter of an hour.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

DIGITS = 6
VALID = timedelta(minutes=10)
TRIES = 5
LASTS = timedelta(minutes=15)

Verdict = Literal["right", "wrong", "exhausted", "expired", "used", "none"]


class Purpose(StrEnum):
    """What a code may be asked for."""

    REFUND_OTHER_METHOD = "refund_other_method"
    ADDRESS_AFTER_DISPATCH = "address_after_dispatch"
    EXPORT_DATA = "export_data"
    DELETE_ACCOUNT = "delete_account"


@dataclass(frozen=True)
class Limit:
    """How many codes may be asked for within a time."""

    most: int
    within: timedelta

    def left(self, asked: int) -> int:
        """Return how many more may be asked for after so many within that time."""
        return max(self.most - asked, 0)


PER_CONVERSATION = Limit(3, timedelta(hours=1))
# Ten codes with five tries each find one of a million codes once in twenty thousand days.
PER_CUSTOMER = Limit(10, timedelta(days=1))
# A household or an office has one address; the conversations of an attacker have few.
PER_ADDRESS = Limit(20, timedelta(hours=1))


@dataclass(frozen=True)
class Code:
    """A code as it stands; what it reads is known to nobody but the one who got it."""

    id: int
    purpose: str
    subject: str
    digest: str
    tries: int
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    @property
    def tries_left(self) -> int:
        """How often it may still be typed wrongly or rightly."""
        return max(TRIES - self.tries, 0)

    def stands(self, now: datetime) -> bool:
        """Return whether it can still be typed."""
        return self.used_at is None and self.tries_left > 0 and now < self.expires_at

    def lasts(self, now: datetime) -> bool:
        """Return whether what it opened is still open."""
        return self.used_at is not None and now < self.used_at + LASTS


def fresh_code() -> str:
    """Return six random digits; leading zeros are as likely as any."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def judge(code: Code | None, fits: bool, now: datetime) -> Verdict:
    """Return what comes of typing a code.

    Parameters
    ----------
    code:
        The newest one of the conversation for this purpose and subject, or nothing.
    fits:
        Whether what was typed has its digest.
    """
    if code is None:
        return "none"
    if code.used_at is not None:
        return "used"
    if not code.tries_left:
        return "exhausted"
    if now >= code.expires_at:
        return "expired"
    if fits:
        return "right"
    return "wrong" if code.tries_left > 1 else "exhausted"


def masked(email: str) -> str:
    """Return an e-mail address that its owner recognises and nobody else can use.

    ``zoe@example.org`` becomes ``z•••@e•••.org``.
    """
    name, _, host = email.rpartition("@")
    site, dot, end = host.rpartition(".")
    return f"{name[:1]}•••@{site[:1]}•••{dot}{end}"
