"""One-time codes as both databases keep them."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import delete, func, select

from crm import code_sending
from crm.code_requests import (
    Asked,
    Typed,
    ask_code,
    check_proven,
    is_proven,
    standing_code,
    type_code,
)
from crm.errors import Forbidden
from crm.requester import Requester, requester_for
from crm.step_up import (
    TRIES,
    Purpose,
)
from crm.store import Store
from crm.tables.conversations import conversations, messages
from crm.tables.people import customer_identities
from crm.tables.widget import one_time_codes
from tests.codes import digits_of, sent_code, sent_mails, wrong
from tests.fixtures_store import Clock
from tests.shop import Person, add_conversation, add_customer

EXPORT, DELETE = Purpose.EXPORT_DATA, Purpose.DELETE_ACCOUNT


def _asks(store: Store, person: Person, origin: str | None = None) -> Requester:
    store.sends_codes = True
    with store.transaction() as unit:
        talk = add_conversation(unit, person)
        if origin:
            here = conversations.c.public_id == talk.public_id
            unit.connection.execute(conversations.update().where(here).values(origin_index=origin))
        return requester_for(unit, talk.public_id, person.opaque_id)


def _person(store: Store, email: str = "zoe@example.org") -> Person:
    with store.transaction() as unit:
        return add_customer(unit, "Zoe", email)


def _ask(store: Store, asks: Requester, purpose: Purpose = EXPORT, subject: str = "") -> Asked:
    with store.transaction() as unit:
        return ask_code(unit, asks, purpose, subject)


def _type(
    store: Store, asks: Requester, digits: str, purpose: Purpose = EXPORT, subject: str = ""
) -> Typed:
    with store.transaction() as unit:
        return type_code(unit, asks, purpose, subject, digits)


def _proven(store: Store, asks: Requester, purpose: Purpose = EXPORT, subject: str = "") -> bool:
    with store.reading() as unit:
        return is_proven(unit, asks, purpose, subject)


def test_a_right_code_opens_its_purpose_for_a_while(store: Store, clock: Clock) -> None:
    """It is bound to conversation, purpose and subject, counts once, and its opening ends."""
    zoe = _person(store)
    asks, elsewhere = _asks(store, zoe), _asks(store, zoe)
    asked = _ask(store, asks, EXPORT, "104233")
    code = sent_code(store)
    others = (
        _type(store, asks, code, DELETE, "104233"),
        _type(store, asks, code, EXPORT, "104240"),
        _type(store, elsewhere, code, EXPORT, "104233"),
    )
    first = _type(store, asks, code, EXPORT, "104233")
    again = _type(store, asks, code, EXPORT, "104233")
    opened = [
        _proven(store, asks, EXPORT, "104233"),
        _proven(store, asks, EXPORT),
        _proven(store, asks, DELETE, "104233"),
        _proven(store, elsewhere, EXPORT, "104233"),
    ]
    clock.advance(minutes=15)

    assert Asked("sent", "z•••@e•••.org") == asked
    assert ["none"] * 3 == [one.verdict for one in others]
    assert ("right", "used") == (first.verdict, again.verdict)
    assert [True, False, False, False] == opened
    assert not _proven(store, asks, EXPORT, "104233")


def test_five_wrong_tries_end_a_code(store: Store) -> None:
    """The tries left are counted down, and then the right code is wrong, too."""
    asks = _asks(store, _person(store))
    _ask(store, asks)
    code = sent_code(store)
    tried = [_type(store, asks, wrong(code)) for _ in range(TRIES)]
    late = _type(store, asks, code)

    assert [4, 3, 2, 1, 0] == [one.tries_left for one in tried]
    assert ["wrong"] * 4 + ["exhausted"] == [one.verdict for one in tried]
    assert ("exhausted", False) == (late.verdict, _proven(store, asks))


def test_a_code_ends_after_ten_minutes(store: Store, clock: Clock) -> None:
    """From its sending on, not from the wish for it."""
    asks = _asks(store, _person(store))
    _ask(store, asks)
    clock.advance(minutes=5)
    code = sent_code(store)
    clock.advance(minutes=9, seconds=59)
    with store.reading() as unit:
        stands = standing_code(unit, asks, EXPORT) is not None
    clock.advance(seconds=1)

    assert (True, "expired") == (stands, _type(store, asks, code).verdict)


def test_a_new_code_makes_the_older_ones_void(store: Store) -> None:
    """Also those for another purpose: one mail counts in a conversation."""
    asks = _asks(store, _person(store))
    _ask(store, asks, DELETE)
    old = sent_code(store)
    _ask(store, asks)
    void = sent_code(store)
    _ask(store, asks)
    new = sent_code(store)
    tried = [_type(store, asks, old, DELETE)] + [_type(store, asks, code) for code in (void, new)]

    assert "expired" == tried[0].verdict
    assert [void == new or "wrong", "right"] == [one.verdict for one in tried[1:]]


def test_codes_are_limited_by_conversation_customer_and_address(store: Store, clock: Clock) -> None:
    """Three an hour in a conversation, ten a day for a customer, twenty an hour from an address."""
    zoe = _person(store)
    asks = _asks(store, zoe)
    here = [_ask(store, asks).outcome for _ in range(4)]
    clock.advance(hours=1)
    later = _ask(store, asks).outcome
    more = [_ask(store, _asks(store, zoe)).outcome for _ in range(7)]
    crowd = [
        _ask(store, _asks(store, _person(store, f"guest{n}@example.org"), "one-address")).outcome
        for n in range(21)
    ]

    assert (["sent"] * 3 + ["limited"], "sent") == (here, later)
    assert ["sent"] * 6 + ["limited"] == more
    assert ["sent"] * 20 + ["limited"] == crowd


def test_nobody_without_an_address_or_a_sender_gets_a_code(store: Store) -> None:
    """The reason is told apart, and guests are refused."""
    zoe = _person(store)
    asks = _asks(store, zoe)
    with store.transaction() as unit:
        unit.connection.execute(delete(customer_identities))
    no_email = _ask(store, asks)
    store.sends_codes = False
    guest = Requester(asks.conversation_id, asks.public_id)

    assert ("no_email", "no_sender") == (no_email.outcome, _ask(store, asks).outcome)
    with pytest.raises(Forbidden, match="sign in"):
        _ask(store, guest)
    with store.reading() as unit, pytest.raises(Forbidden, match="one-time code"):
        check_proven(unit, asks, EXPORT)


def test_the_store_holds_no_code(store: Store) -> None:
    """Not before it is sent, and only its keyed digest afterwards."""
    asks = _asks(store, _person(store))
    _ask(store, asks)
    with store.reading() as unit:
        before = unit.connection.execute(select(one_time_codes)).one()
    code = sent_code(store)
    with store.reading() as unit:
        after = unit.connection.execute(select(one_time_codes)).one()

    assert ("", 64) == (before.code_digest, len(after.code_digest))
    assert code not in str(after)


def test_a_mail_whose_sender_died_is_sent_again_with_another_code(
    store: Store, clock: Clock
) -> None:
    """Until its claim runs out nobody else takes it; then only the second mail counts."""
    asks = _asks(store, _person(store))
    _ask(store, asks)
    with store.transaction() as unit:
        (lost,) = code_sending.claim(unit)
        held = code_sending.claim(unit)
    clock.advance(seconds=31)
    (mail,) = sent_mails(store)
    with store.transaction() as unit:
        code_sending.mark_sent(unit, lost)
    clock.advance(seconds=31)

    assert ([], "right") == (held, _type(store, asks, digits_of(mail)).verdict)
    assert [] == sent_mails(store)


def test_a_code_that_cannot_be_sent_is_never_silently_lost(store: Store, clock: Clock) -> None:
    """It is tried again with pauses; then it is void, and the customer is told once."""
    asks = _asks(store, _person(store))
    _ask(store, asks)
    told = []
    for _ in range(6):
        with store.transaction() as unit:
            for mail in code_sending.claim(unit):
                told.append(code_sending.mark_failed(unit, mail))
        clock.advance(seconds=40)
    with store.reading() as unit:
        said = unit.connection.scalar(select(func.count()).select_from(messages))
        stands = standing_code(unit, asks, EXPORT)

    assert [True, True, True, False] == [one is None for one in told]
    assert (1, None) == (said, stands)


def test_of_two_right_answers_one_counts(store: Store) -> None:
    """Two at the same moment: one opens, the other finds the code used."""
    asks = _asks(store, _person(store))
    _ask(store, asks)
    code = sent_code(store)
    start, verdicts = threading.Barrier(8), []

    def answer() -> None:
        start.wait()
        verdicts.append(_type(store, asks, code).verdict)

    threads = [threading.Thread(target=answer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ["right"] + ["used"] * 7 == sorted(verdicts)
