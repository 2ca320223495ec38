"""Labelled texts from files of any common shape: CSV, TSV or JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TEXT_COLUMNS = ("text", "sentence", "utterance", "query", "message", "question", "content", "input")
LABEL_COLUMNS = ("label", "intent", "category", "class", "target", "labels", "tag")
JSON_LINES = (".jsonl", ".ndjson")
# Fields may hold a whole conversation; the module's own limit is 128 KiB.
csv.field_size_limit(10_000_000)


class BadFile(ValueError):
    """A file cannot be used; the message names file, place and what was found there."""


@dataclass(frozen=True)
class Row:
    """A text and its label."""

    text: str
    label: str


def read_rows(path: Path, text: str | None = None, label: str | None = None) -> list[Row]:
    """Read labelled texts.

    Args:
        path: `.jsonl` holds an object a line; anything else is a table with a header, its
            columns set apart by tabs (`.tsv`, or a header with tabs and no commas), semicolons
            or commas. UTF-8 (with or without a mark) and else Windows-1252.
        text: name of the column of texts; a common one is looked for without it.
        label: name of the column of labels; likewise.

    Raises:
        BadFile: the file or a column is missing, or no row has a text and a label.
    """
    content = decoded(path)
    records = (
        _objects(path, content) if path.suffix.lower() in JSON_LINES else _table(path, content)
    )
    columns = list(dict.fromkeys(name for _, record in records for name in record))
    text_name = _column(path, "text", text, TEXT_COLUMNS, columns)
    label_name = _column(path, "label", label, LABEL_COLUMNS, columns)
    rows = []
    for line, record in records:
        said, meant = record.get(text_name, "").strip(), record.get(label_name, "").strip()
        if said and not meant:
            raise BadFile(f"{path}, line {line}: the column {label_name!r} is empty")
        # An empty text with a label is a gap in the table: nothing was said.
        if said:
            rows.append(Row(said, meant))
    if not rows:
        raise BadFile(f"{path}: no row has a text in the column {text_name!r}")
    return rows


def decoded(path: Path) -> str:
    """Return a file's text.

    Raises:
        BadFile: it cannot be read, is empty, or is no text.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}") from error
    if not content.strip():
        raise BadFile(f"{path} is empty")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise BadFile(f"{path} is no text file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def json_lines(path: Path, content: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield each line's number and object; blank lines are passed over.

    Raises:
        BadFile: a line is no JSON object.
    """
    for number, record in json_records(path, content):
        if isinstance(record, BadFile):
            raise record
        yield number, record


def json_records(path: Path, content: str) -> Iterator[tuple[int, dict[str, object] | BadFile]]:
    """Yield each line's number with its object or with what is wrong; blank lines are left out."""
    # Not splitlines(): that also breaks at separators which JSON allows within a string.
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            yield number, BadFile(f"{path}, line {number}: no JSON ({error})")
            continue
        kind = type(record).__name__
        wrong = BadFile(f"{path}, line {number}: {kind} instead of an object")
        yield number, record if isinstance(record, dict) else wrong


def _objects(path: Path, content: str) -> list[tuple[int, dict[str, str]]]:
    return [
        (number, {name: "" if value is None else str(value) for name, value in record.items()})
        for number, record in json_lines(path, content)
    ]


def _table(path: Path, content: str) -> list[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=_delimiter(path, content))
    records, header = [], None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = [cell.strip() for cell in cells]
            else:
                records.append((reader.line_num, dict(zip(header, cells, strict=False))))
    except csv.Error as error:
        raise BadFile(f"{path}, line {reader.line_num}: {error}") from error
    if not records:
        raise BadFile(f"{path}: there is no row below the header ({', '.join(header or [])})")
    return records


def _delimiter(path: Path, content: str) -> str:
    header = content.lstrip("\r\n").split("\n", 1)[0]
    if path.suffix.lower() == ".tsv":
        return "\t"
    return max(",\t;", key=header.count)


def _column(
    path: Path, kind: str, wanted: str | None, common: Sequence[str], columns: Sequence[str]
) -> str:
    """Return the name of a column as the file spells it; capitals do not matter."""
    spelled = {name.strip().lower(): name for name in reversed(columns)}
    found = ", ".join(columns) or "none"
    if wanted is not None:
        name = wanted if wanted in columns else spelled.get(wanted.strip().lower())
        if name is None:
            raise BadFile(f"{path} has no column {wanted!r} (--{kind}); its columns: {found}")
        return name
    known = [spelled[name] for name in common if name in spelled]
    if not known:
        raise BadFile(f"{path}: which column holds the {kind}? Name it with --{kind}: {found}")
    return known[0]
