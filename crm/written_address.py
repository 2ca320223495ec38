"""Reads an address, or a part of one, out of what a customer writes. Pure: no store, no policy."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from crm.address_form import form_parts
from crm.countries import country_code, split_country
from crm.errors import Invalid
from crm.places import country_of_place, town_at_end
from crm.postal_forms import countries_of_form, last_postcode, split_prefix
from crm.talk_around_address import without_order_numbers, without_talk

LONGEST = 200
_LONGEST_TEXT = 1000
_REFUSED = frozenset("<>{}[]|\\^~=`@_%$")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_POSTCODE_AFTER_PLACE = frozenset({"GB", "IE"})
_STREET_END = re.compile(
    r"(.*\b(?:street|st|road|rd|lane|ln|avenue|ave|drive|close|court|way|square|gardens|terrace|"
    r"crescent|grove|hill|row|mews|park|quay)\b\.?)\s+(\D+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class AddressParts:
    """What is known of an address so far.

    Parameters
    ----------
    country:
        ISO code, served or not; nothing as long as it can be more than one.
    stray:
        What stands where a country would, but is none that is known.
    """

    street: str | None = None
    postcode: str | None = None
    place: str | None = None
    country: str | None = None
    stray: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the parts that are still needed, in their order in an address."""
        return tuple(
            name for name in ("street", "postcode", "place", "country") if not getattr(self, name)
        )

    @property
    def text(self) -> str:
        """The street, the postcode and the place as they stand on a parcel, without country."""
        town = [self.postcode, self.place]
        if self.country in _POSTCODE_AFTER_PLACE:
            town.reverse()
        return ", ".join(filter(None, (self.street, " ".join(filter(None, town)))))

    def completed_by(self, later: AddressParts) -> AddressParts:
        """Return these parts with those that were said later in their place."""
        new = {
            name: getattr(later, name)
            for name in ("street", "postcode", "place", "country", "stray")
            if getattr(later, name)
        }
        # Another town may lie in another country.
        moved = (later.postcode and self.postcode) or (later.place and self.place)
        before = replace(self, country=None, stray=None) if moved else self
        return _with_country(replace(before, **new))


def read_parts(written: str) -> AddressParts:
    """Return the parts of an address that a text holds; all of them may be missing.

    Raises
    ------
    Invalid
        ``address_characters`` for signs that no address has, ``address_too_long``.
    """
    filled_in = form_parts(written)
    if filled_in is not None:
        return AddressParts(*filled_in)
    text = without_order_numbers(_cleaned(written))
    code, start, end = last_postcode(text)
    before, after = (text[:start], text[end:]) if code else (text, "")
    lines = [line for line in (_tidy(part) for part in without_talk(before).split(",")) if line]
    lines, country = _country_of(lines) if not code else (lines, None)
    behind = [line for line in (_tidy(part) for part in after.split(",")) if line]
    behind, named = _country_of(behind)
    code, prefixed = split_prefix(code)
    parts = _sorted_out(lines, behind, code)
    if any(len(part or "") > LONGEST for part in (parts.street, parts.place)):
        raise Invalid("address_too_long", f"an address has at most {LONGEST} characters")
    return _with_country(replace(parts, country=named or country or prefixed))


def _sorted_out(lines: list[str], behind: list[str], code: str | None) -> AddressParts:
    """Tell the street from the place among what stands before and behind the postcode."""
    streets = [line for line in lines if _is_street(line)]
    place = stray = None
    if code and behind and not _is_street(behind[0]):
        place, *behind = behind
    behind_streets = [line for line in behind if _is_street(line)]
    others = [line for line in behind if line not in behind_streets]
    street = None
    if streets:
        # What stands before the house (a name, a company) belongs to it; what follows is a place.
        index = max(i for i, line in enumerate(lines) if line in streets)
        if place is None and index and index == len(lines) - 1 and country_of_place(lines[index]):
            index -= 1
        street = ", ".join(lines[: index + 1])
        follow = lines[index + 1 :]
        if place is None and follow:
            place = follow[-1]
            street = ", ".join([street, *follow[:-1]])
    elif lines and place is None and (code or country_of_place(lines[-1])):
        place = lines[-1]
        street = ", ".join(lines[:-1]) or None
    elif lines and code:
        street = ", ".join(lines)
    if behind_streets:
        street = ", ".join([*([street] if street else []), *behind_streets])
    if place is None and street:
        street, place = _split_town(street)
    if place is None and len(lines) > 1 and country_of_place(lines[0]):
        place, street = lines[0], ", ".join(lines[1:])
    if others:
        stray = others[-1]
    return AddressParts(street, code, place, None, stray)


def _split_town(street: str) -> tuple[str | None, str | None]:
    """Cut a town off a line without commas: a well-known one, or what follows the street."""
    town = town_at_end(street)
    if town is not None:
        rest = re.sub(r"\s+in$", "", street[: -len(town)].rstrip(" ,"), flags=re.IGNORECASE)
        return rest or None, town
    match = _STREET_END.fullmatch(street)
    return (match[1], match[2]) if match else (street, None)


def _country_of(lines: list[str]) -> tuple[list[str], str | None]:
    """Cut the country off the last of the lines."""
    if not lines:
        return lines, None
    whole = country_code(lines[-1])
    # "Luxembourg" behind a postcode is the town first.
    if whole and (len(lines) > 1 or country_of_place(lines[-1]) is None):
        return lines[:-1], whole
    rest, code = split_country(lines[-1])
    return ([*lines[:-1], rest], code) if code and rest else (lines, None)


def _with_country(parts: AddressParts) -> AddressParts:
    """Tell the country from postcode and place where nothing else names one."""
    if parts.country or parts.stray or not parts.postcode:
        return parts
    possible = countries_of_form(parts.postcode)
    if len(possible) == 1:
        return replace(parts, country=next(iter(possible)))
    town = country_of_place(parts.place or "")
    return replace(parts, country=town) if town in possible else parts


def _is_street(line: str) -> bool:
    return any(sign.isdigit() for sign in line) and _LETTERS.search(line) is not None


def _cleaned(written: str) -> str:
    """Return a text of one line, lines becoming commas, without signs that mean nothing."""
    text = unicodedata.normalize("NFC", written[: _LONGEST_TEXT + 1])
    if len(text) > _LONGEST_TEXT:
        raise Invalid("address_too_long", f"an address has at most {LONGEST} characters")
    text = re.sub(r"\s*[\n\r;]+\s*", ", ", text.strip())
    signs = set(text) | set(unicodedata.normalize("NFKC", text))
    if signs & _REFUSED or any(
        unicodedata.category(sign) in {"Cc", "Cf"} for sign in signs - {"\t"}
    ):
        raise Invalid("address_characters", "an address has letters, figures and commas only")
    kept = (" " if unicodedata.category(s)[0] == "S" or s in '!?"„“”*' else s for s in text)
    return " ".join("".join(kept).split())


def _tidy(line: str) -> str:
    """Return a line of an address without what stands around it."""
    line = re.sub(
        r"\s+(?:please|pls|thanks?|thank you|instead|now)$", "", line, flags=re.IGNORECASE
    )
    return line.strip(" \t.:-–")
