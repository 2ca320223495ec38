"""Order, invoice and return numbers, e-mail addresses and phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.entities.found import Found
from language.redact import passes_luhn

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_INVOICE = re.compile(r"\bINV[- ]?\d[\d-]*\d\b", re.IGNORECASE)
_CUED_INVOICE = re.compile(
    r"\b(?:invoice|bill|receipt)\s*(?:number|no\.?|nr\.?|id)?\s*[:#]?\s*"
    r"(?P<value>[A-Z]{0,4}-?\d[\d-]{2,}\d)\b",
    re.IGNORECASE,
)
_RETURN = re.compile(r"\bR-\d{4,8}\b", re.IGNORECASE)
_CUE = (
    r"\b(?:orders?|ord|purchase|parcel|package|shipment|delivery)(?:\b|(?=\d))"
    r"[\s:,-]*(?:(?:number|num|no\.?|nr\.?|n°|id|ref(?:erence)?)(?:\b|(?=\d))\.?)?"
    r"[\s:,-]*(?:is\s+|was\s+|=\s*)?#?"
)
_ORDER_CUE = re.compile(
    _CUE + r"(?P<value>(?:(?!ORD|NO|NR)[A-Z]{1,4}-?)?\d{3,12})(?![\w@]|[.,/-]\d)", re.IGNORECASE
)
# "order 99 01 07": six figures in groups of two or three.
_GROUPED = re.compile(
    _CUE + r"(?P<value>\d{2} \d{2} \d{2}|\d{3} \d{3})(?![\w@]|\s?[\d€$£%]|[.,/-]\d)", re.IGNORECASE
)
_HASHED = re.compile(r"#\s?(?P<value>(?:[A-Z]{1,4}-?)?\d{3,12})(?!\w)", re.IGNORECASE)
_LETTERED = re.compile(r"\b(?P<value>(?!INV|ISO|COVID|ORD|NO|NR)[A-Z]{2,4}-?\d{4,10})\b")
_BARE = re.compile(r"(?<![\w@#+.,/€$£-])(?P<value>\d{6,8})(?![\w@%€$£]|[.,/:-]\d)")
# Five figures alone are a postcode in most of Europe, and so are up to seven before a place.
_PLACE_AFTER = re.compile(
    r",?\s+(?!(?:Please|Thanks?|Where|When|What|Why|How|Is|Has|Was|And|Not|The|It|I)\b)"
    r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,}"
)
_PHONE = re.compile(r"(?<![\w+@#-])(?:\+|00|\(?0)\d?(?:[\s().\-/]{0,2}\d){6,14}(?![\w@])")
_CUED_PHONE = re.compile(
    r"\b(?:phone|mobile|cell|tel(?:ephone)?|call me|whatsapp|reach me)\b[^\d+\n]{0,20}"
    r"(?P<value>\+?\d(?:[\s().\-/]{0,2}\d){6,14})(?![\w@])",
    re.IGNORECASE,
)
_LONG_DIGITS = re.compile(r"(?<![\w+])\d(?:[ -]?\d){12,18}(?!\w)")
# Eight figures that begin with a year are a date written without separators.
_COMPACT_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_POSTCODE_CUE = re.compile(
    r"\b(?:zip|post\s?code|postal\s+code)(?:\s+code)?\W*(?:is\s+|:\s*)?\Z", re.IGNORECASE
)
_MONEY_AFTER = re.compile(r"\s*(?:€|£|\$|eur|euros?|pounds?|dollars?|usd|gbp)\b", re.IGNORECASE)


def find_references(text: str) -> Iterator[Found]:
    """Yield e-mails, phones, order, invoice and return numbers.

    A payment card's number is never an entity: it is hidden from the rules that look for
    other numbers.
    """
    text = _LONG_DIGITS.sub(_hide_card, text)
    for match in _EMAIL.finditer(text):
        yield Found("email", *match.span(), match.group().lower(), rank=9)
    for match in _INVOICE.finditer(text):
        yield Found("invoice_id", *match.span(), match.group().upper().replace(" ", "-"), rank=8)
    for match in _CUED_INVOICE.finditer(text):
        yield Found("invoice_id", *match.span("value"), match["value"].upper(), rank=4)
    for match in _RETURN.finditer(text):
        yield Found("return_id", *match.span(), match.group().upper(), rank=8)
    for pattern in (_PHONE, _CUED_PHONE):
        for match in pattern.finditer(text):
            start, end = match.span("value") if "value" in pattern.groupindex else match.span()
            yield Found("phone", start, end, normal_phone(text[start:end]), rank=5)
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
            if _is_year(value) and pattern is not _HASHED:
                continue
            yield Found("order_id", *match.span("value"), value, rank=rank)


def _is_postcode(text: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Tell whether the figures found are a postcode, by the words on both sides."""
    if pattern is _BARE and _POSTCODE_CUE.search(text, max(0, match.start() - 30), match.start()):
        return True
    before_place = {_BARE: {7}, _ORDER_CUE: {5}}.get(pattern, set())
    return len(match["value"]) in before_place and bool(_PLACE_AFTER.match(text, match.end()))


def _is_year(value: str) -> bool:
    return len(value) == 4 and value[:2] in {"19", "20"}


def _hide_card(match: re.Match[str]) -> str:
    return "x" * len(match.group()) if passes_luhn(match.group()) else match.group()


def normal_phone(written: str) -> str:
    """Return a phone number as digits with an optional leading plus ("0049 30" -> "+4930")."""
    digits = "".join(c for c in written if c.isascii() and c.isdigit())
    if written.lstrip("( ").startswith("+"):
        return "+" + digits
    return "+" + digits[2:] if digits.startswith("00") else digits
