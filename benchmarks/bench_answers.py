"""How well and how fast questions are answered from help articles: `make bench-answers`.

Runs the questions of `tests/nlu_data/answers_questions.jsonl` and `tests/nlu/answers.jsonl` (the
part `unseen`) through the help centre, by meaning and by words alone, and times one question over
many passages.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks.figures import percentile
from crm.articles import Article, load_articles
from crm.help_index import HelpIndex, passages_of
from crm.settings import PROJECT, load_settings
from language.passages import PassageEncoder, PassageIndex

ASKED = PROJECT / "tests" / "nlu_data" / "answers_questions.jsonl"
UNSEEN = PROJECT / "tests" / "nlu" / "answers.jsonl"
PARTS = ("tune", "held_out", "last", "unseen")
RESULT = PROJECT / "build" / "bench" / "answers.json"


def main() -> None:
    """Measure, print and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=20_000, help="passages of the timed index")
    options = parser.parse_args()
    encoder = PassageEncoder(load_settings(need_secrets=False).encoder_dir)
    articles = load_articles()
    asked = [json.loads(line) for line in ASKED.read_text("utf-8").splitlines()]
    asked += [
        json.loads(line) | {"split": "unseen"} for line in UNSEEN.read_text("utf-8").splitlines()
    ]
    start = time.perf_counter()
    packed, starts = vectors_of(encoder, articles)
    seconds = time.perf_counter() - start
    bare = [replace(article, questions=()) for article in articles]
    indexes = {
        "by meaning": HelpIndex(articles, encoder.index(packed, starts)),
        "by meaning, just imported": HelpIndex(
            articles, without_sentences(encoder, articles, packed, starts)
        ),
        "by words alone": HelpIndex(articles),
        "articles without their questions": HelpIndex(
            bare, encoder.index(*vectors_of(encoder, bare))
        ),
    }
    result: dict[str, Any] = {
        "articles": len(articles),
        "passages": len(packed),
        "ms_per_passage": round(1000 * seconds / len(packed), 2),
        "quality": {
            name: {part: quality(index, asked, part) for part in PARTS}
            for name, index in indexes.items()
        },
        "speed": speed(encoder, articles, packed, starts, asked, options.passages),
    }
    print(json.dumps(result, indent=2))
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


def vectors_of(
    encoder: PassageEncoder, articles: Sequence[Article]
) -> tuple[list[bytes], list[int]]:
    """Return the packed vectors of all passages, and where each group begins."""
    texts: list[str] = []
    starts: list[int] = []
    for article in articles:
        for group in passages_of(article):
            starts.append(len(texts))
            texts += group
    return encoder.vectors(texts), starts


def without_sentences(
    encoder: PassageEncoder,
    articles: Sequence[Article],
    packed: Sequence[bytes],
    starts: Sequence[int],
) -> PassageIndex:
    """Return the index as it is after an import: sentences are compared when a question asks."""
    later = {
        start + number: text
        for start, article in zip(starts[1::2], articles, strict=True)
        for number, text in enumerate(passages_of(article)[1])
    }
    known = [b"" if number in later else vector for number, vector in enumerate(packed)]
    return encoder.index(known, starts, later)


def quality(index: HelpIndex, asked: Sequence[dict[str, Any]], part: str) -> dict[str, float]:
    """Return parts of the questions of one split, between 0 and 1.

    ``accuracy_at_1`` and ``right``, ``wrong``, ``quote_right`` are of those that have an answer,
    ``false`` of those that have none; ``right_or_offered`` counts near questions too.
    """
    mine = [line for line in asked if line["split"] == part]
    answerable = [line for line in mine if line["articles"]]
    counts = dict.fromkeys(
        ("accuracy_at_1", "right", "wrong", "quote_right", "right_or_offered"), 0
    )
    owners = {question: a.name for a in index.articles for question in a.questions}
    for line in answerable:
        first, quote = index.rank(line["question"], 1), index.find(line["question"])
        counts["accuracy_at_1"] += bool(first) and first[0].article.name in line["articles"]
        near = () if quote else index.near(line["question"])
        right = quote is not None and quote.article in line["articles"]
        counts["right"] += right
        counts["wrong"] += quote is not None and not right
        said = quote.text.casefold() if quote else ""
        counts["quote_right"] += right and line["quote"].casefold() in said
        counts["right_or_offered"] += right or any(owners[q] in line["articles"] for q in near)
    others = [line for line in mine if not line["articles"]]
    false = sum(index.find(line["question"]) is not None for line in others)
    found = {name: round(count / len(answerable), 3) for name, count in counts.items()}
    return found | {"false": round(false / len(others), 3), "n": len(answerable) + len(others)}


def speed(
    encoder: PassageEncoder,
    articles: Sequence[Article],
    packed: Sequence[bytes],
    starts: Sequence[int],
    asked: Sequence[dict[str, Any]],
    passages: int,
) -> dict[str, float]:
    """Return milliseconds of one question over an index of the articles many times over."""
    times = max(1, round(passages / len(packed)))
    many = HelpIndex(
        tuple(articles) * times,
        encoder.index(
            list(packed) * times,
            [start + part * len(packed) for part in range(times) for start in starts],
        ),
    )
    whole, computing, encoding = [], [], []
    for line in asked[:100]:
        start, begun = time.perf_counter(), time.process_time()
        many.find(line["question"])
        whole.append(1000 * (time.perf_counter() - start))
        computing.append(1000 * (time.process_time() - begun))
        begun = time.process_time()
        encoder.encode([line["question"] + " "])
        encoding.append(1000 * (time.process_time() - begun))
    return {
        "passages": times * len(packed),
        "find_ms_p50": round(percentile(whole, 50), 2),
        "find_ms_p95": round(percentile(whole, 95), 2),
        "find_cpu_ms_p50": round(percentile(computing, 50), 2),
        "find_cpu_ms_p95": round(percentile(computing, 95), 2),
        "of_it_encoding_cpu_ms_p50": round(percentile(encoding, 50), 2),
    }


if __name__ == "__main__":
    main()
