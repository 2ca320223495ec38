"""Names of countries as shops write them, with their ISO 3166-1 codes."""

from __future__ import annotations

_CODES = {
    "AE": "united arab emirates", "AT": "austria", "AU": "australia", "BE": "belgium",
    "BG": "bulgaria", "BH": "bahrain", "BR": "brazil", "CA": "canada", "CH": "switzerland",
    "CL": "chile", "CN": "china", "CY": "cyprus", "CZ": "czechia|czech republic", "DE": "germany",
    "DK": "denmark", "EE": "estonia", "ES": "spain", "FI": "finland", "FR": "france",
    "GB": "united kingdom|great britain|england|uk", "GR": "greece", "HK": "hong kong",
    "HR": "croatia", "HU": "hungary", "IE": "ireland|eire", "IL": "israel", "IN": "india",
    "IS": "iceland", "IT": "italy", "JP": "japan", "KR": "south korea", "LB": "lebanon",
    "LT": "lithuania", "LU": "luxembourg", "LV": "latvia", "MT": "malta", "MX": "mexico",
    "NL": "netherlands|the netherlands", "NO": "norway", "NZ": "new zealand", "PL": "poland",
    "PT": "portugal", "RO": "romania", "RS": "serbia", "SA": "saudi arabia", "SE": "sweden",
    "SG": "singapore", "SI": "slovenia", "SK": "slovakia", "TR": "turkey|türkiye",
    "UA": "ukraine", "US": "united states|usa|united states of america",
    "ZA": "south africa|rsa",
}  # fmt: skip
_BY_NAME = {name: code for code, names in _CODES.items() for name in names.split("|")}


def country_code(name: str) -> str | None:
    """Return the two-letter code of a country's name or code, or nothing when unknown."""
    plain = name.strip().casefold()
    if len(plain) == 2 and plain.upper() in _CODES:
        return plain.upper()
    return _BY_NAME.get(plain)
