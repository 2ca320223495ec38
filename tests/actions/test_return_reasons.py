"""Reasons for returns are kept as they were said, and never taken for a size that is wished."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from actions.return_reasons import return_reason
from crm.store import Store
from crm.tables.orders import return_lines, returns
from tests.shop import Person, add_customer, add_order, add_product
from tests.talking import Talker

RETURN = "action_return_item"
EXCHANGE = "action_exchange_item"


def _socks(store: Store, *sizes: str) -> Person:
    with store.transaction() as unit:
        anna = add_customer(unit)
        socks = add_product(unit, "Wool socks", 1200, attributes={"sizes": list(sizes)})
        add_order(unit, anna, [(socks, 1)], status="delivered", sizes=[sizes[0]])
        return anna


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("too small", "too_small"),
        ("they are a bit tight", "too_small"),
        ("it's way too big for me", "too_large"),
        ("the shirt doesn't fit", "does_not_fit"),
        ("it came too late", "arrived_too_late"),
        ("you sent the wrong item", "wrong_item"),
        ("it looks different, not as described", "not_as_described"),
        ("terrible quality", "poor_quality"),
        ("I don’t like it", "changed_mind"),
        ("changed my mind", "changed_mind"),
        ("return the small lamp", None),
        ("yes", None),
        ("", None),
    ],
)
def test_reasons_in_words(text: str, reason: str | None) -> None:
    """Common reasons are recognised; a size or a yes is none."""
    assert reason == return_reason(text)


@given(st.text(max_size=600))
def test_any_text_has_a_known_reason_or_none(text: str) -> None:
    """Whatever is said, the code fits into its column."""
    assert len(return_reason(text) or "") <= 40


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (["I want to return the socks, they are too small", "yes"], "too_small"),
        (["return the socks", "too small", "yes"], "too_small"),
        (["return the socks", "too small", "hmm", "yes"], "too_small"),
        (["return the socks", "yes"], "not_given"),
    ],
)
def test_a_reason_is_kept_with_the_return(store: Store, said: list[str], reason: str) -> None:
    """A reason given at any time before the yes is stored."""
    talker = Talker(store, _socks(store, "S", "M"))
    first, *others = said
    talker.ask(RETURN, first)
    for text in others:
        talker.reply(text, "affirm" if text == "yes" else "inform")
    with store.reading() as unit:
        kept = unit.connection.scalar(select(returns.c.reason))

    assert reason == kept


@pytest.mark.parametrize(
    ("said", "size", "wanted"),
    [
        ("swap the socks, they are too small", "S", None),
        ("swap the socks for size 43-46", "43", "43-46"),
        ("the socks in 43-46 please", None, "43-46"),
        ("swap the socks, too small, M please", "S", "M"),
        ("swap the socks for M", "M", "M"),
    ],
)
def test_the_size_that_is_wished(
    store: Store, said: str, size: str | None, wanted: str | None
) -> None:
    """A size is taken as the shop writes it, and "too small" asks for no small one."""
    talker = Talker(store, _socks(store, "39-42", "43-46", "S", "M"))
    text = {"S": "small"}.get(size or "", size or "")
    entities = {"size": {"value": size, "text": text}} if size else None
    heard = talker.ask(EXCHANGE, said, entities=entities)
    if wanted is None:
        assert ["utter_exchange_for_what"] == heard.names
        return
    talker.reply("yes", "affirm")
    with store.reading() as unit:
        kept = unit.connection.scalar(select(return_lines.c.exchange_for))

    assert (["utter_exchange_confirm"], wanted) == (heard.names, kept)


def test_size_and_colour_at_once(store: Store) -> None:
    """Both are taken when both are named."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        forms = {"sizes": ["M", "43-46"], "colours": ["blue", "dark green"]}
        socks = add_product(unit, "Wool socks", 1200, attributes=forms)
        add_order(unit, anna, [(socks, 1)], status="delivered", sizes=["M"], colours=["blue"])
    heard = Talker(store, anna).ask(
        EXCHANGE, "the socks in 43-46, dark green", entities={"size": "43", "colour": "green"}
    )

    assert "43-46, dark green" == heard.value("variant")


def test_a_size_named_with_more_words(store: Store) -> None:
    """The answer to the question for the size may say more than the size."""
    talker = Talker(store, _socks(store, "39-42", "43-46"))
    talker.ask(EXCHANGE, "swap the socks")
    heard = talker.reply("size 43-46", entities={"size": "43"})

    assert ["utter_exchange_confirm"] == heard.names
