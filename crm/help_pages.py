"""A shop's own help pages in the store: brought in, listed, removed, and read as articles."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from crm.articles import Article
from crm.errors import NotFound
from crm.tables.events import store_facts
from crm.tables.help_centre import help_pages

if TYPE_CHECKING:
    from crm.store import Unit

FACT = "help_centre"


@dataclass(frozen=True)
class Section:
    """A part of a page beneath one heading.

    Parameters
    ----------
    title:
        The headings above it, from the page's title down.
    anchor:
        Id of its heading in the page, or nothing.
    questions:
        Headings that ask; none for most pages.
    sentences:
        What it says; each can be quoted alone.
    """

    title: str
    anchor: str
    topic: str
    questions: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class HelpPage:
    """A help page of a shop.

    Parameters
    ----------
    source:
        Path or address that it came from; a page that comes again replaces itself.
    link:
        Where customers can read it, or nothing.
    """

    source: str
    title: str
    link: str
    sections: tuple[Section, ...]

    @property
    def digest(self) -> str:
        """Return a name of all that the page says."""
        said = [self.title, self.link, [asdict(section) for section in self.sections]]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class StoredPage:
    """What a list says of a page."""

    source: str
    title: str
    link: str
    sections: int
    sentences: int
    imported_at: datetime


@dataclass(frozen=True)
class PageChanges:
    """Sources of the pages that an import added, changed, found unchanged and removed."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class HelpState:
    """Which state the pages are in.

    Parameters
    ----------
    version:
        Another one after each change.
    own_only:
        Whether the articles that came with the project are left aside.
    """

    version: str = ""
    own_only: bool = False


def help_state(unit: Unit) -> HelpState:
    """Return the state of the imported pages."""
    query = select(store_facts.c.value).where(store_facts.c.name == FACT)
    value = unit.connection.scalar(query)
    return HelpState(**value) if isinstance(value, dict) else HelpState()


def preview_pages(
    unit: Unit, pages: Sequence[HelpPage], replace: bool = False, kept: Collection[str] = ()
) -> PageChanges:
    """Return what storing pages would change; the parameters are those of :func:`store_pages`."""
    rows = unit.connection.execute(select(help_pages.c.source, help_pages.c.digest)).all()
    before = {row.source: row.digest for row in rows}
    now = {page.source: page.digest for page in pages}
    gone = before.keys() - now.keys() - set(kept) if replace else set()
    return PageChanges(
        added=tuple(source for source in now if source not in before),
        changed=tuple(s for s, digest in now.items() if before.get(s, digest) != digest),
        unchanged=tuple(s for s, digest in now.items() if before.get(s) == digest),
        removed=tuple(sorted(gone)),
    )


def store_pages(
    unit: Unit, pages: Sequence[HelpPage], replace: bool = False, kept: Collection[str] = ()
) -> PageChanges:
    """Store pages; those that are there already and say the same are left as they are.

    Parameters
    ----------
    pages:
        Each source once.
    replace:
        Make these the only pages: others are removed, and the project's own articles left aside.
    kept:
        Sources that stay although they are not among ``pages``: those that could not be read.
    """
    changes = preview_pages(unit, pages, replace, kept)
    state = help_state(unit)
    for page in pages:
        row = {
            "title": page.title,
            "link": page.link,
            "digest": page.digest,
            "sections": [asdict(section) for section in page.sections],
            "imported_at": unit.now,
        }
        if page.source in changes.added:
            unit.connection.execute(insert(help_pages).values(source=page.source, **row))
        elif page.source in changes.changed:
            mine = help_pages.c.source == page.source
            unit.connection.execute(update(help_pages).where(mine).values(**row))
    for source in changes.removed:
        unit.connection.execute(delete(help_pages).where(help_pages.c.source == source))
    own_only = replace or state.own_only
    if changes.added or changes.changed or changes.removed or own_only != state.own_only:
        _note(unit, own_only)
    return changes


def remove_pages(unit: Unit, sources: Collection[str]) -> tuple[str, ...]:
    """Remove pages by their sources; after the last one, the project's own articles count again.

    Raises
    ------
    NotFound
        If one of them is not there; nothing is removed then.
    """
    known = set(unit.connection.scalars(select(help_pages.c.source)))
    for source in sources:
        if source not in known:
            raise NotFound(
                "no_help_page", f"no help page {source!r} was imported; see `attune answers list`"
            )
    gone = tuple(sorted(set(sources)))
    for source in gone:
        unit.connection.execute(delete(help_pages).where(help_pages.c.source == source))
    if gone:
        _note(unit, help_state(unit).own_only and len(gone) < len(known))
    return gone


def list_pages(unit: Unit) -> list[StoredPage]:
    """Return what is known of all imported pages."""
    return [
        StoredPage(
            source=row.source,
            title=row.title,
            link=row.link,
            sections=len(row.sections),
            sentences=sum(len(section["sentences"]) for section in row.sections),
            imported_at=row.imported_at,
        )
        for row in unit.connection.execute(select(help_pages).order_by(help_pages.c.source))
    ]


def stored_pages(unit: Unit) -> tuple[HelpPage, ...]:
    """Return all imported pages, whole."""
    rows = unit.connection.execute(select(help_pages).order_by(help_pages.c.source))
    return tuple(
        HelpPage(row.source, row.title, row.link, tuple(map(_section, row.sections)))
        for row in rows
    )


def articles_of(page: HelpPage) -> tuple[Article, ...]:
    """Return the sections of a page as articles; those that say nothing are left out."""
    name = page.source.rstrip("/").rpartition("/")[2] or page.source
    return tuple(
        Article(
            name=f"{name}#{section.anchor}" if section.anchor else name,
            title=section.title,
            topic=section.topic,
            questions=section.questions,
            sentences=section.sentences,
            link=_with_anchor(page.link, section.anchor),
        )
        for section in page.sections
        if section.sentences
    )


def _with_anchor(link: str, anchor: str) -> str:
    return f"{link.partition('#')[0]}#{anchor}" if link and anchor else link


def _section(value: dict[str, Any]) -> Section:
    texts = {name: value[name] for name in ("title", "anchor", "topic")}
    return Section(**texts, questions=(*value["questions"],), sentences=(*value["sentences"],))


def _note(unit: Unit, own_only: bool) -> None:
    value = asdict(HelpState(secrets.token_hex(8), own_only))
    known = unit.connection.execute(
        update(store_facts).where(store_facts.c.name == FACT).values(value=value)
    )
    if not known.rowcount:
        unit.connection.execute(insert(store_facts).values(name=FACT, value=value))
