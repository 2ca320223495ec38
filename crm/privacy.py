"""A customer's data: where all of it lies, how it is handed out and how it is erased.

``HOLDINGS`` is the one list of tables that hold something of a customer, directly or through an
order, a conversation, a message. Export and erasure walk it; a table that is missing makes a test
fail. Erasure takes away who it was and what was said, and keeps amounts, dates and states of
orders, which the shop must keep for its books.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, cast, delete, literal, select, update

from crm import audit
from crm.errors import NotFound
from crm.store import Unit
from crm.tables import conversations as talk
from crm.tables import desk, events, orders, people, widget

ERASED = "[erased]"
KEEP: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Holding:
    """A table with something of a customer.

    Parameters
    ----------
    path:
        Tables that lead from this one to a customer's key, each by its foreign key to the next.
    blank:
        What erasure writes over which columns; none: it deletes the rows.
    hidden:
        Columns that an export leaves out: digests, keys of machines.
    sealed:
        Encrypted columns, and the names under which an export shows them opened.
    """

    table: Table
    path: tuple[Table, ...] = ()
    blank: Mapping[str, Any] | None = None
    hidden: frozenset[str] = frozenset()
    sealed: Mapping[str, str] = field(default_factory=dict)

    def of(self, customer_id: int) -> ColumnElement[bool]:
        """Return the condition for the rows of a customer."""
        return _leads_to(self.table, self.path, customer_id)


def _leads_to(table: Table, path: tuple[Table, ...], customer_id: int) -> ColumnElement[bool]:
    if table is people.customers:
        return table.c.id == customer_id
    if not path:
        return table.c.customer_id == customer_id
    through, *rest = path
    (link,) = [
        column
        for column in table.c
        if any(key.column.table is through for key in column.foreign_keys)
        and column.name not in _SIDE_LINKS
    ]
    keys: Select[Any] = select(through.c.id).where(_leads_to(through, tuple(rest), customer_id))
    return link.in_(keys)


# Foreign keys to a table on the path that do not lead to the customer.
_SIDE_LINKS = frozenset({"answers_id"})

_ADDRESS = {"address_encrypted": "address"}
_CONTACT = {"contact_email_encrypted": "contact_email"} | _ADDRESS
_TO_CONVERSATION = (talk.conversations,)
_TO_ORDER = (orders.orders,)

# Rows of earlier tables are pointed to by later ones; erasure goes from the end to the beginning.
HOLDINGS: tuple[Holding, ...] = (
    Holding(
        people.customers,
        blank={
            "reference": literal("erased-") + cast(people.customers.c.id, String),
            "name_encrypted": None,
            "address_encrypted": None,
            "city": None,
            "postcode_index": None,
        },
        hidden=frozenset({"postcode_index", "opaque_id"}),
        sealed={"name_encrypted": "name"} | _ADDRESS,
    ),
    Holding(
        people.customer_identities,
        hidden=frozenset({"value_index"}),
        sealed={"value_encrypted": "value"},
    ),
    Holding(people.memberships),
    Holding(people.consents),
    Holding(
        orders.orders,
        blank={
            "contact_email_encrypted": None,
            "contact_email_index": None,
            "address_encrypted": None,
            "postcode_index": None,
        },
        hidden=frozenset({"contact_email_index", "postcode_index"}),
        sealed=_CONTACT,
    ),
    Holding(orders.order_lines, _TO_ORDER, KEEP, frozenset({"source_key"})),
    Holding(orders.payments, _TO_ORDER, KEEP),
    Holding(
        orders.shipments,
        _TO_ORDER,
        # The carrier knows an address under this number.
        {
            "tracking_number": literal("erased-") + cast(orders.shipments.c.id, String),
            "events": [],
        },
    ),
    Holding(orders.returns, _TO_ORDER, {"note": None}),
    Holding(orders.return_lines, (orders.returns, orders.orders), KEEP),
    Holding(orders.refunds, _TO_ORDER, KEEP),
    Holding(orders.invoices, _TO_ORDER, KEEP),
    Holding(people.loyalty_entries, (), KEEP),
    Holding(
        talk.conversations,
        (),
        {"dialogue_state": None, "handback_note": None, "last_text": ERASED, "origin_index": None},
        frozenset({"dialogue_state", "lease_until", "origin_index", "owner_version"}),
    ),
    Holding(
        talk.messages,
        _TO_CONVERSATION,
        {"text": ERASED, "quick_replies": [], "cards": [], "attachments": None, "why": None},
    ),
    Holding(
        widget.attachments,
        _TO_CONVERSATION,
        sealed={"name_encrypted": "name", "content_encrypted": "content"},
    ),
    Holding(widget.one_time_codes, _TO_CONVERSATION, hidden=frozenset({"code_digest"})),
    Holding(desk.conversation_labels, _TO_CONVERSATION),
    Holding(desk.notes, _TO_CONVERSATION, {"text": ERASED}),
    Holding(desk.mentions, (desk.notes, talk.conversations), KEEP),
    Holding(desk.read_marks, _TO_CONVERSATION, KEEP, frozenset({"seq"})),
    Holding(widget.ratings, _TO_CONVERSATION, {"comment": None}),
    Holding(
        talk.readings, (talk.messages, talk.conversations), {"entities": []}, frozenset({"ranking"})
    ),
    Holding(talk.action_results, _TO_CONVERSATION, hidden=frozenset({"reply"})),
    Holding(talk.order_proofs, _TO_CONVERSATION),
    Holding(talk.proof_attempts, _TO_CONVERSATION),
    Holding(talk.tickets, (), {"summary": ERASED}),
    Holding(talk.handovers, _TO_CONVERSATION, {"note": None, "facts": None}, frozenset({"facts"})),
    Holding(events.customer_scores),
    Holding(events.customer_recommendations),
    Holding(events.offer_exposures, (), KEEP),
    Holding(events.crm_events, (), {"data": {}}),
    Holding(events.outbox, (events.crm_events,), KEEP),
    # Nobody may alter it, and it holds no personal fields.
    Holding(people.audit_log, (), KEEP),
)


def export(unit: Unit, customer_id: int, actor: str = "system") -> dict[str, list[dict[str, Any]]]:
    """Return all that the store holds of a customer, by table, as JSON values.

    Parameters
    ----------
    customer_id:
        Store key.
    actor:
        Who asked for it, as the audit log names them.

    Raises
    ------
    NotFound
        If there is no such customer.
    """
    _opaque_id(unit, customer_id)
    found = {holding.table.name: _rows(unit, holding, customer_id) for holding in HOLDINGS}
    audit.log(unit, actor, "exported", f"customer:{customer_id}", customer_id=customer_id)
    return found


def erase(unit: Unit, customer_id: int, actor: str = "system") -> None:
    """Erase a customer: identities and texts go, amounts of orders stay for the books.

    Parameters
    ----------
    customer_id:
        Store key.
    actor:
        Who asked for it, as the audit log names them.

    Raises
    ------
    NotFound
        If there is no such customer.
    """
    _opaque_id(unit, customer_id)
    for holding in reversed(HOLDINGS):
        mine = holding.of(customer_id)
        if holding.blank is None:
            unit.connection.execute(delete(holding.table).where(mine))
        elif holding.blank:
            unit.connection.execute(update(holding.table).where(mine).values(dict(holding.blank)))
    # A new opaque id: what others kept under the old one leads nowhere any more.
    values = {"opaque_id": f"erased{secrets.token_hex(12)}", "erased_at": unit.now}
    customer = people.customers.c.id == customer_id
    unit.connection.execute(update(people.customers).where(customer).values(values))
    audit.log(unit, actor, "erased", f"customer:{customer_id}", customer_id=customer_id)


def _opaque_id(unit: Unit, customer_id: int) -> str:
    query = select(people.customers.c.opaque_id).where(people.customers.c.id == customer_id)
    opaque_id: str | None = unit.connection.execute(query).scalar_one_or_none()
    if opaque_id is None:
        raise NotFound("no_customer", f"there is no customer {customer_id}")
    return opaque_id


def _rows(unit: Unit, holding: Holding, customer_id: int) -> list[dict[str, Any]]:
    query = select(holding.table).where(holding.of(customer_id))
    rows = unit.connection.execute(query.order_by(*holding.table.primary_key)).mappings()
    return [
        {
            holding.sealed.get(name, name): _opened(unit, value)
            if name in holding.sealed
            else _plain(value)
            for name, value in row.items()
            if name not in holding.hidden
        }
        for row in rows
    ]


def _opened(unit: Unit, sealed: str | bytes | None) -> str | None:
    if isinstance(sealed, bytes):
        return base64.b64encode(unit.vault.open_bytes(sealed)).decode("ascii")
    return unit.vault.open(sealed)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
