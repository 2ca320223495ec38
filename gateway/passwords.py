"""Passwords of the desk, kept as Argon2id hashes (RFC 9106)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crm.errors import Invalid

# The first recommendation of RFC 9106 for little memory; OWASP asks for no less than 19 MiB and 2.
HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
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
    return HASHER.hash(password)


def password_matches(password_hash: str, password: str) -> bool:
    """Return whether a password is the one that was hashed."""
    if len(password) > LONGEST:
        return False
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def is_hash_weak(password_hash: str) -> bool:
    """Return whether a hash was made with other parameters than new ones are."""
    return HASHER.check_needs_rehash(password_hash)
