"""What is known of words: names of people, names that are everyday words too, and other words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent
# Letters that Unicode does not take apart into a letter and an accent.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "’": "'"}
)
# Endings of English words that are hardly ever those of a name.
_WORD_ENDING = re.compile(
    r"(?:ing|ings|tion|tions|sion|ness|ment|ments|able|ably|ible|ibly|ful|fully|less|ously|ously|ous|"
    r"ously|ised|ized|ise|ize|ising|izing|ity|ities|ically|ical|ated|ating|ally|ily|wards?|ship|"
    r"proof|ware|stuff|'t|'ve|'re|'ll|'d|'m|board|boards|holder|holders|maker|makers)\Z"
)
_SECTION = re.compile(r"\[(\w+)\]\Z")


@dataclass(frozen=True)
class NameList:
    """Words by what they are; all folded with `fold`."""

    names: frozenset[str]
    both: frozenset[str]
    words: frozenset[str]
    places: frozenset[str]

    def is_name(self, folded: str) -> bool:
        """Tell whether a word is a name and hardly ever anything else."""
        if folded in self.names:
            return True
        first, hyphen, last = folded.partition("-")
        return bool(hyphen) and first in self.names and last in self.names

    def may_be_name(self, folded: str) -> bool:
        """Tell whether a word is a name in some places."""
        return folded in self.both

    def is_place(self, folded: str) -> bool:
        """Tell whether a word is a country, a large town or a brand."""
        return folded in self.places

    def is_word(self, folded: str) -> bool:
        """Tell whether a word is an everyday one, inflected or not."""
        if folded in self.words or _WORD_ENDING.search(folded):
            return True
        stem = folded.removesuffix("'s")
        if stem in self.words:
            return True
        parts = stem.split("-")
        if len(parts) > 1 and all(part in self.words or len(part) < 2 for part in parts):
            return True
        return any(base in self.words for base in _bases(stem))


def fold(word: str) -> str:
    """Return a word without accents and capitals, as it stands in the list."""
    folded = unicodedata.normalize("NFKD", word.casefold().translate(_PLAIN))
    return "".join(character for character in folded if not unicodedata.combining(character))


@lru_cache(maxsize=1)
def name_list() -> NameList:
    """Return the list that ships with the project; read once (~1 MB)."""
    names, words = _sections("names.txt"), _sections("words.txt")
    both = names["both"]
    sure = (names["given"] | names["surnames"]) - both
    everyday = words["words"]
    return NameList(
        names=frozenset(sure - everyday - words["places"] - words["brands"]),
        both=frozenset(both | (sure & (everyday | words["places"] | words["brands"]))),
        words=frozenset(everyday),
        places=frozenset(words["places"] | words["brands"]),
    )


def _sections(name: str) -> dict[str, set[str]]:
    sections: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in (_HERE / name).read_text("utf-8").splitlines():
        section = _SECTION.match(line)
        if section:
            current = sections.setdefault(section[1], set())
        elif not line.startswith("#"):
            current.update(fold(word) for word in line.split())
    return sections


def _bases(word: str) -> list[str]:
    """Return what an inflected English word may come from."""
    bases = []
    for ending, put in (
        ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("er", ""),
        ("er", "e"), ("est", ""), ("ly", ""), ("y", ""), ("y", "e"),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) > 2:
            base = word.removesuffix(ending) + put
            bases.append(base)
            if len(base) > 3 and base[-1] == base[-2]:
                bases.append(base[:-1])
    return bases
