"""Imports a file of customers: new ones are added, changed ones brought up to date."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from crm.store import Unit
from crm.tables.people import customer_identities, customers
from shopdata.imports.countries import country_code
from shopdata.imports.mapping import Field
from shopdata.imports.report import Report
from shopdata.imports.values import BadValue, identifier, instant, text

FIELDS = (
    Field("customer", True, ("customer_id", "customer_reference", "reference", "user_id", "id")),
    Field("name", False, ("full_name", "customer_name")),
    Field("email", False, ("e-mail", "email_address", "mail")),
    Field("phone", False, ("phone_number", "telephone", "mobile")),
    Field("address", False, ("street", "address_line", "street_address")),
    Field("city", False, ("town",)),
    Field("postcode", False, ("zip", "zip_code", "postal_code")),
    Field("country", False, ("country_code",)),
    Field("language", False, ("locale",)),
    Field("created_at", False, ("registered_at", "signup_date", "since", "created")),
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_BATCH = 500


@dataclass(frozen=True)
class Person:
    """A clean row of a customers file; what the file does not say is ``None``."""

    reference: str
    name: str | None
    email: str | None
    phone: str | None
    address: str | None
    city: str | None
    postcode: str | None
    country: str | None
    language: str | None
    created_at: datetime | None


def clean_person(values: Sequence[Any], positions: Mapping[str, int]) -> tuple[Person, list[str]]:
    """Return the customer in a row and the repairs it needed.

    Raises
    ------
    BadValue
        If the row names no customer, or its e-mail address or date cannot be read.
    """
    raw = {name: text(values[i]) for name, i in positions.items()}
    reference = identifier(raw["customer"])
    if not reference:
        raise BadValue("no customer reference")
    email = raw.get("email") or None
    if email and not _EMAIL.fullmatch(email):
        raise BadValue(f"{email!r} is not an e-mail address")
    repairs = []
    country = country_code(raw.get("country", ""))
    if raw.get("country") and country is None:
        repairs.append("unknown country left out")
    joined = instant(raw["created_at"])[0] if raw.get("created_at") else None
    person = Person(
        reference=reference[:80],
        name=raw.get("name") or None,
        email=email,
        phone=raw.get("phone") or None,
        address=raw.get("address") or None,
        city=(raw.get("city") or None) and raw["city"][:80],
        postcode=raw.get("postcode") or None,
        country=country,
        language=(raw.get("language") or "")[:2].lower() or None,
        created_at=joined,
    )
    return person, repairs


def write_people(unit: Unit, people: Sequence[Person], report: Report) -> dict[int, str]:
    """Add or change customers; return the reason for each position that was refused.

    An e-mail address or phone number belongs to one customer: a second one who claims it is
    refused rather than given the first one's history.
    """
    refused: dict[int, str] = {}
    known = _known(unit, [person.reference for person in people])
    for i, person in enumerate(people):
        taken = _taken(unit, person, known.get(person.reference))
        if taken:
            refused[i] = taken
        elif person.reference in known:
            _change(unit, person, known[person.reference], report)
        else:
            known[person.reference] = _add(unit, person)
            report.written["customers"] += 1
    return refused


def _known(unit: Unit, references: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(references), _BATCH):
        query = select(customers.c.reference, customers.c.id).where(
            customers.c.reference.in_(references[start : start + _BATCH])
        )
        found.update(unit.connection.execute(query).all())
    return found


def _identities(unit: Unit, person: Person) -> list[tuple[str, str, str]]:
    """Return kind, value and look-up digest of each way in which a person is known."""
    found = []
    if person.email:
        found.append(("email", person.email, unit.vault.index_email(person.email)))
    if person.phone:
        found.append(("phone", person.phone, unit.vault.index_phone(person.phone)))
    return found


def _taken(unit: Unit, person: Person, own: int | None) -> str:
    for kind, _, digest in _identities(unit, person):
        query = select(customer_identities.c.customer_id).where(
            customer_identities.c.kind == kind, customer_identities.c.value_index == digest
        )
        owner = unit.connection.execute(query).scalar_one_or_none()
        if owner is not None and owner != own:
            return f"{kind} belongs to another customer"
    return ""


def _fields(unit: Unit, person: Person) -> dict[str, Any]:
    """Return the columns that the file says something about, sealed where they are personal."""
    vault = unit.vault
    said = {
        "name_encrypted": vault.seal(person.name),
        "address_encrypted": vault.seal(person.address),
        "city": person.city,
        "country": person.country,
        "postcode_index": vault.index_postcode(person.postcode) if person.postcode else None,
        "language": person.language,
        "created_at": person.created_at,
    }
    return {name: value for name, value in said.items() if value is not None}


def _add(unit: Unit, person: Person) -> int:
    row = {
        "reference": person.reference,
        "opaque_id": secrets.token_hex(12),
        "created_at": unit.now,
        **_fields(unit, person),
    }
    statement = insert(customers).values(row).returning(customers.c.id)
    customer_id = int(unit.connection.execute(statement).scalar_one())
    _identify(unit, person, customer_id)
    return customer_id


def _change(unit: Unit, person: Person, customer_id: int, report: Report) -> None:
    """Bring a customer up to date; sealed fields are compared by what they say."""
    query = select(customers).where(customers.c.id == customer_id)
    row = unit.connection.execute(query).mappings().one()
    wanted = _fields(unit, person)
    changed = {
        name: value
        for name, value in wanted.items()
        if (
            unit.vault.open(row[name]) != unit.vault.open(value)
            if name.endswith("_encrypted")
            else row[name] != value
        )
    }
    if changed:
        unit.connection.execute(
            update(customers).where(customers.c.id == customer_id).values(changed)
        )
    if _identify(unit, person, customer_id) or changed:
        report.written["customers changed"] += 1
    else:
        report.unchanged += 1


def _identify(unit: Unit, person: Person, customer_id: int) -> bool:
    """Make the person's e-mail and phone theirs; return whether anything was new."""
    new = False
    for kind, value, digest in _identities(unit, person):
        query = select(customer_identities.c.id).where(
            customer_identities.c.kind == kind, customer_identities.c.value_index == digest
        )
        if unit.connection.execute(query).first():
            continue
        row = {
            "customer_id": customer_id,
            "kind": kind,
            "value_encrypted": unit.vault.seal(value),
            "value_index": digest,
            "created_at": unit.now,
        }
        unit.connection.execute(insert(customer_identities).values(row))
        new = True
    return new
