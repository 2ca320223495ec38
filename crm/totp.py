"""Time-based one-time passwords (RFC 6238) with HMAC-SHA-1, as authenticator apps make them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
# Clocks of telephones are off by a little, and people need time to type.
WINDOW = 1


def new_secret() -> str:
    """Return a random secret of 160 bits in Base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def step_at(moment: datetime) -> int:
    """Return the number of the step that a moment lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int, digits: int = DIGITS) -> str:
    """Return the code of a step (RFC 4226, section 5.3)."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: str, code: str, now: datetime, used: int | None = None) -> int | None:
    """Return the step whose code was given, if it is near enough and was not used.

    Parameters
    ----------
    used:
        The last step whose code was taken; it and those before it are not taken again.
    """
    given = "".join(code.split()).encode()
    here = step_at(now)
    found = None
    for step in range(here - WINDOW, here + WINDOW + 1):
        # All are compared, so that the time tells nothing.
        same = hmac.compare_digest(code_of(secret, step).encode(), given)
        if same and (used is None or step > used):
            found = step
    return found


def otpauth_uri(secret: str, account: str, issuer: str = "Attune") -> str:
    """Return the address that authenticator apps read from a QR code."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='')}"
    values = {
        "secret": secret,
        "issuer": issuer,
        "algorithm": "SHA1",
        "digits": DIGITS,
        "period": STEP_SECONDS,
    }
    return f"otpauth://totp/{label}?{urlencode(values, quote_via=quote)}"
