"""Who may do what at the desk: one table that routes, sockets and the page ask."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from crm.errors import Forbidden


class Right(StrEnum):
    """Something that a role may do; its value is the name that the page is told."""

    SEE_CONVERSATIONS = "see_conversations"
    SEE_PERSONAL_DATA = "see_personal_data"
    ANSWER = "answer"
    ACT_ON_ORDERS = "act_on_orders"
    ASSIGN = "assign"
    EXPORT = "export"
    SEE_NUMBERS = "see_numbers"
    MANAGE_TEXTS = "manage_texts"
    LABEL_AND_TRAIN = "label_and_train"
    PROMOTE_MODELS = "promote_models"
    MANAGE_PEOPLE = "manage_people"
    READ_AUDIT = "read_audit"


MEANING: Mapping[Right, str] = {
    Right.SEE_CONVERSATIONS: "see the list of conversations, who waits and who is there",
    Right.SEE_PERSONAL_DATA: "open a conversation, its files and the customer's panel; search",
    Right.ANSWER: "take over, write, label, note, hand back, close",
    Right.ACT_ON_ORDERS: "cancel, refund, resend and discount, up to the role's limit",
    Right.ASSIGN: "give a conversation to another agent, share views",
    Right.EXPORT: "take data out as a file",
    Right.SEE_NUMBERS: "see the overview and its figures",
    Right.MANAGE_TEXTS: "write canned replies, macros and labels for everybody",
    Right.LABEL_AND_TRAIN: "label turns and train models",
    Right.PROMOTE_MODELS: "decide which model serves customers",
    Right.MANAGE_PEOPLE: "see accounts, change roles, disable accounts",
    Right.READ_AUDIT: "read the audit log",
}

_AGENT = frozenset(
    {Right.SEE_CONVERSATIONS, Right.SEE_PERSONAL_DATA, Right.ANSWER, Right.ACT_ON_ORDERS}
)
_LEAD = _AGENT | {
    Right.ASSIGN,
    Right.EXPORT,
    Right.SEE_NUMBERS,
    Right.MANAGE_TEXTS,
    Right.PROMOTE_MODELS,
}

# Trainers and analysts work without customers: on redacted texts and on figures.
RIGHTS: Mapping[str, frozenset[Right]] = {
    "agent": _AGENT,
    "lead": _LEAD,
    "trainer": frozenset({Right.SEE_NUMBERS, Right.MANAGE_TEXTS, Right.LABEL_AND_TRAIN}),
    "analyst": frozenset({Right.SEE_NUMBERS, Right.EXPORT}),
    "admin": frozenset(Right),
}
ROLES = tuple(RIGHTS)


def rights_of(
    role: str, *, second_factor: bool = True, required: Collection[str] = ()
) -> frozenset[Right]:
    """Return what somebody may do at this moment.

    Parameters
    ----------
    role:
        One of :data:`ROLES`; any other may do nothing.
    second_factor:
        Whether the account has one.
    required:
        The roles that may do nothing until they have one.
    """
    if role in required and not second_factor:
        return frozenset()
    return RIGHTS.get(role, frozenset())


def limit_of(role: str, limits: Mapping[str, int]) -> int:
    """Return up to which amount (in minor units) a role may act on an order at once."""
    if Right.ACT_ON_ORDERS not in rights_of(role):
        return 0
    return limits.get(role, 0)


def check_amount(role: str, amount_minor: int, limits: Mapping[str, int]) -> None:
    """Make sure that an amount is within the limit of a role.

    Raises
    ------
    Forbidden
        ``over_limit``, with the limit and the way out.
    """
    limit = limit_of(role, limits)
    if amount_minor > limit:
        raise Forbidden(
            "over_limit",
            f"{amount_minor / 100:.2f} is more than the {limit / 100:.2f} that the role {role} "
            "may move at once; ask a colleague with a higher limit",
        )
