"""The file in which a shop writes how its widget opens; it is taken up when it changes."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml

from crm.errors import Invalid
from crm.widget_rules import FALLBACK, SEGMENTS, Greeting, Proactive, WidgetRules

log = logging.getLogger(__name__)

Part = TypeVar("Part")

LARGEST = 256 * 1024
LOOK_EVERY = 1.0
MOST_RULES = 100
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class _At:
    """A place in the file: a node, and the way to it in words."""

    def __init__(self, node: yaml.Node, way: str = "") -> None:
        self.node = node
        self.way = way

    def wrong(self, what: str) -> Invalid:
        """Return the error that something here is wrong."""
        place = f"line {self.node.start_mark.line + 1}"
        return Invalid("widget_file_invalid", f"{place}: {self.way or 'the file'} {what}")

    def keys(self, *allowed: str) -> dict[str, _At]:
        """Return the values by their keys; without a list any key is allowed."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong("must have keys with values" + _one_of(allowed))
        found: dict[str, _At] = {}
        for key, value in self.node.value:
            name = str(key.value)
            there = _At(value, f"{self.way}.{name}" if self.way else name)
            if allowed and name not in allowed:
                raise _At(key, there.way).wrong("is no known key" + _one_of(allowed))
            if name in found:
                raise _At(key, there.way).wrong("is there twice")
            found[name] = there
        return found

    def items(self, most: int) -> list[_At]:
        """Return the items of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.wrong("must be a list")
        if len(self.node.value) > most:
            raise self.wrong(f"has {len(self.node.value)} items; {most} are allowed")
        return [_At(one, f"{self.way}[{i}]") for i, one in enumerate(self.node.value, start=1)]

    def text(self, longest: int) -> str:
        """Return a text."""
        if not isinstance(self.node, yaml.ScalarNode) or not str(self.node.value).strip():
            raise self.wrong("must be a text")
        value = str(self.node.value).strip()
        if len(value) > longest or not all(c.isprintable() or c == "\n" for c in value):
            raise self.wrong(f"must have at most {longest} characters, and only printable ones")
        return value

    def number(self, lowest: int, highest: int) -> int:
        """Return a whole number."""
        value = self.node.value if isinstance(self.node, yaml.ScalarNode) else ""
        if not re.fullmatch(r"[0-9]{1,12}", str(value)) or not lowest <= int(value) <= highest:
            raise self.wrong(f"must be a whole number from {lowest} to {highest}")
        return int(value)

    def by_language(self, read: Callable[[_At], Part], plain: type[yaml.Node]) -> dict[str, Part]:
        """Return what is given once, or by language; English must be there."""
        if isinstance(self.node, plain):
            return {FALLBACK: read(self)}
        found: dict[str, Part] = {}
        for name, there in self.keys().items():
            if not _LANGUAGE.fullmatch(name.lower()):
                raise there.wrong("is no language; give a code such as en, de or pt-br")
            found[name.lower()] = read(there)
        if FALLBACK not in found:
            raise self.wrong(f"needs a text in English (key {FALLBACK}), which others fall back to")
        return found

    def words(self) -> dict[str, str]:
        """Return a text by language."""
        return self.by_language(lambda at: at.text(500), yaml.ScalarNode)

    def starters(self) -> dict[str, tuple[str, ...]]:
        """Return a few short texts by language."""
        return self.by_language(
            lambda at: tuple(one.text(80) for one in at.items(6)), yaml.SequenceNode
        )

    def page(self) -> str:
        """Return a pattern of pages."""
        value = self.text(200)
        if not value.startswith(("/", "*")) or "?" in value or "#" in value:
            raise self.wrong('must be a path such as "/product/*", without ? and #')
        return value

    def segments(self) -> tuple[str, ...]:
        """Return names of segments."""
        found = tuple(one.text(40) for one in self.items(len(SEGMENTS)))
        for name in found:
            if name not in SEGMENTS:
                raise self.wrong(f"names {name!r}" + _one_of(SEGMENTS))
        return found


def parse(text: str) -> WidgetRules:
    """Return the rules of a file's text.

    Raises
    ------
    Invalid
        If something in it is wrong; the sentence names the line and the key.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "the file"
        what = getattr(error, "problem", None) or getattr(error, "reason", "this is no YAML")
        raise Invalid("widget_file_invalid", f"{place}: {what}") from error
    except RecursionError as error:
        raise Invalid("widget_file_invalid", "the file: it is nested too deeply") from error
    if node is None:
        return WidgetRules()
    top = _At(node).keys("greetings", "starters", "proactive", "proactive_cap")
    cap = top["proactive_cap"].keys("per_visit", "per_day") if "proactive_cap" in top else {}
    proactive = [_proactive(one) for one in _items(top, "proactive")]
    ids = [one.id for one in proactive]
    if len(set(ids)) < len(ids):
        raise top["proactive"].wrong("has an id twice")
    return WidgetRules(
        greetings=[_greeting(one) for one in _items(top, "greetings")],
        starters=top["starters"].starters() if "starters" in top else None,
        proactive=proactive,
        **{name: at.number(0, 100) for name, at in cap.items()},
    )


def load(path: Path) -> WidgetRules:
    """Return the rules in a file.

    Raises
    ------
    Invalid
        If the file cannot be read, or something in it is wrong.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Invalid("widget_file_invalid", f"{path}: more than {LARGEST // 1024} KB")
        return parse(content.decode())
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("widget_file_invalid", f"{path} cannot be read: {error}") from error
    except Invalid as error:
        raise Invalid(error.code, f"{path}, {error.detail}") from error


class WidgetFile:
    """The rules in a file, as it is now; while it cannot be understood, as it was before.

    Parameters
    ----------
    clock:
        Returns seconds that only grow.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._rules = WidgetRules()
        self._seen: tuple[int, ...] | None = None
        self._looked: float | None = None

    async def rules(self) -> WidgetRules:
        """Return the rules."""
        now = self._clock()
        if self._looked is None or now - self._looked >= LOOK_EVERY:
            self._looked = now
            await asyncio.to_thread(self._look)
        return self._rules

    def _look(self) -> None:
        seen: tuple[int, ...] = ()
        try:
            stat = self._path.stat()
            seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        except OSError:
            log.debug("%s is not there", self._path)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._rules = load(self._path)
        except Invalid as error:
            log.error("the widget opens as before: %s", error.detail)


def _items(top: dict[str, _At], name: str) -> list[_At]:
    return top[name].items(MOST_RULES) if name in top else []


def _greeting(at: _At) -> Greeting:
    keys = at.keys("page", "segments", "text", "starters")
    return Greeting(text=_text(at, keys), **_given(keys, "page", "segments", "starters"))


def _proactive(at: _At) -> Proactive:
    keys = at.keys("id", "page", "segments", "text", "after_seconds", "basket_minor")
    if "id" not in keys:
        raise at.wrong("needs an id")
    name = keys["id"].text(40)
    if not _ID.fullmatch(name):
        raise keys["id"].wrong("must have 1 to 40 of the characters a-z 0-9 _ -")
    given = _given(keys, "page", "segments")
    for key, highest in (("after_seconds", 3600), ("basket_minor", 10**9)):
        if key in keys:
            given[key] = keys[key].number(0, highest)
    return Proactive(id=name, text=_text(at, keys), **given)


def _text(at: _At, keys: dict[str, _At]) -> dict[str, str]:
    if "text" not in keys:
        raise at.wrong("needs a text")
    return keys["text"].words()


def _given(keys: dict[str, _At], *names: str) -> dict[str, Any]:
    return {name: getattr(keys[name], name)() for name in names if name in keys}


def _one_of(words: tuple[str, ...]) -> str:
    return f"; it may be one of {', '.join(words)}" if words else ""
