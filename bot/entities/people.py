"""Names of people: after words that lead to one, and under a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.entities.clues import Clued
from bot.entities.found import Found
from bot.entities.words import Word

_CUE = Clued(
    r"\b(?:(?:sur)?name\s+is(?:\s+now)?|name['’]s|name\s*:|(?:under|in)\s+the\s+name(?:\s+of)?|"
    r"name\b[^?!\n]{0,60}\b(?:to|make\s+it)|i\s+am\s+called|call\s+me|this\s+is|signed,?|"
    r"(?:speak|talk)(?:ing|ed)?\s+(?:to|with)|spoke\s+(?:to|with)|colleague|agent|named|"
    r"(?:user|account|profile|order|parcel|booking)\s+for|mr\.?|mrs\.?|ms\.?)\s+",
    words="name surname called call this signed speak speaking speaked talk talking talked spoke "
    "colleague agent named user account profile order parcel booking mr mrs ms".split(),
)
# These lead to other words as often: a name after them is a full one, has a title, or ends there.
_WEAK_CUE = Clued(r"\b(?:i['’]?m|i\s+am|it['’]?s|it\s+is)\s+", words=("i", "im", "it", "its"))
_AFTER_WEAK = re.compile(r"\s+(?:again|here|speaking|from)\b", re.IGNORECASE)
_TITLE = re.compile(r"(?:Dr|Prof|Mr|Mrs|Ms|Sir)\.?\s")
_LOWER_CUE = Clued(
    r"\bmy\s+name\s+is\s+(?P<name>[a-z][a-z'’-]+(?:\s[a-z][a-z'’-]+){0,2})(?=\s*(?:\Z|[.,;!\n]))",
    0,
    words=("name",),
)
_SIGNATURE = Clued(
    r"(?:(?i:\b(?:regards|wishes|thanks|thank\s+you|cheers|best|sincerely|yours|greetings)\b"
    r"(?:\s*[,.!]?\s*\n|,))\s*|(?:\n|\s)[-–—]\s?)"
    r"(?P<name>[^\W\d_a-z][^\W\d_]+(?:[ -][^\W\d_a-z][^\W\d_.]+){0,2})\s*\Z",
    0,
    words="regards wishes thanks you cheers best sincerely yours greetings".split(),
    signs="-–—",
)
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*")
_NOT_NAMES = frozenset(
    "i a the my your it an not urgent regarding about for order please ridiculous unacceptable "
    "can could this that there thanks thank hello hi hey what where when why how if bye goodbye "
    "sir madam team all everyone support wrong incorrect misspelled misspelt spelled spelt "
    "written missing correct still different on in at no yes ok okay asap now so very just also "
    "too really monday tuesday wednesday thursday friday saturday sunday january february march "
    "april june july august september october november december".split()
)


def find_names(text: str) -> Iterator[Found]:
    """Yield capitalised names after words such as "my name is", and those that sign a message."""
    for cue in _CUE.finditer(text):
        yield from _name(text, cue.end(), cue.end())
    for cue in _WEAK_CUE.finditer(text):
        title = _TITLE.match(text, cue.end())
        for found in _name(text, cue.end(), title.end() if title else cue.end()):
            if title or " " in found.value or _AFTER_WEAK.match(text, found.end):
                yield found
    for match in (*_LOWER_CUE.finditer(text), *_SIGNATURE.finditer(text)):
        name = match["name"]
        is_capital = match.re is _LOWER_CUE.pattern or all(
            part[:1].isupper() for part in name.split()
        )
        if is_capital and not _NOT_NAMES & set(name.lower().split()) and not name.isupper():
            yield Found("person_name", *match.span("name"), name, rank=1)


def with_surname(words: Sequence[Word], end: int) -> int:
    """Return the end of a name that goes on with one capitalised word after a space."""
    if end < len(words) and words[end].start == words[end - 1].end + 1:
        following = words[end].text
        if following[0].isupper() and following.lower() not in _NOT_NAMES:
            return end + 1
    return end


def _name(text: str, start: int, place: int) -> Iterator[Found]:
    """Yield the name that begins at `start`, its first capitalised word at `place`."""
    end = place
    for _ in range(3):
        word = _CAPITALISED.match(text, end)
        if not word or word.group().lower() in _NOT_NAMES:
            break
        end = word.end()
        if not text.startswith(" ", end):
            break
        end += 1
    name = text[start:end].rstrip()
    if end > place and len(name) > 1 and not name.isupper():
        yield Found("person_name", start, start + len(name), name, rank=3)
