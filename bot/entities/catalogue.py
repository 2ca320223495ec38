"""Products and categories of the live catalogue, found with spaCy's matcher and typo repair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.entities.found import Found
from bot.entities.measures import COLOURS
from bot.entities.names_index import WEAK_HEADS, NamesIndex, Rows
from bot.entities.phones import DEFAULT_COUNTRY
from bot.entities.spelling import Spelling
from bot.entities.things_in_talk import is_generic, is_of_another_kind, is_verb_here
from bot.entities.words import Word, normal_words

MAX_CANDIDATES = 5
# A repaired word that stands alone must be as long as this.
_SURE = 6
# Whoever writes more unknown words than this does not slip in the name of a product.
_MOST_DOUBTED = 50
# Words between the parts of a name told the other way round: "a lamp for the desk".
_LINKS = frozenset("for of in made from my the a an your".split())
_TURNING = frozenset("for of in from".split())
_LONGEST_REORDERED = 4
_SHORTEST_PART = 3
_SAYS_NOTHING = WEAK_HEADS - frozenset(COLOURS) - frozenset({"small", "medium", "large"})


@dataclass(frozen=True)
class _Piece:
    """A normal form with the words of the text, first and behind the last, that it stands for."""

    normal: str
    first: int
    behind: int
    changed: bool


class Catalogue:
    """An index of the names of products and categories.

    A product is found by its name, by an alias, or by the end of its name ("desk lamp" for
    "Walnut Desk Lamp"), with its words joined ("desklamp"), parted ("tea pot") or in another order
    ("lamp for the desk"). Where several products fit, `resolved` holds up to five `candidates`
    and the `count` of all instead of one `id`. Slips are repaired first.
    """

    def __init__(
        self,
        data: dict[str, Any],
        known_words: Iterable[str] = (),
        is_word: Callable[[str], bool] | None = None,
    ) -> None:
        """Index a catalogue.

        Args:
            data: `{"version", "country", "products": [{"id", "name", "category", "aliases"}],
                "categories": [...]}`.
            known_words: normal forms of ordinary words, which are never taken for slips.
            is_word: tells whether something is a word of the language at all.
        """
        self.version = data.get("version")
        self.country = str(data.get("country") or DEFAULT_COUNTRY)
        self._vocab = spacy.blank("en").vocab
        self._matcher = PhraseMatcher(self._vocab)
        everyday = frozenset(known_words)
        self._names = NamesIndex(data.get("products") or [], everyday)
        self._categories = _categories(data.get("categories") or [])
        self._keys = keys = {*self._names.by_end, *self._names.by_name, *self._categories}
        self._add_phrases(sorted(keys))
        words = {word for key in keys for word in key.split(" ")}
        self._spelling = (
            Spelling(words, everyday, is_word) if is_word else Spelling(words, everyday)
        )

    def find(self, words: Sequence[Word], text: str = "") -> Iterator[Found]:
        """Yield the products and categories in a text's words.

        Args:
            words: the words of the text.
            text: the text itself, to tell words apart that a comma parts.
        """
        if not words or not len(self._matcher):
            return
        pieces = self._pieces(words)
        matches = self._matcher(self._doc([piece.normal for piece in pieces]))
        taken = set()
        for _, start, end in matches:
            if end - start > 1:
                taken.update(range(start, end))
            if _cuts_a_word(pieces, start, end):
                continue
            key = " ".join(piece.normal for piece in pieces[start:end])
            found = self._found(key, pieces[start:end], words, text)
            if found:
                yield found
        yield from self._reordered(pieces, taken, words, text)

    def _pieces(self, words: Sequence[Word]) -> list[_Piece]:
        pieces: list[_Piece] = []
        place, doubted = 0, 0
        while place < len(words):
            word = words[place].normal
            following = words[place + 1].normal if place + 1 < len(words) else ""
            pair = word + following
            if self._is_parted(word, following):
                pieces.append(_Piece(pair, place, place + 2, False))
                place += 2
                continue
            parts = self._names.joined.get(word)
            if parts and word not in self._spelling.words:
                pieces += [_Piece(part, place, place + 1, False) for part in parts.split(" ")]
            else:
                doubted += self._spelling.doubts(word)
                repaired = self._spelling.repair(word) if doubted <= _MOST_DOUBTED else word
                pieces.append(_Piece(repaired, place, place + 1, repaired != word))
            place += 1
        return pieces

    def _is_parted(self, word: str, following: str) -> bool:
        """Tell whether two words are one of the catalogue ("tea pot")."""
        long = len(word) >= _SHORTEST_PART and len(following) >= _SHORTEST_PART
        return (
            long
            and word + following in self._spelling.words
            and (f"{word} {following}" not in self._keys)
        )

    def _found(
        self, key: str, pieces: Sequence[_Piece], words: Sequence[Word], text: str
    ) -> Found | None:
        changed = sum(piece.changed for piece in pieces)
        if changed == len(pieces) and any(len(piece.normal) < _SURE for piece in pieces):
            return None
        first, behind = pieces[0].first, pieces[-1].behind
        span = (words[first].start, words[behind - 1].end)
        if _parts(text[slice(*span)]) and key not in self._names.by_name:
            return None
        alone = behind - first == 1
        if alone and (is_verb_here(words, first, text) or is_of_another_kind(words, first, text)):
            return None
        rows, category = self._names.rows(key), self._categories.get(key)
        less = 3 if changed else 0
        # "A rucksack" is the thing of this very name, "rucksacks" are the kind.
        own_name = key in self._names.by_name and key == words[behind - 1].text.lower()
        if category and (not rows or (not own_name and is_generic(words, first, behind))):
            resolved = {"id": category["id"], "name": str(category["name"])}
            return Found("category", *span, resolved["name"], resolved, 6 - less)
        if len(rows) > 1:
            first, rows = self._narrowed(words, first, rows, text)
        span = (words[first].start, words[behind - 1].end)
        said = " ".join(word.normal for word in words[first : pieces[0].first])
        rank = 5 if key in self._names.by_name else 3
        return _product(f"{said} {key}".strip(), rows, span, rank - less)

    def _narrowed(
        self, words: Sequence[Word], first: int, rows: Rows, text: str
    ) -> tuple[int, Rows]:
        """Take in words before a name that tell some of its products from the others."""
        while first > 0 and len(rows) > 1:
            word = words[first - 1]
            parted = text[word.end : words[first].start].strip()
            fitting = [row for row in rows if word.normal in self._names.words_of[id(row)]]
            if parted or not fitting or word.normal in _SAYS_NOTHING:
                break
            rows = fitting
            # Sizes and colours are entities of their own.
            if not word.normal.isalpha() or word.normal in WEAK_HEADS:
                break
            first -= 1
        return first, rows

    def _reordered(
        self, pieces: Sequence[_Piece], taken: set[int], words: Sequence[Word], text: str
    ) -> Iterator[Found]:
        """Yield products told the other way round ("lamp for the desk"), or with words swapped."""
        for start, piece in enumerate(pieces):
            if piece.normal in _LINKS or start in taken:
                continue
            told, links = [piece.normal], 0
            for end in range(start + 1, min(len(pieces), start + 2 * _LONGEST_REORDERED)):
                word = pieces[end].normal
                if end in taken:
                    break
                if word in _LINKS:
                    links += word in _TURNING
                    continue
                told.append(word)
                key = self._names.by_words.get(tuple(sorted(told)))
                if key and self._is_turned(key, told, links):
                    span = (words[piece.first].start, words[pieces[end].behind - 1].end)
                    after = pieces[end + 1].normal if end + 1 < len(pieces) else ""
                    if not _parts(text[slice(*span)]) and after not in ("one", "ones"):
                        yield _product(key, self._names.rows(key), span, 2)
                if len(told) == _LONGEST_REORDERED or word not in self._spelling.words:
                    break

    @staticmethod
    def _is_turned(key: str, told: Sequence[str], links: int) -> bool:
        """Tell whether the thing itself comes first before "for" or "of", else last."""
        head = key.rpartition(" ")[2]
        if links:
            return links == 1 and told[0] == head
        return told[-1] == head and key != " ".join(told)

    def _add_phrases(self, keys: Sequence[str]) -> None:
        """Add phrases as the hashes of their words, which the matcher keeps of a text.

        It takes them in this form when it is unpickled; making texts of 60,000 phrases instead
        would take two seconds.
        """
        add = self._vocab.strings.add
        if keys:
            self._matcher.add("name", [[add(word) for word in key.split(" ")] for key in keys])

    def _doc(self, words: Sequence[str]) -> Doc:
        return Doc(self._vocab, words=list(words))


def _cuts_a_word(pieces: Sequence[_Piece], start: int, end: int) -> bool:
    """Tell whether only a part of a word in which two were joined lies between two pieces."""
    before = start > 0 and pieces[start - 1].first == pieces[start].first
    return before or (end < len(pieces) and pieces[end].first == pieces[end - 1].first)


def _parts(text: str) -> bool:
    return any(mark in text for mark in ",.;:!?\n")


def _categories(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        for name in (row.get("name", ""), *(row.get("aliases") or ())):
            key = " ".join(normal_words(str(name)))
            if key:
                found.setdefault(key, row)
    return found


def _product(key: str, rows: Rows, span: tuple[int, int], rank: int) -> Found:
    choices = [{"id": row["id"], "name": str(row["name"])} for row in rows[:MAX_CANDIDATES]]
    if len(rows) == 1:
        return Found("product", *span, str(choices[0]["name"]), choices[0], rank)
    return Found("product", *span, key, {"candidates": choices, "count": len(rows)}, rank)
