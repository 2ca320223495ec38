"""The part of a long text that is searched, and where it lies in the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.entities.found import Found

# What stands between the first and the last of these characters is not searched, so that the time
# of a reading is bounded. Who writes more tells what it is about at the beginning or at the end.
FIRST, LAST = 1200, 400
# A cut goes through white space where there is any within so many characters.
_REACH = 60
# Nothing is found across it that was not written together.
_GAP = "\n\n"


@dataclass(frozen=True)
class Window:
    """The searched text; what stands from `cut` on lies `shift` characters further on."""

    text: str
    cut: int
    shift: int

    def in_whole(self, candidates: Iterable[Found]) -> Iterator[Found]:
        """Yield what was found with its spans in the whole text, without what spans the gap."""
        for found in candidates:
            if found.end <= self.cut:
                yield found
            elif found.start >= self.cut + len(_GAP):
                start, end = found.start + self.shift, found.end + self.shift
                yield replace(found, start=start, end=end)


def window(text: str) -> Window:
    """Return what is searched of a text: all of it, or its beginning and its end."""
    if len(text) <= FIRST + LAST:
        return Window(text, len(text), 0)
    head, tail = text[:FIRST], text[-LAST:]
    # Half of a number is another number.
    ends = [place for place in range(FIRST - _REACH, FIRST) if head[place].isspace()]
    head = head[: ends[-1]] if ends else head
    starts = [place for place in range(_REACH) if tail[place].isspace()]
    tail = tail[starts[0] :] if starts else tail
    shift = len(text) - len(tail) - len(head) - len(_GAP)
    return Window(head + _GAP + tail, len(head), shift)
