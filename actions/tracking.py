"""Where is my order?"""

from __future__ import annotations

from typing import ClassVar

from actions.reply import QuickReply, Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.which_order import which_order
from actions.wording import PERSON, day, days, order_card
from crm.orders import OPEN_STATUSES, Order
from crm.shipments import Tracking, track
from crm.store import Unit

SITUATIONS = {
    "placed": "utter_track_placed",
    "awaiting_payment": "utter_track_awaiting_payment",
    "packed": "utter_track_packed",
    "shipped": "utter_track_shipped",
    "out_for_delivery": "utter_track_out_for_delivery",
    "late": "utter_track_late",
    "lost": "utter_track_lost",
    "returned": "utter_track_sent_back",
    "delivered": "utter_track_delivered",
    "cancelled": "utter_track_cancelled",
}
# What is known of an order that came by a file may be its state alone.
_STATE_ALONE = {
    "placed": "utter_track_placed_no_details",
    "packed": "utter_track_packed_no_details",
    "shipped": "utter_track_shipped_no_details",
    "out_for_delivery": "utter_track_out_for_delivery_no_details",
    "delivered": "utter_track_delivered_no_details",
    "cancelled": "utter_track_cancelled_no_details",
}
_MISSING = QuickReply("It hasn't arrived", "My parcel is missing")
_BUTTONS = {
    "awaiting_payment": (QuickReply("Payment problem", "My payment did not go through"),),
    "late": (_MISSING, PERSON),
    "lost": (_MISSING, PERSON),
    "returned": (PERSON,),
    "delivered": (QuickReply("I don't have it", "It says delivered but I don't have it"),),
    "cancelled": (QuickReply("See the refund", "Where is my refund?"),),
}


class TrackOrder(Topic):
    """Says where an order is and when it comes."""

    name: ClassVar[str] = "action_track_order"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the order's situation with its card; nothing is changed."""
        meant = which_order(unit, turn, self.name, prefer=OPEN_STATUSES)
        if isinstance(meant, Reply):
            return meant
        say = tracking_say(unit, turn, meant.order)
        return Reply((say,), turn.dialogue.settled(order=meant.order.number))


def tracking_say(unit: Unit, turn: Turn, order: Order) -> Say:
    """Return what says where an order is and when it comes, with its card."""
    tracking = track(unit, order)
    if tracking.situation == "shipped" and tracking.carrier and tracking.expected_at is None:
        values = {"carrier": tracking.carrier, "tracking_number": tracking.tracking_number or ""}
        return Say(
            "utter_track_shipped_no_day",
            {"order_number": order.number, **values},
            (),
            (order_card(order),),
        )
    if _state_alone(order, tracking):
        return Say(
            _STATE_ALONE[tracking.situation],
            {"order_number": order.number},
            _BUTTONS.get(tracking.situation, (PERSON,)),
            (order_card(order),),
        )
    return Say(
        SITUATIONS[tracking.situation],
        _values(order, tracking, turn),
        _BUTTONS.get(tracking.situation, ()),
        (order_card(order),),
    )


def _state_alone(order: Order, tracking: Tracking) -> bool:
    """Return whether the day is unknown that the response of the situation would name."""
    dates = {
        "placed": tracking.expected_at,
        "packed": tracking.expected_at,
        "shipped": tracking.expected_at,
        "out_for_delivery": tracking.expected_at or tracking.carrier,
        "delivered": order.delivered_at,
        "cancelled": order.cancelled_at,
    }
    return tracking.situation in dates and dates[tracking.situation] is None


def _values(order: Order, tracking: Tracking, turn: Turn) -> dict[str, str]:
    """Return the values that the response of the situation takes."""
    expected = tracking.expected_at
    every = {
        "expected": day(expected, turn.sent_at) if expected else "",
        "days_late": days(tracking.days_late),
        "carrier": tracking.carrier or "the carrier",
        "tracking_number": tracking.tracking_number or "not known yet",
        "delivered": day(order.delivered_at, turn.sent_at) if order.delivered_at else "",
        "cancelled": day(order.cancelled_at, turn.sent_at) if order.cancelled_at else "",
    }
    return {"order_number": order.number, **{n: every[n] for n in _TAKES[tracking.situation]}}


_TAKES = {
    "placed": ("expected",),
    "awaiting_payment": (),
    "packed": ("expected",),
    "shipped": ("expected", "carrier", "tracking_number"),
    "out_for_delivery": ("carrier",),
    "late": ("days_late",),
    "lost": ("carrier",),
    "returned": ("carrier",),
    "delivered": ("delivered",),
    "cancelled": ("cancelled",),
}
