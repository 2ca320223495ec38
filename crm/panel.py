"""What an agent should know of a customer, read from the store at once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from crm.catalogue import card, products_by_id
from crm.errors import NotFound
from crm.money import price_card
from crm.policy import SHOP_POLICY
from crm.ratings import ratings_of_customer
from crm.store import Unit
from crm.tables.catalogue import products
from crm.tables.conversations import handovers, tickets
from crm.tables.events import customer_recommendations, customer_scores
from crm.tables.orders import order_lines, orders
from crm.tables.people import agents, consents, customer_identities, customers, memberships

MOST_ORDERS = 10
MOST_TICKETS = 10
MOST_RECOMMENDED = 4


def panel(unit: Unit, customer_id: int) -> dict[str, Any]:
    """Return what the desk shows of a customer; scores are missing until models were trained.

    Parameters
    ----------
    customer_id:
        Store key.

    Raises
    ------
    NotFound
        If there is no such customer.
    """
    query = select(customers).where(customers.c.id == customer_id)
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("no_customer", f"there is no customer {customer_id}")
    known = _identities(unit, customer_id)
    return {
        "id": row.reference,
        "name": unit.vault.open(row.name_encrypted),
        "email": known.get("email"),
        "phone": known.get("phone"),
        "city": row.city,
        "country": row.country,
        "since": row.created_at.isoformat(),
        **_scores(unit, customer_id),
        "loyalty": _loyalty(unit, customer_id),
        "orders": _orders(unit, customer_id),
        "tickets": _tickets(unit, customer_id),
        "ratings": ratings_of_customer(unit, customer_id),
        "consents": _consents(unit, customer_id),
        "recommended": _recommended(unit, customer_id),
    }


def handover_trace(unit: Unit, conversation_id: int) -> list[dict[str, Any]]:
    """Return the changes of a conversation's owner (by its store key), oldest first."""
    query = (
        select(handovers, agents.c.name.label("agent_name"))
        .outerjoin(agents, agents.c.id == handovers.c.agent_id)
        .where(handovers.c.conversation_id == conversation_id)
        .order_by(handovers.c.id)
    )
    return [
        {
            "from": row.from_owner,
            "to": row.to_owner,
            "reason": row.reason,
            "priority": row.priority,
            "note": row.note,
            "facts": unit.vault.open_json(row.facts),
            "agent_name": row.agent_name,
            "at": row.created_at.isoformat(),
        }
        for row in unit.connection.execute(query)
    ]


def _identities(unit: Unit, customer_id: int) -> dict[str, str | None]:
    query = (
        select(customer_identities.c.kind, customer_identities.c.value_encrypted)
        .where(customer_identities.c.customer_id == customer_id)
        .order_by(customer_identities.c.id.desc())
    )
    return {
        row.kind: unit.vault.open(row.value_encrypted) for row in unit.connection.execute(query)
    }


def _scores(unit: Unit, customer_id: int) -> dict[str, Any]:
    query = select(customer_scores).where(customer_scores.c.customer_id == customer_id)
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        return {
            "segment": None,
            "value_band": None,
            "churn_risk": None,
            "churn_reasons": [],
            "lifetime_value": None,
            "need_probability": None,
            "next_category": None,
            "adjusted_at": None,
        }
    reasons = row.reasons if isinstance(row.reasons, dict) else {}
    return {
        "segment": row.segment,
        "value_band": row.value_band,
        "churn_risk": row.churn_risk,
        "churn_reasons": [str(reason) for reason in reasons.get("churn", ())],
        "lifetime_value": price_card(row.lifetime_value_minor, SHOP_POLICY.currency),
        "need_probability": row.need_probability,
        "next_category": row.next_category,
        "adjusted_at": row.adjusted_at.isoformat() if row.adjusted_at else None,
    }


def _loyalty(unit: Unit, customer_id: int) -> dict[str, Any] | None:
    query = select(memberships.c.tier, memberships.c.points).where(
        memberships.c.customer_id == customer_id, memberships.c.status == "active"
    )
    row = unit.connection.execute(query).one_or_none()
    return None if row is None else {"tier": row.tier, "points": row.points}


def _orders(unit: Unit, customer_id: int) -> list[dict[str, Any]]:
    query = (
        select(orders)
        .where(orders.c.customer_id == customer_id)
        .order_by(orders.c.placed_at.desc())
        .limit(MOST_ORDERS)
    )
    found = unit.connection.execute(query).all()
    lines: dict[int, list[dict[str, Any]]] = {row.id: [] for row in found}
    items = (
        select(order_lines.c.order_id, order_lines.c.title, order_lines.c.quantity)
        .where(order_lines.c.order_id.in_(lines))
        .order_by(order_lines.c.order_id, order_lines.c.position)
    )
    for item in unit.connection.execute(items):
        lines[item.order_id].append({"title": item.title, "quantity": item.quantity})
    return [
        {
            "number": row.number,
            "status": row.status,
            "placed_at": row.placed_at.isoformat(),
            "total": price_card(row.total_minor, row.currency),
            "items": lines[row.id],
        }
        for row in found
    ]


def _tickets(unit: Unit, customer_id: int) -> list[dict[str, Any]]:
    query = (
        select(tickets)
        .where(tickets.c.customer_id == customer_id)
        .order_by(tickets.c.id.desc())
        .limit(MOST_TICKETS)
    )
    return [
        {
            "number": row.number,
            "topic": row.topic,
            "summary": row.summary,
            "priority": row.priority,
            "status": row.status,
            "created_at": row.created_at.isoformat(),
        }
        for row in unit.connection.execute(query)
    ]


def _consents(unit: Unit, customer_id: int) -> list[dict[str, Any]]:
    query = select(consents).where(consents.c.customer_id == customer_id)
    return [
        {
            "purpose": row.purpose,
            "granted": row.granted,
            "changed_at": row.changed_at.isoformat(),
        }
        for row in unit.connection.execute(query.order_by(consents.c.purpose))
    ]


def _recommended(unit: Unit, customer_id: int) -> list[dict[str, Any]]:
    """Return cards of the products that the models found, with what speaks for each."""
    because = products.alias("because")
    query = (
        select(customer_recommendations.c.product_id, because.c.name)
        .outerjoin(because, because.c.id == customer_recommendations.c.because_product_id)
        .where(customer_recommendations.c.customer_id == customer_id)
        .order_by(customer_recommendations.c.rank)
        .limit(MOST_RECOMMENDED)
    )
    reasons = {row.product_id: row.name for row in unit.connection.execute(query)}
    return [
        card(product, f"because they bought the {reasons[key]}" if reasons[key] else None)
        for key, product in products_by_id(unit, reasons).items()
    ]
