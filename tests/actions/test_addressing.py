"""Customers say where things should go: in one sentence or in pieces, here or elsewhere."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.store import Store
from crm.tables.orders import orders
from tests.shop import Person, add_customer, add_order
from tests.talking import Talker

ADDRESS = "action_change_address"
INTENT = "change_shipping_address"


def _ordered(store: Store, *numbers: str) -> Person:
    with store.transaction() as unit:
        anna = add_customer(unit)
        for number in numbers or ("104233",):
            add_order(unit, anna, number=number)
        return anna


def _kept(store: Store, number: str = "104233") -> tuple[str | None, str | None]:
    """Return where an order goes: the address and the country."""
    query = select(orders.c.address_encrypted, orders.c.country).where(orders.c.number == number)
    with store.reading() as unit:
        row = unit.connection.execute(query).one()
    return store.vault.open(row.address_encrypted), row.country


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            ["my new address is Rue de la Paix 5, 75002 Paris"],
            ("Rue de la Paix 5, 75002 Paris, France", "FR"),
        ),
        (
            ["order 104233: send it to my office instead: Hauptstraße 12a, 10115 Berlin"],
            ("Hauptstraße 12a, 10115 Berlin, Germany", "DE"),
        ),
        (
            ["change the address", "Hauptstr 5", "10115 Berlin"],
            ("Hauptstr 5, 10115 Berlin, Germany", "DE"),
        ),
        (
            ["change the address", "10115 Berlin", "Hauptstr 5"],
            ("Hauptstr 5, 10115 Berlin, Germany", "DE"),
        ),
        (
            ["new address", "Dorfstr. 1, 04416 Markkleeberg", "Germany"],
            ("Dorfstr. 1, 04416 Markkleeberg, Germany", "DE"),
        ),
        (
            [
                "new address",
                "Lindenweg 4, 10115 Berlin, Narnia",
                "it is in Germany, sorry",
                "Germany",
            ],
            ("Lindenweg 4, 10115 Berlin, Germany", "DE"),
        ),
        (
            ["new address", "Lindenweg 4, 10115 Berlin, USA", "Lindenweg 4, 10115 Berlin"],
            ("Lindenweg 4, 10115 Berlin, Germany", "DE"),
        ),
        (
            [
                "send it to Lindenweg 4, 10115 Berlin",
                "no wait",
                "new address",
                NEW := "Allee 2, 75002 Paris",
            ],
            (f"{NEW}, France", "FR"),
        ),
    ],
)
def test_an_address_is_cut_out_of_what_is_said(
    store: Store, said: list[str], kept: tuple[str, str]
) -> None:
    """Street, postcode, place and country are kept, said at once or one after another."""
    talker = Talker(store, _ordered(store))
    for text in said:
        if talker.dialogue["topic"]:
            talker.reply(text, "deny" if text.startswith("no") else "inform")
        else:
            talker.ask(ADDRESS, text, intent=INTENT)
    talker.reply("yes", "affirm")

    assert kept == _kept(store)


@pytest.mark.parametrize(
    ("said", "response"),
    [
        ("Lindenweg 4, 10115 Berlin, United States", "utter_address_unserved"),
        ("<script>alert(1)</script> 1, 10115 Berlin", "utter_address_unclear"),
        ("＜b＞ 1, 10115 Berlin", "utter_address_unclear"),
        ("Dorfstr. 1, 04416 Markkleeberg", "utter_address_which_country"),
        ("Lindenweg 4, 10115 Berlin, Narnia", "utter_address_which_country"),
        ("Hauptstr 5", "utter_address_missing"),
        ("whatever", "utter_address_unclear"),
    ],
)
def test_what_is_no_full_address_changes_nothing(store: Store, said: str, response: str) -> None:
    """What cannot be used is said and asked for again; nothing is read back as an address."""
    talker = Talker(store, _ordered(store))
    before = _kept(store)
    talker.ask(ADDRESS, "change the address", intent=INTENT)
    heard = talker.reply(said)

    assert ([response], before) == (heard.names, _kept(store))


def test_an_unserved_country_is_told_which_are_served(store: Store) -> None:
    """The refusal names the country and those that parcels go to."""
    talker = Talker(store, _ordered(store))
    heard = talker.ask(ADDRESS, "send it to 1 Main St, 90210 Somewhere, USA", intent=INTENT)

    assert ("United States", True) == (
        heard.value("country"),
        "Austria, Belgium" in heard.value("countries"),
    )


def test_order_and_address_in_one_sentence(store: Store) -> None:
    """With both said at once only the yes is asked for."""
    talker = Talker(store, _ordered(store, "104233", "104234"))
    heard = talker.ask(
        ADDRESS,
        "order 104234: deliver to Hauptstraße 12a, 10115 Berlin",
        intent=INTENT,
        entities={"order_id": "104234"},
    )
    talker.reply("yes", "affirm")

    assert ["utter_address_confirm_order"] == heard.names
    assert "Hauptstraße 12a, 10115 Berlin, Germany" == _kept(store, "104234")[0]


def test_an_address_is_not_asked_for_twice(store: Store) -> None:
    """An address said before the order was known is kept, sealed, until it is."""
    talker = Talker(store, _ordered(store, "104233", "104234"))
    asked = talker.ask(ADDRESS, "send it to Hauptstraße 12a, 10115 Berlin", intent=INTENT)
    sealed = str(talker.dialogue)
    heard = talker.reply("104234", entities={"order_id": "104234"})

    assert (["utter_choose_order"], ["utter_address_confirm_order"]) == (asked.names, heard.names)
    assert "Hauptstraße" not in sealed


@pytest.mark.parametrize("proof", ["20095", "my postcode is 20095", "20095 Hamburg"])
def test_a_guests_proof_is_no_part_of_the_address(store: Store, proof: str) -> None:
    """The postcode that proves an order does not replace that of the address said before."""
    with store.transaction() as unit:
        add_order(unit, number="104233")
    talker = Talker(store)
    asked = talker.ask(
        ADDRESS,
        "send order 104233 to Hauptstraße 12a, 10115 Berlin",
        intent=INTENT,
        entities={"order_id": "104233"},
    )
    heard = talker.reply(proof)

    assert ["utter_ask_order_proof"] == asked.names
    assert "Hauptstraße 12a, 10115 Berlin, Germany" == heard.value("address")


@pytest.mark.parametrize("said", ["hmm", "maybe 2", "is that ok?"])
def test_a_doubt_is_asked_again(store: Store, said: str) -> None:
    """What is neither yes nor no nor an address leaves the question as it was."""
    talker = Talker(store, _ordered(store))
    talker.ask(ADDRESS, "send it to Hauptstraße 12a, 10115 Berlin", intent=INTENT)
    heard = talker.reply(said, "nlu_fallback")

    assert ["utter_address_confirm_order"] == heard.names
