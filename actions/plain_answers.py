"""Plain answers: what counts as a yes, as a no, and as neither.

Everything that is not known is neither: a doubt, a condition, a question and noise must never
carry out what the bot asked about. So the words are listed, not guessed.
"""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 60

_YES_WORDS = (
    r"y|ye+s*|yse|yea+h*|ya+|yas+|ye+p+|yu+p+|su+re|su+re thing|kk?|okk?|oka+y|oke?y|okie?|"
    r"alright|all right|fine|correct|right|exactly|precisely|indeed|definitely|absolutely|"
    r"certainly|affirmative|of course|by all means|sounds (?:good|great|fine)|that works|"
    r"(?:that is|thats|that looks|looks) (?:right|correct|fine|ok|okay|good)|"
    r"i am sure|im sure|go ahead|go for it|proceed|do it|do that|just do it|please do|"
    r"confirm|confirmed|i confirm|i agree|agreed|ja|jawohl|oui|si|👍|👌|✅"
)
_POLITE = (
    r"please|pls|plz|plse|pleas|thanks?|thx|ty|thank you|many thanks|cheers|then|now|so much|"
    r"very much|perfect|great|good|that would be (?:great|good|nice|lovely)|"
    r"i do|i am|i would|id like that|i want that|go on"
)
_OPENING = r"oh|ah|please|hi|hello"
_NO_WORDS = (
    r"n|no+|no+pe+|na+h+|nein|non|never|no way|(?:of course|certainly|definitely|absolutely) not|"
    r"negative|👎"
)
# What declines even behind an agreeing word: "ok, leave it".
_DECLINES = (
    r"(?:i )?(?:dont|do not)(?: (?:do|want|need|cancel|change|return|send|delete|end|touch))?"
    r"(?: (?:it|that|this|them|to|anything|(?:my|the) order))?|"
    r"not (?:now|yet|today|this time|anymore|any more)|(?:id )?(?:better|rather) not|"
    r"leave (?:it|that|this|everything)(?: (?:be|as it is|alone))?|"
    r"(?:ill |i will |i want to |let me )?keep (?:it|that|them|this|"
    r"(?:my|the) (?:order|membership|account|address|item|items))|"
    r"stop(?: (?:it|that))?|never ?mind|forget (?:it|that|about it)|abort|"
    r"(?:i |i have |ive )?changed my mind"
)
_SOFTENERS = (
    r"please|pls|plz|sorry|thanks?|thx|thank you|ok|okay|fine|then|actually|its (?:ok|fine)"
)

# A yes may say once more what was asked about, in the words of the topic that asked.
_THINGS = r"it|this|them|both|the order|my order|this order|that order|order it"
_RESTATED = {
    "action_cancel_order": rf"(?:i want to )?cancel(?: (?:{_THINGS}))?",
    "action_return_item": rf"(?:i want to )?(?:return (?:{_THINGS})|send (?:it|them) back)",
    "action_exchange_item": rf"(?:exchange|swap)(?: (?:{_THINGS}))?",
    "action_change_order": rf"change(?: (?:{_THINGS}))?",
    "action_change_address": r"(?:change|save|use) (?:it|this|the address|my address|this address)",
    "action_cancel_membership": r"(?:end|cancel) (?:it|the membership|my membership)",
    "action_delete_account": r"delete (?:it|the account|my account)",
    "action_subscribe_newsletter": r"(?:subscribe|sign) me(?: up)?|subscribe",
    "action_report_missing": r"(?:report|investigate) (?:it|this)",
}


def _says_yes(restated: str | None = None) -> re.Pattern[str]:
    more = "|".join(filter(None, (_YES_WORDS, _POLITE, restated)))
    return re.compile(rf"(?:(?:{_OPENING}) )*(?:{_YES_WORDS})(?: (?:{more}))*")


_YES = {topic: _says_yes(words) for topic, words in _RESTATED.items()}
_ANY_YES = _says_yes()
_REFUSALS = rf"(?: (?:{_NO_WORDS}|{_DECLINES}|{_SOFTENERS}))*"
_NO = re.compile(
    rf"(?:(?:{_OPENING}|actually|sorry|well) )*"
    rf"(?:(?:{_NO_WORDS})|(?:(?:{_YES_WORDS}|{_POLITE}) )*(?:{_DECLINES})){_REFUSALS}"
)
# Said with a sneer more often than not.
_IRONIC = frozenset({"yeah right", "yea right", "yes right", "ya right", "fine fine"})
_UNSURE = re.compile(r"[?¿؟]|\.{2,}|…")
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")


def plainly(text: str, topic: str | None = None, order: str | None = None) -> bool | None:
    """Return whether a text is a plain yes (true) or a plain no (false), and nothing else.

    A question, a hesitation ("yes...") and words that are not known make it neither. An agreeing
    word before a refusal ("ok, leave it") is a no.

    Parameters
    ----------
    topic:
        The action that asked, whose verb the yes may repeat ("yes, cancel it").
    order:
        Number of the order that was asked about, which the yes may repeat.
    """
    if len(text) > _LONGEST or _UNSURE.search(unicodedata.normalize("NFKC", text)):
        return None
    said = _words(text, order)
    if not said or said in _IRONIC:
        return None
    if _NO.fullmatch(said):
        return False
    return True if _YES.get(topic or "", _ANY_YES).fullmatch(said) else None


def _words(text: str, order: str | None) -> str:
    """Return the words in lower case with one space between, without punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = _SKIN_TONES.sub("", plain).replace("’", "").replace("'", "")
    plain = re.sub("([👍👎👌✅])", r" \1 ", plain)
    if order:
        named = rf"(?:(?:my|the) )?(?:order )?(?:no\.? |number )?#?{re.escape(order.casefold())}"
        plain = re.sub(rf"(?<!\w){named}(?!\w)", " it ", plain)
    return " ".join(re.sub(r"[\s,.!:;()*_-]+", " ", plain).split())
