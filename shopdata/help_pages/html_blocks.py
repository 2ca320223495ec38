"""A page of HTML to the blocks that it is read in: headings, questions, texts, lists, tables.

Parsed with selectolax (the Lexbor engine), which reads whatever browsers read. Menus, forms and
scripts are left out. What is folded away is kept: help pages hide their answers behind questions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from shopdata.help_pages.sentences import tidy

Kind = Literal["heading", "question", "text", "item", "row"]

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_QUESTION_LEVEL = 7
_LEFT_OUT = (
    "script, style, noscript, template, nav, footer, aside, form, select, svg, canvas, iframe, "
    "object, audio, video, dialog, head, figcaption, menu, "
    "[role=navigation], [role=search], [role=contentinfo], [role=dialog], [role=alert], "
    "[class*=breadcrumb], [class*=cookie], [id*=cookie]"
)
_MAIN = "main, [role=main]"
# One whole element is one block; buttons count only where they fold something.
_WHOLE = frozenset({*_HEADINGS, "dt", "summary", "button", "tr"})
CELLS = " | "
"""What stands between the cells of a table's row."""
_BREAK = re.compile(r"[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_INLINE = frozenset(
    "a abbr b bdi bdo big br cite code data del dfn em font i img ins kbd label mark q s samp "
    "small span strike strong sub sup time tt u var wbr acronym picture source".split()
)


@dataclass(frozen=True)
class Block:
    """A piece of a page.

    Parameters
    ----------
    level:
        Depth of a heading, 1 to 6; 7 for a question that is no heading.
    anchor:
        Id that a link to it can name, or nothing.
    """

    kind: Kind
    text: str
    level: int = 0
    anchor: str = ""


@dataclass(frozen=True)
class Html:
    """What a page of HTML holds.

    Parameters
    ----------
    title:
        Its title for browsers, or nothing.
    link:
        Its own address if it states one, or nothing.
    """

    title: str
    link: str
    blocks: tuple[Block, ...]


def read_html(text: str) -> Html:
    """Return the blocks of a page, in order."""
    page = LexborHTMLParser(text)
    title = page.css_first("title")
    canonical = page.css_first("link[rel=canonical]")
    name = tidy(title.text()) if title else ""
    link = (canonical.attributes.get("href") or "").strip() if canonical else ""
    root = page.css_first(_MAIN) or page.body
    if root is None:
        return Html(name, link, ())
    # An article may sit inside something that is named after what it is about.
    silent = {node.mem_id for node in root.css(_LEFT_OUT) if node.css_first("h1") is None}
    silent |= {node.mem_id for node in root.css("header, button") if not _speaks(node)}
    return Html(name.replace("\n", " "), link, tuple(_blocks(root, silent)))


def _speaks(node: LexborNode) -> bool:
    """Return whether a header or a button is part of the text."""
    if node.tag == "header":
        return node.css_first("h1, h2") is not None
    folds = "aria-expanded" in node.attributes or "aria-controls" in node.attributes
    parent = node.parent
    return folds or (parent is not None and parent.tag in {*_HEADINGS, "summary", "dt"})


def _walk(
    root: LexborNode, silent: Collection[int], whole: Collection[str] = ()
) -> Iterator[tuple[str, LexborNode]]:
    """Yield what begins, ends and is said inside an element, in order.

    It does not recurse, since pages nest as deep as they like.

    Parameters
    ----------
    silent:
        Elements that are passed over, by the number of their memory.
    whole:
        Tags of elements that are not gone into.
    """
    node = root.child
    while node is not None:
        if node.is_text_node:
            yield "text", node
        elif node.is_element_node and node.mem_id not in silent:
            yield "begin", node
            if node.tag not in whole and node.child is not None:
                node = node.child
                continue
            yield "end", node
        while node.next is None:
            up = node.parent
            if up is None or up.mem_id == root.mem_id:
                return
            yield "end", up
            node = up
        node = node.next


def _blocks(root: LexborNode, silent: Collection[int]) -> Iterator[Block]:
    parts: list[str] = []
    kind: Kind = "text"
    for event, node in _walk(root, silent, _WHOLE):
        tag = node.tag or ""
        if event == "text":
            parts.append(_unbroken(node.text(deep=False)))
            continue
        if tag == "br":
            parts.append("\n")
        if tag in _INLINE:
            continue
        text = tidy("".join(parts))
        parts.clear()
        if text:
            yield Block(kind, text)
        block = _whole(node, silent) if event == "begin" else None
        if block is not None and block.text:
            yield block
        kind = "item" if event == "begin" and _is_item(node) else "text"
    text = tidy("".join(parts))
    if text:
        yield Block(kind, text)


def _is_item(node: LexborNode) -> bool:
    return node.tag == "li" or (node.parent is not None and node.parent.tag == "li")


def _whole(node: LexborNode, silent: Collection[int]) -> Block | None:
    """Return the block of an element that is read as a whole."""
    tag = node.tag or ""
    if tag in _HEADINGS:
        return Block("heading", _flat(node, silent), _HEADINGS[tag], _anchor(node))
    if tag in ("dt", "summary") or (tag == "button" and "aria-expanded" in node.attributes):
        return Block("question", _flat(node, silent), _QUESTION_LEVEL, _anchor(node))
    if tag == "tr":
        cells = [_flat(cell, silent) for cell in node.iter() if cell.tag in ("td", "th")]
        return Block("row", CELLS.join(cell for cell in cells if cell))
    return None


def _flat(root: LexborNode, silent: Collection[int]) -> str:
    parts = []
    for event, node in _walk(root, silent):
        if event == "text":
            parts.append(node.text(deep=False))
        elif node.tag not in _INLINE or node.tag == "br":
            parts.append(" ")
    return tidy(_unbroken("".join(parts)))


def _unbroken(text: str) -> str:
    """Return a text whose line breaks are spaces, as browsers show them."""
    return _BREAK.sub(" ", text)


def _anchor(node: LexborNode) -> str:
    """Return the id of a heading, of a mark inside it, or of the part that it heads."""
    own = node.attributes.get("id")
    inner = None if own else node.css_first("[id], a[name]")
    if inner is not None:
        own = inner.attributes.get("id") or inner.attributes.get("name")
    parent = node.parent
    if not own and parent is not None and parent.tag in ("section", "details", "article", "div"):
        first = next((child for child in parent.iter()), None)
        if first is not None and first.mem_id == node.mem_id:
            own = parent.attributes.get("id")
    return (own or "").strip()
