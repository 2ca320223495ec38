r"""The address form: what its fields take, and the way back from the text that it sends.

A form's text needs no guessing, unlike what people type: its parts stand in a fixed order behind a
word that opens it, and commas part what holds none. The patterns are written for browsers (the
``u`` and ``v`` flags of JavaScript) and Python alike.
"""

from __future__ import annotations

import re
import unicodedata

from crm.countries import country_code

TEMPLATE = "Address: {street}, {postcode}, {city}, {country}"

_SIGNS = r'<>\{\}\[\]\|\\^~=`@_%$;:!?"*'
_LETTER = rf"[^\s,{_SIGNS}]"
STREET = rf"{_LETTER}(?:[^\n\r{_SIGNS}]{{0,98}}{_LETTER})?"
CITY = rf"[^\s\d,{_SIGNS}](?:[^\n\r,{_SIGNS}]{{0,58}}{_LETTER})?"
POSTCODE = (
    r"(?:(?:LT|LV|lt|lv)-)?[0-9]{4,6}"
    r"|[0-9]{3} [0-9]{2}|[0-9]{2}-[0-9]{3}|[0-9]{4}-[0-9]{3}|[0-9]{4} ?[A-Za-z]{2}"
    r"|[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}"
    r"|(?:[Dd]6[Ww]|[A-Za-z][0-9]{2}) ?[A-Za-z0-9]{4}|[A-Za-z]{3} ?[0-9]{4}"
)
_SENT = re.compile(
    rf"Address:\s+(?P<street>{STREET}),\s+(?P<postcode>{POSTCODE}),\s+(?P<city>{CITY}),\s+"
    r"(?P<country>[^,]{2,40})",
    re.IGNORECASE,
)
_LONGEST = 300


def form_parts(text: str) -> tuple[str, str, str, str] | None:
    """Return street, postcode, place and country's code of what the form sent, or nothing.

    Whoever typed such a text by hand is understood alike.
    """
    if len(text) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFC", text.strip())
    # Signs that cannot be seen have no place in an address.
    if any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in plain):
        return None
    match = _SENT.fullmatch(plain)
    country = country_code(match["country"]) if match else None
    if match is None or country is None:
        return None
    street, postcode, city = (" ".join(match[n].split()) for n in ("street", "postcode", "city"))
    return street, postcode.upper(), city, country
