"""The part of a talk in which a guest shows that an order is theirs."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from actions.reply import Reply, Say
from actions.turn import Turn
from actions.wording import PERSON, number_said, order_choice
from crm.orders import Order
from crm.postcodes import find_postcodes, named_postcode
from crm.proofs import prove_order
from crm.requester import Requester
from crm.store import Unit

_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]+\.[^\s@<>,;.]{2,}")
# A postcode in a form that is known nowhere is still one when it is all that was said.
_SHORT_WITH_DIGIT = re.compile(r"(?=.*\d)[\w -]{3,10}")


def ask_for_proof(
    turn: Turn, topic: str, kept: Mapping[str, Any], recent: Collection[Order]
) -> Reply:
    """Return the question for an e-mail address or a postcode.

    Parameters
    ----------
    kept:
        What the topic has gathered, with the ``order`` number that is to be proven.
    recent:
        Orders that the customer can choose instead.
    """
    response = "utter_ask_order_proof_or_choose" if recent else "utter_ask_order_proof"
    choices = tuple(order_choice(order) for order in recent)
    say = Say(response, {"order_number": number_said(str(kept["order"]))}, choices)
    return Reply((say,), turn.dialogue.asks(topic, "proof", **kept))


def check_proof(
    unit: Unit,
    turn: Turn,
    topic: str,
    requester: Requester,
    number: str,
    kept: Mapping[str, Any],
    *,
    must: bool,
) -> Reply | None:
    """Try the proof in a turn; return nothing when it holds, else what to say.

    Parameters
    ----------
    number:
        The order's number.
    must:
        Whether the turn answers the question for a proof. If not, a proof is only looked for
        where the text names one, and nothing is said when there is none.
    """
    email = _email(turn)
    postcode = named_postcode(turn.text)
    if postcode is None and (must or turn.asked(topic, "order_id")):
        postcode = next((c for c in find_postcodes(turn.text) if c != number), None)
    if postcode is None and email is None and must and _SHORT_WITH_DIGIT.fullmatch(turn.text):
        postcode = turn.text
    if not email and not postcode:
        return _repeat(turn, topic, kept, "utter_order_proof_unclear") if must else None
    proof = prove_order(unit, requester, number, email=email, postcode=postcode)
    if proof.outcome == "blocked":
        return Reply(
            (Say("utter_order_proof_blocked", quick_replies=(PERSON,)),), turn.dialogue.settled()
        )
    if proof.outcome == "unproven":
        return _repeat(turn, topic, kept, "utter_order_unproven")
    return None


def _repeat(turn: Turn, topic: str, kept: Mapping[str, Any], response: str) -> Reply:
    say = Say(response, {"order_number": number_said(str(kept["order"]))}, (PERSON,))
    return Reply((say,), turn.dialogue.asks(topic, "proof", **kept))


def _email(turn: Turn) -> str | None:
    entity = turn.entity("email")
    if entity is not None:
        return entity.value
    match = _EMAIL.search(turn.text[:1000])
    return match.group().rstrip(".") if match else None
