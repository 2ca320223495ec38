"""Amounts of money: minor units and an ISO currency where one is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from bot.entities.clues import Clued
from bot.entities.found import Found
from bot.entities.numbers import NUMBER_WORDS, number_in_words

_CURRENCIES = {
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "$": "USD",
    "usd": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "bucks": "USD",
    "£": "GBP",
    "gbp": "GBP",
    "pound": "GBP",
    "pounds": "GBP",
    "quid": "GBP",
    "chf": "CHF",
    "francs": "CHF",
    "sek": "SEK",
    "nok": "NOK",
    "dkk": "DKK",
    "pln": "PLN",
    "zł": "PLN",
    "jpy": "JPY",
    "¥": "JPY",
    "yen": "JPY",
    "us$": "USD",
    "ca$": "CAD",
    "cad": "CAD",
    "au$": "AUD",
    "aud": "AUD",
    "czk": "CZK",
    "huf": "HUF",
    "ron": "RON",
    "inr": "INR",
    "₹": "INR",
    "rupees": "INR",
    "₺": "TRY",
    "pence": "GBP",
}
# Currencies whose smallest unit is the unit itself (ISO 4217).
_WITHOUT_MINOR = {"JPY"}

_NUMBER = r"\d{1,3}(?:[ ,.']\d{3})+(?:[.,]\d{1,2})?|\d{1,9}(?:[.,]\d{1,2})?"
_WORDS = "|".join(
    re.escape(name) for name in sorted(_CURRENCIES, key=len, reverse=True) if name.isalpha()
)
_SIGN = r"(?:(?:us|ca|au)\$|[€$£¥₹₺])"
_SIGNS = "€$£¥₹₺"
_NAMES = frozenset(name for name in _CURRENCIES if name.isalpha())
_BEFORE = Clued(
    rf"(?<![\w.])(?P<currency>{_SIGN}|\b(?:{_WORDS})\b)\s?(?P<number>{_NUMBER})(?![\w]|[.,]\d)",
    figure=True,
    words=_NAMES,
    signs=_SIGNS,
)
_AFTER = Clued(
    rf"(?<![\w.,#/-])(?P<number>{_NUMBER})\s?(?P<currency>{_SIGN}|(?:{_WORDS})\b)",
    figure=True,
    words=_NAMES,
    signs=_SIGNS,
)
_IN_WORDS = Clued(
    rf"\b(?P<number>{NUMBER_WORDS})\s+(?P<currency>{_WORDS})\b(?!\s+of\b)", words=_NAMES
)
_CENTS = Clued(
    r"(?<![\w.,#/-])(?P<number>\d{1,2})\s?(?P<currency>cents?|ct|pence|p)\b",
    figure=True,
    words=("cent", "cents", "ct", "pence", "p"),
)
# "between 20 and 40 euros": the first number has the currency of the second.
_TWO = Clued(
    rf"(?<![\w.,#/-])(?:(?P<first>{_NUMBER})\s?(?:-|–|to|or)\s?|"
    rf"(?<=between )(?P<least>{_NUMBER})\s+and\s+)(?P<second>{_NUMBER})\s?"
    rf"(?P<currency>{_SIGN}|(?:{_WORDS})\b)",
    figure=True,
    words=_NAMES,
    signs=_SIGNS,
)
# A price without a currency: two decimals, or a round number after "budget".
_BARE = Clued(
    r"(?<![\w.,#/:-])(?:(?:(?<=budget )|(?<=budget is )|(?<=budget of )|(?<=do it for )|"
    r"(?<=have it for ))(?P<round>\d{2,5})|(?P<number>\d{1,6}[.,]\d{2}))"
    r"(?![\w%]|[.,:/-]\d)",
    figure=True,
)
_REFUND = re.compile(
    r"\b(?:refund\w*|money\s+back|reimburs\w*|paid\s+back|pay\s+(?:me\s+)?back|credited|"
    r"returned|owe\s+me|back)\b",
    re.IGNORECASE,
)
# "at 10.30" is a time.
_TIME = re.compile(r"\b(?:at|until|till|from|between|around)\s+\Z", re.IGNORECASE)
_ASKED_BACK = re.compile(
    r"\A(?:[^.!?,;\n]{0,40}[.!?,;]\s){1,2}.{0,24}\b(?:that|it|this|them)\s+(?:back|refunded)\b",
    re.IGNORECASE,
)
_NEAR = 48
# A message with more amounts than this is a list.
_MOST_AMOUNTS = 20
_CLAUSE_END = re.compile(r"[,;.!?]\s|\b(?:but|because)\b")


def find_amounts(text: str) -> Iterator[Found]:
    """Yield amounts; one near words of refunding is a `refund_amount`.

    The value is the plain decimal number with the currency ("12.50 EUR"); `resolved` holds
    `{"minor": 1250, "currency": "EUR"}`, the currency None where none is named.
    """
    yield from islice(_amounts(text), _MOST_AMOUNTS)


def _amounts(text: str) -> Iterator[Found]:
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(text):
            currency = _CURRENCIES[match["currency"].lower()]
            yield _amount(text, match, parse_number(match["number"]), currency)
    for match in _TWO.finditer(text):
        currency = _CURRENCIES[match["currency"].lower()]
        name = "first" if match["first"] else "least"
        yield _found(text, match.span(name), parse_number(match[name]), currency)
        span = (match.start("second"), match.end())
        yield _found(text, span, parse_number(match["second"]), currency)
    for match in _IN_WORDS.finditer(text):
        currency = _CURRENCIES[match["currency"].lower()]
        amount = Decimal(number_in_words(match["number"])).quantize(Decimal("0.01"))
        yield _amount(text, match, amount, currency)
    for match in _CENTS.finditer(text):
        pence = match["currency"].lower().startswith("p")
        yield _amount(text, match, Decimal(match["number"]) / 100, "GBP" if pence else None)
    for match in _BARE.finditer(text):
        if not (_TIME.search(text[max(0, match.start() - 10) : match.start()]) and _is_time(match)):
            yield _amount(text, match, parse_number(match["number"] or match["round"]), None)


def _is_time(match: re.Match[str]) -> bool:
    hours, _, minutes = (match["number"] or "99.99").replace(",", ".").partition(".")
    return int(hours) < 24 and int(minutes) < 60


def _amount(text: str, match: re.Match[str], amount: Decimal, currency: str | None) -> Found:
    return _found(text, match.span(), amount, currency)


def _found(text: str, span: tuple[int, int], amount: Decimal, currency: str | None) -> Found:
    amount = amount.quantize(Decimal("0.01"))
    minor = int(amount) if currency in _WITHOUT_MINOR else int(amount * 100)
    return Found(
        "refund_amount" if _is_near_refund(text, *span) else "amount",
        *span,
        f"{amount} {currency}" if currency else str(amount),
        {"minor": minor, "currency": currency},
        rank=7 if currency else 3,
    )


def parse_number(written: str) -> Decimal:
    """Read "1,299.00", "1.299,00", "1 299" or "12,5" as a decimal number.

    A last group of one or two figures after a comma or a point is the fraction.
    """
    match = re.fullmatch(r"(?P<whole>.*?)(?:[.,](?P<fraction>\d{1,2}))?", written)
    whole = re.sub(r"\D", "", match["whole"]) if match else ""
    fraction = (match["fraction"] if match else None) or "00"
    return Decimal(f"{whole}.{fraction.ljust(2, '0')}")


@lru_cache(maxsize=8)
def _mentions_refund(text: str) -> bool:
    return _REFUND.search(text) is not None


def _is_near_refund(text: str, start: int, end: int) -> bool:
    """Tell whether words of refunding stand in the same clause, not too far away."""
    if not _mentions_refund(text):
        return False
    before = _CLAUSE_END.split(text[max(0, start - _NEAR) : start])[-1]
    after = _CLAUSE_END.split(text[end : end + _NEAR])[0]
    asked = _ASKED_BACK.search(text[end : end + 2 * _NEAR])
    return bool(asked or _REFUND.search(before) or _REFUND.search(after))
