"""Only a plain yes is a yes: doubts, refusals, questions and noise carry nothing out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from actions.plain_answers import plainly
from crm.store import Store
from crm.tables.orders import orders
from tests.shop import add_customer, add_order
from tests.talking import Talker

CANCEL = "action_cancel_order"
YES = (
    "yes", "Yes pls", "y", "k", "OK!", "👍", "👍🏽", "👍👍", "yes, please do it",
    "yeah sure, thanks",
    "go ahead", "that's right", "that’s correct", "yess", "yeees", "yse", "Yep.", "yup please",
    "okey", "okay then", "all right", "sure thing", "of course", "please do", "I confirm",
    "confirmed", "definitely", "absolutely, thank you", "Yes, please", "YES PLEASE!!!",
    "oh yes", "please go ahead", "yes I am sure", "yes, I do", "sounds good", "fine", "correct",
    "by all means", "ja", "oui", "ok ok", "do it", "yes, that works", "yes\n",
)  # fmt: skip
NO = (
    "no", "nope", "No thanks!", "nah, leave it", "n", "👎", "not now", "yes, leave it",
    "okay, leave it", "ok stop", "yes keep it", "ok, don't", "yes, not now", "right, don’t",
    "No, leave it", "never mind", "no don't cancel it", "I changed my mind", "keep my order",
    "do not", "sorry, no", "better not", "no sorry, forget it", "of course not", "stop",
)  # fmt: skip
NEITHER = (
    "maybe", "hmm", "let me think", "sure?", "correct?", "ok？", "yes...", "yes…", "a" * 300,
    "a" * 10_000, "aaaa", "\n\n\nhi", "yes, but not that one", "yes and change the address too",
    "no, the other order", "not sure", "know", "yesterday", "", "   ", "cancel it", "yes " * 40,
    "I guess", "probably", "yeah right", "yes no", "no, yes", "if it is free, yes", "yes if free",
    "I don't know", "hm ok", "um yes", "thanks", "please", "what?", "ok what happens then",
    "yes 2", "okay wait", "sure, later", "yes, tomorrow", "can I say yes", "no problem",
    "yes cancel 990131", "yes, order 990131", "yeah whatever", "is that ok", "eyes", "yesyesyes",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, True) for text in YES]
    + [(text, False) for text in NO]
    + [(text, None) for text in NEITHER],
)
def test_plain_answers(text: str, expected: bool | None) -> None:
    """Only what is nothing but a yes or a no counts; everything else is asked about again."""
    assert expected is plainly(text, CANCEL, "104233")


@pytest.mark.parametrize(
    ("topic", "text", "expected"),
    [
        (CANCEL, "Yes, cancel it please", True),
        (CANCEL, "yes cancel my order", True),
        (CANCEL, "yes, cancel order 104233", True),
        (CANCEL, "yes, #104233", None),
        (CANCEL, "yes, return it", None),
        ("action_return_item", "ok, send it back", True),
        ("action_change_address", "yes cancel it", None),
        ("action_delete_account", "yes, delete my account", True),
        ("action_cancel_membership", "yes, end it", True),
        (None, "yes, cancel it", None),
    ],
)
def test_a_yes_may_repeat_what_was_asked(
    topic: str | None, text: str, expected: bool | None
) -> None:
    """The verb of the asking topic may stand beside the yes; that of another one may not."""
    assert expected is plainly(text, topic, "104233")


@given(st.text(max_size=200))
def test_any_text_is_a_yes_a_no_or_neither(text: str) -> None:
    """No text is too odd to be looked at, and none is both."""
    assert plainly(text) in (True, False, None)


@given(st.text(min_size=1, max_size=8), st.integers(2, 400))
def test_noise_is_no_yes_however_often_it_is_repeated(piece: str, times: int) -> None:
    """Saying again and again what is no yes does not make it one."""
    if plainly(piece) is not True:
        assert plainly(piece * times) is not True


@given(
    st.lists(st.sampled_from([*YES[:12], *NEITHER[:6], "not", "never", "wait"]), max_size=5),
    st.sampled_from(["not", "never", "wait", "maybe", "hmm", "but", "?", "if", "unless", "don't"]),
    st.integers(0, 5),
)
def test_a_doubt_among_the_words_is_never_a_yes(words: list[str], doubt: str, at: int) -> None:
    """A negation, a hedge or a question mark anywhere keeps a text from being a yes."""
    said = " ".join([*words[:at], doubt, *words[at:]])

    assert plainly(said, CANCEL) is not True


@pytest.mark.parametrize("text", [*NO, *NEITHER])
@pytest.mark.parametrize("intent", ["affirm", "cancel_order"])
def test_nothing_is_cancelled_however_it_was_read(
    sqlite_store: Store, text: str, intent: str
) -> None:
    """Even when the engine reads agreement, what is no plain yes leaves the order alone."""
    with sqlite_store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104233")
    talker = Talker(sqlite_store, anna)
    talker.ask(CANCEL, "cancel 104233", entities={"order_id": "104233"})
    talker.reply(text, intent)
    with sqlite_store.reading() as unit:
        status = unit.connection.scalar(select(orders.c.status))

    assert status == "placed"
