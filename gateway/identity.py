"""Who is speaking: tokens of conversations, and the shop's word for who a visitor is.

Three tokens, each for one purpose, told apart by their audience and their keys: that of a
conversation (made here), that of a customer and that of a program of the shop (made by the shop).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.shop_keys import ShopKeys
from gateway.tokens import Unauthorized, claims_of, instant, signed

CONVERSATION_AUDIENCE = "attune:conversation"
CONVERSATION_LIFETIME = timedelta(days=30)
SHOP_AUDIENCE = "attune"
# Another audience: a customer's token lies in a browser and must not open what servers may.
SERVER_AUDIENCE = "attune:server"
# The shop's tokens live shortly, because they cannot be called back.
SHOP_LIFETIME = timedelta(hours=1)
LONGEST_SUBJECT = 80


@dataclass(frozen=True)
class Opened:
    """A conversation that a token opens, and until when."""

    conversation_id: str
    expires: datetime


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
    shop_secret_before:
        The shop's secret of before, still good while the shop changes over.
    shop_keys:
        The shop's public keys.
    """

    def __init__(
        self,
        token_key: str,
        shop_secret: str,
        clock: Callable[[], datetime],
        shop_secret_before: str = "",
        shop_keys: ShopKeys | None = None,
    ) -> None:
        self._token_key = token_key
        self._shop_secrets = [one for one in (shop_secret_before, shop_secret) if one]
        self._shop_keys = shop_keys
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
        return signed(claims, self._token_key)

    def opened_by(self, token: str) -> Opened:
        """Return the conversation that a token opens, and until when.

        Raises
        ------
        Unauthorized
            If the token is forged, altered, expired or for something else.
        """
        claims = claims_of(token, CONVERSATION_AUDIENCE, self._clock(), [self._token_key])
        return Opened(str(claims["sub"]), instant(claims["exp"]))

    def conversation_of(self, token: str) -> str:
        """Return the conversation that a token opens; it raises likewise."""
        return self.opened_by(token).conversation_id

    def lasts(self, opened: Opened) -> bool:
        """Return whether what a token opened is still open."""
        return self._clock() < opened.expires

    def customer_token(self, reference: str) -> str:
        """Return what the shop's server would sign for a customer; the demo shop uses it."""
        return self._shop_token(SHOP_AUDIENCE, reference)

    def customer_of(self, token: str) -> str:
        """Return the shop's reference of the customer whom it vouches for.

        Raises
        ------
        Unauthorized
            If the token is forged, altered, expired, for something else, would live longer
            than an hour, or names a key that is not known.
        """
        return self._subject(token, SHOP_AUDIENCE, "customer")

    def server_token(self, name: str) -> str:
        """Return what the shop's server would sign for a program of its own."""
        return self._shop_token(SERVER_AUDIENCE, name)

    def server_of(self, token: str) -> str:
        """Return the name of the shop's program that it vouches for.

        Raises
        ------
        Unauthorized
            As for a customer's token.
        """
        return self._subject(token, SERVER_AUDIENCE, "server")

    def _shop_token(self, audience: str, subject: str) -> str:
        claims = {"aud": audience, "sub": subject, "exp": self._clock() + SHOP_LIFETIME}
        return signed(claims, self._shop_secrets[-1])

    def _subject(self, token: str, audience: str, whose: str) -> str:
        claims = claims_of(
            token, audience, self._clock(), self._shop_secrets, self._shop_keys, SHOP_LIFETIME
        )
        subject = str(claims["sub"]).strip()
        if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
            raise Unauthorized(
                "token_invalid",
                f"the {whose} token's sub must have 1 to {LONGEST_SUBJECT} characters",
            )
        return subject


__all__ = ["Identity", "Opened", "Unauthorized"]
