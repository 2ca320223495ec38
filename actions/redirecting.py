"""The last steps to another address for a parcel that travels already."""

from __future__ import annotations

from typing import Any

from actions.meant import Meant
from actions.reply import Reply, Say
from actions.stepping_up import step_up
from actions.turn import Turn
from actions.wording import PERSON
from crm.addresses import Address
from crm.redirects import TOPIC, request_redirect
from crm.request_tickets import pending_request
from crm.step_up import Purpose
from crm.store import Unit


def standing_redirect(unit: Unit, turn: Turn, meant: Meant) -> Reply | None:
    """Return the reply that names the request that people work on already, if there is one."""
    order = meant.order
    standing = pending_request(unit, order.customer_id or 0, TOPIC, order.id)
    if standing is None:
        return None
    values = {"order_number": order.number, "ticket": standing.number}
    say = Say("utter_redirect_already", values, (PERSON,))
    return Reply((say,), turn.dialogue.settled(order=order.number))


def redirect_parcel(
    unit: Unit, turn: Turn, topic: str, meant: Meant, address: Address, kept: dict[str, Any]
) -> Reply:
    """Ask for a one-time code, then write the request to the carrier down for people."""
    number = meant.order.number
    purpose = Purpose.ADDRESS_AFTER_DISPATCH
    asked = step_up(unit, turn, topic, meant.requester, purpose, number, kept)
    if asked is not None:
        return asked
    done = request_redirect(unit, meant.requester, number, address)
    values = {"order_number": number, "ticket": done.ticket.number}
    return Reply((Say("utter_redirect_requested", values),), turn.dialogue.settled(order=number))
