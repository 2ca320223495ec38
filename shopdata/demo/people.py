"""Names, addresses, e-mail addresses and phones of people who do not exist."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

LISTS = Path(__file__).parent / "lists"
DOMAINS = ("example.org", "example.com", "example.net")
OWN_CULTURE = 0.6
"""How often a name is of the culture that a country's own list holds."""

HAVE_PHONE = 0.55
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "ı": "i"})


@dataclass(frozen=True)
class People:
    """Personal details, one entry a person; ``phone`` may be empty."""

    name: list[str]
    email: list[str]
    phone: list[str]
    address: list[str]
    postcode: list[str]
    city: list[str]
    country: list[str]
    language: list[str]


@cache
def _places() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((LISTS / "places.yml").read_text("utf-8"))
    return found


@cache
def _names() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = yaml.safe_load(
        (LISTS / "names.yml").read_text("utf-8")
    )
    return found


def draw_people(
    generator: np.random.Generator, count: int, taken: frozenset[str] = frozenset()
) -> People:
    """Draw ``count`` people; no two share an e-mail address or a phone.

    Parameters
    ----------
    taken:
        E-mail addresses that are somebody else's.
    """
    places = _places()
    shares = np.array([place["share"] for place in places], dtype=float)
    where = generator.choice(len(places), size=count, p=shares / shares.sum())
    names = _draw_names(generator, where)
    chances = generator.random((count, 4)).tolist()
    homes = [_home(places[w], luck) for w, luck in zip(where.tolist(), chances, strict=True)]
    return People(
        name=names,
        email=_emails(generator, names, taken),
        phone=_phones(generator, where),
        address=[home[0] for home in homes],
        postcode=[home[1] for home in homes],
        city=[home[2] for home in homes],
        country=[places[w]["country"] for w in where.tolist()],
        language=[places[w]["language"] for w in where.tolist()],
    )


def _draw_names(generator: np.random.Generator, where: NDArray[Any]) -> list[str]:
    names = _names()
    cultures = list(names)
    own = np.array([cultures.index(place["culture"]) for place in _places()])[where]
    other = generator.integers(len(cultures), size=len(where))
    culture = np.where(generator.random(len(where)) < OWN_CULTURE, own, other)
    given = generator.integers(12, size=len(where))
    family = generator.integers(12, size=len(where))
    # Few cultures keep to one list alone: some family names come from a second one.
    married = np.where(generator.random(len(where)) < 0.12, other, culture)
    lists = [names[name] for name in cultures]
    rows = zip(culture.tolist(), given.tolist(), married.tolist(), family.tolist(), strict=True)
    return [f"{lists[c]['given'][g]} {lists[m]['family'][f]}" for c, g, m, f in rows]


def _home(place: dict[str, Any], luck: list[float]) -> tuple[str, str, str]:
    """Return address, postcode and city."""
    streets, cities = place["streets"], list(place["cities"].items())
    street = streets[int(luck[0] * len(streets))]
    number = 1 + int(luck[1] ** 2 * 120)
    city, postcodes = cities[int(luck[2] * len(cities))]
    postcode = postcodes[int(luck[3] * len(postcodes))]
    first = f"{number} {street}" if place["number_first"] else f"{street} {number}"
    town = f"{city} {postcode}" if place["country"] in {"GB", "IE"} else f"{postcode} {city}"
    return f"{first}, {town}, {place['name']}", postcode, city


def _emails(generator: np.random.Generator, names: list[str], taken: frozenset[str]) -> list[str]:
    """Write names as addresses under the domains that RFC 2606 reserves."""
    domains = [DOMAINS[i] for i in generator.integers(3, size=len(names)).tolist()]
    seen: Counter[str] = Counter()
    found = []
    for name, domain in zip(names, domains, strict=True):
        local = plain_letters(name).replace(" ", ".")
        written = ""
        while not written or written in taken:
            seen[f"{local}@{domain}"] += 1
            times = seen[f"{local}@{domain}"]
            written = f"{local}{times if times > 1 else ''}@{domain}"
        found.append(written)
    return found


def plain_letters(name: str) -> str:
    """Return a name in lower-case ASCII letters and spaces."""
    bare = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    return "".join(c for c in bare if c == " " or (c.isascii() and c.isalpha()))


def _phones(generator: np.random.Generator, where: NDArray[Any]) -> list[str]:
    """Give numbers from the ranges that regulators keep for fiction, until they run out."""
    phones = [""] * len(where)
    has = generator.random(len(where)) < HAVE_PHONE
    for index, place in enumerate(_places()):
        pool = fictional_phones(place["country"])
        wanting = np.flatnonzero(has & (where == index))[: len(pool)]
        chosen = generator.permutation(len(pool))[: len(wanting)]
        for person, number in zip(wanting.tolist(), chosen.tolist(), strict=True):
            phones[person] = pool[number]
    return phones


@cache
def fictional_phones(country: str) -> tuple[str, ...]:
    """Return the numbers that a country's regulator has set aside for film and print.

    Sources: Ofcom (United Kingdom), ARCEP (France), ComReg (Ireland) and Bundesnetzagentur
    (Germany), as each publishes them.
    """
    areas = ("113", "114", "115", "116", "117", "118", "121", "131", "141", "151", "161")
    prefixes: dict[str, list[tuple[str, int]]] = {
        "GB": [("+44 7700 900", 3), ("+44 20 7946 0", 3), ("+44 1632 960", 3)]
        + [(f"+44 {area} 496 0", 3) for area in areas],
        "FR": [
            (f"+33 {start} ", 4)
            for start in ("1 99 00", "2 61 91", "3 53 01", "4 65 71", "5 36 49", "6 39 98")
        ],
        "IE": [("+353 20 91", 5)],
        "DE": [
            (f"+49 {start} ", 3)
            for start in ("30 23125", "69 90009", "40 66969", "221 4710", "89 99998")
        ],
    }
    return tuple(
        prefix + "".join(digits)
        for prefix, length in prefixes.get(country, [])
        for digits in product("0123456789", repeat=length)
    )
