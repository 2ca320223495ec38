"""A parcel that travels already: another address is a request to the carrier, which people make."""

from __future__ import annotations

from dataclasses import dataclass

from crm.addresses import Address
from crm.code_requests import check_proven
from crm.countries import country_name
from crm.errors import Refused
from crm.events import Event, record
from crm.order_rules import check_state
from crm.orders import Order, find_order
from crm.request_tickets import Requested, ask_people
from crm.requester import Requester
from crm.step_up import Purpose
from crm.store import Unit

REDIRECTABLE = frozenset({"shipped"})
"""Once it is on a van, no carrier takes another address."""
TOPIC = "redirect_parcel"


@dataclass(frozen=True)
class ParcelRedirectRequested(Event):
    """A customer wants a parcel that travels already brought to another address."""

    order: str
    ticket: str


def may_redirect(order: Order, requester: Requester) -> bool:
    """Return whether the requester may ask for it at all: signed in, and the order is their own.

    Who only proved an order by a postcode could have read it off a parcel.
    """
    own = requester.customer_id is not None and order.customer_id == requester.customer_id
    return own and order.status in REDIRECTABLE


def check_redirect(order: Order, country: str | None = None) -> None:
    """Refuse a redirection that no carrier makes.

    Raises
    ------
    Refused
        Named for the order's state, or ``country_not_served`` across a border.
    """
    check_state(order, REDIRECTABLE)
    if country is not None and order.country is not None and country != order.country:
        raise Refused(
            "country_not_served",
            f"the parcel of order {order.number} cannot be redirected to {country}",
            ("person",),
            {"country": country_name(country)},
        )


def request_redirect(unit: Unit, requester: Requester, number: str, address: Address) -> Requested:
    """Ask people to have a parcel redirected; a second time for an order changes nothing.

    Raises
    ------
    NotFound
        If the order is not the requester's.
    Refused
        See :func:`check_redirect`.
    Forbidden
        Without a one-time code.
    """
    order = find_order(unit, requester, number, lock=True)
    check_redirect(order, address.country)
    check_proven(unit, requester, Purpose.ADDRESS_AFTER_DISPATCH, order.number)
    # The address stands in the conversation that the ticket leads to, and nowhere else in clear.
    summary = (
        f"The signed-in customer asks, with a one-time code, to have the parcel of order "
        f"{order.number} redirected to the address that they confirmed in the chat. Ask the "
        f"carrier at once, and tell the customer how it ended."
    )
    done = ask_people(unit, requester, TOPIC, summary, order=order, priority="high")
    if done.fresh:
        event = ParcelRedirectRequested(order.number, done.ticket.number)
        record(
            unit,
            event,
            customer_id=order.customer_id,
            conversation_id=requester.conversation_id,
        )
    return done
