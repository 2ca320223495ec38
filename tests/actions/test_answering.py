"""What is said to questions about the shop's rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.wording import PERSON
from crm.help_centre import HelpCentre
from crm.help_pages import store_pages
from crm.store import Store
from tests.help_centre import WordMeaning, a_page
from tests.talking import Talker

ARTICLE = (
    "---\ntitle: Owls\ntopic: t\nquestions:\n  - Who brings parcels at night?\n---\n"
    "Owls bring all parcels at night.\n"
)
EXACT = "Who brings parcels at night?"
NEAR = "who brings swords at midnight on parcels"
FAR = "is the sword sharp"


@pytest.fixture
def talker(store: Store, tmp_path: Path) -> Talker:
    """Return a guest of a shop whose help centre has one article, compared by meaning."""
    (tmp_path / "owls.md").write_text(ARTICLE, "utf-8")
    store.help_centre = HelpCentre(WordMeaning(), tmp_path)
    store.help_centre.refresh(store)
    return Talker(store)


@pytest.mark.parametrize(
    ("text", "response", "first_button"),
    [
        (EXACT, "utter_answer", None),
        (NEAR, "utter_answer_near", EXACT),
        (FAR, "utter_answer_not_found", PERSON.text),
    ],
)
def test_an_answer_a_near_question_or_neither(
    talker: Talker, text: str, response: str, first_button: str | None
) -> None:
    """Nothing is made up: a quote with its page, or what comes near, or a person."""
    heard = talker.ask("action_answer", text, intent="ask_policy")

    assert [response] == heard.names
    assert (first_button is None) == (heard.quick_replies == [])
    assert first_button in (None, *heard.quick_replies)


def test_the_page_of_a_quote_is_linked(store: Store, talker: Talker) -> None:
    """Where the shop's website has the page, its address stands beside its title."""
    page = a_page("p", "Pigeons rest on Sunday.", title="Pigeons", link="https://s.example/p")
    with store.transaction() as unit:
        store_pages(unit, [page])
    store.help_centre.refresh(store)
    heard = talker.ask("action_answer", "do pigeons rest on Sunday", intent="ask_policy")

    assert ["utter_answer_linked"] == heard.names
    assert ("Pigeons rest on Sunday.", "Pigeons", "https://s.example/p#part") == tuple(
        heard.value(name) for name in ("answer", "title", "link")
    )


@pytest.mark.parametrize(
    "action", ["action_fallback", "action_product_info", "action_out_of_scope"]
)
@pytest.mark.parametrize(("text", "expected"), [(EXACT, True), (FAR, False)])
def test_what_fits_very_well_is_answered_whatever_was_read(
    talker: Talker, action: str, text: str, expected: bool
) -> None:
    """A message that was not understood, or names no product, may still be in the help pages."""
    heard = talker.ask(action, text, intent="nlu_fallback")

    assert expected == (heard.names == ["utter_answer"])
