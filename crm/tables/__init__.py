"""All tables of the customer store on one MetaData."""

from crm.tables import catalogue, conversations, events, orders, people
from crm.tables.base import metadata

__all__ = ["catalogue", "conversations", "events", "metadata", "orders", "people"]
