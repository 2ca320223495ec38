"""Customers complain, ask for a person, and are answered by who they are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crm.store import Store
from crm.tables.conversations import conversations, handovers, tickets
from tests.fixtures_store import Clock
from tests.shop import add_customer, add_order
from tests.tailored_shop import add_scores, add_treated_customer, events_of
from tests.talking import Heard, Talker

COMPLAINT, HAND_OVER, CONTACT = "action_complaint", "action_hand_over", "action_contact"
LONG = "your driver threw my parcel over the fence and was rude to my mother about it"
AT_RISK = {"segment": "cannot_lose", "value_band": "high", "churn_risk": "high"}
SUNDAY = datetime(2026, 6, 21, 10, tzinfo=UTC)


def _why(heard: Heard) -> dict[str, object]:
    return dict(heard.responses[0]["custom"]["why"])


def _handover(store: Store) -> tuple[str, str, str, int | None] | None:
    """Return owner, reason, priority and ticket of the only handover."""
    with store.reading() as unit:
        row = unit.connection.execute(select(handovers)).one_or_none()
        owner = unit.connection.scalar(select(conversations.c.owner))
        return None if row is None else (str(owner), row.reason, row.priority, row.ticket_id)


def test_a_valued_customer_at_risk_gets_a_person_and_a_goodwill(store: Store) -> None:
    """Apology by tier, points at once, a person with high priority; the reason is kept."""
    with store.transaction() as unit:
        anna = add_treated_customer(unit, tier="silver", points=10)
        add_scores(unit, anna, **AT_RISK)
    heard = Talker(store, anna).ask(COMPLAINT, LONG, intent="complaint", sentiment=-0.7)
    why = _why(heard)
    with store.reading() as unit:
        ticket = unit.connection.execute(select(tickets)).one()
    (event,) = events_of(store, "ReplyTailored")

    assert [
        "utter_complaint_valued_tier",
        "utter_goodwill_points",
        "utter_handover_open",
    ] == heard.names
    assert ("silver", "100") == (heard.value("tier"), heard.value("points"))
    assert ("queued", "complaint", "high", ticket.id) == _handover(store)
    assert (LONG, "high", anna.id) == (ticket.summary, ticket.priority, ticket.customer_id)
    assert ("valued_at_risk_complains", "GOODWILL100") == (why["rule"], why["offer"])
    assert ("valued_at_risk_complains", "cannot_lose") == (
        event["rule"],
        event["facts"]["segment"],
    )


def test_a_new_customer_gets_an_apology_and_a_ticket(store: Store) -> None:
    """Normal priority, no goodwill, and a person when they want one."""
    with store.transaction() as unit:
        anna = add_customer(unit)
    heard = Talker(store, anna).ask(COMPLAINT, LONG, intent="complaint", sentiment=-0.7)

    assert ["utter_complaint", "utter_complaint_next"] == heard.names
    assert ["I'd like to talk to a person"] == heard.quick_replies
    assert ("complains", "normal", None) == (
        _why(heard)["rule"],
        _why(heard)["priority"],
        _why(heard)["offer"],
    )
    assert _handover(store) is None


def test_a_guest_is_heard_as_well(store: Store) -> None:
    """A complaint needs no account."""
    heard = Talker(store).ask(COMPLAINT, LONG, intent="complaint")

    assert ["utter_complaint", "utter_complaint_next"] == heard.names


def test_a_bare_complaint_is_asked_about(store: Store) -> None:
    """The ticket is there at once, and what is told next is added to it, with no second one."""
    talker = Talker(store)
    asked = talker.ask(COMPLAINT, "I want to complain", intent="complaint")
    told = talker.reply("The courier was rude and left my parcel in the rain")
    with store.reading() as unit:
        ticket = unit.connection.execute(select(tickets)).one()

    assert ["utter_complaint", "utter_complaint_ask"] == asked.names
    assert ["utter_complaint_added", "utter_complaint_next"] == told.names
    assert told.value("ticket") == ticket.number
    assert ticket.summary.endswith("left my parcel in the rain")


def test_a_second_complaint_gets_a_person(store: Store) -> None:
    """Complaining again in a conversation is handed over, and gives no second goodwill."""
    with store.transaction() as unit:
        anna = add_treated_customer(unit, tier="gold")
        add_scores(unit, anna, value_band="high")
    talker = Talker(store, anna)
    first = talker.ask(COMPLAINT, LONG, intent="complaint")
    again = talker.ask(COMPLAINT, f"{LONG} and nobody answers", intent="complaint")

    assert "utter_goodwill_points" in first.names
    assert ["utter_complaint_again", "utter_handover_open"] == again.names
    assert 1 == len(events_of(store, "OfferShown"))


def test_frustration_brings_a_person(store: Store) -> None:
    """Whoever is worn out by the talk so far is not kept in it."""
    heard = Talker(store).ask(COMPLAINT, LONG, intent="complaint", frustration=0.8)

    assert ["utter_complaint", "utter_handover_open"] == heard.names
    assert "frustrated_complains" == _why(heard)["rule"]


def test_the_complaint_knows_its_own_order_only(store: Store) -> None:
    """The order named is linked when it is theirs; somebody else's is not."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        mine = add_order(unit, anna, number="200001")
        add_order(unit, add_customer(unit, "Ben", "ben@example.org"), number="200002")
    for number in ("200001", "200002"):
        Talker(store, anna).ask(COMPLAINT, LONG, entities={"order_id": number})
    with store.reading() as unit:
        linked = unit.connection.scalars(select(tickets.c.order_id).order_by(tickets.c.id)).all()

    assert [mine.id, None] == linked


def test_the_same_message_complains_once(store: Store) -> None:
    """A message that is sent again gets the recorded answer and opens no second ticket."""
    with store.transaction() as unit:
        anna = add_treated_customer(unit, tier="silver")
        add_scores(unit, anna, **AT_RISK)
    talker = Talker(store, anna)
    first = talker.ask(COMPLAINT, LONG, message_id="one")
    again = talker.ask(COMPLAINT, LONG, message_id="one")

    assert first.responses == again.responses
    assert (1, 1) == (len(events_of(store, "TicketOpened")), len(events_of(store, "OfferShown")))


@pytest.mark.parametrize(
    ("scores", "mood", "priority", "rule"),
    [
        (None, {}, "normal", "wants_person"),
        (None, {"frustration": 0.9}, "high", "angry_wants_person"),
        (AT_RISK, {}, "high", "valued_at_risk_wants_person"),
    ],
)
def test_a_person_is_queued_by_need(
    store: Store,
    scores: dict[str, str] | None,
    mood: dict[str, float],
    priority: str,
    rule: str,
) -> None:
    """Who is angry or would be missed waits less."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        if scores:
            add_scores(unit, anna, **scores)
    heard = Talker(store, anna).ask(HAND_OVER, "I want a human", **mood)  # type: ignore[arg-type]

    assert (["utter_handover_open"], rule) == (heard.names, _why(heard)["rule"])
    assert ("queued", "asked_for_person", priority, None) == _handover(store)


def test_outside_the_hours_the_bot_is_honest(store: Store, clock: Clock) -> None:
    """On a Sunday the customer is queued and told when somebody will be there."""
    clock.now = SUNDAY
    heard = Talker(store).ask(HAND_OVER, "a person please")

    assert (["utter_handover_closed"], "tomorrow at 08:00") == (heard.names, heard.value("opens"))


@pytest.mark.parametrize(
    ("moment", "response", "placeholder", "value"),
    [
        (datetime(2026, 6, 15, 12, tzinfo=UTC), "utter_contact_open", "closes", "20:00"),
        (datetime(2026, 6, 15, 4, tzinfo=UTC), "utter_contact_closed", "opens", "today at 08:00"),
        (datetime(2026, 6, 20, 15, tzinfo=UTC), "utter_contact_closed", "opens", "Monday at 08:00"),
        (SUNDAY, "utter_contact_closed", "opens", "tomorrow at 08:00"),
    ],
)
def test_contact_says_whether_somebody_is_there(
    store: Store, moment: datetime, response: str, placeholder: str, value: str
) -> None:
    """Telephone, e-mail and hours, and what holds now."""
    heard = Talker(store).ask(CONTACT, "when can I call?", sent_at=moment)
    hours = "Monday to Friday 08:00 to 20:00 and Saturday 09:00 to 16:00"

    assert (["utter_contact", response], value) == (heard.names, heard.value(placeholder))
    assert hours == heard.value("hours")
