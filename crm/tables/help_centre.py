"""A shop's own help pages, and what the encoder made of the sentences of all articles."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, String, Table, Text

from crm.tables.base import Json, at, key, metadata

# The facts about the help centre as a whole stand in store_facts, under "help_centre".
help_pages = Table(
    "help_pages",
    metadata,
    key(),
    # Path or address, as it was imported: a page that is imported again replaces itself.
    Column("source", String(500), nullable=False, unique=True),
    Column("title", String(300), nullable=False),
    Column("link", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    # [{"title": .., "anchor": .., "topic": .., "questions": [..], "sentences": [..]}, ..]
    Column("sections", Json, nullable=False),
    at("imported_at"),
)

# Can always be reckoned anew: a passage is named by its text, a vector by passage and encoder.
help_vectors = Table(
    "help_vectors",
    metadata,
    Column("encoder", String(64), primary_key=True),
    Column("passage", String(64), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)
