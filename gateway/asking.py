"""Which right each route of the desk asks for; one that names none is refused to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from crm.rights import Right

Found = TypeVar("Found", bound=Callable[..., Any])

OPEN = "open"
SIGNED_IN = "signed_in"
"""What a route may ask for instead of a right: nothing, or a session of whatever role."""

_ASKED: dict[Callable[..., Any], Right | str] = {}


def asks(right: Right) -> Callable[[Found], Found]:
    """Mark a handler as one for those who have a right."""
    return _mark(right)


def signed_in(handler: Found) -> Found:
    """Mark a handler as one for everybody who is signed in: it is about their own account."""
    return _mark(SIGNED_IN)(handler)


def open_to_all(handler: Found) -> Found:
    """Mark a handler as one that shows nothing of the shop: the pages, and signing in."""
    return _mark(OPEN)(handler)


def asked_by(handler: Callable[..., Any]) -> Right | str | None:
    """Return what a handler asks for; nothing if it does not say."""
    return _ASKED.get(handler)


def _mark(asked: Right | str) -> Callable[[Found], Found]:
    def mark(handler: Found) -> Found:
        _ASKED[handler] = asked
        return handler

    return mark
