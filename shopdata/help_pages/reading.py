"""Files and folders of help pages to pages; what cannot be read is named and stops nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from crm.errors import Invalid
from crm.help_pages import HelpPage, Section
from shopdata.help_pages.decoding import decode_page
from shopdata.help_pages.html_blocks import read_html
from shopdata.help_pages.markdown import read_markdown
from shopdata.help_pages.sections import page_title, sections_of

MARKDOWN = frozenset({".md", ".markdown"})
HTML = frozenset({".html", ".htm", ".xhtml"})
LARGEST = 25 * 1024 * 1024
"""Bytes of one file."""
MOST_SENTENCES = 3000
"""Of one page; what comes after them is left out, and the report says so."""
_ON_EVERY_PAGE, _PAGES_TO_TELL = 0.5, 6
_LONGEST_SOURCE = 500


@dataclass(frozen=True)
class Problem:
    """A file that was left out, or read in part only, and what to do about it."""

    file: str
    reason: str


@dataclass(frozen=True)
class Read:
    """What was read.

    Parameters
    ----------
    problems:
        Files that were left out.
    notes:
        Files that were read, but not whole.
    left_out:
        The sources that the files of ``problems`` would have had.
    """

    pages: tuple[HelpPage, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()


def read_pages(paths: Sequence[Path], base_url: str = "", encoding: str = "") -> Read:
    """Return the pages of files and of all folders below the given ones.

    Parameters
    ----------
    base_url:
        Address that the files lie below on the shop's website; pages that state their own address
        keep that one.
    encoding:
        Of the files; nothing: each is looked at.
    """
    pages: dict[str, HelpPage] = {}
    problems: list[Problem] = []
    notes: list[Problem] = []
    left_out: list[str] = []
    for file, relative in _files(paths, problems):
        try:
            page = read_page(file, urljoin(base_url, quote(relative)) if base_url else "", encoding)
        except (Invalid, OSError) as error:
            reason = error.detail if isinstance(error, Invalid) else str(error.strerror or error)
            problems.append(Problem(str(file), reason))
            left_out += [file.resolve().as_posix()]
            left_out += [_address(urljoin(base_url, quote(relative)))] if base_url else []
            continue
        if page.source in pages:
            problems.append(Problem(str(file), f"another file has its address, {page.source}"))
            continue
        page, cut = _bounded(page)
        if cut:
            reason = f"only its first {MOST_SENTENCES} sentences were read; split it"
            notes.append(Problem(str(file), reason))
        pages[page.source] = page
    told = _without_repeats(list(pages.values()))
    return Read(tuple(told), tuple(problems), tuple(notes), tuple(left_out))


def read_page(file: Path, link: str = "", encoding: str = "") -> HelpPage:
    """Return the page in a file.

    Parameters
    ----------
    link:
        Its address, unless it states another one.

    Raises
    ------
    Invalid
        If it holds nothing to quote; the text says what to do.
    OSError
        If it cannot be opened.
    """
    if file.stat().st_size > LARGEST:
        raise Invalid("too_large", f"it has more than {LARGEST // 2**20} MB; split it")
    text = decode_page(file.read_bytes(), encoding)
    if not text.strip():
        raise Invalid("empty", "it is empty")
    read = _markdown if file.suffix.casefold() in MARKDOWN else _html
    title, own, sections = read(text, file.stem.replace("-", " ").replace("_", " ").capitalize())
    if not sections:
        raise Invalid(
            "nothing_said",
            "it holds no text beside menus and forms; if scripts draw it, open it in a browser "
            "and save the whole page",
        )
    link = own if own.startswith(("https://", "http://")) else _address(link)
    source = link or file.resolve().as_posix()
    if len(source) > _LONGEST_SOURCE:
        raise Invalid("source_too_long", f"its address has more than {_LONGEST_SOURCE} characters")
    return HelpPage(source, title, link, sections)


def _html(text: str, name: str) -> tuple[str, str, tuple[Section, ...]]:
    page = read_html(text)
    title = page_title(page.blocks, page.title) or name
    return title, page.link, sections_of(page.blocks, title)


def _markdown(text: str, name: str) -> tuple[str, str, tuple[Section, ...]]:
    page = read_markdown(text)
    head = page.head
    title = _text(head, "title") or page_title(page.blocks, "") or name
    asked = head.get("questions")
    questions = [str(one) for one in asked if one] if isinstance(asked, list) else []
    link = _text(head, "link") or _text(head, "url") or _text(head, "permalink")
    topic = _text(head, "topic") or _text(head, "category")
    return title, link, sections_of(page.blocks, title, topic, questions)


def _text(head: Any, name: str) -> str:
    value = head.get(name)
    return " ".join(str(value).split())[:200] if isinstance(value, (str, int, float)) else ""


def _address(link: str) -> str:
    """Return an address as a website would have it: index pages and Markdown are not named."""
    for ending in ("index.html", "index.htm", "index.md", *MARKDOWN):
        if link.casefold().endswith(ending):
            return link[: -len(ending)]
    return link


def _files(paths: Sequence[Path], problems: list[Problem]) -> Iterator[tuple[Path, str]]:
    """Yield each file once, with its path below the folder that was given."""
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found = _inside(path, problems)
        elif path.exists() and path.suffix.casefold() not in MARKDOWN | HTML:
            problems.append(Problem(str(path), "only Markdown (.md) and HTML (.html) are read"))
            continue
        elif path.exists():
            found = [(path, path.name)]
        else:
            problems.append(Problem(str(path), "there is no such file or folder"))
            continue
        for file, relative in found:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, relative


def _inside(folder: Path, problems: list[Problem]) -> list[tuple[Path, str]]:
    """Return the files below a folder; a link out of it could publish any file of the machine."""
    pages = [
        (file, short.as_posix())
        for file in sorted(folder.rglob("*"))
        for short in [file.relative_to(folder)]
        if file.suffix.casefold() in MARKDOWN | HTML
        and file.is_file()
        and not any(part.startswith(".") for part in short.parts)
    ]
    if not pages:
        problems.append(Problem(str(folder), "it holds no .md or .html files"))
    root = folder.resolve()
    found = [page for page in pages if page[0].resolve().is_relative_to(root)]
    problems += [
        Problem(str(file), "skipped: it is a link that leads out of the folder")
        for file, _ in pages
        if not file.resolve().is_relative_to(root)
    ]
    return found


def _bounded(page: HelpPage) -> tuple[HelpPage, bool]:
    kept: list[Section] = []
    total = 0
    for section in page.sections:
        if total + len(section.sentences) > MOST_SENTENCES:
            return replace(page, sections=tuple(kept)), True
        total += len(section.sentences)
        kept.append(section)
    return page, False


def _without_repeats(pages: list[HelpPage]) -> list[HelpPage]:
    """Leave out sentences that most pages repeat: banners, calls to sign in, small print."""
    if len(pages) < _PAGES_TO_TELL:
        return pages
    told = Counter(
        sentence
        for page in pages
        for sentence in {one for section in page.sections for one in section.sentences}
    )
    often = {one for one, times in told.items() if times > _ON_EVERY_PAGE * len(pages)}
    return [
        replace(page, sections=kept or page.sections)
        for page in pages
        for kept in [tuple(filter(None, (_less(section, often) for section in page.sections)))]
    ]


def _less(section: Section, often: set[str]) -> Section | None:
    kept = tuple(sentence for sentence in section.sentences if sentence not in often)
    return replace(section, sentences=kept) if kept else None
