"""What a setting may take: each kind turns text into a value or says what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol
from urllib.parse import urlsplit

from crm.errors import AttuneError

SECRET_LENGTH = 32


class InvalidSetting(AttuneError):
    """A variable holds something that it does not take."""

    def __init__(self, name: str, shown: str, allowed: str) -> None:
        super().__init__("invalid_setting", f"{name} is {shown}; it takes {allowed}")


class MissingSetting(AttuneError):
    """A secret is not set, and only the demo may make one up."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "missing_setting",
            f"{name} is not set: give it at least {SECRET_LENGTH} random characters in the "
            "environment or in .env (for the demo shop of `make run`, set ATTUNE_DEMO=1 instead)",
        )


class Kind(Protocol):
    """What a setting takes, in words and as a parser."""

    optional: bool

    @property
    def takes(self) -> str:
        """Say what is allowed."""
        ...

    def parse(self, name: str, text: str, project: Path) -> Any:
        """Return the value, or raise an error that names the variable."""
        ...


@dataclass(frozen=True)
class Text:
    """Any text but none."""

    optional: ClassVar[bool] = False
    takes: ClassVar[str] = "text"

    def parse(self, name: str, text: str, project: Path) -> str:
        """Return the text."""
        return text


@dataclass(frozen=True)
class Folder:
    """A path; a relative one starts at the top of the project."""

    optional: ClassVar[bool] = False
    takes: ClassVar[str] = "a path"

    def parse(self, name: str, text: str, project: Path) -> Path:
        """Return the absolute path."""
        return project / Path(text).expanduser()


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    optional: ClassVar[bool] = False
    takes: ClassVar[str] = "0 or 1"

    def parse(self, name: str, text: str, project: Path) -> bool:
        """Return whether it is on."""
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if text.lower() not in words:
            raise InvalidSetting(name, repr(text), self.takes)
        return words[text.lower()]


@dataclass(frozen=True)
class Integer:
    """A whole number within bounds."""

    low: int
    high: int
    optional: ClassVar[bool] = False

    @property
    def takes(self) -> str:
        """Say what is allowed."""
        return f"a whole number from {self.low} to {self.high}"

    def parse(self, name: str, text: str, project: Path) -> int:
        """Return the number."""
        if not re.fullmatch(r"[0-9]{1,9}", text) or not self.low <= int(text) <= self.high:
            raise InvalidSetting(name, repr(text), self.takes)
        return int(text)


@dataclass(frozen=True)
class Number:
    """A number within bounds."""

    low: float
    high: float
    optional: ClassVar[bool] = False

    @property
    def takes(self) -> str:
        """Say what is allowed."""
        return f"a number from {self.low:g} to {self.high:g}"

    def parse(self, name: str, text: str, project: Path) -> float:
        """Return the number."""
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
            raise InvalidSetting(name, repr(text), self.takes)
        if not self.low <= float(text) <= self.high:
            raise InvalidSetting(name, repr(text), self.takes)
        return float(text)


@dataclass(frozen=True, init=False)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]
    optional: ClassVar[bool] = False

    def __init__(self, *words: str) -> None:
        object.__setattr__(self, "words", words)

    @property
    def takes(self) -> str:
        """Say what is allowed."""
        return ", ".join(self.words[:-1]) + f" or {self.words[-1]}"

    def parse(self, name: str, text: str, project: Path) -> str:
        """Return the word in lower case."""
        if text.lower() not in self.words:
            raise InvalidSetting(name, repr(text), self.takes)
        return text.lower()


@dataclass(frozen=True)
class Url:
    """An http or https address."""

    optional: bool = False
    takes: ClassVar[str] = "an http:// or https:// address"

    def parse(self, name: str, text: str, project: Path) -> str:
        """Return the address without a slash at its end."""
        if not text and self.optional:
            return ""
        if not _is_address(text):
            raise InvalidSetting(name, repr(text), self.takes)
        return text.rstrip("/")


@dataclass(frozen=True)
class Origins:
    """Web origins, separated by commas."""

    optional: ClassVar[bool] = True
    takes: ClassVar[str] = "origins such as `https://shop.example`, separated by commas"

    def parse(self, name: str, text: str, project: Path) -> tuple[str, ...]:
        """Return the origins as browsers send them."""
        origins = tuple(
            part.strip().rstrip("/").lower() for part in text.split(",") if part.strip()
        )
        for origin in origins:
            if not _is_address(origin) or urlsplit(origin).path:
                raise InvalidSetting(name, repr(origin), self.takes)
        return origins


@dataclass(frozen=True)
class Secret:
    """Random text that is never shown."""

    optional: bool = False
    takes: ClassVar[str] = f"a secret of at least {SECRET_LENGTH} characters"

    def parse(self, name: str, text: str, project: Path) -> str:
        """Return the secret."""
        if not text:
            if self.optional:
                return ""
            raise MissingSetting(name)
        if len(text) < SECRET_LENGTH:
            raise InvalidSetting(name, f"only {len(text)} characters long", self.takes)
        return text


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
