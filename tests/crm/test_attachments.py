"""Files of customers: sealed, bound to one conversation and one message, gone with the customer."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from crm import attachments, conversations, handovers, privacy, turns
from crm.acceptance import Accepted, accept, turn_of
from crm.attachments import MOST_WAITING, QUOTA, Sealed
from crm.errors import Conflict, Invalid, NotFound, Refused
from crm.message_rules import MAXIMUM_LENGTH
from crm.messages import listed
from crm.store import Store
from crm.summaries import summaries_of
from crm.tables import widget
from crm.tables.people import audit_log
from tests.crm.talk import add_agent, add_customer, an_answer
from tests.fixtures_store import Clock


def begun(store: Store, customer: int | None = None) -> str:
    """Begin a conversation and return its id."""
    with store.transaction() as unit:
        return conversations.create(unit, "widget", customer).public_id


def kept(store: Store, conversation: str, name: str = "photo.png", size: int = 9) -> str:
    """Store a file and return its id."""
    sealed = store.vault.seal_bytes(b"x" * min(size, 100))
    with store.transaction() as unit:
        file = attachments.keep(unit, conversation, Sealed(name, "image/png", size, sealed))
    return str(file["id"])


def sent(store: Store, conversation: str, ids: object, text: str = "", key: str = "m1") -> Accepted:
    """Send a message with files."""
    with store.transaction() as unit:
        return accept(unit, conversation, key, text, ids)


def test_a_file_goes_with_its_message(store: Store) -> None:
    """The message names its files in the order given, and the engine's turn knows them too."""
    talk = begun(store)
    ids = [kept(store, talk, name) for name in ("b.png", "a.png")]
    accepted = sent(store, talk, ids, "See here")
    with store.reading() as unit:
        (message,) = listed(unit, conversations.find(unit, talk).id)
        (turn,) = turns.waiting_turns(unit)

    shown = [(file["name"], file["media_type"], file["size"]) for file in message.attachments]
    assert [("b.png", "image/png", 9), ("a.png", "image/png", 9)] == shown
    assert ids == [file["id"] for file in message.public()["attachments"]]
    assert turn == turn_of(accepted)
    assert ids == [file["id"] for file in turn.message().attachments]


def test_the_same_message_again_changes_nothing(store: Store) -> None:
    """A page that missed the acknowledgement sends all of it again and gets the same message."""
    talk = begun(store)
    ids = [kept(store, talk)]
    first, again = (sent(store, talk, ids, "See here") for _ in range(2))

    assert (True, False, 1) == (first.fresh, again.fresh, again.message.seq)
    assert first.message.attachments == again.message.attachments


@pytest.mark.parametrize("other", [None, [], ["another"]])
def test_the_same_id_with_other_files_is_another_message(store: Store, other: object) -> None:
    """An id of a message stands for its files as well."""
    talk = begun(store)
    ids, more = [kept(store, talk)], kept(store, talk)
    sent(store, talk, ids, "See here")
    with pytest.raises(Conflict) as caught:
        sent(store, talk, [more] if other == ["another"] else other, "See here")

    assert "client_message_id_used" == caught.value.code


def test_a_file_goes_with_one_message_only(store: Store) -> None:
    """What was sent cannot be sent again with something else, and nothing of that is stored."""
    talk = begun(store)
    ids = [kept(store, talk)]
    sent(store, talk, ids, "See here")
    with pytest.raises(Conflict) as caught:
        sent(store, talk, ids, "And here", "m2")
    with store.reading() as unit:
        count = len(listed(unit, conversations.find(unit, talk).id))

    assert ("attachment_sent", 1) == (caught.value.code, count)


def test_files_of_others_are_not_there(store: Store) -> None:
    """An id of another conversation is the same as none at all: for sending and for reading."""
    mine, theirs = begun(store), begun(store)
    stranger = kept(store, theirs)
    codes = []
    for file in (stranger, "f" * 33):
        with pytest.raises(NotFound) as caught:
            sent(store, mine, [file], "See here")
        codes.append(caught.value.code)
        with store.reading() as unit, pytest.raises(NotFound) as caught:
            attachments.read(unit, mine, file)
        codes.append(caught.value.code)

    assert ["no_attachment"] * 4 == codes


@pytest.mark.parametrize("ids", ["x", {"a": 1}, [1], [""], ["a", "a"], ["x" * 41], ["a"] * 11, 5])
def test_what_is_no_list_of_ids_is_refused(store: Store, ids: Any) -> None:
    """The list of files is a short list of different ids."""
    talk = begun(store)
    with pytest.raises(Invalid) as caught:
        sent(store, talk, ids, "See here")

    assert "attachments_invalid" == caught.value.code


@pytest.mark.parametrize("text", ["", " \n", "\u200b", None])
def test_a_message_without_files_needs_words(store: Store, text: Any) -> None:
    """Only files make a message of nothing to read."""
    talk = begun(store)
    with pytest.raises(Invalid):
        sent(store, talk, [], text)


def test_a_long_text_is_refused_with_files_too(store: Store) -> None:
    """Files change nothing about how long a text may be."""
    talk = begun(store)
    with pytest.raises(Invalid) as caught:
        sent(store, talk, [kept(store, talk)], "x" * (MAXIMUM_LENGTH + 1))

    assert "text_too_long" == caught.value.code


def test_files_alone_make_no_turn(store: Store) -> None:
    """The bot reads words: files alone it answers at once, and offers a person."""
    talk = begun(store)
    accepted = sent(store, talk, [kept(store, talk)], " ")
    again = sent(store, talk, [accepted.message.attachments[0]["id"]], " ")
    with store.reading() as unit:
        waiting = turns.waiting_turns(unit)
        said = listed(unit, conversations.find(unit, talk).id)
        (summary,) = summaries_of(unit, [talk])

    assert ([], "", False) == (waiting, accepted.status, again.fresh)
    assert [("customer", ""), ("bot", accepted.said[0].text)] == [(m.author, m.text) for m in said]
    assert ["I want to talk to a person"] == [reply["text"] for reply in said[1].quick_replies]
    assert 2 == summary["messages"]


def test_the_desk_sees_the_name_of_a_lone_file(store: Store) -> None:
    """While an agent answers nothing is said, and the list shows the file's name."""
    talk, agent = begun(store), add_agent(store, "Sam")
    with store.transaction() as unit:
        handovers.take(unit, talk, agent)
    accepted = sent(store, talk, [kept(store, talk, "broken cup.png")])
    with store.reading() as unit:
        (summary,) = summaries_of(unit, [talk])

    assert ((), "broken cup.png") == (accepted.said, summary["last_text"])


def test_ten_files_wait_at_most(store: Store) -> None:
    """The eleventh has to wait until a message has taken some of them along."""
    talk = begun(store)
    ids = [kept(store, talk) for _ in range(MOST_WAITING)]
    with pytest.raises(Refused) as caught:
        kept(store, talk)
    sent(store, talk, ids)

    assert "too_many_waiting" == caught.value.code
    assert kept(store, talk)


def test_a_conversation_has_a_quota(store: Store) -> None:
    """Files that were sent count as well."""
    talk, other = begun(store), begun(store)
    sent(store, talk, [kept(store, talk, size=QUOTA - 5)])
    kept(store, talk, size=5)
    with pytest.raises(Refused) as caught:
        kept(store, talk, size=1)

    assert "attachment_quota" == caught.value.code
    assert kept(store, other, size=1)


def test_contents_and_names_are_sealed(store: Store) -> None:
    """Neither lies in the store in clear, and each conversation's owner reads it back."""
    talk = begun(store)
    sealed = store.vault.seal_bytes(b"a secret picture")
    with store.transaction() as unit:
        file = Sealed("my passport.png", "image/png", 16, sealed)
        key = attachments.keep(unit, talk, file)["id"]
    with store.reading() as unit:
        row = unit.connection.execute(select(widget.attachments)).one()
        opened = attachments.read(unit, talk, key)

    assert b"secret" not in row.content_encrypted
    assert "passport" not in row.name_encrypted
    assert ("my passport.png", b"a secret picture") == (opened.name, opened.content)


def test_what_was_never_sent_is_deleted_after_a_day(store: Store, clock: Clock) -> None:
    """Files that went with a message stay."""
    talk = begun(store)
    stays, goes = kept(store, talk), kept(store, talk)
    sent(store, talk, [stays])
    clock.advance(hours=23)
    fresh = kept(store, talk)
    clock.advance(hours=1, seconds=1)
    with store.transaction() as unit:
        count = attachments.drop_unsent(unit)
    with store.reading() as unit:
        left = set(unit.connection.scalars(select(widget.attachments.c.public_id)))

    assert (1, {stays, fresh}) == (count, left)
    assert goes not in left


def test_agents_open_what_was_sent(store: Store) -> None:
    """The audit log keeps who opened which file; one that still waits is the customer's alone."""
    customer = add_customer(store)
    talk = begun(store, customer)
    agent = add_agent(store, "Sam")
    shown, hidden = kept(store, talk), kept(store, talk)
    sent(store, talk, [shown])
    with store.transaction() as unit:
        attachments.log_access(unit, shown, agent)
        opened = attachments.read_at_desk(unit, shown)
        with pytest.raises(NotFound):
            attachments.log_access(unit, hidden, agent)
        with pytest.raises(NotFound):
            attachments.read_at_desk(unit, hidden)
    with store.reading() as unit:
        rows = unit.connection.execute(
            select(audit_log).where(audit_log.c.action == "opened")
        ).all()

    assert b"x" * 9 == opened.content
    assert [(f"agent:{agent}", f"attachment:{shown}", customer)] == [
        (row.actor, row.subject, row.customer_id) for row in rows
    ]


def test_an_erased_customers_files_are_gone(store: Store) -> None:
    """Export hands them out, erasure takes them away, and the messages name them no more."""
    customer = add_customer(store)
    talk, other = begun(store, customer), begun(store)
    file, strangers = kept(store, talk), kept(store, other)
    sent(store, talk, [file])
    with store.transaction() as unit:
        exported = privacy.export(unit, customer)["attachments"]
        privacy.erase(unit, customer)
    with store.reading() as unit:
        left = list(unit.connection.scalars(select(widget.attachments.c.public_id)))
        named = [m.attachments for m in listed(unit, conversations.find(unit, talk).id)]
        with pytest.raises(NotFound):
            attachments.read(unit, talk, file)

    assert [("photo.png", "eHh4eHh4eHh4")] == [(row["name"], row["content"]) for row in exported]
    assert ([strangers], {()}) == (left, set(named))


def test_a_file_sealed_under_another_key_is_not_shown(store: Store) -> None:
    """What was altered in the store is an error, not a broken picture."""
    talk = begun(store)
    key = kept(store, talk)
    with store.transaction() as unit:
        unit.connection.execute(update(widget.attachments).values(content_encrypted=bytes(40)))
    with store.reading() as unit, pytest.raises(Invalid) as caught:
        attachments.read(unit, talk, key)

    assert "wrong_data_key" == caught.value.code


def test_an_answered_turn_keeps_its_files(store: Store) -> None:
    """A message with words and files is answered like any other."""
    talk = begun(store)
    accepted = sent(store, talk, [kept(store, talk)], "Is this the right part?")
    with store.transaction() as unit:
        recorded = turns.record_answer(unit, accepted.message_key, an_answer("Yes"))

    assert ("answered", ["Yes"]) == (recorded.status, [m.text for m in recorded.messages])
