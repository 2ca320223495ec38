"""What a setting may take: each kind turns text into a value or refuses it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crm.errors import AttuneError

SECRET_LENGTH = 32


class InvalidSetting(AttuneError):
    """A variable holds something that it does not take."""

    def __init__(self, name: str, shown: str, allowed: str) -> None:
        super().__init__("invalid_setting", f"{name} is {shown}; it takes {allowed}")


class MissingSetting(AttuneError):
    """Secrets are not set, and only the demo may make some up.

    Parameters
    ----------
    names:
        All the variables that are missing, one at least.
    """

    def __init__(self, *names: str) -> None:
        listed = " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
        verb, each = ("is", "it") if len(names) == 1 else ("are", "each")
        super().__init__(
            "missing_setting",
            f"{listed} {verb} not set: give {each} at least {SECRET_LENGTH} random characters in "
            "the environment or in .env, as `attune secrets --missing >> .env` does "
            "(for the demo shop: `make run` once, then ATTUNE_DEMO=1)",
        )


@dataclass(frozen=True)
class Kind:
    """One sort of value.

    Parameters
    ----------
    takes:
        What is allowed, in words.
    parse:
        Returns the value of a text, or raises ``ValueError``.
    optional:
        Whether the empty text is allowed.
    secret:
        Whether the text must never be shown.
    """

    takes: str
    parse: Callable[[str], Any]
    optional: bool = False
    secret: bool = False


@dataclass(frozen=True)
class Rate:
    """So many at once, and so many a second from then on."""

    burst: float
    per_second: float


def text() -> Kind:
    """Return the kind of any text."""
    return Kind("text", str)


def path() -> Kind:
    """Return the kind of files and folders; relative ones start at the top of the project."""
    return Kind("a path", _expanded)


def flag() -> Kind:
    """Return the kind of yes or no."""
    return Kind("0 or 1", lambda value: bool(("0", "1").index(value)))


def integer(low: int, high: int) -> Kind:
    """Return the kind of whole numbers within bounds."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise ValueError(value)
        return int(value)

    return Kind(f"a whole number from {low} to {high}", parse)


def number(low: float, high: float) -> Kind:
    """Return the kind of numbers within bounds."""

    def parse(value: str) -> float:
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
            raise ValueError(value)
        if not low <= float(value) <= high:
            raise ValueError(value)
        return float(value)

    return Kind(f"a number from {low:g} to {high:g}", parse)


def rate() -> Kind:
    """Return the kind of limits: how many at once, and how many a second from then on."""
    count = number(0.001, 1_000_000)

    def parse(value: str) -> Rate:
        burst, _, per_second = value.partition("/")
        if count.parse(burst) < 1:
            raise ValueError(value)
        return Rate(count.parse(burst), count.parse(per_second))

    return Kind("how many at once and then how many a second, such as `300/20`", parse)


def choice(*words: str) -> Kind:
    """Return the kind of one of a few words, in any case."""
    listed = ", ".join(words[:-1]) + f" or {words[-1]}"
    return Kind(listed, lambda value: words[words.index(value.lower())])


def address() -> Kind:
    """Return the kind of an http address, or none."""

    def parse(value: str) -> str:
        if value and not _is_address(value):
            raise ValueError(value)
        return value.rstrip("/")

    return Kind("an http:// or https:// address", parse, optional=True)


def origins() -> Kind:
    """Return the kind of web origins, separated by commas, as browsers send them."""

    def parse(value: str) -> tuple[str, ...]:
        found = tuple(part.strip().rstrip("/").lower() for part in value.split(",") if part.strip())
        for origin in found:
            if not _is_address(origin) or urlsplit(origin)[2:] != ("", "", ""):
                raise ValueError(origin)
        return found

    example = "origins such as `https://shop.example`, separated by commas"
    return Kind(example, parse, optional=True)


def words(*allowed: str) -> Kind:
    """Return the kind of some words out of a few, separated by commas."""

    def parse(value: str) -> tuple[str, ...]:
        found = tuple(part.strip() for part in value.split(",") if part.strip())
        if not set(found) <= set(allowed):
            raise ValueError(value)
        return found

    return Kind(f"some of {', '.join(allowed)}", parse, optional=True)


def amounts(*names: str) -> Kind:
    """Return the kind of amounts by name, such as ``agent=5000,lead=25000``."""

    def parse(value: str) -> dict[str, int]:
        found = {}
        for part in value.split(","):
            name, _, amount = (piece.strip() for piece in part.partition("="))
            if name not in names or name in found or not (amount.isascii() and amount.isdecimal()):
                raise ValueError(part)
            found[name] = int(amount)
        return found

    return Kind(f"amounts in cents such as `{names[0]}=5000`, separated by commas", parse)


def points() -> Kind:
    """Return the kind of numbers by dotted names, such as ``value.high=5,topic.exchange=2``."""
    one = number(0, 1_000_000_000)

    def parse(value: str) -> dict[str, float]:
        pairs = [part.partition("=") for part in value.split(",") if part.strip()]
        return {name.strip(): float(one.parse(given.strip())) for name, _, given in pairs}

    takes = "names with numbers such as `value.high=5`, separated by commas"
    return Kind(takes, parse, optional=True)


def steps(allowed: tuple[str, ...]) -> Kind:
    """Return the kind of one of a few words by name, such as ``two_failures=now``."""

    def parse(value: str) -> dict[str, str]:
        pairs = [part.partition("=") for part in value.split(",") if part.strip()]
        found = {name.strip(): given.strip() for name, _, given in pairs}
        if not set(found.values()) <= set(allowed):
            raise ValueError(value)
        return found

    words_of = ", ".join(allowed)
    return Kind(f"names with one of {words_of}, such as `two_failures=now`", parse, optional=True)


def mail_server() -> Kind:
    """Return the kind of a mail server's address, or none; it may hold a password."""

    def parse(value: str) -> str:
        parts = urlsplit(value)
        local = parts.hostname in ("localhost", "127.0.0.1", "::1")
        # Without encryption a password and a code would be read along the way.
        known = parts.scheme in ("smtp", "smtps") or (parts.scheme == "smtp+plain" and local)
        if value and not (known and parts.hostname and parts.port != 0):
            raise ValueError
        return value

    takes = "an smtp:// (STARTTLS) or smtps:// address, or smtp+plain:// of this machine"
    return Kind(takes, parse, optional=True, secret=True)


def redis_address() -> Kind:
    """Return the kind of a Redis server's address, or none; it may hold a password."""

    def parse(value: str) -> str:
        parts = urlsplit(value)
        named = parts.path if parts.scheme == "unix" else parts.hostname
        if value and not (parts.scheme in ("redis", "rediss", "unix") and named):
            raise ValueError
        return value

    takes = "a redis://, rediss:// or unix:// address"
    return Kind(takes, parse, optional=True, secret=True)


def optional_path() -> Kind:
    """Return the kind of files that need not be there; relative ones start at the top."""
    return Kind("a path", lambda value: _expanded(value) if value else None, optional=True)


def _expanded(value: str) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError as error:  # "~somebody" whom the system does not know
        raise ValueError(value) from error


def secret(optional: bool = False, shortest: int = SECRET_LENGTH) -> Kind:
    """Return the kind of random text that is never shown."""

    def parse(value: str) -> str:
        if value and len(value) < shortest:
            raise ValueError
        return value

    takes = f"a secret of at least {shortest} characters"
    return Kind(takes, parse, optional=optional, secret=True)


def _is_address(value: str) -> bool:
    if any(character.isspace() for character in value):
        return False
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
