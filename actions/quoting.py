"""How quotes from help pages are said: in their own words, with their source."""

from __future__ import annotations

from actions.reply import Say
from crm.answers import Quote


def quoted(quote: Quote) -> Say:
    """Return the message that says a quote, names its page, and links it where that is known."""
    values = {"answer": quote.text, "title": quote.title}
    why = {"rule": "article", "article": quote.article, "score": round(quote.score, 2)}
    if not quote.link:
        return Say("utter_answer", values, why=why)
    return Say("utter_answer_linked", {**values, "link": quote.link}, why=why)
