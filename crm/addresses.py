"""Delivery addresses: read from what customers write, sealed in the store."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from crm import audit
from crm.countries import country_name
from crm.errors import Forbidden, Invalid, Refused
from crm.events import record
from crm.order_events import OrderAddressChanged
from crm.order_rules import CANCELLABLE, check_state
from crm.orders import Order, find_order
from crm.policy import SHOP_POLICY, ShopPolicy
from crm.requester import Requester
from crm.store import Unit
from crm.tables.orders import orders
from crm.tables.people import customers
from crm.written_address import LONGEST, AddressParts, read_parts

_NO_HOUSE_NUMBER = frozenset({"GB", "IE"})
"""Where houses may have a name in place of a number."""


@dataclass(frozen=True)
class Address:
    """A complete address in one line, with what is needed of its parts."""

    text: str
    postcode: str
    country: str | None


def read_address(written: str) -> Address:
    """Return the address in what a customer wrote.

    Raises
    ------
    Invalid
        ``address_incomplete`` when a part of it is missing or can be read in two ways;
        ``address_characters``; ``address_too_long``.
    """
    return complete_address(read_parts(written))


def complete_address(parts: AddressParts) -> Address:
    """Return the address that parts make up.

    Raises
    ------
    Invalid
        ``address_incomplete`` or ``address_too_long``.
    """
    if missing := still_missing(parts):
        raise Invalid("address_incomplete", f"the address lacks its {', '.join(missing)}")
    text = f"{parts.text}, {country_name(str(parts.country))}"
    if len(text) > LONGEST:
        raise Invalid("address_too_long", f"an address has at most {LONGEST} characters")
    return Address(text, str(parts.postcode), parts.country)


def still_missing(parts: AddressParts) -> tuple[str, ...]:
    """Return the names of the parts that an address lacks, a street without its number counted."""
    street = parts.street or ""
    numbered = any(sign.isdigit() for sign in street) or parts.country in _NO_HOUSE_NUMBER
    missing = parts.missing
    return missing if numbered or not street else ("street", *missing)


def check_served(country: str, policy: ShopPolicy = SHOP_POLICY) -> None:
    """Refuse a country that the shop does not ship to.

    Raises
    ------
    Refused
        ``country_unserved``, with the countries that are served.
    """
    if country not in policy.shipping_countries:
        served = sorted(country_name(code) for code in policy.shipping_countries)
        raise Refused(
            "country_unserved",
            f"we do not ship to {country}",
            ("person",),
            {"country": country_name(country), "countries": ", ".join(served)},
        )


def check_address_change(
    order: Order, country: str | None = None, policy: ShopPolicy = SHOP_POLICY
) -> None:
    """Refuse another address for an order that has left, or where its delivery does not go.

    Raises
    ------
    Refused
        Named for the order's state, or ``country_not_served``.
    """
    check_state(order, CANCELLABLE)
    if country is None:
        return
    offered = {option.code for option in policy.delivery_options_for(country)}
    known = order.delivery_option in {option.code for option in policy.delivery_options}
    if not offered or (known and order.delivery_option not in offered):
        raise Refused(
            "country_not_served",
            f"the delivery of order {order.number} does not go to {country}",
            ("delivery_options", "person"),
            {"country": country_name(country)},
        )


def change_order_address(
    unit: Unit,
    requester: Requester,
    number: str,
    address: Address,
    policy: ShopPolicy = SHOP_POLICY,
) -> Order:
    """Send an order to another address.

    Raises
    ------
    NotFound
        If the order is not the requester's.
    Refused
        See :func:`check_address_change`.
    """
    order = find_order(unit, requester, number, lock=True)
    check_address_change(order, address.country, policy)
    country = address.country or order.country
    unit.connection.execute(
        update(orders)
        .where(orders.c.id == order.id)
        .values(
            address_encrypted=unit.vault.seal(address.text),
            postcode_index=unit.vault.index_postcode(address.postcode),
            country=country,
        )
    )
    record(
        unit,
        OrderAddressChanged(order.number, country),
        customer_id=order.customer_id,
        conversation_id=requester.conversation_id,
    )
    audit.log(
        unit,
        requester.actor,
        "order.change_address",
        f"order:{order.number}",
        customer_id=order.customer_id,
    )
    return order


def set_default_address(unit: Unit, requester: Requester, address: Address) -> None:
    """Keep an address as the customer's own, for orders to come.

    Raises
    ------
    Forbidden
        For a guest, who has no account to keep it in.
    Refused
        ``country_unserved``.
    """
    if requester.customer_id is None:
        raise Forbidden("not_signed_in", "only a signed-in customer has an address to change")
    if address.country is not None:
        check_served(address.country)
    changed = {
        "address_encrypted": unit.vault.seal(address.text),
        "postcode_index": unit.vault.index_postcode(address.postcode),
        # The old place would contradict the new address, and is not needed for it.
        "city": None,
    }
    if address.country is not None:
        changed["country"] = address.country
    unit.connection.execute(
        update(customers).where(customers.c.id == requester.customer_id).values(changed)
    )
    audit.log(
        unit,
        requester.actor,
        "customer.change_address",
        f"customer:{requester.opaque_id}",
        customer_id=requester.customer_id,
    )


def country_of(unit: Unit, requester: Requester) -> str | None:
    """Return the ISO code of the country in which a customer lives, or nothing."""
    query = select(customers.c.country).where(customers.c.id == requester.customer_id)
    return None if requester.customer_id is None else unit.connection.scalar(query)
