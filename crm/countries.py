"""Countries by the names that customers use."""

from __future__ import annotations

_NAMES = {
    "AT": ("Austria",),
    "BE": ("Belgium",),
    "BG": ("Bulgaria",),
    "CH": ("Switzerland",),
    "CY": ("Cyprus",),
    "CZ": ("Czechia", "Czech Republic"),
    "DE": ("Germany", "Deutschland"),
    "DK": ("Denmark",),
    "EE": ("Estonia",),
    "ES": ("Spain",),
    "FI": ("Finland",),
    "FR": ("France",),
    "GB": (
        "United Kingdom",
        "UK",
        "Great Britain",
        "Britain",
        "England",
        "Scotland",
        "Wales",
        "Northern Ireland",
    ),
    "GR": ("Greece",),
    "HR": ("Croatia",),
    "HU": ("Hungary",),
    "IE": ("Ireland",),
    "IT": ("Italy",),
    "LT": ("Lithuania",),
    "LU": ("Luxembourg",),
    "LV": ("Latvia",),
    "MT": ("Malta",),
    "NL": ("Netherlands", "Holland"),
    "NO": ("Norway",),
    "PL": ("Poland",),
    "PT": ("Portugal",),
    "RO": ("Romania",),
    "SE": ("Sweden",),
    "SI": ("Slovenia",),
    "SK": ("Slovakia",),
}
_CODES = {name.casefold(): code for code, names in _NAMES.items() for name in (*names, code)}


def country_code(name: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country in Europe's trade area, or nothing.

    Parameters
    ----------
    name:
        An English name, the code itself, or a part of the United Kingdom; any case.
    """
    return _CODES.get(name.strip().strip(".").casefold().removeprefix("the "))


def country_name(code: str) -> str:
    """Return the English name of a country; the code itself where none is known."""
    return _NAMES.get(code, (code,))[0]
