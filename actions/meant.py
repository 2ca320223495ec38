"""What a turn is about, once it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.orders import Order
from crm.requester import Requester


@dataclass(frozen=True)
class Meant:
    """The order that a turn is about, who asks, and what the topic has gathered about it.

    ``awaiting`` is what the topic had asked for, as long as the order is still the same.
    """

    order: Order
    requester: Requester
    data: Mapping[str, Any]
    awaiting: str | None
