"""The segment of a customer, for what is shown before anybody spoke: only if they agreed to it."""

from __future__ import annotations

from sqlalchemy import select

from crm.store import Unit
from crm.tables.events import customer_scores
from crm.tables.people import consents, customers


def agreed_segment(unit: Unit, reference: str) -> str | None:
    """Return the segment of a customer who agreed to personalisation; nothing for all others.

    Parameters
    ----------
    reference:
        The shop's own reference of the customer.
    """
    query = (
        select(customer_scores.c.segment)
        .join(customers, customers.c.id == customer_scores.c.customer_id)
        .join(consents, consents.c.customer_id == customers.c.id)
        .where(
            customers.c.reference == reference,
            customers.c.erased_at.is_(None),
            consents.c.purpose == "personalisation",
            consents.c.granted,
        )
    )
    return unit.connection.scalar(query)
