"""The channel, spoken to over a real socket."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from service import Service

from tests.bot.conftest import TOKEN, StartEngine

Turn = Callable[..., requests.Response]
Read = Callable[[str], requests.Response]
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def test_turn_gives_replies_reading_and_state(turn: Turn) -> None:
    """A turn answers with the bot's message, its extras and the reading of the text."""
    answer = turn("where is my order 104233?").json()

    assert answer["replies"] == [
        {
            "text": "action_track_order, turn 1: where is my order 104233?",
            "quick_replies": [{"title": "Yes", "text": "yes please"}],
            "cards": [{"kind": "order"}],
            "why": {"rule": "count"},
        }
    ]
    reading = answer["reading"]
    assert reading["intent"] == "track_order"
    assert reading["ranking"][0]["intent"] == "track_order"
    assert len(reading["ranking"]) <= 5
    assert reading["entities"] == [
        {"entity": "order_id", "start": 18, "end": 24, "value": "104233", "text": "104233"}
    ]
    assert reading["model_version"] == "tiny"
    assert answer["state_reset"] is False


def test_state_carries_the_slots_to_the_next_turn(turn: Turn) -> None:
    """What an action stored is there in the next turn, through the state alone."""
    state = None
    for _ in range(3):
        answer = turn("track my package", state=state).json()
        state = answer["state"]

    assert answer["replies"][0]["text"] == "action_track_order, turn 3: track my package"


def test_state_does_not_grow_with_the_conversation(turn: Turn) -> None:
    """After 30 turns the state is as large as after 5."""
    state, sizes = None, []
    for _ in range(30):
        state = turn("track my package", state=state).json()["state"]
        state["slots"] = {}
        sizes.append(len(json.dumps(state)))

    assert sizes[4] == pytest.approx(sizes[-1], abs=40)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"version": 99},
        {"version": 1, "slots": [], "events": [], "texts": [], "frustration": 0},
        {"version": 1, "slots": {}, "events": [{"event": "x"}], "texts": [], "frustration": 0},
        {"version": 1, "slots": {}, "events": [], "texts": [1], "frustration": 0},
        {"version": 1, "slots": {}, "events": [], "texts": [], "frustration": "hot"},
        {"version": 1, "slots": {}, "events": 7, "texts": None, "frustration": 0},
    ],
)
def test_corrupt_state_starts_afresh(turn: Turn, state: dict[str, Any]) -> None:
    """A state that is not understood does no harm, and the answer says so."""
    answer = turn("track my package", state=state)

    assert (answer.status_code, answer.json()["state_reset"]) == (200, True)


def test_slots_unknown_to_the_domain_are_dropped(turn: Turn) -> None:
    """A state of an older model may name slots that are gone."""
    old = {"version": 1, "slots": {"gone": 1}, "events": [], "texts": [], "frustration": 0.0}
    answer = turn("track my package", state=old).json()

    assert set(answer["state"]["slots"]) == {"dialogue"}


def test_action_gets_what_it_needs_and_no_more(turn: Turn, service: Service) -> None:
    """Message id, customer and time are in the metadata; ranking and domain stay out."""
    turn("track my package", message_id="m-7", customer="cus_9")
    body = service.calls[-1]

    assert set(body) == {"next_action", "sender_id", "version", "tracker"}
    message = body["tracker"]["latest_message"]
    assert message["metadata"]["message_id"] == "m-7"
    assert message["metadata"]["customer"] == "cus_9"
    assert message["metadata"]["sent_at"] == "2026-11-20T09:00:00+00:00"
    assert "intent_ranking" not in message
    assert service.headers["X-Attune-Engine"] == f"token:{TOKEN}"


def test_action_call_stays_small(turn: Turn, service: Service) -> None:
    """The body of an action call in turn 20 is about that of turn 4."""
    state, sizes = None, []
    for _ in range(20):
        state = turn("track my package", state=state).json()["state"]
        sizes.append(len(json.dumps(service.calls[-1])))

    assert sizes[3] == pytest.approx(sizes[-1], abs=200)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I demand a refund", "action_request_refund: the service answered 500"),
        ("thanks a lot", "action_thank: unreadable answer"),
    ],
)
def test_failing_action_is_an_error(turn: Turn, text: str, reason: str) -> None:
    """A failing action gives 502 with a reason, never a silent empty reply."""
    answer = turn(text)

    assert (answer.status_code, answer.json()["error"][: len(reason)]) == (502, reason)


def test_response_of_a_rule_is_uttered(turn: Turn) -> None:
    """A rule may name a response directly; a button without payload sends its title."""
    assert turn("good morning").json()["replies"] == [
        {
            "text": "Hello!",
            "quick_replies": [{"title": "Orders", "text": "Orders"}],
            "cards": [],
            "why": None,
        }
    ]


@pytest.mark.parametrize("text", ["", "   ", "?!", "🙂🙃", "\x00", "\ud83d", "..." * 50])
def test_text_without_words_is_not_understood(turn: Turn, text: str) -> None:
    """There is nothing to read: the reading says so, and the fallback answers."""
    answer = turn(text).json()

    assert (answer["reading"]["intent"], len(answer["replies"])) == ("nlu_fallback", 1)


@pytest.mark.parametrize(
    "text",
    ["/greet", "/restart", "/session_start", ' /greet{"name": "x"}', "/track my package 104233"],
)
def test_slash_is_never_a_command(read: Read, text: str) -> None:
    """A leading slash is text: no intent with confidence 1, and spans stay right."""
    reading = read(text).json()

    assert reading["confidence"] < 1.0
    for entity in reading["entities"]:
        assert text[entity["start"] : entity["end"]] == entity["text"]


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "order 104233 " * 770, "1" * 10_000, "🙂" * 5000, "<b>'; DROP TABLE--</b>"],
)
def test_strange_text_is_read(read: Read, text: str) -> None:
    """Long texts, emoji, HTML and SQL are read like any other text."""
    answer = read(text)

    assert (answer.status_code, answer.json()["model_version"]) == (200, "tiny")


def test_template_syntax_of_a_customer_is_only_text(turn: Turn) -> None:
    """Braces and brackets in a customer's words are given back unchanged."""
    text = "track my package {turns} {0[a]} 0[1] {{action}}"

    assert turn(text).json()["replies"][0]["text"] == f"action_track_order, turn 1: {text}"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"text": None}, "text"),
        ({"text": 5}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"text": "hi", "conversation_id": ""}, "conversation_id"),
        ({"text": "hi", "conversation_id": 7}, "conversation_id"),
        ({"text": "hi", "message_id": None}, "message_id"),
        ({"text": "hi", "customer": 5}, "customer"),
        ({"text": "hi", "sent_at": "yesterday"}, "sent_at"),
        ({"text": "hi", "sent_at": "2026-11-20T09:00:00"}, "sent_at"),
        ({"text": "hi", "state": []}, "state"),
    ],
)
def test_bad_field_is_named(turn: Turn, changes: dict[str, Any], word: str) -> None:
    """A field of another form gives 400 and its name."""
    answer = turn(**changes)

    assert (answer.status_code, answer.json()["error"].split()[0]) == (400, word)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b"[" * 5000, b"\xff"])
def test_bad_body_is_refused(engine: str, body: bytes) -> None:
    """What is no JSON object gives 400."""
    answer = requests.post(f"{engine}/turn", data=body, headers=BEARER, timeout=10)

    assert answer.status_code == 400


@pytest.mark.parametrize("header", [None, "", TOKEN, "Bearer", "Bearer wrong", "Bearer tökén"])
@pytest.mark.parametrize("route", ["turn", "read"])
def test_token_is_needed(engine: str, route: str, header: str | None) -> None:
    """Without the right bearer token nothing is read."""
    headers = {} if header is None else {"Authorization": header.encode()}
    answer = requests.post(f"{engine}/{route}", json={}, headers=headers, timeout=10)

    assert answer.status_code == 401


def test_engine_without_token_serves_nobody(start_engine: StartEngine) -> None:
    """An unset token is not an empty password."""
    address = start_engine({"ATTUNE_ENGINE_TOKEN": ""})
    answer = requests.post(
        f"{address}/read", json={"text": "hi"}, headers={"Authorization": "Bearer "}, timeout=10
    )

    assert answer.status_code == 401


def test_read_gives_the_reading_alone(engine: str, service: Service) -> None:
    """Reading a text runs no action."""
    before = len(service.calls)
    body = {"text": "where is my order", "sent_at": "2026-11-20T09:00:00Z"}
    answer = requests.post(f"{engine}/read", json=body, headers=BEARER, timeout=10).json()

    assert (answer["intent"], len(service.calls)) == ("track_order", before)


def test_ready_names_the_model(engine: str) -> None:
    """The supervisor asks without a token."""
    assert requests.get(f"{engine}/ready", timeout=10).json() == {"model_version": "tiny"}


def test_frustration_follows_the_conversation(turn: Turn) -> None:
    """Shouting the same again raises it, a calm word lets it fall."""
    angry = "WHERE IS MY ORDER, THIS IS A DISGRACE!!!"
    first = turn(angry).json()
    second = turn(angry, state=first["state"]).json()
    third = turn("good morning", state=second["state"]).json()
    levels = [answer["reading"]["frustration"] for answer in (first, second, third)]

    assert 0 < levels[0] < levels[1] > levels[2]


def test_conversations_interleave(turn: Turn) -> None:
    """Turns of many conversations at once each continue their own."""

    def talk(name: int) -> str:
        state = None
        for _ in range(4):
            answer = turn("track my package", conversation_id=f"c-{name}", state=state).json()
            state = answer["state"]
        return str(answer["replies"][0]["text"])

    with ThreadPoolExecutor(8) as pool:
        last = list(pool.map(talk, range(16)))

    assert last == ["action_track_order, turn 4: track my package"] * 16
