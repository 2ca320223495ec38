"""Tables of any origin, and the one error for what cannot be read."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm_models.evaluation.tables import basket_lines, numbers, read_table, times

ROWS = "name{0}age{0}city\nAnna{0}31{0}Zürich\nBo{0} {0}Łódź\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_as_it_is_written(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """Delimiter and encoding are found; a cell of spaces is a blank of a column of numbers."""
    path = tmp_path / "table.csv"
    path.write_text(ROWS.format(delimiter), encoding)
    frame = read_table(path)

    assert [["Anna", 31.0, "Zürich"], ["Bo", "-", "Łódź"]] == frame.astype(object).fillna(
        "-"
    ).values.tolist()


def test_aligned_spaces_are_a_delimiter(tmp_path: Path) -> None:
    """Leading spaces do not become a column."""
    path = tmp_path / "table.txt"
    path.write_text(" customer  date     value\n 00001  19970101  11.77\n 00002 19970112 12\n")

    assert ["customer", "date", "value"] == list(read_table(path).columns)


def test_decimal_commas_are_numbers(tmp_path: Path) -> None:
    """Where semicolons part the cells, 29,85 is a number."""
    path = tmp_path / "table.csv"
    path.write_text("name;price\nLampe;29,85\nStuhl;-1,5\nTisch;7\n")

    assert [29.85, -1.5, 7.0] == read_table(path)["price"].tolist()


def test_compressed_and_parquet_files_are_read(tmp_path: Path) -> None:
    """The ending says which; the wanted columns come in the wanted order."""
    packed, parquet = tmp_path / "table.csv.gz", tmp_path / "table.parquet"
    packed.write_bytes(gzip.compress(ROWS.format(",").encode()))
    read_table(packed).to_parquet(parquet)

    assert [["city", "name"]] * 2 == [
        list(read_table(path, ["city", "name"]).columns) for path in (packed, parquet)
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"", "is empty"),
        (b"a,b\n", "no rows"),
        (b"a,b\n1,2\n", "there is no column 'Chrn'; the file has: a, b"),
        (b'a,b\n"1,2\n3,4\n', "table.csv"),
    ],
)
def test_one_error_says_what_was_found(tmp_path: Path, content: bytes | None, words: str) -> None:
    """Missing, empty, broken, or without the column."""
    path = tmp_path / "table.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Invalid) as error:
        read_table(path, ["Chrn"])

    assert words in error.value.detail


def test_what_is_not_parquet_is_refused(tmp_path: Path) -> None:
    """Its ending alone does not make a file Parquet."""
    path = tmp_path / "table.parquet"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(Invalid, match="not a Parquet file") as error:
        read_table(path)

    assert "unreadable_file" == error.value.code


NOON = datetime(2011, 6, 12, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (["2011-06-12T12:00:00", None], NOON),
        (["2011-06-12 14:00:00+02:00", " "], NOON),
        (["2011-06-12", "2011-06-12 13:00"], NOON.replace(hour=0)),
        ([20110612, 19970101], NOON.replace(hour=0)),
        (["20110612", ""], NOON.replace(hour=0)),
        ([1307880000, 0], NOON),
        ([1307880000000, 1307880000001], NOON),
        ([1307880000.0, float("nan")], NOON),
        ([pd.Timestamp("2011-06-12 12:00"), pd.NaT], NOON),
    ],
)
def test_times_in_many_spellings(written: list[object], expected: datetime) -> None:
    """ISO, day numbers and epochs become times in UTC; blanks are no times."""
    found = times(pd.Series(written), "when")

    assert ("datetime64[us, UTC]", expected) == (str(found.dtype), found[0])


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.sampled_from(["s", "ms", "us"]))  # noqa: DTZ001
def test_epochs_of_any_unit_come_back(moment: datetime, unit: str) -> None:
    """The size tells the unit."""
    known = pd.Series([moment.replace(microsecond=0, tzinfo=UTC)]).dt.as_unit(unit)

    assert known[0] == times(known.astype("int64"), "when")[0]


def test_values_that_are_none_are_counted() -> None:
    """The error names the column, how many are wrong, and one of them."""
    with pytest.raises(Invalid) as of_times:
        times(pd.Series(["2011-01-01", "12/1/2010", "soon", ""]), "when")
    with pytest.raises(Invalid) as of_numbers:
        numbers(pd.Series(["1.5", "", "many"]), "amount")

    assert (True, True) == (
        "column 'when': 2 of 4 values are not times, such as '12/1/2010'" in of_times.value.detail,
        "column 'amount': 1 of 3 values are not numbers, such as 'many'" in of_numbers.value.detail,
    )


def test_baskets_are_lines(tmp_path: Path) -> None:
    """Items are stripped, each counts once a basket, and empty lines are none."""
    path = tmp_path / "baskets.csv"
    path.write_text("milk, bread,milk\n\nwhole milk\nrice,,yoghurt\n")

    assert [["milk", "bread"], ["whole milk"], ["rice", "yoghurt"]] == basket_lines(path)
