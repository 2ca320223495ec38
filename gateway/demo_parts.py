"""What the demo shop brings along, and what its handlers read from a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from crm.catalogue import Product
from crm.errors import Invalid, NotFound
from gateway.identity import Unauthorized
from gateway.keys import GATEWAY

LONGEST_WORDS = 100


class Persona(Protocol):
    """One of the demo shop's cast."""

    @property
    def reference(self) -> str:
        """The shop's reference."""
        ...

    @property
    def name(self) -> str:
        """The person's name."""
        ...

    @property
    def note(self) -> str:
        """One line on their situation."""
        ...

    @property
    def guest(self) -> bool:
        """Whether they have no account."""
        ...


@dataclass(frozen=True)
class DemoShop:
    """What the demo shop brings along: its cast, and pictures of its products as SVG."""

    personas: Sequence[Persona]
    picture: Callable[[Product], str]


DEMO: web.AppKey[DemoShop] = web.AppKey("demo", DemoShop)


def members(request: web.Request) -> list[Persona]:
    """Return those of the cast who have an account."""
    return [one for one in request.app[DEMO].personas if not one.guest]


def signed_in(request: web.Request) -> Persona:
    """Return the one of the cast whose token of the demo's sign-in a request bears.

    Raises
    ------
    Unauthorized
        If there is no valid token.
    NotFound
        If it is of nobody in the cast.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized("token_missing", "send the customer's token: Authorization: Bearer")
    reference = request.app[GATEWAY].identity.customer_of(token.strip())
    return persona(request, reference)


def persona(request: web.Request, reference: object) -> Persona:
    """Return the one of the cast with this reference.

    Raises
    ------
    NotFound
        If nobody with an account has it.
    """
    for one in members(request):
        if one.reference == reference:
            return one
    raise NotFound("no_persona", "nobody of the demo's customers has this reference")


def number(text: str, what: str = "a page or a product") -> int:
    """Return a number in an address.

    Raises
    ------
    Invalid
        If it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid("number_invalid", f"{text[:20]!r} is no number of {what}")
    return int(text)


def optional_number(text: str, what: str) -> int | None:
    """Return a number in a query, or nothing when it is empty."""
    return number(text, what) if text else None


def words(text: str, what: str) -> str:
    """Return a text in a query in one line, without what cannot be printed.

    Raises
    ------
    Invalid
        If it is longer than anybody would write.
    """
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if len(line) > LONGEST_WORDS:
        raise Invalid(
            "text_too_long", f"{what} has {len(line)} characters; use {LONGEST_WORDS} at most"
        )
    return line
