"""Members ask for their points, leave, and switch the newsletter on and off."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.consents import has_consent
from crm.store import Store
from crm.tables.people import memberships
from tests.shop import add_customer
from tests.tailored_shop import add_offer, add_scores, events_of
from tests.talking import Talker

STATUS, CANCEL = "action_loyalty_status", "action_cancel_membership"
ON, OFF, DISCOUNT = "action_subscribe_newsletter", "action_unsubscribe", "action_discount"


def _status(store: Store) -> str:
    with store.reading() as unit:
        return str(unit.connection.scalar(select(memberships.c.status)))


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        ("bronze", ["utter_loyalty_status", "utter_loyalty_next"]),
        ("gold", ["utter_loyalty_status", "utter_loyalty_top"]),
        (None, ["utter_loyalty_no_member"]),
    ],
)
def test_points_are_told_to_their_owner(
    store: Store, tier: str | None, expected: list[str]
) -> None:
    """A member hears points, worth and the next tier; others how the programme works."""
    with store.transaction() as unit:
        anna = add_customer(unit, tier=tier, points=250 if tier else 0)
    heard = Talker(store, anna).ask(STATUS, "how many points do I have")
    guest = Talker(store).ask(STATUS, "how many points do I have")

    assert (expected, ["utter_loyalty_guest"]) == (heard.names, guest.names)
    assert tier is None or ("250", "€10.00") == (heard.value("points"), heard.value("worth"))


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("How does the loyalty programme work?", "utter_answer"),
        ("what are the advantages of gold", "utter_answer"),
        ("what is my balance", "utter_loyalty_status"),
        ("how can I fly to the moon", "utter_loyalty_status"),
    ],
)
def test_questions_about_the_rules_are_answered(store: Store, text: str, response: str) -> None:
    """A member who asks how it works reads the article, not the balance again."""
    with store.transaction() as unit:
        anna = add_customer(unit, tier="silver", points=300)

    assert response == Talker(store, anna).ask(STATUS, text).names[0]


@pytest.mark.parametrize(
    ("text", "intent", "response", "status"),
    [
        ("yes", "affirm", "utter_membership_cancelled", "cancelled"),
        ("Yes, please", "nlu_fallback", "utter_membership_cancelled", "cancelled"),
        ("no", "deny", "utter_membership_kept", "active"),
        ("nope", "inform", "utter_membership_kept", "active"),
        ("hmm what", "inform", "utter_membership_confirm_points", "active"),
    ],
)
def test_a_membership_ends_after_a_yes(
    store: Store, text: str, intent: str, response: str, status: str
) -> None:
    """The bot says what is lost and asks; only a yes ends it."""
    with store.transaction() as unit:
        anna = add_customer(unit, tier="silver", points=300)
    talker = Talker(store, anna)
    asked = talker.ask(CANCEL, "cancel my membership")
    heard = talker.reply(text, intent)

    assert (["utter_membership_confirm_points"], "€15.00") == (asked.names, asked.value("worth"))
    assert ([response], status) == (heard.names, _status(store))


@pytest.mark.parametrize(
    "text",
    [
        "join the loyalty programme again",
        "sign me up for the loyalty programme",
        "can I be a member again",
    ],
)
def test_who_wants_to_join_hears_how(store: Store, text: str) -> None:
    """The wish to join is no wish to leave, though it may be read as one."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        ben = add_customer(unit, "Ben Adler", "ben@example.org", tier="silver", points=300)

    assert ["utter_loyalty_no_member"] == Talker(store, anna).ask(CANCEL, text).names
    assert ["utter_loyalty_guest"] == Talker(store).ask(CANCEL, text).names
    assert "utter_loyalty_status" == Talker(store, ben).ask(CANCEL, text).names[0]


def test_only_members_can_leave(store: Store) -> None:
    """A guest signs in first; who is no member has nothing to end."""
    with store.transaction() as unit:
        anna = add_customer(unit)

    assert ["utter_sign_in_membership"] == Talker(store).ask(CANCEL).names
    assert ["utter_membership_none"] == Talker(store, anna).ask(CANCEL).names


@pytest.mark.parametrize(
    ("text", "response", "granted"),
    [
        ("subscribe me to the newsletter", "utter_newsletter_on", True),
        ("Please sign me up for it", "utter_newsletter_on", True),
        ("how often does your newsletter come?", "utter_newsletter_confirm", False),
        ("does the newsletter cost anything", "utter_newsletter_confirm", False),
        ("how do I sign me up", "utter_newsletter_confirm", False),
        ("newsletter", "utter_newsletter_confirm", False),
    ],
)
def test_a_question_is_no_consent(store: Store, text: str, response: str, granted: bool) -> None:
    """Only a clear wish subscribes at once; after a question the bot asks."""
    with store.transaction() as unit:
        anna = add_customer(unit)
    heard = Talker(store, anna).ask(ON, text, intent="newsletter_subscription")
    with store.reading() as unit:
        now = has_consent(unit, anna.id, "newsletter")

    assert ([response], granted) == (heard.names, now)


@pytest.mark.parametrize(
    ("text", "granted"),
    [
        ("cancel my newsletter subscription", False),
        ("I no longer want the newsletter", False),
        ("how do I unsubscribe from your newsletter?", False),
        ("I still get your newsletter although I cancelled it", False),
        ("how do I subscribe to the newsletter", True),
        ("don't cancel my newsletter", True),
        ("does the newsletter stop when I close my account", True),
    ],
)
def test_words_may_end_the_newsletter(store: Store, text: str, granted: bool) -> None:
    """Who names the newsletter to end it gets none any more; other words leave it."""
    with store.transaction() as unit:
        anna = add_customer(unit, newsletter=True)
    Talker(store, anna).ask(ON, text, intent="newsletter_subscription")
    with store.reading() as unit:
        now = has_consent(unit, anna.id, "newsletter")

    assert granted == now


def test_a_visitor_ends_the_newsletter_of_an_address(store: Store) -> None:
    """The address is asked for, and its owner confirms by mail that the newsletter ends."""
    talker = Talker(store)
    asked = talker.ask(ON, "stop the newsletter", intent="newsletter_subscription")
    heard = talker.reply("ben@example.org")

    assert ["utter_newsletter_ask_email"] == asked.names
    assert ["utter_newsletter_stop_requested"] == heard.names


def test_the_newsletter_goes_on_and_off(store: Store) -> None:
    """Each is said once and confirmed again when repeated."""
    with store.transaction() as unit:
        anna = add_customer(unit)
    talker = Talker(store, anna)
    talker.ask(ON, "newsletter")
    said = [
        talker.reply("yes", "affirm").names[0],
        talker.ask(ON, "subscribe me").names[0],
        talker.ask(OFF, "unsubscribe me").names[0],
        talker.ask(OFF, "unsubscribe me").names[0],
    ]
    talker.ask(ON, "newsletter")

    assert [
        "utter_newsletter_on",
        "utter_newsletter_already_on",
        "utter_newsletter_off",
        "utter_newsletter_already_off",
    ] == said
    assert ["utter_newsletter_declined"] == talker.reply("no thanks", "deny").names


def test_a_visitor_leaves_an_address(store: Store) -> None:
    """The address is confirmed by mail first, so it becomes work for the shop's mailing."""
    talker = Talker(store)
    asked = talker.ask(ON, "subscribe me please")
    unclear = talker.reply("my usual one")
    done = talker.reply("it's ben@example.org")

    assert ["utter_newsletter_ask_email"] == asked.names
    assert ["utter_newsletter_email_unclear"] == unclear.names
    assert (["utter_newsletter_requested"], "b•••@example.org") == (done.names, done.value("email"))
    assert ["newsletter"] == [event["topic"] for event in events_of(store, "TicketOpened")]


@pytest.mark.parametrize("email", ["anna@example.org", "nobody@example.org"])
@pytest.mark.parametrize("signed_in", [False, True])
def test_nobody_ends_the_newsletter_of_another(store: Store, email: str, signed_in: bool) -> None:
    """A named address is asked first, with the same words whether or not it is a customer's."""
    with store.transaction() as unit:
        anna = add_customer(unit, newsletter=True)
        ben = add_customer(unit, "Ben", "ben@example.org") if signed_in else None
    talker = Talker(store, ben)
    heard = talker.ask(OFF, f"unsubscribe {email}", entities={"email": email})
    with store.reading() as unit:
        granted = has_consent(unit, anna.id, "newsletter")

    assert (["utter_newsletter_stop_requested"], True) == (heard.names, granted)
    assert f"{email[0]}•••@example.org" == heard.value("email")
    assert ["newsletter"] == [event["topic"] for event in events_of(store, "TicketOpened")]
    assert 1 == len(events_of(store, "NewsletterStopRequested"))


def test_a_visitor_is_asked_for_the_address_first(store: Store) -> None:
    """Without an address there is nobody to ask."""
    talker = Talker(store)
    asked = talker.ask(OFF, "take me off your list")
    heard = talker.reply("it's ben@example.org")

    assert ["utter_newsletter_ask_email"] == asked.names
    assert ["utter_newsletter_stop_requested"] == heard.names


def test_a_customer_subscribes_no_one_else(store: Store) -> None:
    """An address that is not the account's is confirmed by mail, whoever is signed in."""
    with store.transaction() as unit:
        anna = add_customer(unit)
    heard = Talker(store, anna).ask(ON, "subscribe me with ben@example.org")
    with store.reading() as unit:
        granted = has_consent(unit, anna.id, "newsletter")

    assert (["utter_newsletter_requested"], False) == (heard.names, granted)


def test_customers_may_name_their_own_address(store: Store) -> None:
    """Who is signed in needs no confirmation for the address of the account."""
    with store.transaction() as unit:
        anna = add_customer(unit, newsletter=True)
    heard = Talker(store, anna).ask(OFF, "unsubscribe ANNA@example.org")
    with store.reading() as unit:
        granted = has_consent(unit, anna.id, "newsletter")

    assert (["utter_newsletter_off"], False) == (heard.names, granted)


def test_a_discount_fits_its_customer(store: Store) -> None:
    """The targeted offer goes to its audience with the reason; points are mentioned beside it."""
    with store.transaction() as unit:
        anna = add_customer(unit, tier="gold", points=500)
        add_scores(unit, anna, segment="new")
        add_offer(unit, "TEN", minimum_minor=3000)
        add_offer(unit, "FRESH", percent=15, audience={"segments": ["new"]})
    mine = Talker(store, anna).ask(DISCOUNT, "any discount?")
    guest = Talker(store).ask(DISCOUNT, "any discount?")

    assert ["utter_offer", "utter_points_worth"] == mine.names
    assert ("FRESH", "targeted_offer") == (
        mine.value("code"),
        mine.responses[0]["custom"]["why"]["rule"],
    )
    assert (["utter_offer_minimum"], "TEN", "€30.00") == (
        guest.names,
        guest.value("code"),
        guest.value("minimum"),
    )


def test_without_an_offer_the_bot_says_so(store: Store) -> None:
    """No code is made up."""
    assert ["utter_no_offer"] == Talker(store).ask(DISCOUNT).names
