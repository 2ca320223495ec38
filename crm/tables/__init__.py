"""All tables of the customer store on one MetaData."""

from crm.tables import catalogue, conversations, events, help_centre, orders, people, widget
from crm.tables.base import metadata

__all__ = [
    "catalogue",
    "conversations",
    "events",
    "help_centre",
    "metadata",
    "orders",
    "people",
    "widget",
]
