"""What an agent agreed with a customer: said when they ask about it, and kept to by the bot."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.reply import Reply, Say
from actions.turn import Turn

_ASKS = re.compile(
    r"\b(?:agree[ds]?|agreement|promis\w+|arranged?|discussed|noted|settled on)\b|"
    r"\b(?:your|the|that) (?:colleague|agent|human|person)\b[^.!?]{0,40}"
    r"\b(?:sa(?:y|id)|tell|told|do|did)\b|"
    r"\b(?:sa(?:y|id)|told|tell)\b[^.!?]{0,40}\b(?:your|the|that) (?:colleague|agent|person)\b",
    re.IGNORECASE,
)
# Readings that ask for nothing else: the note is the whole answer.
_NOTHING_ELSE = frozenset(
    {"nlu_fallback", "ask_policy", "out_of_scope", "inform", "help", "affirm"}
)
_OF_ORDERS = frozenset(
    {"track_order", "get_refund", "track_refund", "return_item", "exchange_item", "cancel_order"}
    | {"change_order", "change_shipping_address", "report_damaged_item", "report_missing_item"}
)


def asked_alone(turn: Turn) -> Reply | None:
    """Return what was agreed when the customer asks for that and for nothing else."""
    if turn.dialogue.agreed is None or turn.dialogue.topic is not None:
        return None
    if turn.intent not in _NOTHING_ELSE or not _asks(turn):
        return None
    return Reply((_say(turn),), replace(turn.dialogue, failures=0))


def with_agreed(turn: Turn, reply: Reply) -> Reply:
    """Return the reply after what was agreed, if it is about the same.

    Unasked it is said once: with the first answer about the order that it is about.
    """
    agreed = turn.dialogue.agreed
    if agreed is None or not reply.says:
        return reply
    same_order = agreed.get("order") and reply.dialogue.order == agreed.get("order")
    about = same_order and turn.intent in _OF_ORDERS and not agreed.get("told")
    if not (about or _asks(turn)):
        return reply
    told = replace(reply.dialogue, agreed={**agreed, "told": True})
    return Reply((_say(turn), *reply.says), told)


def _asks(turn: Turn) -> bool:
    by = str((turn.dialogue.agreed or {}).get("by") or "")
    named = bool(by) and re.search(rf"\b{re.escape(by)}\b", turn.text, re.IGNORECASE) is not None
    return named or _ASKS.search(turn.text) is not None


def _say(turn: Turn) -> Say:
    agreed = turn.dialogue.agreed or {}
    return Say("utter_agreed", {"agent": str(agreed.get("by") or ""), "agreed": agreed["text"]})
