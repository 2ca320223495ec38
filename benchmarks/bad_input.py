"""Messages that nobody means and that a reading must survive: each kind made anew for each run.

What is remembered of a text (vectors, dates, repaired words) helps no run, since no text comes
twice.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from random import Random

LENGTH = 10_000
# What the splitter of requests still takes apart (`bot.dialogue.requests.LONGEST`).
SPLIT_LENGTH = 400

Kind = Callable[[Random], str]
_MONTHS = "January March Apr June July Sept October Dec".split()
_PRODUCTS = "stoneware teapot|walnut desk lamp|linen duvet cover|rain jacket|storm lantern".split(
    "|"
)
_RIGHT_TO_LEFT = "مرحبا أين طلبي من فضلك شكرا جزيلا שלום איפה ההזמנה שלי בבקשה תודה".split()
_EASTERN = "我的订单在哪里请帮我退款谢谢注文はどこですか返品したい주문이어디에있나요환불해주세요"
_CYRILLIC = "где мой заказ верните деньги пожалуйста спасибо почему так долго".split()
_EMOJI = "😀😡👍🏽🎁👩‍👩‍👧🇩🇪❤️"
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
_COMBINING = "".join(chr(code) for code in range(0x300, 0x340))
_CONTROL = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)]))
_COMPLAINT = (
    "I ordered a {} for my sister and it came three days late with a dent in it. "
    "Nobody answered when I called, so now I am writing again. "
)


def repeated(make: Kind, length: int = LENGTH) -> Kind:
    """Return a kind of exactly `length` characters, put together of what `make` returns."""

    def text(dice: Random) -> str:
        pieces, size = [], 0
        while size < length:
            pieces.append(make(dice))
            size += len(pieces[-1])
        return "".join(pieces)[:length]

    return text


def one_of(pieces: str | list[str], after: str = "") -> Kind:
    """Return a kind of one of some pieces at a time."""
    return lambda dice: dice.choice(pieces) + after


def with_slip(phrase: str, dice: Random) -> str:
    """Return a phrase in which one letter of each longer word is another."""
    words = []
    for word in phrase.split():
        place = dice.randrange(1, len(word))
        wrong = dice.choice(string.ascii_lowercase)
        words.append(word[:place] + wrong + word[place + 1 :] if len(word) > 3 else word)
    return " ".join(words)


def _number(dice: Random, figures: int = 6) -> str:
    return str(dice.randrange(10 ** (figures - 1), 10**figures))


def _word(dice: Random, most: int = 10) -> str:
    return "".join(dice.choices(string.ascii_lowercase, k=dice.randint(2, most)))


def _date(dice: Random) -> str:
    day, year = dice.randint(1, 28), dice.randint(1990, 2040)
    month = dice.choice(_MONTHS)
    forms = (
        f"{day} {month} {year}",
        f"{month} {day}, {year}",
        f"{day}/{dice.randint(1, 12)}/{year}",
        f"{dice.randint(2, 300)} days ago",
        f"the {day}th of {month}",
    )
    return f"on {dice.choice(forms)} "


def _phone(dice: Random) -> str:
    forms = f"+49 30 {_number(dice)} ", f"(0{_number(dice, 3)}) {_number(dice, 7)} ", "0049-"
    return dice.choice(forms)


def _script(dice: Random) -> str:
    words = _RIGHT_TO_LEFT + _CYRILLIC + ["order", "où", "größe", "१२३", "٤٥٦", "ｏｒｄｅｒ", "𝟙𝟚𝟛"]
    return dice.choice(words) + dice.choice([" ", "", ", ", dice.choice(_EASTERN)])


KINDS: Mapping[str, Kind] = {
    "empty": lambda dice: "",
    "one sign": lambda dice: dice.choice(".?!#€…"),
    "white space": repeated(one_of(" \t\n\u00a0\u2003")),
    "emoji": repeated(one_of(_EMOJI)),
    "control characters": repeated(one_of(_CONTROL)),
    "zero-width characters": repeated(one_of(_ZERO_WIDTH)),
    "letters and zero-width": repeated(lambda d: d.choice("order") + d.choice(_ZERO_WIDTH)),
    "combining marks": repeated(lambda d: d.choice("aeiou") + d.choice(_COMBINING)),
    "right to left": repeated(one_of(_RIGHT_TO_LEFT, " ")),
    "scripts without spaces": repeated(one_of(_EASTERN)),
    "mixed scripts": repeated(_script),
    "one word": lambda dice: dice.choice(string.ascii_letters) * LENGTH,
    "invented words": repeated(lambda d: _word(d) + " "),
    "any signs": repeated(one_of(string.printable)),
    "nested brackets": repeated(one_of("([{<")),
    "open tags": repeated(lambda d: f"<{_word(d, 3)}"),
    "questions and shouts": repeated(one_of("?!.,;")),
    "figures": repeated(one_of(string.digits)),
    "numbers": repeated(lambda d: _number(d, d.randint(1, 20)) + " "),
    "order numbers": repeated(lambda d: f"order {_number(d)}, "),
    "requests without end": repeated(lambda d: f"where is my order {_number(d)} and "),
    "six requests": repeated(lambda d: f"where is order {_number(d)}? I want {_word(d)}. ", 160),
    "requests in the longest": repeated(
        lambda d: f"Cancel order {_number(d)} {' '.join(_word(d) for _ in range(22))}. ",
        SPLIT_LENGTH,
    ),
    "telephone numbers": repeated(_phone),
    "e-mail addresses": repeated(lambda d: f"{_word(d)}.{_word(d)}@{_word(d)}.example "),
    "nearly e-mail addresses": repeated(lambda d: f"{_word(d)}@"),
    "links": repeated(lambda d: f"https://{_word(d)}.example/{_word(d)}?{_word(d)} "),
    "dates": repeated(_date),
    "amounts": repeated(lambda d: f"€{_number(d, 3)}.{_number(d, 2)} or {_number(d, 4)} euros "),
    "names": repeated(lambda d: f"My name is {_word(d).title()} {_word(d).title()} "),
    "products with slips": repeated(lambda d: with_slip(d.choice(_PRODUCTS), d) + " "),
    "a long complaint": repeated(lambda d: _COMPLAINT.format(d.choice(_PRODUCTS))),
    "capitals": repeated(lambda d: _COMPLAINT.format(d.choice(_PRODUCTS)).upper()),
}
"""Each kind's maker by its name."""


def texts(kind: str, runs: int) -> list[str]:
    """Return as many texts of a kind as are asked for, the same ones each time."""
    return [KINDS[kind](Random(f"{kind} {run}")) for run in range(runs)]  # noqa: S311 - no secret
