"""Form cards: several things asked for at once, sent back as one text.

What is filled in is put into the card's template, and the text that comes of it goes the way of
everything that customers write. So a form is a help and never the only way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm import address_form
from crm.countries import country_name
from crm.policy import SHOP_POLICY

Card = Mapping[str, Any]

RETURN_REASONS = {
    "too_small": "It is too small",
    "too_large": "It is too large",
    "does_not_fit": "It does not fit",
    "arrived_too_late": "It arrived too late",
    "wrong_item": "It is the wrong item",
    "not_as_described": "It is not as described",
    "poor_quality": "It is of poor quality",
    "changed_mind": "I changed my mind",
    "other": "Another reason",
}
"""What a customer sends for each reason; :func:`actions.return_reasons.return_reason` reads it."""
LONGEST_NOTE = 300


def code_form() -> Card:
    """Return the card that asks for a one-time code."""
    field = {
        "name": "code",
        "label": "Code",
        "type": "code",
        "required": True,
        "pattern": r"[0-9]{3}[ -]?[0-9]{3}",
        "hint": "The code has six digits.",
        "longest": 7,
        "autocomplete": "one-time-code",
    }
    return _form("one_time_code", "Your code", "Confirm", [field], "{code}")


def return_reason_form() -> Card:
    """Return the card that asks why something comes back."""
    options = [{"value": said, "label": said} for said in RETURN_REASONS.values()]
    fields = [
        {
            "name": "reason",
            "label": "Reason",
            "type": "choice",
            "required": True,
            "options": options,
        },
        {
            "name": "note",
            "label": "In your own words",
            "type": "text",
            "required": False,
            "longest": LONGEST_NOTE,
        },
    ]
    return _form("return_reason", "Why does it come back?", "Send", fields, "{reason}. {note}")


def said_reason(text: str) -> tuple[str, str] | None:
    """Return the code of the reason and the words of one's own in what the form sends."""
    plain = text.strip()
    for code, said in RETURN_REASONS.items():
        if plain.casefold().startswith(said.casefold()):
            rest = plain[len(said) :]
            if not rest.strip(" .") or rest.startswith("."):
                return code, rest.strip(" .")
    return None


def address_card() -> Card:
    """Return the card that asks for an address; only countries that are served can be chosen."""
    names = sorted(country_name(code) for code in SHOP_POLICY.shipping_countries)
    fields = [
        _text("street", "Street and number", address_form.STREET, "address-line1", 100)
        | {"hint": "The street with its number, without brackets and other signs."},
        _text("postcode", "Postcode", address_form.POSTCODE, "postal-code", 10)
        | {"hint": "The postcode as it stands on letters, for example 10115."},
        _text("city", "Town", address_form.CITY, "address-level2", 60)
        | {"hint": "The name of the town, without brackets and other signs."},
        {
            "name": "country",
            "label": "Country",
            "type": "choice",
            "required": True,
            "autocomplete": "country-name",
            "options": [{"value": name, "label": name} for name in names],
        },
    ]
    return _form("address", "The new address", "Use this address", fields, address_form.TEMPLATE)


def _text(name: str, label: str, pattern: str, autocomplete: str, longest: int) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "type": "text",
        "required": True,
        "pattern": pattern,
        "longest": longest,
        "autocomplete": autocomplete,
    }


def _form(
    name: str, title: str, submit: str, fields: list[dict[str, Any]], template: str
) -> dict[str, Any]:
    return {
        "kind": "form",
        "name": name,
        "title": title,
        "submit": submit,
        "fields": fields,
        "template": template,
    }
