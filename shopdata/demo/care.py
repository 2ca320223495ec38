"""Parcels on their way, and the tickets that customers opened about them."""

from __future__ import annotations

from typing import Any

import numpy as np

from shopdata.demo.aftermath import Returns
from shopdata.demo.columns import DAY, NEVER, Columns, Flags, Ints, labelled, until
from shopdata.demo.fulfilment import Journey

HUBS = ("Leipzig", "Hanover", "Lyon", "Rotterdam", "Milan", "Prague")
DEPOT = "Hamburg"
FULL_TRACKING_DAYS = 90
"""Carriers keep every scan for so long; of older parcels only the first and the last is left."""

SUMMARIES = {
    "delivery": "The parcel came later than promised; the customer asks where it was.",
    "damaged": "An item arrived damaged; the customer sent a photo.",
    "missing": "Something is missing from the parcel.",
    "payment": "A payment did not go through; the customer asks what to do.",
    "product_question": "A question about material and care before buying.",
    "complaint": "The customer is unhappy with the service and thinks of leaving.",
}
TOPICS = tuple(SUMMARIES)
PRIORITIES = ("low", "normal", "high")


def shipment_rows(
    generator: np.random.Generator, journey: Journey, cities: list[str], person: Ints, now: int
) -> Columns:
    """Return the parcels of all orders that have left, with what the carrier scanned."""
    order = np.flatnonzero(journey.shipped != NEVER)
    hub = generator.integers(len(HUBS), size=len(order))
    code = np.select(
        [journey.lost[order], journey.delivered[order] != NEVER, journey.out[order] != NEVER],
        [3, 2, 1],
        0,
    )
    serial = 10_000_000 + np.arange(len(order)) * 7 + generator.integers(7, size=len(order))
    carrier = journey.carrier.take(order)
    names = [str(name).upper() for name in carrier.values()]
    return {
        "order": order,
        "carrier": carrier,
        "tracking_number": [
            f"{name}{number}" for name, number in zip(names, serial.tolist(), strict=True)
        ],
        "status": labelled(code, ("in_transit", "out_for_delivery", "delivered", "lost")),
        "events": _scans(journey, order, hub, [cities[p] for p in person[order].tolist()], now),
        "shipped_at": journey.shipped[order],
        "expected_at": journey.expected[order],
        "delivered_at": journey.delivered[order],
    }


def _scans(
    journey: Journey, order: Ints, hub: Ints, cities: list[str], now: int
) -> list[list[dict[str, Any]]]:
    shipped = journey.shipped[order]
    middle = until(shipped + DAY // 3, now)
    middle = np.where((shipped < now - FULL_TRACKING_DAYS * DAY), NEVER, middle)
    out = np.where(middle == NEVER, NEVER, journey.out[order])
    middle = np.where((out != NEVER) & (middle > out), NEVER, middle)
    steps = (
        ("picked_up", shipped, [DEPOT] * len(order)),
        ("in_transit", middle, [HUBS[place] for place in hub.tolist()]),
        ("out_for_delivery", out, cities),
        ("delivered", journey.delivered[order], cities),
    )
    found: list[list[dict[str, Any]]] = [[] for _ in range(len(order))]
    for code, times, places in steps:
        texts = np.datetime_as_string(times.astype("datetime64[s]")).tolist()
        for row in np.flatnonzero(times != NEVER).tolist():
            scan = {"at": texts[row] + "+00:00", "code": code, "place": places[row]}
            found[row].append(scan)
    return found


def ticket_rows(
    generator: np.random.Generator,
    journey: Journey,
    failed_at: Ints,
    placed: Ints,
    unhappy: Ints,
    back: Returns,
    asked: list[tuple[int, str]],
    allowed: Flags,
    now: int,
) -> Columns:
    """Return earlier support tickets in order of time.

    Parameters
    ----------
    unhappy:
        Orders that were the last ones of customers who then left or are leaving.
    asked:
        Orders of the cast and the topics of their tickets.
    allowed:
        Which orders are not the cast's: only from those is drawn.
    """
    luck = generator.random((4, len(placed)))
    late = np.flatnonzero(journey.late & (luck[0] < 0.4) & allowed)
    broken = np.flatnonzero((failed_at != NEVER) & (luck[1] < 0.35) & allowed)
    curious = np.flatnonzero((luck[2] < 0.03) & allowed)
    sad = unhappy[(luck[3][unhappy] < 0.3) & allowed[unhappy]]
    talked = (generator.random(len(back.order)) < 0.6) & allowed[back.order]
    hurt = np.flatnonzero(back.kind.equals("damaged") & talked)
    short = np.flatnonzero(back.kind.equals("missing") & talked)
    cast = np.array([row for row, _ in asked], dtype=np.int64)
    groups = [
        (late, TOPICS.index("delivery"), journey.delivered[late]),
        (back.order[hurt], TOPICS.index("damaged"), back.created[hurt]),
        (back.order[short], TOPICS.index("missing"), back.created[short]),
        (broken, TOPICS.index("payment"), failed_at[broken] + 600),
        (curious, TOPICS.index("product_question"), placed[curious] - DAY // 2),
        (sad, TOPICS.index("complaint"), journey.delivered[sad] + DAY),
        (cast, -1, journey.delivered[cast] + DAY // 4),
    ]
    topic = np.concatenate([np.full(len(rows), number) for rows, number, _ in groups])
    topic[len(topic) - len(cast) :] = [TOPICS.index(name) for _, name in asked]
    when = np.concatenate([times for *_, times in groups])
    which = np.concatenate([rows for rows, *_ in groups])
    seen = np.flatnonzero(when <= now)
    return _tickets(generator, which[seen], topic[seen], when[seen], now)


def _tickets(
    generator: np.random.Generator, order: Ints, topic: Ints, when: Ints, now: int
) -> Columns:
    sort = np.argsort(when, kind="stable")
    order, topic, when = order[sort], topic[sort], when[sort]
    solved = until(when + (generator.exponential(2, len(when)) * DAY).astype(np.int64) + 900, now)
    pending = (generator.random(len(when)) < 0.4).astype(int)
    priority = np.select([topic == TOPICS.index("complaint"), topic == 4], [2, 0], 1)
    return {
        "order": order,
        "topic": labelled(topic, TOPICS),
        "summary": labelled(topic, tuple(SUMMARIES.values())),
        "priority": labelled(priority, PRIORITIES),
        "status": labelled(np.where(solved != NEVER, 2, pending), ("open", "pending", "solved")),
        "created_at": when,
        "solved_at": solved,
    }
