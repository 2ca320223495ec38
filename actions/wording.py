"""Values in words, as replies hold them: money, days, lists, orders and their cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from actions.reply import QuickReply
from crm.delivery import shop_day
from crm.money import money_text, price_card
from crm.orders import Order, OrderLine
from crm.shipments import STEPS, done_steps

STATUS_TEXTS = {
    "placed": "Order received",
    "packed": "Packed",
    "shipped": "On its way",
    "out_for_delivery": "Out for delivery",
    "delivered": "Delivered",
    "cancelled": "Cancelled",
}
OPTION_TEXTS = {
    "standard": "standard delivery",
    "express": "express delivery",
    "pickup_point": "delivery to a pick-up point",
}
METHOD_TEXTS = {
    "card": "card",
    "paypal": "PayPal",
    "bank_transfer": "bank transfer",
    "pay_later": "Pay later",
    "gift_card": "gift card",
}

# Topics take all words from here.
money, price = money_text, price_card

YES_NO = (QuickReply("Yes, please", "Yes, please"), QuickReply("No, leave it", "No, leave it"))
PERSON = QuickReply("Talk to a person", "I'd like to talk to a person")


LONGEST_NUMBER = 20
"""Characters of a number that a customer wrote, as it is said back."""


def number_said(written: str) -> str:
    """Return a number as a customer wrote it, shortened when nobody would read it to its end."""
    return written if len(written) <= LONGEST_NUMBER else f"{written[: LONGEST_NUMBER - 1]}…"


def day(when: date | datetime, now: datetime) -> str:
    """Return a day at the shop in words ("Tuesday 24 November"), with the year if it is another.

    Parameters
    ----------
    when:
        A calendar day, or an instant of which the day at the shop is meant.
    """
    on = shop_day(when) if isinstance(when, datetime) else when
    year = "" if on.year == shop_day(now).year else f" {on.year}"
    return f"{on:%A} {on.day} {on:%B}{year}"


def listing(parts: Iterable[str], last: str = "and") -> str:
    """Return things in a row ("a, b and c")."""
    *head, tail = list(parts) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail


def days(count: int, unit: str = "day") -> str:
    """Return a number of days ("1 day", "3 days", "5 working days")."""
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def line_text(line: OrderLine) -> str:
    """Return a line of an order in words ("2 × Wool throw, grey")."""
    title = ", ".join(filter(None, (line.title, line.size, line.colour)))
    return title if line.quantity == 1 else f"{line.quantity} × {title}"


def items_text(lines: Iterable[OrderLine], most: int = 3) -> str:
    """Return lines in words, the first few by name and the rest as a number."""
    every = [line_text(line) for line in lines]
    rest = len(every) - most
    return listing(every if rest <= 0 else [*every[:most], f"{rest} more"])


def masked_email(email: str) -> str:
    """Return an e-mail address that its owner recognises and nobody else can use."""
    name, _, host = email.partition("@")
    return f"{name[:1]}•••@{host}"


def order_card(order: Order) -> dict[str, Any]:
    """Return the card of an order, in the form of the REST API."""
    done = done_steps(order.status)
    return {
        "kind": "order",
        "number": order.number,
        "status": order.status,
        "status_text": STATUS_TEXTS.get(order.status, order.status),
        "placed_at": order.placed_at.isoformat(),
        "total": price(order.total_minor, order.currency),
        "items": [
            {
                "title": ", ".join(filter(None, (line.title, line.size, line.colour))),
                "quantity": line.quantity,
            }
            for line in order.lines
        ],
        "steps": []
        if order.status == "cancelled"
        else [{"title": STATUS_TEXTS[step], "done": step in done} for step in STEPS],
    }


def order_choice(order: Order) -> QuickReply:
    """Return the button that chooses an order."""
    state = STATUS_TEXTS.get(order.status, order.status).lower()
    return QuickReply(f"{order.number} · {items_text(order.lines, 1)} · {state}", order.number)


def pieces_text(lines: Iterable[OrderLine], pieces: Mapping[int, int]) -> str:
    """Return pieces of lines in words ("2 × Enamel mug and Wool throw"), by the key of the line."""
    return items_text(
        [replace(line, quantity=pieces.get(line.id, 0)) for line in lines if pieces.get(line.id)]
    )
