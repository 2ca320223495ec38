"""Questions are answered in the words of the help articles, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.answers import best_quote, find_answer
from crm.articles import Article, load_articles, read_article
from crm.errors import Invalid

WHOLE = "---\ntitle: Warranty\ntopic: warranty\nquestions:\n  - How long?\n---\nTwo years.\n"


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("how long is the warranty", "warranty", "two years"),
        ("WARRANTY???", "warranty", "warranty"),
        ("do you sell gift cards", "gift-cards", "gift cards"),
        ("how much is gift wrap", "gift-wrapping", "3.50 EUR"),
        ("is your packaging recyclable", "sustainability", "recycl"),
        ("do you match prices from other shops", "prices", "do not match"),
        ("will I have to pay customs in Switzerland", "customs-and-taxes", "customs"),
        ("is there a minimum order value", "ordering", "no minimum"),
        ("do you have a shop I can walk into", "stores", "no stores"),
        ("are you open on Sunday", "contact", "closed on Sundays"),
        ("what are your opening hours", "contact", "Monday to Friday from 8:00 to 20:00"),
        ("opening hours of your shop", "contact", "Monday to Friday from 8:00 to 20:00"),
        ("opening times?", "contact", "Monday to Friday from 8:00 to 20:00"),
        ("when are you open", "contact", "Monday to Friday from 8:00 to 20:00"),
        ("what are your business hours", "contact", "Monday to Friday from 8:00 to 20:00"),
        ("what are your working hours?", "contact", "Monday to Friday from 8:00 to 20:00"),
        ("when do you close", "contact", "Monday to Friday from 8:00 to 20:00"),
        ("are you open today?", "contact", "Monday to Friday from 8:00 to 20:00"),
        ("where is your shop", "stores", "no stores"),
        ("can I buy spare parts", "repairs", "spare parts"),
    ],
)
def test_the_help_centre_answers(question: str, article: str, words: str) -> None:
    """The quote comes from the article about it and holds the fact that was asked for."""
    quote = find_answer(question)

    assert quote is not None
    assert (article, True) == (quote.article, words in quote.text)


@pytest.mark.parametrize(
    "question",
    [
        "what is the capital of France",
        "will it rain tomorrow",
        "write me a poem",
        "do you sell life insurance",
        "hello",
        "???",
        "",
    ],
)
def test_what_no_article_speaks_of_is_not_answered(question: str) -> None:
    """A wrong promise is worse than none."""
    assert find_answer(question) is None


def test_each_question_of_the_help_centre_finds_its_article() -> None:
    """What an article says it answers leads to it, or for a few to its nearest neighbour."""
    asked = [(a.name, q) for a in load_articles() for q in a.questions]
    right = sum((found := find_answer(q)) is not None and found.article == a for a, q in asked)

    assert right >= 0.95 * len(asked)


@given(st.text(max_size=300))
def test_quotes_are_whole_sentences_of_one_article(question: str) -> None:
    """Whatever is asked, an answer stands word by word in the article that it names."""
    quote = find_answer(question)
    articles = {article.name: article for article in load_articles()}

    said = "" if quote is None else quote.text
    sentences = () if quote is None else articles[quote.article].sentences
    for sentence in sorted(sentences, key=len, reverse=True):
        said = said.replace(sentence, "")

    assert "" == said.strip()


def test_no_articles_answer_nothing() -> None:
    """An empty help centre is no error."""
    assert best_quote("how long is the warranty", ()) is None


def test_articles_are_read_again_when_they_changed(tmp_path: Path) -> None:
    """The product team edits files; no restart is needed."""
    path = tmp_path / "warranty.md"
    path.write_text(WHOLE, "utf-8")
    first = load_articles(tmp_path)
    path.write_text(WHOLE.replace("Two", "Three hundred"), "utf-8")
    (tmp_path / "other.md").write_text(WHOLE.replace("Warranty", "'Other: things'"), "utf-8")
    second = load_articles(tmp_path)

    assert (Article("warranty", "Warranty", "warranty", ("How long?",), ("Two years.",)),) == first
    assert ["Other: things", "Warranty"] == [article.title for article in second]
    assert ("Three hundred years.",) == second[1].sentences


@pytest.mark.parametrize(
    "text",
    ["", "Two years.\n", WHOLE.replace("title:", "name:"), WHOLE.replace("  - How long?\n", "")],
)
def test_an_incomplete_article_is_named(tmp_path: Path, text: str) -> None:
    """The error says which file it is and what it lacks."""
    path = tmp_path / "broken.md"
    path.write_text(text, "utf-8")

    with pytest.raises(Invalid, match=r"broken\.md must begin with"):
        read_article(path)
