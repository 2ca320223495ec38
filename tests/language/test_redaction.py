"""The thorough redaction, which people's reviews rely on; Presidio is in the service alone."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from language.redaction.analyzer import conversation, find, redact
from language.redaction.known import KnownValues

LINES = Path(__file__).with_name("redaction_lines.jsonl")
LEAST_RECALL = 0.98
LEAST_PRECISION = 0.95
MOST_TOUCHED_OF_EMPTY = 0.05


def lines() -> list[dict]:
    """Return the 500 lines; nobody tunes on the closed half."""
    return [json.loads(line) for line in LINES.read_text("utf-8").splitlines()]


def is_covered(text: str, wanted: dict, spans: list) -> bool:
    """Tell whether every letter and figure of a wanted detail lies in some span."""
    return all(
        any(span.start <= place < span.end for span in spans)
        for place in range(wanted["start"], wanted["end"])
        if text[place].isalnum()
    )


def test_recall_on_500_lines() -> None:
    """Of all names, addresses, e-mails, phones, cards and orders, 98 in 100 are covered."""
    found: dict[str, list[bool]] = {}
    for line in lines():
        spans = find(line["text"])
        for wanted in line["spans"]:
            covered = is_covered(line["text"], wanted, spans)
            found.setdefault(wanted["kind"], []).append(covered)
    every = [covered for of_kind in found.values() for covered in of_kind]
    recall = sum(every) / len(every)
    by_kind = {kind: f"{sum(of_kind)} of {len(of_kind)}" for kind, of_kind in found.items()}

    assert recall >= LEAST_RECALL, f"recall {recall:.4f}, covered by kind: {by_kind}"


def test_precision_on_500_lines() -> None:
    """Nearly all that is covered was to be; lines that identify nobody stay as they are."""
    right = wrong = touched = empty = 0
    for line in lines():
        spans = find(line["text"])
        for span in spans:
            meets = any(w["start"] < span.end and span.start < w["end"] for w in line["spans"])
            right, wrong = right + meets, wrong + (not meets)
        empty += not line["spans"]
        touched += bool(spans) and not line["spans"]

    assert right / (right + wrong) >= LEAST_PRECISION, f"{wrong} of {right + wrong} are wrong"
    assert touched / empty <= MOST_TOUCHED_OF_EMPTY, f"{touched} of {empty} empty lines"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grzegorz asked again", "[NAME_1] asked again"),
        ("my friend Rose wants one", "my friend [NAME_1] wants one"),
        ("hi this is priya, where is it", "hi this is [NAME_1], where is it"),
        ("cheers pete", "cheers [NAME_1]"),
        ("D. P. Kowalczuk signed", "[NAME_1] signed"),
        ("Ludwig van Beethoven lives at Rosenhügel 4", "[NAME_1] lives at [ADDRESS_1]"),
        ("Ahmed's order 104233", "[NAME_1]'s order [ORDER_1]"),
        ("it is for Jack and Rose", "it is for [NAME_1] and [NAME_2]"),
        ("deliver to 45 elm street, springfield", "deliver to [ADDRESS_1]"),
        ("House 23, Road 5, Dhanmondi, Dhaka 1205", "[ADDRESS_1]"),
        ("I am Nour Haddad; NOUR writes", "I am [NAME_1]; [NAME_1] writes"),
        ("mail: lena@example.org", "mail: [EMAIL_1]"),
        ("call 0151 5550 1144", "call [PHONE_1]"),
        ("4242424242424242", "[CARD_1]"),
    ],
)
def test_thorough(text: str, expected: str) -> None:
    """Names are found that nothing announces, addresses in small letters too."""
    actual = redact(text)

    assert expected == actual


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "will you mark the box with a rose",
        "May I return it in April?",
        "the Oxford shirt from Italy",
        "can I pay with PayPal or Klarna",
        "WHERE IS MY PARCEL?",
        "I hope it is fixed by Friday",
        "12 mugs and 3 plates, please",
        "🙂🙂🙂",
    ],
)
def test_what_identifies_nobody_stays(text: str) -> None:
    """Months, places, brands and words that are also names are let stand."""
    actual = redact(text)

    assert text == actual


def test_a_conversation_knows_its_customer() -> None:
    """Known values get placeholders, the same in all texts, also where nothing announces them."""
    known = KnownValues(names=("Zoë Quist",), addresses=("Fernhill 7, 12345 Anytown",))
    redactor = conversation(known)

    actual = [redactor.redact(text) for text in ("quist here", "zoe, fernhill 7", "Zoë Quist")]

    assert ["[NAME_1] here", "[NAME_1], [ADDRESS_1]", "[NAME_1]"] == actual


def test_threads_share_the_analyzer() -> None:
    """Texts that are redacted at the same time do not mix."""
    texts = [f"Marek Nowak {number} mails m{number}@example.org" for number in range(40)]

    with ThreadPoolExecutor(4) as pool:
        actual = list(pool.map(redact, texts))

    assert [redact(text) for text in texts] == actual


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=200))
@example("\ud83d שלום רחוב 5 \x00 [NAME_1] Ann")
def test_no_text_raises(text: str) -> None:
    """No text raises; no value that was found stands in the result as a word of its own."""
    spans = find(text)
    result = redact(text)

    assert spans or result == text
    assert "x@example.org" not in redact(f"{text} x@example.org")
