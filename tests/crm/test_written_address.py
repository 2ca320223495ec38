"""Addresses in the forms of Europe are cut out of what customers write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.addresses import complete_address, read_address
from crm.countries import country_code, country_name
from crm.errors import Invalid
from crm.policy import SHOP_POLICY
from crm.written_address import AddressParts, read_parts


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Mill Lane 12, 20095 Hamburg, Germany", ("Mill Lane 12", "20095", "Hamburg", "DE")),
        ("Lindenweg 4 10115 Berlin", ("Lindenweg 4", "10115", "Berlin", "DE")),
        ("Lindenweg 4\nD-10115 Berlin", ("Lindenweg 4", "10115", "Berlin", "DE")),
        ("10115 Berlin, Lindenweg 4", ("Lindenweg 4", "10115", "Berlin", "DE")),
        ("12 rue Neuve, 75001 Paris", ("12 rue Neuve", "75001", "Paris", "FR")),
        ("12 rue Neuve 75001 Paris France", ("12 rue Neuve", "75001", "Paris", "FR")),
        ("Kärntner Ring 5, A-1010 Wien", ("Kärntner Ring 5", "1010", "Wien", "AT")),
        ("In der Au 5, 8001 Zürich, Schweiz", ("In der Au 5", "8001", "Zürich", "CH")),
        ("Rue Haute 5, 1000 Bruxelles", ("Rue Haute 5", "1000", "Bruxelles", "BE")),
        ("Damstraat 12, 1012 AB Amsterdam", ("Damstraat 12", "1012 AB", "Amsterdam", "NL")),
        ("damstraat 12 1012ab amsterdam", ("damstraat 12", "1012AB", "amsterdam", "NL")),
        ("Rådhuspladsen 1, 1550 København V", ("Rådhuspladsen 1", "1550", "København V", "DK")),
        ("Drottninggatan 5, 111 22 Stockholm", ("Drottninggatan 5", "111 22", "Stockholm", "SE")),
        ("Karl Johans gate 1, 0154 Oslo", ("Karl Johans gate 1", "0154", "Oslo", "NO")),
        ("ul. Prosta 5/7, 00-950 Warszawa", ("ul. Prosta 5/7", "00-950", "Warszawa", "PL")),
        ("Rua Augusta 110, 1100-053 Lisboa", ("Rua Augusta 110", "1100-053", "Lisboa", "PT")),
        ("Calle Mayor 3, 2ºB, 28013 Madrid", ("Calle Mayor 3, 2ºB", "28013", "Madrid", "ES")),
        ("Via Roma 1, 00184 Roma, IT", ("Via Roma 1", "00184", "Roma", "IT")),
        ("Strada Lunga 3, 010011 București", ("Strada Lunga 3", "010011", "București", "RO")),
        ("Brīvības iela 5, Rīga, LV-1010", ("Brīvības iela 5", "LV-1010", "Rīga", "LV")),
        ("1 High Street, London SW1A 1AA", ("1 High Street", "SW1A 1AA", "London", "GB")),
        ("221B Baker Street London NW1 6XE", ("221B Baker Street", "NW1 6XE", "London", "GB")),
        ("12 Main St, Dublin 8, D08 X2A1", ("12 Main St", "D08 X2A1", "Dublin 8", "IE")),
        (
            "8 Republic Street, Valletta VLT 1117",
            ("8 Republic Street", "VLT 1117", "Valletta", "MT"),
        ),
        ("Dorfstr. 1, 04416 Markkleeberg", ("Dorfstr. 1", "04416", "Markkleeberg", None)),
        ("1 Main St, 90210 Somewhere, USA", ("1 Main St", "90210", "Somewhere", "US")),
        ("Lindenweg 4, 10115 Berlin, Narnia", ("Lindenweg 4", "10115", "Berlin", None)),
        ("Hauptstr 5", ("Hauptstr 5", None, None, None)),
        ("10115 Berlin", (None, "10115", "Berlin", "DE")),
        ("Hamburg", (None, None, "Hamburg", None)),
        ("whatever", (None, None, None, None)),
        ("my postcode is 10115", (None, "10115", None, None)),
        ("order 134409", (None, None, None, None)),
        ("", (None, None, None, None)),
    ],
)
def test_the_forms_of_europe(
    written: str, parts: tuple[str | None, str | None, str | None, str | None]
) -> None:
    """Street, postcode, place and country are told apart; the country only where it is certain."""
    read = read_parts(written)

    assert parts == (read.street, read.postcode, read.place, read.country)


@pytest.mark.parametrize(
    "talk",
    [
        "my new address is {}",
        "My address is now {}",
        "please send it to {}",
        "order 134409: send it to my office instead: {}",
        "change the delivery address of order 134409 to {} please",
        "134409 to {}",
        "I moved to {}",
        "hi, can you deliver to {}, thanks",
        "the address should be {}.",
        "{}",
    ],
)
@pytest.mark.parametrize(
    "street", ["Hauptstraße 12a", "New Street 5", "new street 5", "In der Au 5"]
)
def test_talk_is_cut_off(talk: str, street: str) -> None:
    """What customers say around an address does not get into it."""
    written = talk.format(f"{street}, 10115 Berlin")

    assert AddressParts(street, "10115", "Berlin", "DE") == read_parts(written)


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script> 1, 10115 Berlin",
        "＜b＞ 1, 10115 Berlin",
        "Linden\x00weg 4, 10115 Berlin",
        "Linden\u202eweg 4, 10115 Berlin",
        "{{7*7}} 1, 10115 Berlin",
        "anna@example.org 4, 10115 Berlin",
    ],
)
def test_signs_that_no_address_has(written: str) -> None:
    """Markup, control signs and e-mail addresses are refused, not cut out."""
    with pytest.raises(Invalid) as caught:
        read_parts(written)

    assert "address_characters" == caught.value.code


@pytest.mark.parametrize(
    ("first", "then", "parts"),
    [
        ("Hauptstr 5", "10115 Berlin", ("Hauptstr 5", "10115", "Berlin", "DE")),
        ("10115 Berlin", "Hauptstr 5", ("Hauptstr 5", "10115", "Berlin", "DE")),
        ("Hauptstr 5, 10115 Berlin", "75001 Paris", ("Hauptstr 5", "75001", "Paris", "FR")),
        ("10115 Berlin, Narnia", "10115 Berlin", (None, "10115", "Berlin", "DE")),
        ("Germany", "Dorfstr 1, 04416 Markkleeberg", ("Dorfstr 1", "04416", "Markkleeberg", "DE")),
    ],
)
def test_pieces_are_put_together(
    first: str, then: str, parts: tuple[str | None, str | None, str | None, str | None]
) -> None:
    """What was said later completes or replaces what was said before."""
    whole = read_parts(first).completed_by(read_parts(then))

    assert parts == (whole.street, whole.postcode, whole.place, whole.country)


@pytest.mark.parametrize("code", sorted(SHOP_POLICY.shipping_countries))
def test_every_country_served_is_known_by_its_name(code: str) -> None:
    """A customer can name each country that parcels go to, and an address there is complete."""
    parts = AddressParts("Lane 1", "12345", "Town", code)
    address = complete_address(parts)

    assert (code, True) == (
        country_code(country_name(code)),
        address.text.endswith(f", {country_name(code)}"),
    )


@given(
    st.sampled_from(["Lindenweg 4", "12 rue Neuve", "ul. Prosta 5/7"]),
    st.sampled_from(["10115 Berlin", "75001 Paris", "1012 AB Amsterdam", "00-950 Warszawa"]),
    st.sampled_from([", ", "\n", " , "]),
)
def test_an_address_is_read_as_it_is_written_out(street: str, town: str, between: str) -> None:
    """The written form of an address is read as that address again."""
    address = read_address(f"{street}{between}{town}")

    assert address == read_address(address.text)


@given(st.text(max_size=300))
def test_any_text_can_be_read(written: str) -> None:
    """Whatever is written, parts hold no markup and no line ends, or it is refused."""
    try:
        parts = read_parts(written)
    except Invalid:
        return

    assert not set("<>\n\r\x00") & set(parts.text)
