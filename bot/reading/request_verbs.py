"""The verbs with which customers ask for something: one list for all that looks for them."""

from __future__ import annotations

ON_ORDERS = ("cancel", "change", "check", "exchange", "refund", "return", "track")
"""Verbs whose object is an order when it is a number: "cancel 5678"."""
REQUEST_VERBS = frozenset(ON_ORDERS) | frozenset(
    "add alter apply arrange book buy call close confirm connect contact correct create delete "
    "deliver describe download drop edit email end explain export extend find forward get give "
    "hold issue leave list look mail make modify move open order pay place postpone put recommend "
    "redirect register remove repeat replace report resend reserve reset schedule send set ship "
    "show sign start stop subscribe suggest swap switch take tell terminate transfer transform "
    "unsubscribe update upgrade use withdraw".split()
)
"""Verbs that order something when a clause begins with them."""
