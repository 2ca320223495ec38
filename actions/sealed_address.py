"""The parts of an address that a dialogue has gathered: sealed, because dialogues are kept as they
are in the store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from crm.errors import Invalid
from crm.store import Unit
from crm.written_address import AddressParts, read_parts


def seal_parts(unit: Unit, parts: AddressParts) -> str | None:
    """Return the parts as a dialogue may keep them."""
    return unit.vault.seal(json.dumps(asdict(parts)))


def opened_parts(unit: Unit, data: Mapping[str, Any]) -> AddressParts:
    """Return the parts in a dialogue's data; none where nothing readable is kept."""
    try:
        opened = unit.vault.open(str(data.get("address", "")))
        return AddressParts(**json.loads(opened or ""))
    except (Invalid, TypeError, ValueError):
        return AddressParts()


def mentioned_parts(text: str) -> AddressParts:
    """Return the address in a text that need not hold one.

    Without a postcode nothing is taken: "the address for both mugs" is no street.
    """
    try:
        parts = read_parts(text)
    except Invalid:
        return AddressParts()
    return parts if parts.postcode and (parts.street or parts.place) else AddressParts()
