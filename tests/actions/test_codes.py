"""Customers name a discount code and hear what holds for it."""

from __future__ import annotations

import pytest

from crm.offers import VOUCHER_CODE, give_goodwill
from crm.profiles import profile_of
from crm.store import Store
from tests.shop import add_conversation, add_customer
from tests.tailored_shop import add_offer, add_scores, add_treated_customer
from tests.talking import Talker

DISCOUNT = "action_discount"


@pytest.fixture
def shop(store: Store) -> Store:
    """Return a store with codes that ran, run, will run and are for some."""
    with store.transaction() as unit:
        add_offer(unit, "TEN", minimum_minor=3000)
        add_offer(unit, "PLAIN5", percent=5)
        add_offer(unit, "COSY15", starts_in_days=-60, ends_in_days=-30)
        add_offer(unit, "LATER20", starts_in_days=5, ends_in_days=10)
        add_offer(unit, "PULLED7", active=False)
        add_offer(unit, "FRESH15", percent=15, audience={"segments": ["new"]})
    return store


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("discount code COSY15 does not work", "utter_code_expired"),
        ("my cosy15 code is refused", "utter_code_expired"),
        ("COSY15?", "utter_code_expired"),
        ("what about LATER20", "utter_code_later"),
        ("PULLED7 is not accepted", "utter_code_withdrawn"),
        ("can I use FRESH15", "utter_code_sign_in"),
        ("the voucher WINTER99 does nothing", "utter_code_unknown"),
        ("code MEGASALE is invalid", "utter_code_unknown"),
        ("does the code PLAIN5 still work?", "utter_code_runs"),
        ("the code ten does not work", "utter_code_runs_minimum"),
        ("any discount?", "utter_offer_minimum"),
        ("I was told of ten percent off", "utter_offer_minimum"),
        ("DO YOU HAVE A CODE PLEASE", "utter_offer_minimum"),
        ("does the code for gift card AB12CD work", "utter_offer_minimum"),
    ],
)
def test_a_named_code_is_answered(shop: Store, text: str, response: str) -> None:
    """Expired, not begun, withdrawn, for others, unknown or running: each is told as it is."""
    heard = Talker(shop).ask(DISCOUNT, text, intent="ask_discount")

    assert response == heard.names[0]


def test_the_terms_of_a_code_are_told(shop: Store) -> None:
    """Its end and the least order value; a person may look into a refusal."""
    heard = Talker(shop).ask(DISCOUNT, "code TEN does not work")
    over = Talker(shop).ask(DISCOUNT, "COSY15 does not work")

    assert ("TEN", "€30.00", "Wednesday 15 July") == (
        heard.value("code"),
        heard.value("minimum"),
        heard.value("until"),
    )
    assert (["I'd like to talk to a person"], ["utter_code_runs_minimum"]) == (
        heard.quick_replies,
        heard.names,
    )
    assert (["utter_code_expired", "utter_offer_minimum"], "Saturday 16 May") == (
        over.names,
        over.value("day"),
    )


def test_a_code_for_some_is_told_to_them(shop: Store) -> None:
    """Who belongs to its audience may use it, another customer may not."""
    with shop.transaction() as unit:
        anna, ben = add_customer(unit), add_customer(unit, "Ben", "ben@example.org")
        add_scores(unit, anna, segment="new")
        add_scores(unit, ben, segment="loyal")
    said = [Talker(shop, who).ask(DISCOUNT, "code FRESH15").names[0] for who in (anna, ben)]

    assert ["utter_code_runs", "utter_code_not_yours"] == said


def test_a_goodwill_is_for_whom_it_was_given(shop: Store) -> None:
    """The voucher of an apology works for its owner only."""
    with shop.transaction() as unit:
        anna = add_treated_customer(unit)
        ben = add_customer(unit, "Ben", "ben@example.org")
        talk = add_conversation(unit, anna)
        give_goodwill(unit, profile_of(unit, anna.opaque_id), talk.id, "complains")
    text = f"code {VOUCHER_CODE} does not work"
    said = [Talker(shop, who).ask(DISCOUNT, text).names[0] for who in (anna, ben, None)]

    assert ["utter_code_runs", "utter_code_not_yours", "utter_code_sign_in"] == said
