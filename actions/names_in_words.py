"""Things that customers name and the catalogue does not know: "got any unicorns?"

The reading finds what is sold. What else a question about stock or a product names must not be
taken for the product in talk.
"""

from __future__ import annotations

import re

from actions.turn import Turn

_REFERS = re.compile(
    r"\b(?:it|it'?s|its|they|them|their|this|that|these|those|ones?|same)\b", re.IGNORECASE
)
# "Is the fabric waterproof" asks for a property; what is sold is asked about in these words.
_ASKS_FOR_GOODS = re.compile(
    r"\b(?:how much|price of|costs?|in stock|stock of|available|sold out|about|have|sell|carry|got|"
    r"any)\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\S")
# What stands before the name of a thing.
_LEADS = frozenset(
    "a an any some the your my got have has sell sells carry stock of about on for is are do does "
    "cost costs more other price".split()
)
# What questions about stock and products hold beside the name of a thing.
_COMMON = frozenset(
    "a about after again also am an and any anything are article availability available back be "
    "because been before big bring buy by can care carry check close cm color colors colour "
    "colours come comes coming cost costs could currently dear delivered delivery describe "
    "description detail details did difference different dimension dimensions do does each else "
    "enough euro euros ever exactly expect expected expensive far feature features few find for "
    "from full get getting give go goes going gone good got had has have heavy hello help hey hi "
    "high hold how i if in info information instead instructions is item items just keep kg kind "
    "know large left length like list little long look made many material may maybe me measure "
    "measurements medium more most much my name near need new next nice no not now of off old on "
    "only or order ordered other others our out over page per piece pieces please pls possible "
    "price prices product products put question questions quick range rating really restock "
    "restocked review reviews right running sale see sell selling send several ship shipping shop "
    "short should show size sizes small so sold some something soon sorry sort specification "
    "specifications specs still stock stocks store stuff such tall tell than thank thanks the "
    "then there thing things time times to today tomorrow too two type types under until up us "
    "use variant variants very want warranty was wash washable week weeks weigh weight well were "
    "what whats when where whether which while whole why wide width will with without wonder "
    "would year yes yet you your".split()
)
_MOST_WORDS = 4


def unknown_name(turn: Turn, known: str = "") -> str | None:
    """Return what a question names that the reading did not find, or nothing.

    "Is it in stock?" names nothing, "got any unicorns?" names unicorns.

    Parameters
    ----------
    known:
        All words that speak of the product in talk: they name nothing else.
    """
    if turn.entity("product", "category") or speaks_of_it(turn):
        return None
    if not _ASKS_FOR_GOODS.search(turn.text):
        return None
    own = set(_words(known))
    found: list[str] = []
    led = False
    for token in _TOKEN.finditer(turn.text[:300]):
        word = token.group().casefold()
        inside = any(e.start <= token.start() < e.end for e in turn.entities)
        telling = len(word) > 2 and word not in _COMMON and word not in own and not inside
        if telling and (led or found):
            found.append(token.group())
        elif found:
            break
        elif not inside and not telling:
            led = word in _LEADS
    return " ".join(found[:_MOST_WORDS]) or None


def speaks_of_it(turn: Turn) -> bool:
    """Return whether a turn points at something by "it", "this one" and the like."""
    return bool(_REFERS.search(turn.text))


def _words(text: str) -> list[str]:
    words = [token.group().casefold() for token in _TOKEN.finditer(text)]
    return [*words, *(word + "s" for word in words), *(word.rstrip("s") for word in words)]
