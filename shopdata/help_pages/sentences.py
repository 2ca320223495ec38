"""Paragraphs to sentences, each a piece of the paragraph as it stands there."""

from __future__ import annotations

import re

LONGEST = 600
"""Characters; what goes on longer without an end is cut between two words."""

# An end mark, what closes with it, white space, and something that can begin a sentence.
_END = re.compile(
    r"""[.!?…。！？]+["'”’»)\]]*(?:\s+(?=["'“‘«(\[¿¡]*[^\W_a-z])|(?<=[。！？])|\s*\n)"""
)
_SPACE = re.compile(r"[ \t\r\f\v\u00a0\u2000-\u200b\u202f\u3000]+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'“„])(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|prof|st|no|nr|nos|art|tel|fig|approx|incl|"
    r"excl|min|max|ca|inc|ltd|co|corp|z\.\s?b|d\.\s?h|u\.\s?a|bzw|ggf|inkl|zzgl|abs|str|jan|feb|"
    r"mar|apr|jun|jul|aug|sept?|oct|nov|dec|[a-z])\.$",
    re.IGNORECASE,
)
_ENDS_A_SENTENCE_TOO = re.compile(r"(?:^|\s)(?:etc|inc|ltd|co|corp|no|i)\.$", re.IGNORECASE)


def tidy(text: str) -> str:
    """Return a text with single spaces, and none around its lines."""
    lines = (_SPACE.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def split_sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph, in order, without the white space between them.

    Parameters
    ----------
    paragraph:
        A tidy text; see :func:`tidy`.
    """
    found = []
    start = 0
    for match in _END.finditer(paragraph):
        piece = paragraph[start : match.end()].strip()
        if _goes_on(piece):
            continue
        found.append(piece)
        start = match.end()
    found.append(paragraph[start:].strip())
    return [part for piece in found if piece for part in _bounded(piece)]


def _goes_on(piece: str) -> bool:
    """Return whether the full stop at the end belongs to a word."""
    if len(piece) > 2 and _ENDS_A_SENTENCE_TOO.search(piece[-8:]):
        # "Co." and the like end a sentence when it is long enough to be one.
        return len(piece) < 25
    return bool(_ABBREVIATION.search(piece[-12:]))


def _bounded(piece: str) -> list[str]:
    parts = []
    while len(piece) > LONGEST:
        cut = piece.rfind(" ", LONGEST // 2, LONGEST)
        cut = cut if cut > 0 else LONGEST
        parts.append(piece[:cut].strip())
        piece = piece[cut:].strip()
    return [part for part in (*parts, piece) if part]
