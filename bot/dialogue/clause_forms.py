"""The form of a clause: does it ask, order, wish or report, or does it only tell?

English only: in another language no form is seen, so a message stays one request.
"""

from __future__ import annotations

import re

from bot.reading.request_verbs import REQUEST_VERBS

QUESTION, ORDER, WISH, REPORT = "question", "order", "wish", "report"
# It may ask for something without the form of it: "the invoice for 104233", "my parcel is late".
TOLD = "told"
# It tells of the writer, mostly why something is asked: "I can't get into my account".
SAID = "said"

# What may stand before the words that matter.
_LEAD = re.compile(
    r"(?:(?:hi|hello|hey|please|pls|plz|ok|okay|so|well|also|then|and|plus|but|oh|btw|by the way|"
    r"yes|yeah|no|actually|just|now|next|finally|lastly|first(?: of all)?|firstly|secondly|second|"
    r"thirdly|additionally|besides|as well as|after that|in addition|on top of that|"
    r"(?:one|another) (?:more )?(?:thing|question|request)|quick question|kindly|maybe|"
    r"if (?:so|yes|possible)|while (?:you|i)(?:'re| are|'m| am) (?:at it|there|here)|"
    r"i was (?:also )?wondering|"
    r"i(?:'d| would)? (?:also )?(?:like to know|wanted to (?:know|ask)|want to (?:know|ask))|"
    r"(?:can|could|would|will) you (?:also |please |kindly )*(?:tell me)?)\b[\s,:;.-]*)+",
    re.IGNORECASE,
)
_AUXILIARY = (
    r"(?:is|are|am|was|were|do|does|did|can|could|will|would|should|shall|has|have|had|may|might|"
    r"must|isn'?t|aren'?t|don'?t|doesn'?t|didn'?t|can'?t|won'?t|hasn'?t|haven'?t)"
)
_QUESTION = re.compile(
    rf"(?:{_AUXILIARY} (?:i|you|u|ya|we|it|he|she|they|there|this|that|these|those|the|my|our|"
    r"your|an?|any|anyone|someone|somebody|all|order|#?\d)\b|"
    rf"(?:where|when|why|who|whom|what|which|how)\W?(?:'?s|'?re|'?ll)?\b(?: \w+){{0,4}}? "
    rf"{_AUXILIARY}\b|(?:where|what|when|how|who)'?s\b|(?:what|how) about\b|"
    r"how (?:do|can|to|long|soon|much|many)\b|(?:whether|if) (?:i|you|it|the|my|there)\b|"
    r"whether\b)",
    re.IGNORECASE,
)
# "Any coupons?"
_ANY = re.compile(r"any(?:one|thing)? \w", re.IGNORECASE)
# "Don't ever email me again."
_FORBIDS = re.compile(
    r"(?:don'?t|do not|never)(?: you)?(?: ever)? (?:e-?mail|text|call|contact|mail|message|send|"
    r"write(?: to)?|phone|spam) (?:me|us)\b",
    re.IGNORECASE,
)
# "When I opened it", "what I ordered": they tell.
_TELLS = re.compile(
    r"(?:when|what|where|which|how|who|as|because|cause|cos|since|though|although|while|if|unless|"
    r"otherwise|or else|so that)\W+(?:i|we|it|they|he|she|that|this|the|my)\b(?! wonder)",
    re.IGNORECASE,
)
_WONDERS = re.compile(r"\b(?:know|ask|tell me|wondering)\b", re.IGNORECASE)
# "Since it is late I want the fee back."
_AFTER_REASON = re.compile(
    r"\A(?:since|as|because|if)\b.{8,} (?:i|we)(?:'d| would)? (?:want|need|like)\b", re.I
)
_WISH = re.compile(
    r"(?:i|we)(?:'d| would|'m| am|'ve| have)? ?(?:also |still |just |really |now |then )*"
    r"(?:want(?:ed)?|need|wanna|gotta|(?<=d )(?:like|love|rather|prefer)|have got to|got to|"
    r"have to|looking (?:for|to)|trying to|(?:would|going to|gonna) (?:like|want|need))\b|"
    r"(?:i|we)(?: would|'d) (?:also |really |still |just )*(?:like|love|prefer|rather)\b|"
    r"(?:i|we) (?:(?:do not|don'?t|dont) know (?:how|where)|have (?:a |some )?questions?|no longer|"
    r"(?:do not|don'?t|dont) want)\b|"
    r"(?:let me|let'?s|help me|i'?d like|i would like|can i|may i|could i|"
    r"(?:want|need|would like|wanna|looking) (?:to|for|my|the|an?)|need)\b",
    re.IGNORECASE,
)
# "Order 104233" is a thing, and so is "return policy".
_NOUN = re.compile(r"order(?: (?:number|no|nr))?[ #:]*#?\d|(?:order|refund|return) status\b", re.I)
# With these alone nothing is asked for: "look", "check", "call".
_NEEDS_OBJECT = 2
# A remark of so few words is a mood: "I am so angry".
_NEEDS_MORE = 4
# What they never, already or just did is a reason.
_OF_WRITER = re.compile(
    r"(?!.*\b(?:never|already|just|been waiting)\b)(?:i|we|i'm|we're|i've|we've|i'd)\b",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"\b(?:broken?|damaged|cracked|smashed|shattered|torn|defective|scratched|chipped|missing|"
    r"faulty|leaking|never (?:arrived|came|showed up|turned up)|charged (?:me )?(?:twice|double)|"
    r"double[- ]charged|(?:payment|card) (?:was |got |is )?(?:declined|rejected|failing|failed)|"
    r"forgot(?:ten)? (?:my|the)|can(?:'?t|not) (?:log|sign|register))\b",
    re.IGNORECASE,
)
# Its subject is named; "it is broken" gives the reason of what was said before.
_NAMED_SUBJECT = re.compile(
    r"(?:the|my|our|an?|one of|one (?!is|was|has|of them|came|arrived)\w+|both|two|three|order|"
    r"item|parcel|package|i (?:was|am|have been|"
    r"forgot|can)|i'?(?:ve|m)|you)\b",
    re.IGNORECASE,
)
# It goes on about what was said before, is polite, or tells what happened.
_GOES_ON = re.compile(
    r"(?:it|its|it's|they|he|she|that|this|these|those|there|nobody|no one|everything|nothing|one|"
    r"thanks?|thank|cheers|hope|sorry|because|so|i|i'm|i've|i'd|we|we've|my name|my e-?mail|"
    r"my (?:order |phone )?number|not|very|which|who|if|when|since|as|for|in|with|from|to|at|on|"
    r"don't|doesn't|didn't|can't|won't|hasn't|haven't|isn't|never|no|got|received|bought|ordered|before|"
    r"moved|paid)\b|"
    # What has not been sent yet may still be changed: that is why it is told.
    r"[^,.]*\b(?:not|hasn't|isn't|never)(?: been)?(?: yet)? "
    r"(?:sent|shipped|packed|dispatched|left)\b",
    re.IGNORECASE,
)
# A thing and a please: "invoice please".
_POLITE = re.compile(r"\w\W+(?:please|pls|plz)\W*\Z", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def core_start(text: str) -> int:
    """Return where a clause begins behind greetings, politeness and joining words."""
    lead = _LEAD.match(text)
    return lead.end() if lead else 0


def form_of(text: str, ends_with_question_mark: bool = False) -> str | None:
    """Return the form of a clause, or nothing when it only tells something.

    Args:
        text: the clause, without the mark at its end.
        ends_with_question_mark: whether that mark was one.
    """
    start = core_start(text)
    core = text[start:].replace("’", "'").strip()
    # "I would like to know when it comes" asks, whatever mark it ends with.
    ends_with_question_mark |= _WONDERS.search(text[:start]) is not None
    words = _WORD.findall(core)
    if not words or (_TELLS.match(core) and not ends_with_question_mark):
        return WISH if _AFTER_REASON.search(core) else None
    if _QUESTION.match(core) and len(words) > 1:
        return QUESTION
    if ends_with_question_mark and _ANY.match(core):
        return QUESTION
    if _FORBIDS.match(core):
        return ORDER
    if _WISH.match(core) and len(words) > _NEEDS_OBJECT:
        return WISH
    if (
        words[0].casefold() in REQUEST_VERBS
        and len(words) >= _NEEDS_OBJECT
        and not _NOUN.match(core)
    ):
        return ORDER
    if _REPORT.search(core) and _NAMED_SUBJECT.match(core):
        return REPORT
    if ends_with_question_mark and len(words) > _NEEDS_OBJECT:
        return QUESTION
    if _GOES_ON.match(core):
        return SAID if _OF_WRITER.match(core) and len(words) > _NEEDS_MORE else None
    return TOLD if len(words) > _NEEDS_OBJECT or _POLITE.search(core) else None
