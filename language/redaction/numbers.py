"""E-mail addresses and the numbers that point at a person: card, phone, order, invoice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from language.redaction.spans import Span, cover

_EMAIL = re.compile(r"(?<![\w.+%&'’-])[\w.+%&'’-]+@[\w-]+(?:\.[\w-]+)+")
# "marta (at) example.org", "marta [at] example [dot] org"; plain words only with both of them.
_AT = r"(?:\s?[\[({]\s?(?:at|@)\s?[\])}]\s?|\s@\s?|\s?@\s)"
_DOT = r"(?:\s?[\[({]\s?(?:dot|\.)\s?[\])}]\s?|\s+dot\s+|\s+punkt\s+|\s?\.)"
_SPELT_EMAIL = re.compile(
    rf"(?<![\w.+%-])[\w.+%-]+(?:{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{2,24}}){{1,4}}"
    r"|\s+at\s+[\w-]{1,63}(?:\s+dot\s+[\w-]{2,24}){1,4})(?!\w)",
    re.IGNORECASE,
)
_AT_WORD = re.compile(
    r"\be?-?mails?\b[^\n@]{0,30}?\s(?P<value>[\w.+%-]{2,64}\s+at\s+[\w-]{1,63}(?:\.[a-z]{2,24}){1,4})\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![\w./-])(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([./-])\d{1,2}\2\d{1,2})"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?)?(?![\w/]|[.-]\d)"
)
_CARD = re.compile(r"(?<![\w+])\d(?:[ .–_-]{0,2}\d){12,18}(?!\w)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_REFERENCE = re.compile(
    r"\b(?:INV[- ]?|(?:R|RMA|RET)-)\d[\d-]{2,}\d\b"
    r"|\b(?-i:(?!ORD|ISO|DIN|EN|UTF|RFC|SHA|CVE)[A-Z]{2,4}-\d{4,12})\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?<![\w-])(?:(?:ORD|ORDER)[-–_#]\s?\d{3,12}|#\s?\d{4,12}"
    r"|(?<!\d\.)(?<!\b\d,)(?<!\b\d\d,)(?<!\b\d\d\d,)(?<![€$£])\d{5,7})"
    r"(?!\w|-\w|[.,]\d{1,3}(?!\d)|\s?(?:€|£|\$|EUR\b|USD\b|GBP\b|%|km\b|kg\b))",
    re.IGNORECASE,
)
_CUED_ORDER = re.compile(
    r"\b(?:orders?|ord|order[\s-]?(?:number|no|nr|id)|bestell(?:ung|nummer|nr)|pedido|commande|"
    r"ordine|zamówienie|beställning|ordre(?:nummer)?)\b\.?"
    r"(?:\s?(?:number|numbers|num|no|nr|n°|nº|id|ref|#))?\.?\s?[:=#]?\s?(?:is\s|was\s)?#?\s?"
    r"(?P<value>(?:[A-Z]{1,4}-?)?\d{4,12})(?!\w|[.,]\d{1,2}(?!\d)|\s?(?:€|£|\$|EUR\b|USD\b|GBP\b))",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w+])(?:\+\s?|00)?\(?\+?\d(?:[\s().\-/–]{0,3}\d){7,14}"
    r"(?:\s?(?:ext|extension|x|dw)\.?\s?\d{1,5})?(?!\w)",
    re.IGNORECASE,
)
_CUED_PHONE = re.compile(
    r"\b(?:phone|telephone|tel|mobile|mob|cell|landline|call|ring|text|whatsapp|fax|handy|festnetz|"
    r"telefon|telefoon|telefono|telefone|teléfono|téléphone|telefonnummer|rufnummer|tlf|gsm|puhelin|"
    r"my\s(?:number|no)(?:\sis)?|number['’]s|reach\s(?:me|us))\b[^\d\n+]{0,20}"
    r"(?P<value>\+?\(?\d(?:[\s().\-/]{0,2}\d){5,14})(?!\w)",
    re.IGNORECASE,
)
_FEWEST_PHONE_DIGITS = 6


def find_numbers(text: str) -> Iterator[Span]:
    """Yield e-mails, cards and accounts, references, phones and orders; none overlaps another.

    A number of a card's length that fails the Luhn check is a NUMBER, whoever mistyped it.
    Dates and amounts are let stand.
    """
    has_figures = any(map(str.isdecimal, text))
    rules = (_emails, _cards, _references, _phones, _orders) if has_figures else (_emails,)
    text = cover(text, (Span(*match.span(), "DATE") for match in _DATE.finditer(text)))
    for rule in rules:
        found = list(rule(text))
        yield from found
        text = cover(text, found)


def passes_luhn(digits: str) -> bool:
    """Tell whether 13 to 19 digits (separators allowed) pass the Luhn check of payment cards."""
    values = [int(character) for character in digits if character.isdecimal()]
    if not 13 <= len(values) <= 19:
        return False
    doubled = [sum(divmod(2 * value, 10)) for value in values[-2::-2]]
    return (sum(values[-1::-2]) + sum(doubled)) % 10 == 0


def may_be_postcode(text: str, span: Span) -> bool:
    """Tell whether what was found could as well belong to an address: few figures, no plus."""
    value = text[span.start : span.end]
    if span.kind == "PHONE":
        return len(value) < 11 and value[0] not in "+0(" and not value.isdecimal()
    return span.kind in ("ORDER", "REFERENCE")


def _emails(text: str) -> Iterable[Span]:
    found = [Span(*match.span(), "EMAIL") for match in _EMAIL.finditer(text)]
    text = cover(text, found)
    found += [Span(*match.span(), "EMAIL") for match in _SPELT_EMAIL.finditer(text)]
    text = cover(text, found)
    return found + [Span(*match.span("value"), "EMAIL") for match in _AT_WORD.finditer(text)]


def _cards(text: str) -> Iterator[Span]:
    for match in _IBAN.finditer(text):
        yield Span(*match.span(), "IBAN")
    for match in _CARD.finditer(text):
        if passes_luhn(match.group()):
            yield Span(*match.span(), "CARD")
        elif sum(character.isdecimal() for character in match.group()) > 15:
            yield Span(*match.span(), "NUMBER")


def _references(text: str) -> Iterator[Span]:
    for match in _REFERENCE.finditer(text):
        yield Span(*match.span(), "REFERENCE")


def _phones(text: str) -> Iterable[Span]:
    cued = [
        Span(*match.span("value"), "PHONE")
        for match in _CUED_PHONE.finditer(text)
        if sum(map(str.isdecimal, match["value"])) >= _FEWEST_PHONE_DIGITS + 1
    ]
    hidden = cover(text, _listed_orders(text))
    return [Span(*match.span(), "PHONE") for match in _PHONE.finditer(cover(hidden, cued))] + cued


def _listed_orders(text: str) -> Iterable[Span]:
    """Return order numbers that a space or "and" would join to something like a phone number."""
    found = (match.span("value") for match in _CUED_ORDER.finditer(text))
    return [Span(start, end, "ORDER") for start, end in found if end - start <= 8]


def _orders(text: str) -> Iterable[Span]:
    cued = [Span(*match.span("value"), "ORDER") for match in _CUED_ORDER.finditer(text)]
    text = cover(text, cued)
    return cued + [Span(*match.span(), "ORDER") for match in _ORDER.finditer(text)]
