"""The settings of the desk: who may do what, whom to help next, when people are better."""

from __future__ import annotations

from crm.rights import ROLES
from crm.setting_kinds import amounts, choice, integer, number, points, steps, text, words
from crm.setting_row import Setting

DESK_SETTINGS = (
    Setting(
        "ATTUNE_DESK_IDLE",
        integer(1, 720),
        "120",
        "Minutes after which a session at the desk that nobody uses ends.",
    ),
    Setting(
        "ATTUNE_SECOND_FACTOR_ROLES",
        words(*ROLES),
        "",
        "Roles, separated by commas, that may do nothing at the desk without a second factor.",
    ),
    Setting(
        "ATTUNE_ORDER_LIMITS",
        amounts(*ROLES),
        "agent=5000,lead=25000,admin=100000",
        "Up to which amount, in cents, a role may refund or discount at once.",
    ),
    Setting(
        "ATTUNE_QUEUE_BOUND_MINUTES",
        number(0, 1440),
        "10",
        "How long nobody waits because others go first (docs/queue.md).",
    ),
    Setting(
        "ATTUNE_QUEUE_HEAD_START",
        number(0, 120),
        "10",
        "Most points (minutes) that everything but the waiting gives together.",
    ),
    Setting(
        "ATTUNE_QUEUE_WEIGHTS",
        points(),
        "",
        "Points of the line that differ from the table in docs/queue.md.",
    ),
    Setting(
        "ATTUNE_ASSIGNMENT",
        choice("by_hand", "automatic"),
        "by_hand",
        "Whether agents take conversations, or are given them.",
    ),
    Setting(
        "ATTUNE_FRUSTRATION",
        number(0, 1),
        "0.6",
        "Frustration from which on the bot offers a person (docs/handover.md).",
    ),
    Setting(
        "ATTUNE_ESCALATION_AMOUNT",
        integer(0, 1_000_000),
        "500",
        "Price of an order in whole euros from which its trouble is a person's; 0 is never.",
    ),
    Setting(
        "ATTUNE_ESCALATION_TOPICS",
        text(),
        "",
        "Intents, separated by commas, for which the bot offers a person.",
    ),
    Setting(
        "ATTUNE_ESCALATION_STEPS",
        steps(("off", "offer", "now")),
        "",
        "What the bot does by reason, where it differs from the table in docs/handover.md.",
    ),
)
