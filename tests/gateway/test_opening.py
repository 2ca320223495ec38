"""How the widget opens, by the file that a shop edits."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from crm.consents import set_consent
from crm.errors import Invalid
from crm.setting_kinds import Rate
from crm.settings import PROJECT
from crm.store import Store
from crm.tables.events import customer_scores
from crm.widget_rules import Visit, WidgetRules, opening
from gateway.widget_file import WidgetFile, load, parse
from tests.crm.talk import add_customer
from tests.crm.test_widget_rules import scores
from tests.fixtures_store import Clock
from tests.gateway.service import Service, settings_in
from tests.gateway.turn_engine import FakeEngine

FILE = """
greetings:
  - page: /product/*
    text: {en: "A question?", de: "Eine Frage?"}
  - segments: [champion]
    text: Welcome back!
starters: ["Where is my order?"]
proactive:
  - {id: basket, page: /basket, after_seconds: 20, basket_minor: 5000, text: "Need help?"}
proactive_cap: {per_visit: 1, per_day: 3}
"""


@pytest.fixture
def widget_file(tmp_path: Path) -> Path:
    """Return a shop's file."""
    path = tmp_path / "widget.yml"
    path.write_text(FILE)
    return path


@pytest.fixture
async def shop(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path, widget_file: Path
) -> AsyncIterator[Service]:
    """Return a service with that file that lets eight openings through."""
    settings = settings_in(
        tmp_path, widget_file=widget_file, openings_per_address=Rate(8, 1 / 3600)
    )
    running = Service(sqlite_store, fake_engine, settings)
    await running.start()
    yield running
    await running.stop()


async def opened(service: Service, **body: Any) -> tuple[int, dict[str, Any]]:
    """Ask how the widget opens."""
    async with service.client.post("/api/v1/widget/opening", json=body) as response:
        return response.status, await response.json()


async def test_it_opens_by_page_and_language(shop: Service) -> None:
    """The page's greeting in the customer's language, the hours, and what comes by itself."""
    status, shown = await opened(shop, page="/product/4?color=red#top", language="de-DE")

    assert 200 == status
    assert {
        "greeting": "Eine Frage?",
        "starters": ["Where is my order?"],
        "proactive": [
            {
                "id": "basket",
                "text": "Need help?",
                "page": "/basket",
                "after_seconds": 20,
                "basket_minor": 5000,
            }
        ],
        "proactive_cap": {"per_visit": 1, "per_day": 3},
        "support": {"open": True, "opens": None, "opens_at": None},
    } == shown


async def test_it_opens_by_segment(shop: Service, sqlite_store: Store) -> None:
    """A signed-in customer who agreed is greeted as who they are; others are not."""
    agreed, silent = add_customer(sqlite_store, "C-1"), add_customer(sqlite_store, "C-2")
    with sqlite_store.transaction() as unit:
        for customer in (agreed, silent):
            unit.connection.execute(customer_scores.insert().values(scores(customer, unit)))
        set_consent(unit, agreed, "personalisation", True, actor="system")
    identity = shop.gateway.identity
    greetings = [
        (await opened(shop, customer_token=identity.customer_token(name)))[1]["greeting"]
        for name in ("C-1", "C-2", "C-unknown")
    ]

    assert ["Welcome back!", None, None] == greetings


async def test_at_night_it_says_when_people_are_back(shop: Service, clock: Clock) -> None:
    """In words, and as a time for pages that speak other languages."""
    clock.now = datetime(2026, 6, 20, 21, tzinfo=UTC)
    _, shown = await opened(shop)

    assert {
        "open": False,
        "opens": "Monday at 08:00",
        "opens_at": "2026-06-22T06:00:00+00:00",
    } == shown["support"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"customer_token": "x.y.z"}, 401, "token_invalid"),
        ({"customer_token": 5}, 422, "customer_token_invalid"),
        ({"page": "product"}, 422, "page_invalid"),
        ({"page": 5}, 422, "page_invalid"),
        ({"page": "/" + "x" * 3000}, 422, "page_invalid"),
        ({"language": ["de"]}, 422, "language_invalid"),
    ],
)
async def test_what_it_refuses(shop: Service, body: Any, status: int, code: str) -> None:
    """Forged tokens and what is no page, with a word for programs."""
    found, answer = await opened(shop, **body)

    assert (status, code) == (found, answer["code"])


async def test_too_long_a_page_is_told_the_limit(shop: Service) -> None:
    """A string that is too long is not called no string."""
    _, answer = await opened(shop, page="/" + "x" * 3000)

    assert "at most 2,000 characters" in answer["detail"]


async def test_odd_languages_are_english(shop: Service) -> None:
    """What a browser calls its language breaks nothing."""
    greetings = [
        (await opened(shop, page="/product/4", language=language))[1]["greeting"]
        for language in ("", "x", "de_DE", "../de", "C.UTF-8")
    ]

    assert ["A question?"] * 5 == greetings


async def test_openings_are_limited(shop: Service) -> None:
    """By address: whoever asks without end gets 429."""
    statuses = [(await opened(shop))[0] for _ in range(9)]

    assert [200] * 8 + [429] == statuses


async def test_a_changed_file_is_taken_up(widget_file: Path, caplog: Any) -> None:
    """At once when it is good; what is wrong with it is logged, and the old one stays."""
    seconds = iter(range(0, 100, 2))
    file = WidgetFile(widget_file, lambda: next(seconds))

    async def greeting() -> object:
        return opening(await file.rules(), Visit("/x", segment="champion"))["greeting"]

    found = [await greeting()]
    for text in ("greetings: [{text: Hello}]", "greetings: [{txt: Hello}]", None, "{}"):
        if text is None:
            widget_file.unlink()
        else:
            widget_file.write_text(text)
            os.utime(widget_file, (len(found), len(found)))
        found.append(await greeting())

    assert ["Welcome back!", "Hello", "Hello", "Hello", None] == found
    assert "greetings[1].txt is no known key" in caplog.text


def test_the_shipped_file_is_good() -> None:
    """It greets in all languages of the widget, within what the widget shows."""
    rules = load(PROJECT / "gateway" / "widget.yml")
    languages = {frozenset(one.text) for one in (*rules.greetings, *rules.proactive)}

    assert {frozenset({"en", "de", "es", "fr", "zh", "ar"})} == languages
    assert opening(rules, Visit("/product/1"))["greeting"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("greeting: []", "line 1: greeting is no known key"),
        ("- a", "line 1: the file must have keys"),
        ("greetings:\n  text: x", "line 2: greetings must be a list"),
        ("greetings:\n  - page: /x", "line 2: greetings[1] needs a text"),
        ("greetings: [{text: {de: x}}]", "greetings[1].text needs a text in English"),
        ("greetings: [{text: {en: x, german: y}}]", "greetings[1].text.german is no language"),
        ("greetings: [{text: ''}]", "greetings[1].text must be a text"),
        ("greetings: [{text: [x]}]", "greetings[1].text must have keys"),
        (f"greetings: [{{text: {'x' * 501}}}]", "at most 500 characters"),
        ('greetings: [{text: "a\\u202eb"}]', "only printable ones"),
        ("greetings: [{text: x, page: product}]", "greetings[1].page must be a path"),
        ('greetings: [{text: x, page: "/a?b"}]', "greetings[1].page must be a path"),
        ("greetings: [{text: x, segments: [vip]}]", "names 'vip'; it may be one of champion"),
        ("greetings: [{text: x, text: y}]", "greetings[1].text is there twice"),
        ("starters: [a, b, c, d, e, f, g]", "starters has 7 items; 6 are allowed"),
        ("proactive: [{text: x}]", "proactive[1] needs an id"),
        ("proactive: [{id: A b, text: x}]", "proactive[1].id must have"),
        ("proactive: [{id: a, text: x}, {id: a, text: y}]", "proactive has an id twice"),
        ("proactive: [{id: a, text: x, after_seconds: soon}]", "a whole number from 0 to 3600"),
        ("proactive: [{id: a, text: x, basket_minor: -1}]", "a whole number from 0"),
        ("proactive_cap: {per_day: 101}", "proactive_cap.per_day must be a whole number"),
        ("greetings: [", "line 1"),
        ("a: &a [*a", "line 1"),
        ("\x00", "special characters"),
        ("[" * 5000, "nested too deeply"),
    ],
)
def test_what_is_wrong_is_named(text: str, expected: str) -> None:
    """The sentence says in which line and under which key something is wrong."""
    with pytest.raises(Invalid) as caught:
        parse(text)

    assert "widget_file_invalid" == caught.value.code
    assert expected in caught.value.detail


def test_an_empty_file_says_nothing() -> None:
    """The widget then opens with its own texts."""
    assert [WidgetRules()] * 2 == [parse(""), parse("# nothing\n")]


def test_the_command_checks_a_file(widget_file: Path) -> None:
    """`attune widget check` says what a file holds; what is wrong names the file and the line."""
    good = CliRunner().invoke(app, ["widget", "check", str(widget_file)])
    widget_file.write_text("greetings:\n  - txt: x")
    bad = CliRunner().invoke(app, ["widget", "check", str(widget_file)])
    missing = CliRunner().invoke(app, ["widget", "check", str(widget_file / "nothing")])

    assert (0, True) == (good.exit_code, "Greetings: 2; proactive messages: 1" in good.stdout)
    assert f"{widget_file}, line 2: greetings[1].txt is no known key" in str(bad.exception)
    assert "cannot be read" in str(missing.exception)
