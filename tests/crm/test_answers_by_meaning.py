"""The help centre with the real encoder: what it answers, and what it leaves unanswered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.help_centre import real_index

ASKED = Path(__file__).parents[1] / "nlu_data" / "answers_questions.jsonl"


def unseen(answerable: bool) -> list[dict[str, Any]]:
    """Return the questions that were written when articles and thresholds stood."""
    lines = [json.loads(line) for line in ASKED.read_text("utf-8").splitlines()]
    mine = [line for line in lines if line["split"] == "last"]
    return [line for line in mine if bool(line["articles"]) == answerable]


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("will I have to pay customs in Switzerland", "customs-and-taxes", "customs"),
        ("is your packaging recyclable", "sustainability", "recycl"),
        ("do you have a shop I can walk into", "stores", "no stores"),
        ("are you open on Sunday", "contact", "closed on Sundays"),
        ("when are you open", "contact", "Monday to Friday from 8:00 to 20:00"),
    ],
)
def test_questions_are_answered_by_what_they_mean(question: str, article: str, words: str) -> None:
    """The quote comes from the article about it and holds the fact that was asked for."""
    quote = real_index().find(question)

    assert quote is not None
    assert (article, True) == (quote.article, words in quote.text)


@pytest.mark.parametrize(
    "question", ["will it rain tomorrow", "what is the capital of France", "hello", "???", ""]
)
def test_what_no_article_speaks_of_is_not_answered(question: str) -> None:
    """A wrong promise is worse than none, however many words are shared."""
    assert real_index().find(question) is None


def test_many_questions_are_answered_at_once_and_few_wrongly() -> None:
    """They are asked in other words than those of the articles."""
    asked = unseen(answerable=True)
    found = [(line, real_index().find(line["question"])) for line in asked]
    right = sum(quote is not None and quote.article in line["articles"] for line, quote in found)
    wrong = sum(
        quote is not None and quote.article not in line["articles"] for line, quote in found
    )

    assert len(asked) >= 70
    assert right >= 0.4 * len(asked)
    assert wrong <= 0.12 * len(asked)


def test_most_questions_without_an_answer_get_none() -> None:
    """They were written to be near to what the articles speak of."""
    asked = unseen(answerable=False)
    answered = [line for line in asked if real_index().find(line["question"])]

    assert len(asked) >= 30
    assert len(answered) <= 0.3 * len(asked)


def test_each_question_of_the_help_centre_finds_its_article() -> None:
    """What an article says it answers leads to it, or for a few to its nearest neighbour."""
    index = real_index()
    asked = [(article.name, q) for article in index.articles for q in article.questions]
    right = sum((found := index.find(q)) is not None and found.article == a for a, q in asked)

    assert right >= 0.97 * len(asked)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=2000))
def test_any_text_can_be_asked(question: str) -> None:
    """Whatever is asked, an answer stands word by word in the article that it names."""
    index = real_index()
    quote = index.find(question)
    known = {article.name: article.sentences for article in index.articles}
    said = quote.sentences if quote else ()

    assert [] == [one for one in said if quote is None or one not in known[quote.article]]


def test_what_comes_near_is_offered_as_questions() -> None:
    """They are the articles' own, so that each leads to an answer."""
    index = real_index()
    near = index.near("do you have a gift card subscription for teachers")
    own = {question for article in index.articles for question in article.questions}

    assert near
    assert set(near) <= own
