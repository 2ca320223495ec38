"""Numbers that can only be orders because of the clause that they stand in: "where is 5678?"."""

from __future__ import annotations

import re
from typing import Any

NUMBER = re.compile(r"(?<![\w.,-])#?\d{3,12}(?![\w,.-]*\w)")
_CUE = "order "
# Five figures before a place are its postcode.
_BARE = re.compile(
    r"(?:\A|(?<=cancel )|(?<=track )|(?<=return )|(?<=exchange )|(?<=refund )|(?<=is )|(?<=of )|"
    r"(?<=for )|(?<=from )|(?<=about )|(?<=change )|(?<=has )|(?<=does )|(?<=will )|(?<=where )|"
    r"(?<=when ))#?(?P<value>\d{4,8})(?![\w,.-]*\w)(?-i:(?! +[A-ZÀ-ÖØ-Þ]))",
    re.IGNORECASE,
)


def with_cues(text: str) -> str:
    """Return a clause with "order" before numbers that stand where only an order can.

    "Where is 5678" says too little to be read; "where is order 5678" is what it means.
    """
    return _BARE.sub(lambda match: _CUE + match.group(), text)


def bare_orders(text: str, start: int, end: int) -> list[dict[str, Any]]:
    """Return the entities of such numbers in `text[start:end]`, their spans in the text."""
    found = []
    for match in _BARE.finditer(text[start:end]):
        first, last = match.span("value")
        place = {"start": start + first, "end": start + last}
        found.append(
            {"entity": "order_id", **place, "value": match["value"], "text": match["value"]}
        )
    return found
