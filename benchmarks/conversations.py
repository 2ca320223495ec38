"""What the scripted customers say, and what a right answer to each line shows."""

from __future__ import annotations

from dataclasses import dataclass

GUEST = None
SIGNED_IN = "cust-anna"


@dataclass(frozen=True)
class Line:
    """One thing a customer says.

    Parameters
    ----------
    text:
        What is sent.
    intents:
        Readings of it that are right; empty where a bot tells no reading.
    shows:
        Words of which a right answer holds at least one, whatever else it says; empty: any words.
    """

    text: str
    intents: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Script:
    """One conversation: who talks (a reference of the demo shop, or a guest) and the lines."""

    lines: tuple[Line, ...]
    customer: str | None = GUEST


def _ask(text: str, *intents: str, shows: tuple[str, ...] = ()) -> Line:
    return Line(text, intents, shows)


PARCEL = ("990097",)
OURS = (
    Script(
        (
            _ask("hello there", "greet"),
            _ask("where is my parcel?", "track_order"),
            _ask("990097, hugo.delmas@example.com", "inform", "track_order", shows=PARCEL),
            _ask("how long do I have to send something back?", "ask_policy", "return_item"),
            _ask("can you recommend a teapot?", "recommend_product", "product_info"),
            _ask("which ways of payment do you take?", "check_payment_methods", "ask_policy"),
            _ask("thanks a lot", "thank"),
            _ask("bye", "goodbye"),
        )
    ),
    Script(
        (
            _ask("hi", "greet"),
            _ask("what could I buy next, any ideas for me?", "recommend_product"),
            _ask("how many loyalty points do I have", "loyalty_status"),
            _ask("where is my order 990107", "track_order", shows=("990107",)),
            _ask("do you have teapots in stock?", "check_stock", "product_info"),
            _ask("which delivery options are there?", "delivery_options", "ask_policy"),
            _ask("great, thank you", "thank", "praise"),
            _ask("goodbye", "goodbye"),
        ),
        customer=SIGNED_IN,
    ),
    Script(
        (
            _ask("good evening", "greet"),
            _ask("how long does the delivery take?", "delivery_period", "ask_policy"),
            _ask("do you have any candles in stock", "check_stock", "product_info"),
            _ask("please suggest a present for a friend", "recommend_product"),
            _ask("what is your refund policy?", "check_refund_policy", "ask_policy"),
            _ask("track order 990097, postcode 44000", "track_order", shows=PARCEL),
            _ask("are you a robot?", "bot_challenge"),
            _ask("ok thanks, see you", "thank", "goodbye"),
        )
    ),
    Script(
        (
            _ask("hey", "greet"),
            _ask("track my order 990107 please", "track_order", shows=("990107",)),
            _ask("am I a gold member already?", "loyalty_status"),
            _ask("is there a discount for me", "ask_discount"),
            _ask("recommend me something that fits what I bought", "recommend_product"),
            _ask("do you have mugs in stock?", "check_stock", "product_info"),
            _ask("what can you do for me?", "help"),
            _ask("thank you, bye", "thank", "goodbye"),
        ),
        customer=SIGNED_IN,
    ),
)

HELLO, BYE = ("How are you?",), ("Bye",)
CHEERED, HAPPY, A_BOT = ("cheer you up",), ("carry on",), ("I am a bot",)
# The mood bot of `rasa init`: what its stories and rules know, so that it answers as designed.
DEFAULT_BOT = (
    Script(
        (
            _ask("hello there", shows=HELLO),
            _ask("I feel really sad today", shows=CHEERED),
            _ask("yes", shows=HAPPY),
            _ask("bye bye", shows=BYE),
            _ask("hi", shows=HELLO),
            _ask("I am feeling very good", shows=HAPPY),
            _ask("are you a bot?", shows=A_BOT),
            _ask("see you later", shows=BYE),
        )
    ),
    Script(
        (
            _ask("good morning", shows=HELLO),
            _ask("my day was horrible", shows=CHEERED),
            _ask("not really", shows=BYE),
            _ask("goodbye", shows=BYE),
            _ask("hey", shows=HELLO),
            _ask("so good", shows=HAPPY),
            _ask("am I talking to a human?", shows=A_BOT),
            _ask("bye", shows=BYE),
        )
    ),
    Script(
        (
            _ask("hi", shows=HELLO),
            _ask("I am so sad", shows=CHEERED),
            _ask("no", shows=BYE),
            _ask("good night", shows=BYE),
            _ask("hello", shows=HELLO),
            _ask("wonderful", shows=HAPPY),
            _ask("are you a human?", shows=A_BOT),
            _ask("see you around", shows=BYE),
        )
    ),
    Script(
        (
            _ask("hey there", shows=HELLO),
            _ask("I am very disappointed", shows=CHEERED),
            _ask("of course", shows=HAPPY),
            _ask("have a nice day", shows=BYE),
            _ask("good evening", shows=HELLO),
            _ask("I am great today", shows=HAPPY),
            _ask("am I talking to a bot?", shows=A_BOT),
            _ask("goodbye", shows=BYE),
        )
    ),
)

# Five lines said again and again: each window of turns that is compared holds whole rounds of
# them, so that a window is not dearer only because of what was said in it.
OURS_LONG = Script(
    (
        _ask("hello", "greet"),
        _ask("where is my order 990107?", "track_order", shows=("990107",)),
        _ask("how long do I have to send something back?", "ask_policy", "return_item"),
        _ask("can you recommend a teapot?", "recommend_product", "product_info"),
        _ask("thanks", "thank"),
    ),
    customer=SIGNED_IN,
)
DEFAULT_BOT_LONG = Script(
    (
        _ask("hi", shows=HELLO),
        _ask("I am so sad", shows=CHEERED),
        _ask("yes", shows=HAPPY),
        _ask("are you a bot?", shows=A_BOT),
        _ask("bye bye", shows=BYE),
    )
)
