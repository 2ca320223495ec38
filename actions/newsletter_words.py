"""What a message about the newsletter wants: to have it, or to end it.

Both are read as one intent, because the words that tell them apart are few and small.
"""

from __future__ import annotations

import re

# Typing slips included: "newsltter", "unsubsribe".
_NEWSLETTER = re.compile(
    r"\b(?:ne\w{0,3}s\w*let\w*|news\w*|subscription|list|e?-?mails?|it)\b", re.I
)
_LEAVES = re.compile(
    r"\b(?:un-?sub\w*|unsus\w*|opt(?:ing)?(?: me| my \S+)? out|sign(?:ing)? (?:me )?off)\b", re.I
)
_ENDS = re.compile(
    r"\b(?:cancel|cancell?ing|cancell?ation|stop|stopping|end|ending|terminate|discontinue|quit|"
    r"leave|leaving|remove|delete|get rid|get out|no more|enough|off|"
    r"take \S{1,60} out|take out|out of (?:the|your)|"
    r"no longer (?:\w+ )?(?:want|wish|need|care|like|interested)|"
    r"(?:do not|don['’]?t|did not|didn['’]?t|never) (?:\w+ ){0,2}(?:want|wish|need|asked?|like))\b"
    r"|^\W*no newsletters?\b",
    re.I,
)
_STILL_COMES = re.compile(
    r"\b(?:still|keep|keeps) (?:on )?(?:get|receiv|send|writ|com)\w*.*"
    r"\b(?:cancell?ed|unsubscribed|stopped|left)\b"
    r"|\b(?:cancell?ed|unsubscribed|stopped|left)\b.*\b(?:still|keep)\b",
    re.I,
)
# Wants to have it, or only asks what was or would be done.
_KEEPS = re.compile(
    r"\bre-?subscribe|\bby (?:mistake|accident)\b|\baccidentally\b|\bsubscribe me again\b|"
    r"\bsign me up again\b|\bat any time\b|\bany ?time\b|\bwhenever\b|\bto miss\b|"
    r"\b(?:do not|don['’]?t|never) (?:\w+ )?(?:cancel|stop|end|remove|delete|unsub\w*)\b|"
    r"^\W*(?:why|did|does|has|have|was|when|will|what happens|who)\b(?!.*\bplease\b)",
    re.I,
)


def ends_newsletter(text: str) -> bool:
    """Tell whether a message about the newsletter asks to end it.

    Parameters
    ----------
    text:
        The message as it was written; only its first thousand characters count.
    """
    text = text[:1000]
    if _STILL_COMES.search(text):
        return True
    if _KEEPS.search(text):
        return False
    return bool(_LEAVES.search(text) or (_ENDS.search(text) and _NEWSLETTER.search(text)))
