"""Why something comes back, as far as the customer says so."""

from __future__ import annotations

import re

_REASONS = {
    "too_small": r"(?:too|bit|little|rather|way) (?:small|tight|short|narrow)|size up|larger size",
    "too_large": r"(?:too|bit|little|rather|way) (?:big|large|long|wide|loose)|smaller size",
    "does_not_fit": r"(?:does not|doesn'?t|did not|didn'?t|don'?t|not) (?:really )?fit|wrong size",
    "arrived_too_late": r"(?:arrived|came|delivered|comes|here) (?:far |much |way )?too late",
    "wrong_item": r"(?:wrong|different|other) (?:item|product|thing|article)|not what i ordered",
    "not_as_described": r"not (?:as|like) (?:described|pictured|shown|expected|in the p\w+)"
    r"|looks? (?:different|nothing like)|wrong colou?r|colou?r is (?:wrong|different|off)",
    "poor_quality": r"(?:poor|bad|terrible|cheap|low|awful) quality|feels cheap|badly made",
    "changed_mind": r"changed? my mind|(?:don'?t|do not|no longer) (?:like|want|need)"
    r"|not (?:needed|wanted)|not to my (?:taste|liking)|(?:bought|ordered) (?:it )?by mistake",
}
_PATTERNS = {
    code: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for code, words in _REASONS.items()
}
_LONGEST_TEXT = 500


def return_reason(text: str) -> str | None:
    """Return the code of the reason that a text gives for a return, or nothing."""
    plain = text[:_LONGEST_TEXT].replace("’", "'")
    return next((code for code, words in _PATTERNS.items() if words.search(plain)), None)
