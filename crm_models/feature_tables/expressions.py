"""All features of all customers as of a date, as one Ibis expression."""

from __future__ import annotations

from datetime import datetime

import ibis
import ibis.expr.types as ir

from crm_models.feature_tables import activity
from crm_models.feature_tables.as_of import Known, known_before
from crm_models.feature_tables.catalogue import FEATURES
from crm_models.feature_tables.purchases import purchase_features
from crm_models.feature_tables.schema import DAY, Inputs


def customer_features(inputs: Inputs, as_of: datetime) -> ir.Table:
    """Return one row for each customer who was known before ``as_of``.

    Parameters
    ----------
    inputs:
        Tables of one engine, with the columns of `schema.COLUMNS`.
    as_of:
        With a time zone; rows at this instant and later are not seen.

    Returns
    -------
    ``customer_id`` and the columns of `catalogue.FEATURES` in their order; rows in no order.

    Raises
    ------
    ValueError
        If ``as_of`` has no time zone.
    """
    return describe(known_before(inputs, as_of))


def describe(known: Known) -> ir.Table:
    """Return the features of what is known; nothing here looks at the date to leave rows out."""
    parts = (
        _acquaintance(known),
        purchase_features(known.tables.orders, known.as_of),
        activity.cancellation_features(known),
        activity.category_features(known),
        activity.channel_features(known),
        activity.return_features(known),
        activity.refund_features(known),
        activity.contact_features(known),
        activity.handover_features(known),
        activity.ticket_features(known),
        activity.mood_features(known),
        activity.web_features(known),
    )
    joined = _customers(known)
    for part in parts:
        joined = joined.left_join(part, "customer_id").drop("customer_id_right")
    return _finished(joined)


def _customers(known: Known) -> ir.Table:
    """Return the keys of customers. Imported ones may have ordered before their row was made."""
    made = known.tables.customers.select("customer_id")
    ordered = known.tables.orders.select("customer_id")
    return made.union(ordered, known.cancelled.select("customer_id"), distinct=True)


def _acquaintance(known: Known) -> ir.Table:
    customers = known.tables.customers
    return customers.select("customer_id", known_days=(known.as_of - customers.created_at) / DAY)


def _finished(joined: ir.Table) -> ir.Table:
    """Return the columns in their order, with defaults where nothing was found."""
    ratios = joined.mutate(
        returns_per_order=joined.returns.fill_null(0) / joined.orders.nullif(0),
        refund_share=joined.refunded_minor / ibis.greatest(joined.revenue_minor, 1),
    )
    columns = {"customer_id": ratios.customer_id}
    for feature in FEATURES:
        column = ratios[feature.name]
        filled = column if feature.default is None else column.fill_null(feature.default)
        columns[feature.name] = filled.cast(feature.kind)
    return ratios.select(**columns)
