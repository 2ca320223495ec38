"""The held-out messages: well formed, labelled with known names, and no two alike."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
DOMAIN = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
REDACTION = PROJECT / "tests" / "language" / "redaction_lines.jsonl"
REQUESTS = [
    HERE / name for name in ("requests.jsonl", "requests_second.jsonl", "requests_third.jsonl")
]
FILES = [HERE / "intents.jsonl", *REQUESTS, HERE / "dates.jsonl", REDACTION]
SENTIMENTS = {"negative", "neutral", "positive"}
KINDS = {"NAME", "EMAIL", "PHONE", "ADDRESS", "CARD", "ORDER"}
FEWEST = 15
FEWEST_OF_A_NUMBER = {"requests": 40, "requests_second": 35, "requests_third": 40}


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def plain(text: str) -> str:
    """Return a text without regard to capitals and the width of spaces."""
    return " ".join(text.casefold().split())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_two_lines_are_alike(path: Path) -> None:
    """A message counts once, however it is capitalised."""
    counts = Counter(plain(line["text"]) for line in lines(path))
    repeated = [text for text, count in counts.items() if count > 1]

    assert [] == repeated


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_text_begins_or_ends_with_a_space(path: Path) -> None:
    """Spans count from the first letter that a customer wrote."""
    padded = [line["text"] for line in lines(path) if line["text"] != line["text"].strip()]

    assert [] == padded


def test_every_intent_has_enough_messages() -> None:
    """Each intent of the domain is measured on fifteen messages or more."""
    counts = Counter(line["intent"] for line in lines(HERE / "intents.jsonl"))
    scarce = {name: counts[name] for name in DOMAIN["intents"] if counts[name] < FEWEST}

    assert {} == scarce
    assert set(DOMAIN["intents"]) == set(counts)


def test_sentiments_are_known() -> None:
    """A message is negative, neutral or positive, and each of these occurs."""
    found = {line["sentiment"] for line in lines(HERE / "intents.jsonl")}

    assert SENTIMENTS == found


def test_entities_stand_where_they_say() -> None:
    """An entity of the domain lies at its place, and none overlaps the one before."""
    wrong = []
    for line in lines(HERE / "intents.jsonl"):
        end = 0
        for entity in line["entities"]:
            known = entity["entity"] in DOMAIN["entities"]
            piece = line["text"][entity["start"] : entity["end"]]
            if not known or piece != entity["value"] or not piece or entity["start"] < end:
                wrong.append((line["text"], entity))
            end = entity["end"]

    assert [] == wrong


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.stem)
def test_requests_follow_each_other_in_the_message(path: Path) -> None:
    """The requests of a message are its parts, in order, with intents of the domain."""
    wrong = []
    for line in lines(path):
        place = 0
        for request in line["requests"]:
            found = line["text"].find(request["text"], place)
            if (
                found < 0
                or not request["text"].strip()
                or request["intent"] not in DOMAIN["intents"]
            ):
                wrong.append(line["text"])
            place = found + len(request["text"])

    assert [] == wrong


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.stem)
def test_there_are_messages_with_one_two_and_three_requests(path: Path) -> None:
    """Messages that merely look like two requests are measured as well."""
    counts = Counter(len(line["requests"]) for line in lines(path))

    assert {1, 2, 3} == set(counts)
    assert min(counts[1], counts[2]) >= FEWEST_OF_A_NUMBER[path.stem]


def test_no_file_of_requests_repeats_another() -> None:
    """Each is measured apart from those that were read before it was written."""
    counts = Counter(plain(line["text"]) for path in REQUESTS for line in lines(path))

    assert [] == [text for text, count in counts.items() if count > 1]


def test_dates_stand_where_they_say() -> None:
    """A line has a place and a date, or neither; the time of sending is in UTC."""
    wrong = []
    for line in lines(HERE / "dates.jsonl"):
        sent = datetime.fromisoformat(line["sent_at"])
        if sent.utcoffset() != UTC.utcoffset(None):
            wrong.append(line)
        if line["date"] is None:
            if line["start"] is not None or line["end"] is not None:
                wrong.append(line)
        elif not line["text"][line["start"] : line["end"]].strip() or not day(line["date"]):
            wrong.append(line)

    assert [] == wrong


def day(text: str) -> date:
    """Return an ISO date; any other text is an error."""
    return date.fromisoformat(text)


def test_private_details_stand_where_they_say() -> None:
    """A detail to redact has a known kind, edges without spaces, and overlaps no other."""
    wrong = []
    for line in lines(REDACTION):
        end = 0
        for span in line["spans"]:
            piece = line["text"][span["start"] : span["end"]]
            if span["kind"] not in KINDS or piece != piece.strip() or not piece:
                wrong.append((line["text"], span))
            if span["start"] < end:
                wrong.append((line["text"], span))
            end = span["end"]

    assert [] == wrong


def test_redaction_lines_are_half_open_half_closed() -> None:
    """Who works on redaction looks at the open half alone."""
    splits = Counter(line["split"] for line in lines(REDACTION))

    assert {"open": 250, "closed": 250} == splits
