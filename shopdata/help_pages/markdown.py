"""Markdown to the same blocks as HTML, by way of markdown-it's rendering."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml
from markdown_it import MarkdownIt

from crm.errors import Invalid
from shopdata.help_pages.html_blocks import Block, read_html

_HEAD = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_OWN_ANCHOR = re.compile(r"\s*\{\s*#([\w.:-]+)[^{}]*\}\s*$")


@dataclass(frozen=True)
class Markdown:
    """What a page of Markdown holds: its head, as YAML has it, and its blocks."""

    head: Mapping[str, Any] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()


def read_markdown(text: str) -> Markdown:
    """Return the head and the blocks of a page.

    Raises
    ------
    Invalid
        If its head is no YAML.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head: Mapping[str, Any] = {}
    found = _HEAD.match(text)
    if found:
        head = _head(found.group(1))
        text = text[found.end() :]
    blocks = read_html(f"<main>{_renderer().render(text)}</main>").blocks
    return Markdown(head, tuple(map(_with_own_anchor, blocks)))


@cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable("table")


def _head(text: str) -> Mapping[str, Any]:
    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise Invalid(
            "head_unreadable",
            "the lines between --- and --- at its top are no YAML; put quotation marks around "
            "texts that hold a colon",
        ) from error
    return value if isinstance(value, dict) else {}


def _with_own_anchor(block: Block) -> Block:
    found = _OWN_ANCHOR.search(block.text) if block.kind == "heading" else None
    if found is None:
        return block
    return Block(block.kind, block.text[: found.start()], block.level, found.group(1))
