"""Passwords of the desk, kept as Argon2id hashes (RFC 9106)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crm.errors import Invalid

SHORTEST = 12
# Longer ones would let a sign-in cost any amount of time.
LONGEST = 256


def hash_password(password: str) -> str:
    """Return the hash to keep of a password.

    Raises
    ------
    Invalid
        If the password is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid("weak_password", f"a password has {SHORTEST} to {LONGEST} characters")
    return PasswordHasher().hash(password)


def password_matches(password_hash: str, password: str) -> bool:
    """Return whether a password is the one that was hashed."""
    if len(password) > LONGEST:
        return False
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
