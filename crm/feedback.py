"""What customers say about the shop, as events."""

from __future__ import annotations

from dataclasses import dataclass

from crm.events import Event


@dataclass(frozen=True)
class PraiseReceived(Event):
    """A customer praised the shop; ``sentiment`` is that of the message, from -1 to 1."""

    sentiment: float
