"""A shop's own help pages in the store, and a help centre that keeps up with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm.errors import NotFound
from crm.help_centre import HelpCentre, used_vectors
from crm.help_pages import (
    HelpPage,
    PageChanges,
    Section,
    articles_of,
    help_state,
    list_pages,
    preview_pages,
    remove_pages,
    store_pages,
    stored_pages,
)
from crm.help_vectors import load_vectors, prune_vectors
from crm.store import Store
from tests.help_centre import WordMeaning, a_page

RETURNS = a_page("a.md", "Returns take ten weeks.", "Send them by pigeon.")
PIGEONS = a_page("b.md", "Our pigeons rest on Sunday.", link="https://shop.example/b")
ARTICLE = "---\ntitle: Wool\ntopic: t\nquestions:\n  - How is wool washed?\n---\nWash wool cold.\n"


def imported(store: Store, *pages: HelpPage, replace: bool = False) -> PageChanges:
    """Store pages in a transaction of their own."""
    with store.transaction() as unit:
        return store_pages(unit, pages, replace)


def answered(store: Store, centre: HelpCentre, question: str) -> tuple[str, ...]:
    """Return the quote, or nothing."""
    with store.reading() as unit:
        quote = centre.find(unit, question)
    return quote.sentences if quote else ()


def test_an_import_tells_what_it_did(store: Store) -> None:
    """Pages are known by their source; the same ones again change nothing."""
    first = imported(store, RETURNS, PIGEONS)
    with store.reading() as unit:
        version = help_state(unit).version
    again = imported(store, RETURNS, PIGEONS)
    with store.reading() as unit:
        assert version == help_state(unit).version
    other = a_page("a.md", "Returns take two days.")
    changed = imported(store, other)
    with store.reading() as unit:
        now = stored_pages(unit)

    assert PageChanges(("a.md", "b.md"), (), (), ()) == first
    assert PageChanges((), (), ("a.md", "b.md"), ()) == again
    assert PageChanges((), ("a.md",), (), ()) == changed
    assert (other, PIGEONS) == now


def test_a_preview_changes_nothing(store: Store) -> None:
    """What an import would do can be seen before."""
    imported(store, PIGEONS)
    with store.reading() as unit:
        preview = preview_pages(unit, [RETURNS], replace=True)
        state, pages = help_state(unit), list_pages(unit)

    assert PageChanges(("a.md",), (), (), ("b.md",)) == preview
    assert (["b.md"], False) == ([page.source for page in pages], state.own_only)


def test_replacing_keeps_what_could_not_be_read(store: Store) -> None:
    """A page whose file is broken today is not lost for that."""
    imported(store, RETURNS, PIGEONS)
    with store.transaction() as unit:
        changes = store_pages(unit, [a_page("c.md", "New.")], replace=True, kept=["b.md"])

    assert PageChanges(("c.md",), (), (), ("a.md",)) == changes


def test_pages_stand_beside_the_articles_or_in_their_place(store: Store, tmp_path: Path) -> None:
    """With --replace the project's own articles are left aside, until the last page is gone."""
    (tmp_path / "wool.md").write_text(ARTICLE, "utf-8")
    centre = HelpCentre(WordMeaning(), tmp_path)
    found = []
    for step in ("none", "beside", "replace", "removed"):
        if step in ("beside", "replace"):
            imported(store, PIGEONS, replace=step == "replace")
        if step == "removed":
            with store.transaction() as unit:
                remove_pages(unit, ["b.md"])
        centre.refresh(store)
        found.append([bool(answered(store, centre, q)) for q in ("wash wool", "do pigeons rest")])

    assert [[True, False], [True, True], [False, True], [True, False]] == found


def test_removing_what_is_not_there_removes_nothing(store: Store) -> None:
    """The error names the source."""
    imported(store, RETURNS)
    with pytest.raises(NotFound, match=r"'x\.md'"), store.transaction() as unit:
        remove_pages(unit, ["a.md", "x.md"])
    with store.reading() as unit:
        assert ["a.md"] == [page.source for page in list_pages(unit)]


def test_vectors_are_made_once(store: Store, tmp_path: Path) -> None:
    """Another process, and the same after a restart, takes the vectors from the store."""
    imported(store, RETURNS)
    first, second = WordMeaning(), WordMeaning()
    changed = [HelpCentre(meaning, tmp_path).refresh(store) for meaning in (first, second)]
    imported(store, PIGEONS)
    HelpCentre(second, tmp_path).refresh(store)

    assert [True, True] == changed
    assert {"Help", "Help: Returns take ten weeks.", "Help: Send them by pigeon."} == set(
        first.made
    )
    assert ["Help: Our pigeons rest on Sunday."] == second.made


def test_an_import_makes_what_the_pages_answer_alone(store: Store, tmp_path: Path) -> None:
    """That is enough to find a page; its sentences follow when they are asked for or in time."""
    meaning, told = WordMeaning(), list[tuple[float, float]]()
    centre = HelpCentre(meaning, tmp_path)
    made = centre.make_vectors(
        store, articles_of(RETURNS), lambda _note, done, total: told.append((done, total))
    )
    imported(store, RETURNS)

    assert (1, ["Help"], [(1, 1)]) == (made, meaning.made, told)


def test_sentences_are_compared_before_all_their_vectors_are_made(
    store: Store, tmp_path: Path
) -> None:
    """Thousands of pages are answered from at once, and each refresh goes on with the rest."""
    imported(store, RETURNS)
    meaning = WordMeaning()
    centre = HelpCentre(meaning, tmp_path)
    steps = [centre.refresh(store, most=0)]
    known = list(meaning.made)
    said = answered(store, centre, "how long do returns take")
    steps += [centre.refresh(store, most=1) for _ in range(3)]
    with store.reading() as unit:
        kept = len(load_vectors(unit, "words"))

    assert (["Help"], ("Returns take ten weeks.",)) == (known, said)
    assert ([True, True, True, False], 3) == (steps, kept)


def test_pages_of_another_process_are_seen_at_the_next_look(store: Store, tmp_path: Path) -> None:
    """A refresh takes in what changed, and does nothing when nothing did."""
    centre = HelpCentre(WordMeaning(), tmp_path)
    centre.refresh(store)
    before = answered(store, centre, "how long do returns take")
    idle = centre.refresh(store)
    imported(store, RETURNS)
    busy = centre.refresh(store)

    assert ((), False, True) == (before, idle, busy)
    assert "Returns take ten weeks." in answered(store, centre, "how long do returns take")


def test_vectors_that_nothing_needs_are_dropped(store: Store, tmp_path: Path) -> None:
    """Those of gone pages and of other encoders go; those in use stay."""
    imported(store, RETURNS, PIGEONS)
    HelpCentre(WordMeaning("old"), tmp_path).refresh(store)
    HelpCentre(WordMeaning("new"), tmp_path).refresh(store)
    with store.transaction() as unit:
        prune_vectors(unit, "new", used_vectors(articles_of(PIGEONS)))
        left = {name: len(load_vectors(unit, name)) for name in ("old", "new")}

    assert {"old": 0, "new": 2} == left


def test_a_closed_help_centre_makes_nothing_more(sqlite_store: Store, tmp_path: Path) -> None:
    """A service that stops does not wait for thousands of pages."""
    imported(sqlite_store, RETURNS)
    meaning = WordMeaning()
    centre = HelpCentre(meaning, tmp_path)
    centre.close()

    assert (False, []) == (centre.refresh(sqlite_store), meaning.made)


def test_sections_link_to_their_place() -> None:
    """A quote's link leads to the heading above it."""
    sections = (
        Section("Help › A", "a", "", ("Why?",), ("Because.",)),
        Section("Help › B", "", "", (), ("So.",)),
        Section("Help › C", "c", "", (), ()),
    )
    page = HelpPage("https://shop.example/help/", "Help", "https://shop.example/help/", sections)
    found = [(article.name, article.link) for article in articles_of(page)]

    assert [
        ("help#a", "https://shop.example/help/#a"),
        ("help", "https://shop.example/help/"),
    ] == found
