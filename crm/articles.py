"""The help centre's articles, read from their files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from crm.errors import Invalid

ANSWERS = Path(__file__).resolve().parent.parent / "nlu_data" / "answers"
"""Where the product team keeps the articles."""


@dataclass(frozen=True)
class Article:
    """A help article.

    Parameters
    ----------
    name:
        Name of its file, without the ending.
    questions:
        What it answers, as customers would ask.
    sentences:
        Its text; each can be quoted alone.
    link:
        Where customers can read it, or nothing.
    """

    name: str
    title: str
    topic: str
    questions: tuple[str, ...]
    sentences: tuple[str, ...]
    link: str = ""


def load_articles(folder: Path = ANSWERS) -> tuple[Article, ...]:
    """Return all articles of a folder, read again only when a file of it has changed.

    Raises
    ------
    Invalid
        If a file does not begin with its title, topic and questions.
    """
    return _load(folder, file_stamps(folder))


def file_stamps(folder: Path = ANSWERS) -> tuple[tuple[str, int], ...]:
    """Return name and time of change (nanoseconds) of all article files of a folder."""
    return tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.md")))


@lru_cache(maxsize=4)
def _load(folder: Path, stamps: tuple[tuple[str, int], ...]) -> tuple[Article, ...]:
    return tuple(read_article(folder / name) for name, _ in stamps)


def read_article(path: Path) -> Article:
    """Return the article in a file.

    The head stands between two lines of three dashes and holds ``title: ..``, ``topic: ..`` and
    ``questions:`` with one ``- ..`` a line; the text has one sentence a line.

    Raises
    ------
    Invalid
        If a part of it is missing.
    """
    parts = path.read_text("utf-8").split("---\n", 2)
    head, questions = _head(parts[1]) if len(parts) == 3 else ({}, [])
    missing = {"title", "topic"} - head.keys()
    if len(parts) != 3 or missing or not questions:
        raise Invalid(
            "article_incomplete",
            f"the article {path.name} must begin with its title, topic and questions "
            "between two lines of three dashes",
        )
    sentences = tuple(line.strip() for line in parts[2].splitlines() if line.strip())
    return Article(path.stem, head["title"], head["topic"], tuple(questions), sentences)


def _head(text: str) -> tuple[dict[str, str], list[str]]:
    head: dict[str, str] = {}
    questions: list[str] = []
    for line in text.splitlines():
        if line.lstrip().startswith("- "):
            questions.append(_unquoted(line.lstrip()[2:]))
        elif ":" in line:
            name, value = line.split(":", 1)
            head[name.strip()] = _unquoted(value)
    return head, questions


def _unquoted(text: str) -> str:
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return text[1:-1] if quoted else text
