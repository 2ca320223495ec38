"""Form cards: what they send is understood, whatever was filled in as their fields allow."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from actions.forms import (
    RETURN_REASONS,
    address_card,
    code_form,
    return_reason_form,
    said_reason,
)
from actions.return_reasons import return_reason
from crm.address_form import CITY, POSTCODE, STREET
from crm.countries import country_code
from crm.store import Store
from crm.tables.orders import orders, returns
from crm.written_address import AddressParts, read_parts
from tests.shop import add_customer, add_order
from tests.talking import Talker

COUNTRIES = [option["value"] for option in address_card()["fields"][3]["options"]]
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJÄÖÜäöüßéèçñøåłőțśžΑαБб0123456789 .'-/()&+#ºª,"


def filled(card: Any, **values: str) -> str:
    """Return what a form sends; the values must be such as its fields allow."""
    for field in card["fields"]:
        value = values.get(field["name"], "")
        assert value or not field["required"], field["name"]
        assert len(value) <= field.get("longest", 1000)
        pattern = field.get("pattern")
        assert not (value and pattern) or re.fullmatch(pattern, value), (field["name"], value)
        if field["type"] == "choice":
            assert value in [option["value"] for option in field["options"]]
    text: str = card["template"]
    for field in card["fields"]:
        text = text.replace(f"{{{field['name']}}}", values.get(field["name"], ""))
    return text.strip()


ADDRESSES = [
    ("Lindenweg 4", "10115", "Berlin", "Germany"),
    ("In der Au 5", "8001", "Zürich", "Switzerland"),
    ("Kärntner Ring 5/3/12", "1010", "Wien", "Austria"),
    ("Ship Street 12", "D08 X2A1", "Dublin 8", "Ireland"),
    ("Address Road 7, Flat 3", "SW1A 1AA", "London", "United Kingdom"),
    ("Rose Cottage, Mill Lane", "OX1 2JD", "Oxford", "United Kingdom"),
    ("Order Lane 10115", "10115", "Berlin", "Germany"),
    ("Calle Mayor 3, 2ºB", "28013", "Madrid", "Spain"),
    ("Damstraat 12", "1012 AB", "Amsterdam", "Netherlands"),
    ("Skolegade 5", "8680", "Ry", "Denmark"),
    ("Rådhuspladsen 1", "1550", "København V", "Denmark"),
    ("Moskenesveien 1", "8392", "Å", "Norway"),
    ("Drottninggatan 5", "111 22", "Stockholm", "Sweden"),
    ("ul. Prosta 5/7", "00-950", "Warszawa", "Poland"),
    ("Rua Augusta 110", "1100-053", "Lisboa", "Portugal"),
    ("Strada Lunga 3", "010011", "București", "Romania"),
    ("Brīvības iela 5", "LV-1010", "Rīga", "Latvia"),
    ("Gedimino pr. 9", "LT-01103", "Vilnius", "Lithuania"),
    ("8 Republic Street", "VLT 1117", "Valletta", "Malta"),
    ("Rue Haute 5", "1000", "Bruxelles", "Belgium"),
    ("12 rue Neuve", "75001", "Paris 1er", "France"),
    ("Grand-Rue 1", "1660", "Luxembourg", "Luxembourg"),
    ("Na Příkopě 5", "110 00", "Praha 1", "Czechia"),
    ("Hlavná 1", "811 01", "Bratislava", "Slovakia"),
    ("Váci utca 5", "1056", "Budapest", "Hungary"),
    ("Ilica 5", "10000", "Zagreb", "Croatia"),
    ("Čopova 3", "1000", "Ljubljana", "Slovenia"),
    ("Ermou 5", "105 63", "Athens", "Greece"),
    ("бул. Витоша 1", "1000", "Sofia", "Bulgaria"),
    ("Ledra 5", "1011", "Nicosia", "Cyprus"),
    ("Pikk 5", "10123", "Tallinn", "Estonia"),
    ("Aleksanterinkatu 1", "00100", "Helsinki", "Finland"),
    ("Via Roma 1", "00184", "Roma", "Italy"),
]


def test_each_country_that_is_served_has_an_address_here() -> None:
    """Otherwise the next test would prove less than it says."""
    assert set(COUNTRIES) == {country for *_, country in ADDRESSES}


@pytest.mark.parametrize(("street", "postcode", "city", "country"), ADDRESSES)
def test_addresses_of_all_countries_are_understood(
    street: str, postcode: str, city: str, country: str
) -> None:
    """Each part comes back as it was filled in."""
    card = address_card()
    sent = filled(card, street=street, postcode=postcode, city=city, country=country)

    assert AddressParts(street, postcode, city, country_code(country)) == read_parts(sent)


def _allowed(pattern: str, signs: str, longest: int) -> st.SearchStrategy[str]:
    texts = st.text(signs, min_size=1, max_size=longest)
    return texts.filter(lambda text: re.fullmatch(pattern, text) is not None)


@given(
    _allowed(STREET, LETTERS, 60),
    st.from_regex(re.compile(POSTCODE), fullmatch=True),
    _allowed(CITY, LETTERS.replace(",", ""), 40),
    st.sampled_from(COUNTRIES),
)
def test_whatever_the_fields_allow_is_understood(
    street: str, postcode: str, city: str, country: str
) -> None:
    """The form needs no guessing: odd streets and towns come back, too."""
    sent = filled(address_card(), street=street, postcode=postcode, city=city, country=country)
    plain = [" ".join(part.split()) for part in (street, postcode.upper(), city)]

    assert AddressParts(plain[0], plain[1], plain[2], country_code(country)) == read_parts(sent)


def test_patterns_mean_the_same_in_browsers() -> None:
    """No escape is used that the ``u`` and ``v`` flags of JavaScript refuse."""
    allowed = set('sd"nr{}[]|\\`^$./()*+?-') - {"`", '"'}
    patterns = [STREET, CITY, POSTCODE, code_form()["fields"][0]["pattern"]]
    escaped = {sign for pattern in patterns for sign in re.findall(r"\\(.)", pattern, re.DOTALL)}

    assert set() == escaped - allowed


@pytest.mark.parametrize(("code", "said"), RETURN_REASONS.items())
def test_each_reason_of_the_form_is_understood(code: str, said: str) -> None:
    """With words of one's own and without."""
    card = return_reason_form()
    bare = filled(card, reason=said)
    more = filled(card, reason=said, note="the zip is stuck")

    assert [(code, ""), (code, "the zip is stuck")] == [said_reason(bare), said_reason(more)]
    assert code in {"other", return_reason(said)}


def _returned(store: Store) -> tuple[Talker, Any]:
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, status="delivered")
    talker = Talker(store, anna)
    talker.says("I want to send it back", "return_item")
    return talker, talker.says("yes please", "affirm")


def _reason(store: Store) -> tuple[str, str | None]:
    with store.reading() as unit:
        row = unit.connection.execute(select(returns.c.reason, returns.c.note)).one()
        return row.reason, row.note


@pytest.mark.parametrize(
    ("text", "intent", "kept"),
    [
        ("It is too small.", "exchange_item", ("too_small", None)),
        ("Another reason. the zip is stuck", "complaint", ("other", "the zip is stuck")),
        ("it just looks cheap, not as described", "complaint", ("not_as_described", "*")),
        ("the zip is stuck", "nlu_fallback", ("other", "the zip is stuck")),
    ],
)
def test_a_reason_is_kept_with_the_return(
    store: Store, text: str, intent: str, kept: tuple[str, str | None]
) -> None:
    """From the form or typed, however it was read."""
    talker, announced = _returned(store)
    heard = talker.says(text, intent)
    reason, note = _reason(store)

    assert ["utter_return_announced", "utter_return_ask_reason"] == announced.names
    assert ["return_reason"] == [card["name"] for card in announced.cards]
    assert ["utter_return_reason_kept"] == heard.names
    assert kept == (reason, "*" if kept[1] == "*" else note)


@pytest.mark.parametrize(
    ("text", "intent", "response"),
    [
        ("No, thanks", "deny", "utter_idle_deny"),
        ("thanks", "thank", "utter_thank"),
        ("ok", "affirm", "utter_idle_affirm"),
    ],
)
def test_nobody_needs_to_say_why(store: Store, text: str, intent: str, response: str) -> None:
    """A no, or another matter, leaves the reason unsaid, and what follows is none."""
    talker, _ = _returned(store)
    heard = talker.says(text, intent)
    talker.says("104233", "inform", {"order_id": "104233"})

    assert [response] == [name for name in heard.names if name.startswith(response)] or heard.names
    assert ("not_given", None) == _reason(store)


def test_who_said_why_is_not_asked(store: Store) -> None:
    """The reason in the first wish is enough."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, status="delivered")
    talker = Talker(store, anna)
    talker.says("I want to send it back, it is too small", "return_item")
    announced = talker.says("yes", "affirm")

    assert (["utter_return_announced"], ("too_small", None)) == (announced.names, _reason(store))


def test_the_form_of_an_address_changes_an_order(store: Store) -> None:
    """What it sends is read as a whole, whatever the engine saw in it."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = add_order(unit, anna)
    talker = Talker(store, anna)
    asked = talker.says("change the address", "change_shipping_address")
    sent = "Address: Mill Lane 12, 20095, Hamburg, Germany"
    confirm = talker.says(sent, "track_order", {"order_id": "20095"})
    done = talker.says("yes", "affirm")
    with store.reading() as unit:
        sealed = unit.connection.scalar(select(orders.c.address_encrypted))

    assert ["address"] == [card["name"] for card in asked.cards]
    assert ["utter_address_confirm_order"] == confirm.names
    assert (["utter_address_changed"], "Mill Lane 12, 20095 Hamburg, Germany") == (
        done.names,
        store.vault.open(sealed),
    )
    assert order.number == done.value("order_number")
