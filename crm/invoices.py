"""Invoices of the requester's orders, and copies of them by e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from crm import audit
from crm.errors import NotFound
from crm.events import record
from crm.order_events import InvoiceCopyRequested
from crm.orders import Order
from crm.requester import Requester
from crm.store import Unit
from crm.tables.orders import invoices, orders
from crm.tables.people import customer_identities


@dataclass(frozen=True)
class Invoice:
    """An invoice; amounts in minor units."""

    number: str
    order_number: str
    net_minor: int
    tax_minor: int
    total_minor: int
    currency: str
    issued_at: datetime
    paid_at: datetime | None


def find_invoice(unit: Unit, requester: Requester, number: str) -> Invoice:
    """Return the requester's invoice of that number.

    Raises
    ------
    NotFound
        If there is none, or it is not this requester's: both look the same.
    """
    wanted = "".join(number.upper().split())
    if wanted.isascii() and wanted.isprintable():
        query = _theirs(requester).where(invoices.c.number == wanted[:40])
        row = unit.connection.execute(query).one_or_none()
        if row is not None:
            return Invoice(*row)
    raise NotFound("invoice_unknown", f"there is no invoice {number[:40]!r} of yours")


def invoice_of(unit: Unit, requester: Requester, order: Order) -> Invoice | None:
    """Return an order's newest invoice, or nothing while none was issued."""
    query = _theirs(requester).where(orders.c.id == order.id)
    newest = query.order_by(invoices.c.issued_at.desc(), invoices.c.id.desc()).limit(1)
    row = unit.connection.execute(newest).one_or_none()
    return Invoice(*row) if row else None


def latest_invoice(unit: Unit, requester: Requester) -> Invoice | None:
    """Return the newest invoice of all orders of the requester, or nothing without any."""
    newest = _theirs(requester).order_by(invoices.c.issued_at.desc(), invoices.c.id.desc()).limit(1)
    row = unit.connection.execute(newest).one_or_none()
    return Invoice(*row) if row else None


def request_copy(unit: Unit, requester: Requester, invoice: Invoice) -> str | None:
    """Ask for a copy to the order's e-mail address, by an event that the shop's mailer follows.

    Returns
    -------
    str or None
        The address, which replies show masked only; nothing (and no event) when none is known.
    """
    query = select(orders.c.id, orders.c.customer_id, orders.c.contact_email_encrypted).where(
        orders.c.number == invoice.order_number
    )
    order = unit.connection.execute(query).one()
    own = select(customer_identities.c.value_encrypted).where(
        customer_identities.c.customer_id == order.customer_id,
        customer_identities.c.kind == "email",
    )
    sealed = order.contact_email_encrypted or unit.connection.scalar(own.limit(1))
    if sealed is None:
        return None
    record(
        unit,
        InvoiceCopyRequested(invoice.number, invoice.order_number),
        customer_id=order.customer_id,
        conversation_id=requester.conversation_id,
    )
    subject = f"invoice:{invoice.number}"
    audit.log(unit, requester.actor, "invoice.send", subject, customer_id=order.customer_id)
    return unit.vault.open(sealed)


def _theirs(requester: Requester) -> Select[Any]:
    return (
        select(
            invoices.c.number,
            orders.c.number,
            invoices.c.net_minor,
            invoices.c.tax_minor,
            invoices.c.total_minor,
            invoices.c.currency,
            invoices.c.issued_at,
            invoices.c.paid_at,
        )
        .join(orders, orders.c.id == invoices.c.order_id)
        .where(requester.theirs())
    )
