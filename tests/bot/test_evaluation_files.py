"""Labelled files as people have them: tables and JSON lines of every common shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.evaluation.labelled_lines import Entity, Line, line_of, read_lines, without_marks
from bot.evaluation.labelled_rows import BadFile, Row, read_rows

EXPECTED = [Row("where is it,\nplease", "track"), Row("Größe?", "size")]


QUOTED = '"where is it,\nplease"'


@pytest.mark.parametrize(
    ("name", "encoding", "content"),
    [
        ("a.csv", "utf-8", f"sentence,label\n{QUOTED},track\nGröße?,size\n"),
        ("mark.csv", "utf-8-sig", f"Text,Intent\r\n{QUOTED},track\r\nGröße?,size\r\n"),
        ("old.csv", "cp1252", f"query;category\n{QUOTED};track\nGröße?;size\n"),
        ("a.tsv", "utf-8", f"id\tutterance\tlabel\n1\t{QUOTED}\ttrack\n2\tGröße?\tsize"),
        ("wide.csv", "utf-16", f"text,intent\n{QUOTED},track\nGröße?,size\n"),
        ("gaps.csv", "utf-8", f"\n\ntext,label\n,\n{QUOTED},track\n\n ,size\nGröße?,size\n"),
        (
            "a.jsonl",
            "utf-8",
            '{"text": "where is it,\\nplease", "intent": "track"}\n\n'
            '{"intent": "size", "text": "Größe?", "more": null}\n',
        ),
    ],
)
def test_tables_of_all_kinds_are_read(
    tmp_path: Path, name: str, encoding: str, content: str
) -> None:
    """Encodings, quoted line ends, separators and blank rows do not matter."""
    (tmp_path / name).write_bytes(content.encode(encoding))

    assert EXPECTED == read_rows(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\0\1\2\3", "no text file"),
        (b"text,label\n", "no row below the header (text, label)"),
        (b"text,label\n ,a\n", "no row has a text in the column 'text'"),
        (b"text,label\nhello,a\nbye,\n", "line 3: the column 'label' is empty"),
        (b"words,label\nhello,a\n", "which column holds the text? Name it with --text: words"),
        (b"text,mark\nhello,a\n", "which column holds the label? Name it with --label: text, mark"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(tmp_path: Path, content: bytes, words: str) -> None:
    """One sentence names the file and what was found."""
    (tmp_path / "a.csv").write_bytes(content)

    with pytest.raises(BadFile) as caught:
        read_rows(tmp_path / "a.csv")

    assert (True, True) == (words in str(caught.value), "a.csv" in str(caught.value))


@pytest.mark.parametrize(
    ("name", "words"), [("none.csv", "No such file"), ("a.csv", "no column 'topic' (--label)")]
)
def test_missing_files_and_columns_are_named(tmp_path: Path, name: str, words: str) -> None:
    """What was asked for stands in the error, and for a column what there is."""
    (tmp_path / "a.csv").write_text("text,label\nhello,a\n", "utf-8")

    with pytest.raises(BadFile) as caught:
        read_rows(tmp_path / name, None, "topic")

    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"text": "hi", "intent": "greet"}, Line("hi", "greet", None, None)),
        ({"text": "hi", "intent": {"name": "greet"}}, Line("hi", "greet", None, None)),
        ({"text": "", "intent": "oos"}, Line("", "out_of_scope", None, None)),
        ({"text": "x", "intent": "nlu_fallback", "sentiment": "negative"},
         Line("x", "out_of_scope", "negative", None)),
        ({"text": "x", "sentiment": {"label": "positive", "score": 1}},
         Line("x", None, "positive", None)),
        ({"text": "order 1042", "entities": [{"entity": "order_id", "start": 6, "end": 10}]},
         Line("order 1042", None, None, (Entity("order_id", 6, 10, frozenset({"1042"})),))),
        ({"text": "in Blue", "entities": [{"label": "colour", "text": "Blue"}]},
         Line("in Blue", None, None, (Entity("colour", None, None, frozenset({"blue"})),))),
        ({"text": "two", "entities": {"quantity": 2, "size": ["S", "M"]}},
         Line("two", None, None, (Entity("quantity", None, None, frozenset({"2"})),
                                  Entity("size", None, None, frozenset({"s"})),
                                  Entity("size", None, None, frozenset({"m"}))))),
        ({"text": "x", "entities": []}, Line("x", None, None, ())),
    ],
)  # fmt: skip
def test_labelled_messages(record: dict[str, object], expected: Line) -> None:
    """Entities come in several shapes; what is absent is not known."""
    assert expected == line_of(record)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "line 2: no JSON"),
        ("[]", "line 2: list instead of an object"),
        ('{"intent": "greet"}', 'line 2: "text" is None'),
        ('{"text": "hi", "intent": ["greet"]}', "line 2: \"intent\" is ['greet']"),
        ('{"text": "hi", "sentiment": "angry"}', "line 2: \"sentiment\" is 'angry'; known are"),
        ('{"text": "hi", "entities": "size"}', "instead of a list or an object"),
        ('{"text": "hi", "entities": [{"start": 0, "end": 1}]}', "has no type"),
        ('{"text": "hi", "entities": [{"entity": "size"}]}', "neither a place nor a value"),
        ('{"text": "hi", "entities": [{"entity": "size", "start": 1, "end": 9}]}', "lie within"),
    ],
)
def test_a_bad_line_is_named_by_its_number(tmp_path: Path, line: str, words: str) -> None:
    """One bad line stops the reading with its number and what is wrong."""
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "hello"}}\n{line}\n', "utf-8")

    with pytest.raises(BadFile) as caught:
        read_lines(path)

    assert (True, True) == (words in str(caught.value), "line 2" in str(caught.value))


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("where is #104233?", 9, 16, (10, 16)),
        ("where is 104233?", 9, 15, (9, 15)),
        ("it cost €20.", 8, 12, (9, 11)),
        ("size “M” please", 5, 8, (6, 7)),
        ("🎁🎁", 0, 2, (0, 2)),
    ],
)
def test_marks_at_the_ends_of_a_place_do_not_count(
    text: str, start: int, end: int, expected: tuple[int, int]
) -> None:
    """A number with its mark and without is the same entity; a place of marks alone stays."""
    actual = without_marks(text, start, end)

    assert expected == actual


def test_all_lines_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    """Who mends a file wants to see all that is wrong with it at once."""
    path = tmp_path / "many.jsonl"
    good, bad = '{"text": "hello", "intent": "greet"}', '{"text": 1}'
    path.write_text("\n".join([good, "no json", bad, good, *[bad] * 10]), "utf-8")

    with pytest.raises(BadFile) as caught:
        read_lines(path)

    said = str(caught.value)
    assert "12 lines cannot be used" in said
    assert "line 2: no JSON" in said
    assert 'line 3: "text" is 1' in said
    assert "line 12:" in said
    assert "line 13:" not in said
    assert said.endswith("and 2 more")
