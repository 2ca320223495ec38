"""Blocks of a page to its sections: what stands beneath one heading, in whole sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from crm.help_pages import Section
from shopdata.help_pages.html_blocks import Block
from shopdata.help_pages.sentences import LONGEST, split_sentences

PATH = " › "
_TITLE_CHARACTERS = 200
_HEADINGS_SHOWN = 2
_SENTENCES = 15
"""A longer section is read as several, so that a question meets what it is about."""
_FEWEST_WORDS = 3


@dataclass
class _Open:
    """The section that is being gathered."""

    headings: tuple[Block, ...] = ()
    sentences: list[str] = field(default_factory=list)


def sections_of(
    blocks: Sequence[Block], title: str, topic: str = "", questions: Sequence[str] = ()
) -> tuple[Section, ...]:
    """Return the sections of a page, in order; those that say nothing are left out.

    Parameters
    ----------
    title:
        Of the page; it stands before each section's own headings.
    questions:
        What the page says that it answers; they go to its first section.
    """
    found: list[Section] = []
    for part in _gathered(blocks):
        if not part.sentences:
            continue
        names = [block.text for block in part.headings if block.text.casefold() != title.casefold()]
        asks = [n for n, b in zip(names[-1:], part.headings[-1:], strict=False) if _asks(b)]
        path = PATH.join([title, *names[-_HEADINGS_SHOWN:]])[:_TITLE_CHARACTERS]
        anchor = part.headings[-1].anchor if part.headings else ""
        for start in range(0, len(part.sentences), _SENTENCES):
            said = tuple(part.sentences[start : start + _SENTENCES])
            asked = (*asks, *([] if found else questions))
            found.append(Section(path, anchor, topic, tuple(dict.fromkeys(asked)), said))
    return tuple(found)


def page_title(blocks: Iterable[Block], name: str) -> str:
    """Return the first main heading of a page, or its title for browsers, or nothing."""
    first = next((b.text for b in blocks if b.kind == "heading" and b.level == 1), "")
    if first:
        return first[:_TITLE_CHARACTERS]
    # What follows these marks is mostly the name of the shop.
    for mark in (" | ", " – ", " — ", " · ", " - "):
        name = name.partition(mark)[0]
    return name.strip()[:_TITLE_CHARACTERS]


def _asks(block: Block) -> bool:
    return block.kind == "question" or block.text.rstrip().endswith(("?", "？"))


def _gathered(blocks: Sequence[Block]) -> Iterator[_Open]:
    now = _Open()
    for head, group in groupby(blocks, key=lambda block: block.kind in ("heading", "question")):
        if not head:
            now.sentences += _sentences(list(group))
            continue
        for block in group:
            if now.sentences:
                yield now
            above = [b for b in now.headings if b.level < block.level]
            now = _Open((*above, block))
    yield now


def _sentences(blocks: Sequence[Block]) -> list[str]:
    """Return what a run of texts, items and rows says."""
    found: list[str] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        texts = [block.text for block in group]
        if kind == "row":
            found += _rows(texts)
        elif kind == "item":
            found += _items(found, texts)
        else:
            found += [sentence for text in texts for sentence in split_sentences(text)]
    return [sentence for sentence in found if _says_something(sentence)]


def _items(before: list[str], texts: Sequence[str]) -> list[str]:
    """Return a list's items: as one with the words that announce them, or each alone."""
    if before and before[-1].endswith((":", "：")):
        whole = "\n".join([before[-1], *texts])
        if len(whole) <= LONGEST:
            before.pop()
            return [whole]
    return [sentence for text in texts for sentence in split_sentences(text)]


def _rows(texts: Sequence[str]) -> list[str]:
    """Return a table as one piece when it is small, or row by row."""
    whole = "\n".join(texts)
    return [whole] if len(whole) <= LONGEST else list(texts)


def _says_something(sentence: str) -> bool:
    """Return whether it is more than a label such as "Read more"."""
    if not any(character.isalnum() for character in sentence):
        return False
    return sentence.endswith((".", "!", "。", "！")) or len(sentence.split()) >= _FEWEST_WORDS
