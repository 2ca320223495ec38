"""Countries by the names that customers use."""

from __future__ import annotations

_NAMES = {
    "AT": "Austria|Österreich",
    "BE": "Belgium|Belgique|België|Belgien",
    "BG": "Bulgaria|България",
    "CH": "Switzerland|Schweiz|Suisse|Svizzera",
    "CY": "Cyprus",
    "CZ": "Czechia|Czech Republic|Česko",
    "DE": "Germany|Deutschland|Allemagne",
    "DK": "Denmark|Danmark",
    "EE": "Estonia|Eesti",
    "ES": "Spain|España|Espana",
    "FI": "Finland|Suomi",
    "FR": "France|Frankreich",
    "GB": "United Kingdom|UK|U.K|Great Britain|Britain|England|Scotland|Wales|Northern Ireland",
    "GR": "Greece|Hellas|Ελλάδα",
    "HR": "Croatia|Hrvatska",
    "HU": "Hungary|Magyarország",
    "IE": "Ireland|Éire|Eire|Republic of Ireland",
    "IT": "Italy|Italia|Italien",
    "LT": "Lithuania|Lietuva",
    "LU": "Luxembourg|Luxemburg",
    "LV": "Latvia|Latvija",
    "MT": "Malta",
    "NL": "Netherlands|Holland|Nederland|Niederlande",
    "NO": "Norway|Norge",
    "PL": "Poland|Polska|Polen",
    "PT": "Portugal",
    "RO": "Romania|România",
    "SE": "Sweden|Sverige",
    "SI": "Slovenia|Slovenija",
    "SK": "Slovakia|Slovensko",
    "AD": "Andorra",
    "AE": "United Arab Emirates|UAE",
    "AL": "Albania",
    "AQ": "Antarctica",
    "AR": "Argentina",
    "AU": "Australia",
    "BA": "Bosnia and Herzegovina|Bosnia",
    "BR": "Brazil|Brasil",
    "BY": "Belarus",
    "CA": "Canada",
    "CL": "Chile",
    "CN": "China",
    "CO": "Colombia",
    "EG": "Egypt",
    "GI": "Gibraltar",
    "HK": "Hong Kong",
    "ID": "Indonesia",
    "IL": "Israel",
    "IN": "India",
    "IS": "Iceland",
    "JP": "Japan",
    "KE": "Kenya",
    "KR": "South Korea|Korea",
    "LI": "Liechtenstein",
    "MA": "Morocco",
    "MC": "Monaco",
    "MD": "Moldova",
    "ME": "Montenegro",
    "MK": "North Macedonia|Macedonia",
    "MX": "Mexico",
    "MY": "Malaysia",
    "NG": "Nigeria",
    "NZ": "New Zealand",
    "PE": "Peru",
    "PH": "Philippines",
    "PK": "Pakistan",
    "RS": "Serbia",
    "RU": "Russia",
    "SA": "Saudi Arabia",
    "SG": "Singapore",
    "SM": "San Marino",
    "TH": "Thailand",
    "TN": "Tunisia",
    "TR": "Turkey|Türkiye",
    "TW": "Taiwan",
    "UA": "Ukraine",
    "US": "United States|USA|U.S.A|U.S|US|United States of America|America",
    "VA": "Vatican City|Vatican",
    "VN": "Vietnam",
    "XK": "Kosovo",
    "ZA": "South Africa",
}
_CODES = {
    name.casefold(): code for code, names in _NAMES.items() for name in (*names.split("|"), code)
}
_MOST_WORDS = 4


def country_code(name: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country, served or not; nothing when unknown.

    Parameters
    ----------
    name:
        An English or its own name, the code itself, or a part of the United Kingdom; any case.
    """
    return _CODES.get(" ".join(name.split()).strip(".").casefold().removeprefix("the "))


def country_name(code: str) -> str:
    """Return the English name of a country; the code itself where none is known."""
    return _NAMES.get(code, code).split("|")[0]


def split_country(text: str) -> tuple[str, str | None]:
    """Return a text without the country that it ends with, and the country's code.

    A code of two letters counts in capitals only: "is" and "de" are words in addresses.
    """
    words = text.split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        last = " ".join(words[-count:])
        code = country_code(last)
        if code and (len(last) > 2 or last.isupper()):
            return " ".join(words[:-count]).rstrip(" ,"), code
    return text, None
