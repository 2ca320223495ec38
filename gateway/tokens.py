"""JSON Web Tokens, read with suspicion: which key and algorithm count is never the token's say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from crm.errors import AttuneError
from gateway.shop_keys import PublicKey, ShopKeys

SHARED = "HS256"
LONGEST_TOKEN = 8192
# Clocks of two servers differ a little.
LEEWAY = timedelta(seconds=30)

# The times are compared here, with the service's own clock.
_OPTIONS: Any = {
    "require": ["exp", "sub", "aud"],
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}
_MALFORMED = (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, OSError, RecursionError)


class Unauthorized(AttuneError):
    """The requester did not show who they are."""


def signed(claims: dict[str, Any], secret: str) -> str:
    """Return a token under a shared secret."""
    return jwt.encode(claims, secret, SHARED)


def claims_of(
    token: str,
    audience: str,
    now: datetime,
    secrets: Sequence[str],
    keys: ShopKeys | None = None,
    longest: timedelta | None = None,
) -> dict[str, Any]:
    """Return what a token says, if it was signed by a right hand, for this purpose, for now.

    Parameters
    ----------
    secrets:
        Shared secrets (HS256), any of which may have signed it.
    keys:
        Public keys that it may name by ``kid``.
    longest:
        How far ahead its end may lie, and how long it may live altogether.

    Raises
    ------
    Unauthorized
        ``token_invalid``, ``token_expired``, ``token_lives_too_long`` or ``token_key_unknown``.
    """
    if len(token) > LONGEST_TOKEN:
        raise _invalid(f"it has more than {LONGEST_TOKEN} characters")
    try:
        header = jwt.get_unverified_header(token)
        algorithm, candidates = _candidates(header, secrets, keys)
        claims = _first_that_fits(token, algorithm, candidates, audience)
        expires = instant(claims["exp"])
        begins = instant(claims.get("nbf", 0))
        issued = instant(claims["iat"]) if "iat" in claims else None
    except _MALFORMED as error:
        raise Unauthorized("token_invalid", "the token is not valid; get a new one") from error
    if expires <= now:
        raise Unauthorized("token_expired", "the token has expired; get a new one")
    if max(begins, issued or begins) > now + LEEWAY:
        raise _invalid("it is not valid yet: compare the clocks of both servers")
    if longest is not None and expires > min(now, issued or now) + longest + LEEWAY:
        hours = longest / timedelta(hours=1)
        raise Unauthorized(
            "token_lives_too_long", f"the token must expire within {hours:g} hour of its making"
        )
    return claims


def instant(seconds: object) -> datetime:
    """Return the time of a claim, which must be a number.

    Raises
    ------
    ValueError, OverflowError, OSError
        If it is none, or no time at all.
    """
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise ValueError("a time must be a number")
    return datetime.fromtimestamp(float(seconds), UTC)


def _candidates(
    header: dict[str, Any], secrets: Sequence[str], keys: ShopKeys | None
) -> tuple[str, Sequence[str | PublicKey]]:
    """Return the algorithm that counts and the keys under it."""
    algorithm, kid = header.get("alg"), header.get("kid")
    if "crit" in header or header.get("b64", True) is not True:
        raise jwt.InvalidTokenError("an extension that is not known here")
    named = keys.find(kid) if keys is not None and isinstance(kid, str) else None
    if named is not None:
        # The key says what it is for; a token that says another thing is forged.
        if algorithm != named.algorithm:
            raise _invalid(f"its key checks {named.algorithm} only")
        return named.algorithm, [named.key]
    if algorithm == SHARED:
        return SHARED, secrets
    if keys is not None and algorithm in ("RS256", "ES256"):
        raise Unauthorized(
            "token_key_unknown",
            "the token's kid names no key of ATTUNE_SHOP_KEYS: add the public key there first",
        )
    raise jwt.InvalidAlgorithmError("an algorithm that is not taken here")


def _first_that_fits(
    token: str, algorithm: str, candidates: Sequence[str | PublicKey], audience: str
) -> dict[str, Any]:
    for candidate in candidates[:-1]:
        try:
            return _decoded(token, algorithm, candidate, audience)
        except jwt.InvalidSignatureError:
            continue
    return _decoded(token, algorithm, candidates[-1], audience)


def _decoded(token: str, algorithm: str, key: str | PublicKey, audience: str) -> dict[str, Any]:
    return jwt.decode(token, key, algorithms=[algorithm], audience=audience, options=_OPTIONS)


def _invalid(why: str) -> Unauthorized:
    return Unauthorized("token_invalid", f"the token is not valid: {why}")
