"""All tables of the customer store on one MetaData."""

from crm.tables import (
    catalogue,
    conversations,
    desk,
    events,
    help_centre,
    orders,
    people,
    widget,
)
from crm.tables.base import metadata

__all__ = [
    "catalogue",
    "conversations",
    "desk",
    "events",
    "help_centre",
    "metadata",
    "orders",
    "people",
    "widget",
]
