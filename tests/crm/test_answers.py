"""Questions are answered in the words of the help articles, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.articles import Article, load_articles, read_article
from crm.errors import Invalid
from crm.help_index import HelpIndex

WHOLE = "---\ntitle: Warranty\ntopic: warranty\nquestions:\n  - How long?\n---\nTwo years.\n"
BY_WORDS = HelpIndex(load_articles())


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("how long is the warranty", "warranty", "two years"),
        ("WARRANTY???", "warranty", "warranty"),
        ("do you sell gift cards", "gift-cards", "gift cards"),
        ("how much is gift wrap", "gift-wrapping", "3.50 EUR"),
        ("do you match prices from other shops", "prices", "do not match"),
        ("is there a minimum order value", "ordering", "no minimum"),
        ("what are your opening hours", "contact", "Monday to Friday from 8:00 to 20:00"),
        ("can I buy spare parts", "repairs", "spare parts"),
    ],
)
def test_words_alone_answer_what_is_asked_in_them(question: str, article: str, words: str) -> None:
    """Without an encoder, the quote comes from the article that holds the question's words."""
    quote = BY_WORDS.find(question)

    assert quote is not None
    assert (article, True) == (quote.article, words in quote.text)


@pytest.mark.parametrize(
    "question",
    [
        "what is the capital of France",
        "write me a poem",
        "hello",
        "???",
        "",
    ],
)
def test_what_no_article_speaks_of_is_not_answered(question: str) -> None:
    """A wrong promise is worse than none."""
    assert BY_WORDS.find(question) is None


def test_words_alone_are_never_sure() -> None:
    """A message of which nothing else is known is not answered by shared words."""
    assert BY_WORDS.find("how long is the warranty", sure=True) is None


@given(st.text(max_size=300))
def test_quotes_are_whole_sentences_of_one_article(question: str) -> None:
    """Whatever is asked, an answer stands word by word in the article that it names."""
    quote = BY_WORDS.find(question)
    articles = {article.name: article for article in BY_WORDS.articles}

    said = quote.sentences if quote else ()
    known = articles[quote.article].sentences if quote else ()

    assert [] == [sentence for sentence in said if sentence not in known]
    assert len(said) <= 3


def test_no_articles_answer_nothing() -> None:
    """An empty help centre is no error."""
    assert HelpIndex(()).find("how long is the warranty") is None


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
