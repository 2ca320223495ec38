"""Who says what is not to be done asks for nothing: "please do not delete my account"."""

from __future__ import annotations

import re

from actions.turn import Turn

_EFFECTS = frozenset(
    {"action_cancel_order", "action_delete_account", "action_return_item", "action_exchange_item"}
    | {"action_cancel_membership", "action_unsubscribe", "action_change_order"}
)
_DECLINES = re.compile(
    r"^\W*(?:(?:please|pls|hi|hello|hey|no|oh|sorry|actually|wait|and|but|also|so)\W+)*"
    r"(?:(?:i|we)\s+)?(?:do\s+not|don[’']?t|never)\s+(?:(?:want|need)\s+(?:you\s+)?to\s+|wanna\s+)?"
    r"(?:cancel|delete|close|return|exchange|swap|end|change|unsubscribe|"
    r"send\s+(?:it|them|anything)\s+back)\b",
    re.IGNORECASE,
)


def declines(called: str, turn: Turn) -> bool:
    """Return whether a turn that was read as a request says that it is none.

    Parameters
    ----------
    called:
        The action that the intent led to.
    """
    return called in _EFFECTS and "?" not in turn.text and bool(_DECLINES.search(turn.text))
