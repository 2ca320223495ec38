"""What happens to orders, as events: all amounts in minor units, orders named by their number."""

from __future__ import annotations

from dataclasses import dataclass

from crm.events import Event


@dataclass(frozen=True)
class OrderProven(Event):
    """A guest showed that an order is theirs."""

    order: str


@dataclass(frozen=True)
class OrderPlaced(Event):
    """A customer ordered something."""

    order: str
    total_minor: int
    currency: str


@dataclass(frozen=True)
class OrderCancelled(Event):
    """An order was called off; ``was`` is the state it had."""

    order: str
    was: str
    refund_minor: int
    fee_minor: int
    currency: str


@dataclass(frozen=True)
class OrderChanged(Event):
    """A line of an order got another quantity; 0 when it was taken out."""

    order: str
    product_id: int
    quantity_before: int
    quantity: int
    total_before_minor: int
    total_minor: int
    currency: str


@dataclass(frozen=True)
class OrderDeliveryChanged(Event):
    """An order will go by another delivery option."""

    order: str
    option_before: str
    option: str


@dataclass(frozen=True)
class OrderAddressChanged(Event):
    """An order will go to another address."""

    order: str
    country: str | None


@dataclass(frozen=True)
class ReturnAnnounced(Event):
    """Goods come back or did not come; ``kind`` is return, exchange, damaged or missing."""

    order: str
    number: str
    kind: str
    reason: str
    product_ids: tuple[int, ...]


@dataclass(frozen=True)
class RefundPromised(Event):
    """Money will go back to the customer."""

    order: str
    amount_minor: int
    currency: str
    reason: str


@dataclass(frozen=True)
class InvoiceCopyRequested(Event):
    """A copy of an invoice is to be sent to the order's e-mail address."""

    invoice: str
    order: str
