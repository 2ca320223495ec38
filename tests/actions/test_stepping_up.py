"""One-time codes in the chat: asked for, typed, mistyped, sent again, left, and put off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from actions.code_words import code_words
from crm.store import Store
from crm.tables.conversations import action_results, conversations, tickets
from crm.tables.people import customer_identities
from tests.codes import sent_code, sent_mails, wrong
from tests.fixtures_store import Clock
from tests.shop import Person, add_customer, add_order
from tests.tailored_shop import events_of
from tests.talking import Talker


@pytest.fixture
def zoe(store: Store) -> Talker:
    """Return a signed-in customer of a shop that sends codes."""
    store.sends_codes = True
    return Talker(store, _zoe(store))


def _zoe(store: Store) -> Person:
    with store.transaction() as unit:
        return add_customer(unit, "Zoe", "zoe@example.org")


def _export(talker: Talker) -> str:
    """Ask for a copy of all data; return the code that is sent."""
    heard = talker.says("I want a copy of my data", "export_my_data")
    assert ["utter_code_sent"] == heard.names
    return sent_code(talker.store)


@given(st.from_regex(r"[0-9]{6}", fullmatch=True), st.sampled_from("  -–."), st.booleans())
def test_a_code_is_read_however_it_is_grouped(digits: str, sign: str, wordy: bool) -> None:
    """Blanks, dashes, words around it and digits of other scripts make no difference."""
    grouped = f"{digits[:3]}{sign}{digits[3:]}"
    arabic = digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    texts = [digits, grouped, arabic, f"the code is {grouped}, thanks" if wordy else f" {grouped}."]
    found = [code_words(text) for text in texts]

    assert [digits] * 4 == [words.digits for words in found if words]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("48291", "malformed"),
        ("4829134", "malformed"),
        ("482913 or 482914", None),
        ("Send me a new code", "again"),
        ("resend it please", "again"),
        ("I did not get the mail", "again"),
        ("no code came", "again"),
        ("again?", "again"),
        ("Never mind", "cancel"),
        ("cancel", "cancel"),
        ("no thanks", "cancel"),
        ("where is order 104233", None),
        ("cancel order 104233", None),
        ("cancel my order", None),
        ("I did not get my parcel", None),
        ("yes", None),
        ("", None),
    ],
)
def test_what_answers_the_question_for_a_code(text: str, kind: str | None) -> None:
    """Other matters are left to their own topics."""
    words = code_words(text)

    assert kind == (words.kind if words else None)


@given(st.text(max_size=300))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    """Whatever is typed is a code of six digits or none."""
    words = code_words(text)

    assert words is None or (words.kind == "code") == (len(words.digits) == 6)


def test_a_copy_of_the_data_after_a_code(zoe: Talker) -> None:
    """The code is announced without the address in clear, typed in, and the request stands."""
    asked = zoe.says("send me all my data", "export_my_data")
    before = len(events_of(zoe.store, "DataExportRequested"))
    code = sent_code(zoe.store)
    done = zoe.says(f"{code[:3]} {code[3:]}", "track_order", {"order_id": code})

    assert ("z•••@e•••.org", "10") == (asked.value("email"), asked.value("minutes"))
    assert ["one_time_code"] == [card["name"] for card in asked.cards]
    assert ["utter_export_requested"] == done.names
    assert (0, 1) == (before, len(events_of(zoe.store, "DataExportRequested")))


def test_an_account_is_deleted_after_a_yes_and_a_code(zoe: Talker) -> None:
    """Neither of both is enough."""
    zoe.says("delete my account", "delete_account")
    asked = zoe.says("yes please", "affirm")
    code = sent_code(zoe.store)
    before = events_of(zoe.store, "AccountDeletionRequested")
    done = zoe.says(code, "inform")

    assert ([], ["utter_code_sent"]) == (before, asked.names)
    assert ["utter_delete_requested"] == done.names


def test_wrong_codes_are_counted_until_a_person_is_offered(zoe: Talker) -> None:
    """The tries left are named; after the fifth nothing goes on, not even with the right one."""
    code = _export(zoe)
    heard = [zoe.says(wrong(code), "inform") for _ in range(5)]
    late = zoe.says(code, "inform")

    assert ["4 tries", "3 tries", "2 tries", "1 try"] == [h.value("tries") for h in heard[:4]]
    assert ["utter_code_exhausted"] == heard[4].names
    assert ["I'd like to talk to a person"] == heard[4].quick_replies
    assert "utter_export_requested" not in late.names
    assert [] == events_of(zoe.store, "DataExportRequested")


def test_a_code_of_another_length_costs_no_try(zoe: Talker) -> None:
    """A slip while typing is told as such, and the right code still counts."""
    code = _export(zoe)
    short = zoe.says(code[:5], "inform")
    done = zoe.says(code, "inform")

    assert (["utter_code_malformed"], ["utter_export_requested"]) == (short.names, done.names)


def test_a_code_is_sent_again_three_times_at_most(zoe: Talker) -> None:
    """Only the newest one counts; then the customer waits or talks to a person."""
    first = _export(zoe)
    again = [zoe.says("I did not get it", "complaint").names for _ in range(2)]
    newest = sent_code(zoe.store)
    limited = zoe.says("send me a new code", "export_my_data")

    assert [["utter_code_sent_again"]] * 2 == again
    assert first != newest or len(first) == 6
    assert ["utter_code_limited"] == limited.names


def test_an_old_code_says_so_and_a_new_one_can_be_had(zoe: Talker, clock: Clock) -> None:
    """After ten minutes the way to a new code is shown."""
    code = _export(zoe)
    clock.advance(minutes=10)
    over = zoe.says(code, "inform")
    zoe.says("Send me a new code", "inform")
    done = zoe.says(sent_code(zoe.store), "inform")

    assert (["utter_code_over"], True) == (over.names, "Send me a new code" in over.quick_replies)
    assert ["utter_export_requested"] == done.names


@pytest.mark.parametrize(
    ("text", "intent", "response"),
    [
        ("never mind", "cancel_order", "utter_code_cancelled"),
        ("no", "deny", "utter_code_cancelled"),
        ("please stop all this", "stop", "utter_nothing_changed"),
    ],
)
def test_the_question_for_a_code_can_be_left(
    zoe: Talker, text: str, intent: str, response: str
) -> None:
    """Nothing is done then, and the digits mean nothing any more."""
    code = _export(zoe)
    left = zoe.says(text, intent)
    zoe.says(code, "inform")

    assert ([response], None) == (left.names, zoe.dialogue["held"])
    assert [] == events_of(zoe.store, "DataExportRequested")


@pytest.mark.parametrize(
    ("text", "intent"),
    [("thanks", "thank"), ("how long do refunds take", "check_refund_policy"), ("hi", "greet")],
)
def test_a_remark_in_between_does_not_lose_the_code(zoe: Talker, text: str, intent: str) -> None:
    """It is answered, the code is asked for once more, and then it counts."""
    code = _export(zoe)
    remark = zoe.says(text, intent)
    done = zoe.says(code, "inform")

    assert "utter_code_still_open" == remark.names[-1] != remark.names[0]
    assert ["utter_export_requested"] == done.names


def test_another_question_in_between_does_not_lose_the_code(zoe: Talker) -> None:
    """A topic that asks something itself comes first; then the code is asked for again."""
    assert zoe.customer is not None
    with zoe.store.transaction() as unit:
        orders = [add_order(unit, zoe.customer) for _ in range(2)]
    code = _export(zoe)
    which = zoe.says("where is my order", "track_order")
    shown = zoe.says(orders[0].number, "inform", {"order_id": orders[0].number})
    done = zoe.says(code, "inform")

    assert ["utter_choose_order"] == which.names
    assert "utter_code_still_open" == shown.names[-1] != shown.names[0]
    assert ["utter_export_requested"] == done.names


def test_a_code_counts_while_another_question_is_open(zoe: Talker) -> None:
    """Six digits are the code wherever no order's number is asked for."""
    code = _export(zoe)
    asked = zoe.says("set up an address", "set_up_shipping_address")
    done = zoe.says(code, "inform", {"order_id": code})

    assert ["utter_address_ask_account"] == asked.names
    assert (["utter_export_requested"], None) == (done.names, zoe.dialogue["held"])


def test_a_code_that_is_over_is_not_asked_for_again(zoe: Talker, clock: Clock) -> None:
    """Nobody is held to a wish of ten minutes ago."""
    _export(zoe)
    clock.advance(minutes=11)
    remark = zoe.says("thanks", "thank")

    assert "utter_code_still_open" not in remark.names


def test_the_same_wish_again_sends_no_second_mail(zoe: Talker) -> None:
    """The code that was sent still counts, and is pointed at."""
    _export(zoe)
    again = zoe.says("I want a copy of my data", "export_my_data")

    assert (["utter_code_waiting"], []) == (again.names, sent_mails(zoe.store))


def test_a_message_that_comes_twice_has_one_code(zoe: Talker) -> None:
    """The first answer is said again, and one mail is sent."""
    said = [
        zoe.says("send me my data", "export_my_data", message_id="once").names for _ in range(2)
    ]

    assert ([["utter_code_sent"]] * 2, 1) == (said, len(sent_mails(zoe.store)))


def test_without_an_address_on_file_a_person_is_offered(zoe: Talker) -> None:
    """The reason is said."""
    with zoe.store.transaction() as unit:
        unit.connection.execute(delete(customer_identities))
    heard = zoe.says("send me my data", "export_my_data")

    assert (["utter_code_no_email"], ["I'd like to talk to a person"]) == (
        heard.names,
        heard.quick_replies,
    )


def test_without_a_sender_a_person_takes_over(zoe: Talker) -> None:
    """The conversation is queued, and the desk learns why."""
    zoe.store.sends_codes = False
    heard = zoe.says("send me my data", "export_my_data")
    with zoe.store.reading() as unit:
        owner = unit.connection.scalar(select(conversations.c.owner))

    assert (["utter_code_no_sender", "utter_handover_open"], "queued") == (heard.names, owner)


def test_the_digits_are_kept_nowhere_but_in_what_was_typed(zoe: Talker) -> None:
    """Neither the recorded answers nor the ticket repeat them."""
    code = _export(zoe)
    zoe.says(code, "inform")
    with zoe.store.reading() as unit:
        kept = unit.connection.scalars(select(action_results.c.reply)).all()
        opened = [str(zoe.store.vault.open_json(reply)) for reply in kept]
        summary = unit.connection.scalars(select(tickets.c.summary)).all()

    assert 2 == len(opened)
    assert not [text for text in (*opened, *summary) if code in text]
