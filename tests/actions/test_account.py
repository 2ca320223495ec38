"""Account questions, deletion and data exports in the chat."""

from __future__ import annotations

import pytest

from crm.step_up import Purpose
from crm.store import Store
from tests.codes import proven
from tests.shop import add_customer, add_order
from tests.tailored_shop import events_of
from tests.talking import Talker

HELP, DELETE, EXPORT = "action_account_help", "action_delete_account", "action_export_data"


@pytest.mark.parametrize(
    ("intent", "guest", "signed_in"),
    [
        ("create_account", "utter_account_create", "utter_account_exists"),
        ("edit_account", "utter_account_edit_guest", "utter_account_edit"),
        ("switch_account", "utter_account_switch", "utter_account_switch"),
        ("recover_password", "utter_account_recover", "utter_account_recover"),
        ("registration_problems", "utter_account_registration", "utter_account_registration"),
        ("anything_else", "utter_account_help", "utter_account_help"),
    ],
)
def test_each_account_question_has_its_own_words(
    store: Store, intent: str, guest: str, signed_in: str
) -> None:
    """The answer follows the intent and whether somebody is signed in; nothing is changed."""
    with store.transaction() as unit:
        anna = add_customer(unit)
    talkers = (Talker(store), Talker(store, anna))

    assert [[guest], [signed_in]] == [
        talker.ask(HELP, "my account", intent=intent).names for talker in talkers
    ]


@pytest.mark.parametrize(
    ("text", "intent", "response", "requested"),
    [
        ("yes", "affirm", "utter_delete_requested", 1),
        ("yes please", "thank", "utter_delete_requested", 1),
        ("no", "deny", "utter_delete_kept", 0),
        ("rather not, no", "inform", "utter_delete_kept", 0),
        ("what happens to my points?", "inform", "utter_delete_confirm", 0),
    ],
)
def test_an_account_is_deleted_after_a_yes(
    store: Store, text: str, intent: str, response: str, requested: int
) -> None:
    """The bot explains and asks; a yes becomes a ticket, and nothing else does."""
    with store.transaction() as unit:
        anna = add_customer(unit)
    talker = proven(Talker(store, anna), Purpose.DELETE_ACCOUNT)
    asked = talker.ask(DELETE, "delete my account")
    heard = talker.reply(text, intent)

    assert (["utter_delete_confirm"], "30") == (asked.names, asked.value("days"))
    assert [response] == heard.names
    assert requested == len(events_of(store, "AccountDeletionRequested"))


def test_a_deletion_under_way_is_named(store: Store) -> None:
    """Asking again leads to the ticket and to a person who can stop it."""
    with store.transaction() as unit:
        anna = add_customer(unit)
    talker = proven(Talker(store, anna), Purpose.DELETE_ACCOUNT)
    talker.ask(DELETE)
    done = talker.reply("yes", "affirm")
    again = talker.ask(DELETE)

    assert ["utter_delete_already"] == again.names
    assert done.value("ticket") == again.value("ticket")


def test_an_open_order_keeps_the_account(store: Store) -> None:
    """The order under way is named."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = add_order(unit, anna)
    heard = Talker(store, anna).ask(DELETE)

    assert (["utter_delete_open_orders"], order.number) == (
        heard.names,
        heard.value("order_number"),
    )


def test_guests_sign_in_first(store: Store) -> None:
    """Neither deletion nor export is done for somebody unknown."""
    talker = Talker(store)

    assert [["utter_delete_sign_in"], ["utter_export_sign_in"]] == [
        talker.ask(DELETE).names,
        talker.ask(EXPORT).names,
    ]


def test_an_export_is_recorded_once(store: Store) -> None:
    """The customer learns the ticket, and when and where the file will be."""
    with store.transaction() as unit:
        anna = add_customer(unit)
    talker = proven(Talker(store, anna), Purpose.EXPORT_DATA)
    first, again = talker.ask(EXPORT), talker.ask(EXPORT)

    assert (["utter_export_requested"], ["utter_export_already"]) == (first.names, again.names)
    assert ("24", first.value("ticket")) == (first.value("hours"), again.value("ticket"))
    assert 1 == len(events_of(store, "DataExportRequested"))
