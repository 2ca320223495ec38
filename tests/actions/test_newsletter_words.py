"""Words that end the newsletter are told from words that ask for it."""

from __future__ import annotations

import pytest

from actions.newsletter_words import ends_newsletter

ENDING = (
    "cancel my newsletter", "CANCEL THE NEWSLETTER", "I want to end my newsletter subscription",
    "stop sending me the newsletter", "how can I leave the newsletter", "unsubscribe newsletter",
    "no more newsletter please", "I do not want to receive your newsletter any more",
    "I no longer wish to get the newsletter", "unsubsribe me from newsletter", "newsletter off",
    "opt out of the newsletter", "remove ben@example.org from the newsletter",
    "take me off the newsletter", "please turn the newsletter off", "no newsletters",
    "i unsubscribed from the newsletter last month and you still write me",
    "your newsletter keeps coming, I cancelled it weeks ago", "stop newsltter",
    "help me to unsubscribe from the corporate newsletter", "I never asked for this newsletter",
    "how do i get out of your newsletter", "end it, the newsletter I mean",
)  # fmt: skip
OTHER = (
    "subscribe me to the newsletter", "newsletter", "how often does your newsletter come",
    "I'd like to re-subscribe, I left the newsletter last year by accident",
    "I unsubscribed from the newsletter by mistake, sign me up again",
    "I don't want to miss the newsletter", "don't cancel my newsletter",
    "why did you stop my newsletter", "does the newsletter end by itself",
    "can I cancel the newsletter at any time", "I didn't get the newsletter this month",
    "is there a newsletter only for offers", "change the address for my newsletter",
    "I'd like to spend less, is there a newsletter with offers", "yes", "no thanks", "stop",
    "", "   ", "ben@example.org", "am I still on the newsletter", "it's ben@example.org",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [(text, True) for text in ENDING] + [(text, False) for text in OTHER]
)
def test_who_wants_the_newsletter_to_end(text: str, expected: bool) -> None:
    """Only who asks for its end is taken off; a question or a slip leaves things as they are."""
    assert expected == ends_newsletter(text)
