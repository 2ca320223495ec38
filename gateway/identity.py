"""Who is speaking: tokens of conversations, and the shop's word for who a visitor is.

Both are JSON Web Tokens signed with HS256 under keys of their own; no other algorithm is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from crm.errors import AttuneError

ALGORITHM = "HS256"
CONVERSATION_AUDIENCE = "attune:conversation"
CONVERSATION_LIFETIME = timedelta(days=30)
SHOP_AUDIENCE = "attune"
# Another audience: a customer's token lies in a browser and must not open what servers may.
SERVER_AUDIENCE = "attune:server"
# The shop's tokens live shortly, because they cannot be called back.
SHOP_LIFETIME = timedelta(hours=1)
# Clocks of two servers differ a little.
LEEWAY = timedelta(seconds=30)


class Unauthorized(AttuneError):
    """The requester did not show who they are."""


class Identity:
    """Issues and checks tokens.

    Parameters
    ----------
    token_key:
        Signs the tokens of conversations.
    shop_secret:
        Shared with the shop, which signs who its customers are.
    clock:
        Returns the present instant.
    """

    def __init__(self, token_key: str, shop_secret: str, clock: Callable[[], datetime]) -> None:
        self._token_key = token_key
        self._shop_secret = shop_secret
        self._clock = clock

    def conversation_token(self, conversation_id: str) -> str:
        """Return a token that opens one conversation for 30 days."""
        now = self._clock()
        claims = {
            "aud": CONVERSATION_AUDIENCE,
            "sub": conversation_id,
            "iat": now,
            "exp": now + CONVERSATION_LIFETIME,
        }
        return jwt.encode(claims, self._token_key, ALGORITHM)

    def conversation_of(self, token: str) -> str:
        """Return the conversation that a token opens.

        Raises
        ------
        Unauthorized
            If the token is forged, altered, expired or for something else.
        """
        claims = self._claims(token, self._token_key, CONVERSATION_AUDIENCE)
        return str(claims["sub"])

    def customer_token(self, reference: str) -> str:
        """Return what the shop's server would sign for a customer; the demo shop uses it."""
        expires = self._clock() + SHOP_LIFETIME
        claims = {"aud": SHOP_AUDIENCE, "sub": reference, "exp": expires}
        return jwt.encode(claims, self._shop_secret, ALGORITHM)

    def customer_of(self, token: str) -> str:
        """Return the shop's reference of the customer whom it vouches for.

        Raises
        ------
        Unauthorized
            If the token is forged, altered, expired, for something else, or would live longer
            than an hour.
        """
        return self._subject(token, SHOP_AUDIENCE, "customer")

    def server_token(self, name: str) -> str:
        """Return what the shop's server would sign for a program of its own."""
        expires = self._clock() + SHOP_LIFETIME
        claims = {"aud": SERVER_AUDIENCE, "sub": name, "exp": expires}
        return jwt.encode(claims, self._shop_secret, ALGORITHM)

    def server_of(self, token: str) -> str:
        """Return the name of the shop's program that it vouches for.

        Raises
        ------
        Unauthorized
            As for a customer's token.
        """
        return self._subject(token, SERVER_AUDIENCE, "server")

    def _subject(self, token: str, audience: str, whose: str) -> str:
        claims = self._claims(token, self._shop_secret, audience)
        if _instant(claims["exp"]) > self._clock() + SHOP_LIFETIME + LEEWAY:
            raise Unauthorized(
                "token_lives_too_long", f"the {whose} token must expire within one hour"
            )
        subject = str(claims["sub"]).strip()
        if not 0 < len(subject) <= 80 or not subject.isprintable():
            raise Unauthorized(
                "token_invalid", f"the {whose} token's sub must have 1 to 80 characters"
            )
        return subject

    def _claims(self, token: str, key: str, audience: str) -> dict[str, Any]:
        # The times are compared here, with the service's own clock.
        options: Any = {
            "require": ["exp", "sub", "aud"],
            "verify_exp": False,
            "verify_iat": False,
            "verify_nbf": False,
        }
        try:
            claims = jwt.decode(
                token, key, algorithms=[ALGORITHM], audience=audience, options=options
            )
            expires, begins = _instant(claims["exp"]), _instant(claims.get("nbf", 0))
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError, OSError) as error:
            raise Unauthorized("token_invalid", "the token is not valid; get a new one") from error
        now = self._clock()
        if expires <= now:
            raise Unauthorized("token_expired", "the token has expired; get a new one")
        if begins > now + LEEWAY:
            raise Unauthorized("token_invalid", "the token is not valid yet")
        return claims


def _instant(seconds: Any) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)
