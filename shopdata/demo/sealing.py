"""Personal details as the store keeps them: sealed, and with digests to look them up by."""

from __future__ import annotations

from dataclasses import dataclass

from crm.vault import Vault
from shopdata.demo.people import People


@dataclass(frozen=True)
class Sealed:
    """What is written of each person; a guest's order holds the same fields as a customer's."""

    name: list[str | None]
    email: list[str | None]
    email_index: list[str]
    phone: list[str | None]
    phone_index: list[str]
    address: list[str | None]
    postcode_index: list[str]


def seal_people(people: People, vault: Vault) -> Sealed:
    """Seal everybody's details once; their orders repeat the sealed text."""
    postcodes = {code: vault.index_postcode(code) for code in set(people.postcode)}
    return Sealed(
        name=[vault.seal(name) for name in people.name],
        email=[vault.seal(email) for email in people.email],
        email_index=[vault.index_email(email) for email in people.email],
        phone=[vault.seal(phone) for phone in people.phone],
        phone_index=[vault.index_phone(phone) if phone else "" for phone in people.phone],
        address=[vault.seal(address) for address in people.address],
        postcode_index=[postcodes[code] for code in people.postcode],
    )
