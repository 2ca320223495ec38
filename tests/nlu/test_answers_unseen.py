"""Questions to the help centre that nothing was chosen by: well formed, and found nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crm.articles import load_articles
from tests.nlu.test_leakage import plain

HERE = Path(__file__).resolve().parent
READ = HERE.parent / "nlu_data" / "answers_questions.jsonl"


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


UNSEEN = lines(HERE / "answers.jsonl")


def test_half_of_the_questions_have_an_answer() -> None:
    """Sixty questions: leaving them all unanswered is half wrong, and so is answering them all."""
    answerable = [line for line in UNSEEN if line["articles"]]

    assert (30, 60) == (len(answerable), len(UNSEEN))


def test_each_fact_stands_in_the_article_that_is_named() -> None:
    """Whoever finds the article can quote what was asked for."""
    said = {article.name: " ".join(article.sentences) for article in load_articles()}
    wrong = [
        line["question"]
        for line in UNSEEN
        if any(line["quote"] not in said[name] for name in line["articles"])
    ]

    assert [] == wrong


def test_no_question_was_read_before() -> None:
    """Neither the articles nor the questions that weights were chosen by hold one of them."""
    asked = [plain(line["question"]) for line in UNSEEN]
    known = {plain(line["question"]) for line in lines(READ)}
    known |= {plain(form) for article in load_articles() for form in article.questions}

    assert [] == [question for question in asked if question in known]
    assert len(asked) == len(set(asked))
