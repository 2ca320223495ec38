"""Order, invoice and return numbers, e-mail addresses and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.entities.found import Found
from bot.entities.phones import DEFAULT_COUNTRY, find_phones
from language.redact import passes_luhn

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(
    rf"(?<![\w.+%-])(?:mailto:)?(?P<value>\w[\w.+%-]{{0,63}}@{_LABEL}(?:\.{_LABEL}){{0,4}}"
    r"\.[^\W\d_]{2,24})(?![^\W_])"
)
# "me at example dot org", "me(at)example.org".
_SPELT_EMAIL = re.compile(
    r"(?<![\w.+%-])(?P<name>\w[\w.+-]{0,63})(?:\s?[\[(]\s?at\s?[\])]\s?|\s+at\s+)"
    r"(?P<host>[\w-]{2,60})(?:\s+dot\s+|\s?[\[(]\s?dot\s?[\])]\s?|\.)(?P<end>[a-z]{2,6})\b(?!\.\w)",
    re.IGNORECASE,
)
_INVOICE = re.compile(r"\bINV[- ]?\d[\d-]*\d\b", re.IGNORECASE)
_CUED_INVOICE = re.compile(
    r"\b(?:invoice|bill|receipt)\s*(?:number|no\.?|nr\.?|id)?\s*[:#]?\s*"
    r"(?:is\s+|was\s+)?(?P<value>[A-Z]{0,4}[-/]?\d[\d/-]{2,}\d)\b",
    re.IGNORECASE,
)
_RETURN = re.compile(r"\bR-\d{4,8}\b", re.IGNORECASE)
_CUE = (
    r"\b(?:orders?|ord|purchase|parcel|package|shipment|delivery)(?:\b|(?=\d))"
    r"[\s:,-]*(?:(?:number|num|no\.?|nr\.?|n°|id|ref(?:erence)?)(?:\b|(?=\d))\.?)?"
    r"[\s:,-]*(?:is\s+|was\s+|=\s*)?#?"
)
_ORDER_CUE = re.compile(
    _CUE + r"(?P<value>(?:(?!ORD|NO|NR)[A-Z]{1,4}-?)?\d{3,})(?![\w@]|[.,/-]\d)", re.IGNORECASE
)
# "order 99 01 07": six figures in groups of two or three.
_GROUPED = re.compile(
    _CUE + r"(?P<value>\d{2} \d{2} \d{2}|\d{3} \d{3})(?![\w@]|\s?[\d€$£%]|[.,/-]\d)", re.IGNORECASE
)
# The next number of a list must look like an order's: as long as the shortest that stand alone.
_MOST_LISTED = 8
_NEXT_OF_LIST = re.compile(
    r"\s*(?:,|;|/|&|\+|,?\s+(?:and|or|plus)\s)\s*#?(?P<value>\d{4,})(?![\w@%€$£]|[.,:/-]\d)"
)
_HASHED = re.compile(r"#\s?(?P<value>(?:[A-Z]{1,4}-?)?\d{3,})(?!\w)", re.IGNORECASE)
# Longer ones after a word for a parcel are its carrier's; after "order" they are a slip, which must
# be told rather than passed over for another order.
_LONGEST_OF_PARCEL = 12
_PARCEL = re.compile(r"parcel|package|shipment|delivery", re.IGNORECASE)
_LETTERED = re.compile(r"\b(?P<value>(?!INV|ISO|COVID|ORD|NO|NR)[A-Z]{2,4}-?\d{4,10})\b")
_BARE = re.compile(r"(?<![\w@#+.,/€$£-])(?P<value>\d{6,8})(?![\w@%€$£]|[.,/:-]\d)")
# "order 100 napkins" counts them.
_COUNTED = re.compile(r"\s+(?!is\b|was\b|has\b|as\b|this\b|status\b)(?:[a-z]+\s+)?[a-z]{3,}s\b")
# Five figures alone are a postcode in most of Europe, and so are up to seven before a place.
_PLACE_AFTER = re.compile(
    r",?\s+(?!(?:Please|Thanks?|Where|When|What|Why|How|Is|Has|Was|And|Not|The|It|I)\b)"
    r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,}"
)
_LONG_DIGITS = re.compile(r"(?<![\w+])\d(?:[ -]?\d){12,18}(?!\w)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
# Eight figures that begin with a year are a date written without separators.
_COMPACT_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_POSTCODE_CUE = re.compile(
    r"\b(?:zip|post\s?code|postal\s+code)(?:\s+code)?\W*(?:is\s+|:\s*)?\Z", re.IGNORECASE
)
_MONEY_AFTER = re.compile(r"\s*(?:€|£|\$|eur|euros?|pounds?|dollars?|usd|gbp)\b", re.IGNORECASE)


def find_references(text: str, country: str = DEFAULT_COUNTRY) -> Iterator[Found]:
    """Yield e-mails, phones, order, invoice and return numbers.

    Numbers of payment cards and bank accounts are never entities: they are hidden from the rules
    that look for other numbers.

    Args:
        text: the message.
        country: ISO 3166-1 code of the shop's country, for phone numbers without a prefix.
    """
    text = _IBAN.sub(_hide, _LONG_DIGITS.sub(_hide_card, text))
    for match in _EMAIL.finditer(text):
        yield Found("email", *match.span("value"), match["value"].lower(), rank=9)
    for match in _SPELT_EMAIL.finditer(text):
        if "dot" in match.group().lower() or re.search(r"[\[(]", match.group()):
            value = f"{match['name']}@{match['host']}.{match['end']}".lower()
            yield Found("email", *match.span(), value, rank=8)
    for match in _INVOICE.finditer(text):
        yield Found("invoice_id", *match.span(), match.group().upper().replace(" ", "-"), rank=8)
    for match in _CUED_INVOICE.finditer(text):
        if not _is_year(match["value"]):
            yield Found("invoice_id", *match.span("value"), match["value"].upper(), rank=6)
    for match in _RETURN.finditer(text):
        yield Found("return_id", *match.span(), match.group().upper(), rank=8)
    yield from find_phones(text, country)
    yield from _order_numbers(text)


def _order_numbers(text: str) -> Iterator[Found]:
    patterns = ((6, _ORDER_CUE), (6, _GROUPED), (7, _HASHED), (3, _LETTERED), (2, _BARE))
    for rank, pattern in patterns:
        for match in pattern.finditer(text):
            value = match["value"].upper().replace(" ", "")
            if _is_postcode(text, match, pattern):
                continue
            if pattern is _BARE and (
                _COMPACT_DATE.fullmatch(value) or _MONEY_AFTER.match(text, match.end())
            ):
                continue
            if len(value) > _LONGEST_OF_PARCEL and _PARCEL.match(match.group()):
                continue
            if pattern is _ORDER_CUE and len(value) == 3 and _COUNTED.match(text, match.end()):
                continue
            if _is_year(value) and pattern is not _HASHED:
                continue
            yield Found("order_id", *match.span("value"), value, rank=rank)
            if rank == 6:
                yield from _further(text, match.end("value"))


def _further(text: str, end: int) -> Iterator[Found]:
    """Yield the other numbers of a list ("orders 10423, 10424 and 10425")."""
    for _ in range(_MOST_LISTED):
        match = _NEXT_OF_LIST.match(text, end)
        if not match or _is_year(match["value"]):
            return
        yield Found("order_id", *match.span("value"), match["value"], rank=6)
        end = match.end("value")


def _is_postcode(text: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Tell whether the figures found are a postcode, by the words on both sides."""
    if pattern is _BARE and _POSTCODE_CUE.search(text, max(0, match.start() - 30), match.start()):
        return True
    before_place = {_BARE: {7}, _ORDER_CUE: {5}}.get(pattern, set())
    return len(match["value"]) in before_place and bool(_PLACE_AFTER.match(text, match.end()))


def _is_year(value: str) -> bool:
    return len(value) == 4 and value[:2] in {"19", "20"}


def _hide(match: re.Match[str]) -> str:
    return "x" * len(match.group())


def _hide_card(match: re.Match[str]) -> str:
    return _hide(match) if passes_luhn(match.group()) else match.group()
