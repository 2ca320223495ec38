"""A text as words: what each looks like and what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from language.redaction.name_cues import FOLLOWED, TITLE
from language.redaction.name_list import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?:[.!?:\n\"“”»)*•-]\s*|\A\W*)\Z")
_TITLE = re.compile(rf"{TITLE}\Z", re.IGNORECASE)
_LEAST_UPPER = 0.7


@dataclass(frozen=True)
class Token:
    """A word, where it stands and how it is capitalised."""

    start: int
    end: int
    text: str
    folded: str
    is_capital: bool
    is_upper: bool


class Words:
    """The words of one text in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [_token(match) for match in _WORD.finditer(text)]
        letters = [character for character in text if character.isalpha()]
        uppers = sum(map(str.isupper, letters))
        self.is_shouted = len(letters) > 12 and uppers > _LEAST_UPPER * len(letters)

    def is_followed(self, token: Token) -> bool:
        """Tell whether "here" or "speaking" comes next."""
        return FOLLOWED.match(self.text, token.end) is not None

    def is_title(self, at: int) -> bool:
        """Tell whether a word is a title: "Mr", "Sra."."""
        token = self.tokens[at]
        dotted = self.text[token.end : token.end + 1] == "."
        return _TITLE.match(token.text) is not None and (dotted or len(token.text) < 4)

    def is_initial(self, at: int) -> bool:
        """Tell whether a word is a capital letter with a full stop."""
        token = self.tokens[at]
        return token.is_capital and self.text[token.end : token.end + 1] == "."

    def ends_here(self, at: int) -> bool:
        """Tell whether a mark or the end follows."""
        return bool(re.match(r"\W*(?:[,.;:!?)\n\"”|]|\Z)", self.text[self.tokens[at].end :][:3]))

    def before(self, token: Token) -> str:
        """Return the characters before a word."""
        return self.text[max(0, token.start - 12) : token.start]

    def starts_sentence(self, token: Token) -> bool:
        """Tell whether a word begins a sentence."""
        return bool(_SENTENCE_END.search(self.before(token))) or token.start == 0


def _token(match: re.Match[str]) -> Token:
    text = match.group()
    folded = fold(text).removesuffix("'s")
    capital = any(part[:1].isupper() for part in re.split(r"['’-]", text))
    return Token(*match.span(), text, folded, capital, len(text) > 1 and text.isupper())
