"""The report: its page and pictures from given readings, and how near test and training come."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import pictures
from bot.evaluation.labelled_lines import Entity, Line
from bot.evaluation.labelled_rows import BadFile, Row
from bot.evaluation.near_duplicates import Pair, closest_pairs, shared_words
from bot.evaluation.reader import Settings, load_encoder
from bot.evaluation.report import measured, report
from bot.evaluation.report_page import page
from bot.evaluation.trained_model import Parsed
from bot.evaluation.utterances import cross_validate, read_utterances

ROWS = [
    Row(f"where is my parcel {word}", "track") for word in "now today please then there".split()
]
ROWS += [Row(f"give me my {word} back", "refund") for word in "money cash euros funds cent".split()]


def made_page() -> str:
    """Return the page on a handful of readings."""
    lines = [
        Line("where is it", "track", "neutral", (Entity("size", 0, 1),)),
        Line("my <money> | back", "refund", "negative", None),
        Line("the moon", "out_of_scope", None, None),
    ]
    parsed = [
        Parsed("track", "track", 0.9, [], "neutral", 1.0),
        Parsed("track", "track", 0.7, [], "positive", 1.0),
        Parsed("nlu_fallback", "refund", 0.2, [], None, 1.0),
    ]
    part, folds = measured("held out", lines, parsed), measured("cross-validation", lines, parsed)
    pairs = [Pair(Row("where is it", "track"), Row("where's it | now", "refund"), 0.91, 0.5)]
    return page(report(part, folds, ROWS, pairs, 0.4))


@pytest.mark.parametrize(
    "line",
    [
        "| messages | 3 | 3 |",
        "| accuracy | 0.667 | 0.667 |",
        "| 1 | refund | track |",
        "| refund | 1 | 0.000 | 0.000 | 0.000 | track (1) |",
        "| **0.4** | 0.667 | 0.500 | 0.667 | 0.500 |",
        "| size | 1 | 0.000 | 0.000 | 0.000 |",
        "| negative | 1 | 0 | 0 | 1 |",
        "| 0.910 | 0.500 | where is it | where's it \\| now | refund |",
        "0 of 1 held-out messages are near-duplicates of an utterance",
        "| out_of_scope | 0 | 1 | 1.000 | 1.000 | 1.000 | 1.000 |",
    ],
)
def test_the_page_tells(line: str) -> None:
    """Each part of the page shows what the readings give."""
    assert line in made_page()


def test_the_same_readings_give_the_same_page() -> None:
    """Neither time nor chance is in it."""
    assert made_page() == made_page()


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=30))
def test_pictures_are_well_formed(points: list[tuple[float, float]]) -> None:
    """Whatever the curve, the picture is XML with a line for it."""
    curve = sorted(points)
    drawn = pictures.risk_coverage({"a < b": curve}, {"a < b": (0.5, 0.1)})
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own picture

    assert 1 == len(root.findall("{http://www.w3.org/2000/svg}polyline"))


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=999))
def test_a_long_line_is_thinned_and_keeps_its_ends(points: list[tuple[float, float]]) -> None:
    """A picture stays small, and its line begins and ends where it did."""
    kept = pictures.thinned(points)

    assert (points[0], points[-1], True) == (kept[0], kept[-1], len(kept) <= 201)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("Where is it?", "where is it", 1.0),
        ("order 104233", "order 118820", 1.0),
        ("cancel my order", "cancel the order", 0.5),
        ("hello", "bye", 0.0),
        ("?", "!", 1.0),
    ],
)
def test_shared_words(one: str, other: str, share: float) -> None:
    """Capitals, marks and which number it is do not make words differ."""
    assert share == shared_words(one, other)


def test_the_nearest_utterance_is_found() -> None:
    """A message is paired with the utterance that says the same, the nearest pair first."""
    held_out = [Row("lovely weather", "chat"), Row("Where is my parcel now?", "track")]
    first, second = closest_pairs(load_encoder(), held_out, ROWS)

    assert (held_out[1], ROWS[0], True) == (first.held_out, first.trained, first.is_near_duplicate)
    assert (held_out[0], False) == (second.held_out, second.is_near_duplicate)


def test_cross_validation_reads_each_utterance_once() -> None:
    """Five folds read everything, each text with a model that has not seen it."""
    settings = Settings({}, 0.0)
    lines, parsed = cross_validate(load_encoder(), ROWS, settings, lambda note: None)
    right = [read.best == line.intent for line, read in zip(lines, parsed, strict=True)]

    assert sorted(row.text for row in ROWS) == sorted(line.text for line in lines)
    assert all(right)


def test_utterances_are_read_without_their_marks(tmp_path: Path) -> None:
    """Entities are plain words again; synonyms and lookups are no utterances."""
    marked = '- [two]{"entity": "quantity"} [mugs](product)'
    blocks = (
        f"nlu:\n- intent: buy\n  examples: |\n    {marked}\n- lookup: size\n  examples: '- M'\n"
    )
    (tmp_path / "a.yml").write_text(blocks, "utf-8")

    assert [Row("two mugs", "buy")] == read_utterances(tmp_path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("pipeline: [{name: x.AttuneIntentClassifier, unknown: 1}]", ({}, 0.0)),
        ("pipeline: [{name: a.AttuneIntentClassifier}, {name: AttuneFallback, threshold: 0.3}]",
         ({}, 0.3)),
    ],
)  # fmt: skip
def test_settings_are_those_of_the_configuration(
    tmp_path: Path, content: str, expected: tuple[dict[str, object], float]
) -> None:
    """What the model takes comes from config.yml, and the fallback's threshold too."""
    (tmp_path / "config.yml").write_text(content, "utf-8")
    settings = Settings.read(tmp_path / "config.yml")

    assert expected == (settings.model, settings.threshold)


@pytest.mark.parametrize("content", ["", "pipeline: [{name: DIETClassifier}]"])
def test_a_configuration_without_our_classifier_is_refused(tmp_path: Path, content: str) -> None:
    """Another pipeline cannot be measured in parts."""
    (tmp_path / "config.yml").write_text(content, "utf-8")

    with pytest.raises(BadFile, match="has no AttuneIntentClassifier"):
        Settings.read(tmp_path / "config.yml")
