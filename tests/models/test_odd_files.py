"""Files as shops really have them: read as they are meant, or refused in one sentence."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from crm.errors import Invalid
from crm_models.evaluation import baskets, binary, recommend, satisfaction, segment, uplift, value
from crm_models.evaluation.tables import basket_lines, numbers, read_table, time_of, times

ROWS = "who,age\n007,31\n7,40\n"


def purchases(path: Path, amount: float = 10.0, returning: bool = True) -> Path:
    """Write 300 customers, who order every ten days, or once."""
    days = range(0, 100, 10) if returning else [0]
    rows = [
        f"{number:04d},item{number % 7},2026-{1 + (day + number % 9) // 28:02d}-"
        f"{1 + (day + number % 9) % 28:02d},{amount}"
        for number in range(300)
        for day in days
    ]
    path.write_text("who,item,at,paid\n" + "\n".join(rows) + "\nlast,item1,2026-06-01,5\n")
    return path


def test_codes_keep_their_zeros(tmp_path: Path) -> None:
    """007 and 7 are two customers where the column names them, and one number elsewhere."""
    path = tmp_path / "table.csv"
    path.write_text(ROWS)

    assert ["007", "7"] == read_table(path, ["who"], codes=["who"])["who"].tolist()
    assert [7, 7] == read_table(path, ["who"])["who"].tolist()


def test_gzip_is_known_by_its_bytes(tmp_path: Path) -> None:
    """A compressed file needs no .gz, and a file called .gz need not be compressed."""
    packed, plain = tmp_path / "table.csv", tmp_path / "table.csv.gz"
    packed.write_bytes(gzip.compress(ROWS.encode()))
    plain.write_text(ROWS)

    assert [[31, 40]] * 2 == [read_table(path)["age"].tolist() for path in (packed, plain)]
    assert [["007", "31"]] * 2 == [basket_lines(path)[1] for path in (packed, plain)]


def test_lists_in_cells_are_texts(tmp_path: Path) -> None:
    """Nested columns of Parquet can be counted and compared; blanks stay blank."""
    path = tmp_path / "table"
    cells: list[Any] = [{"list": [1, 2], "record": {"a": "b"}}, {"list": None, "record": None}]
    pd.DataFrame(cells).to_parquet(path)
    found = read_table(path)

    assert ["[1, 2]", "{'a': 'b'}"] == found.iloc[0].tolist()
    assert [True, True] == found.iloc[1].isna().tolist()


@pytest.mark.parametrize("read", [read_table, basket_lines])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\0" * 99, "neither text nor Parquet"),
        (b"who,\x81\n\x8d,1\n", "neither text nor Parquet"),
        (gzip.compress(ROWS.encode() * 999)[:-40], "damaged"),
    ],
)
def test_what_is_no_text_is_refused(
    tmp_path: Path, read: Callable[[Path], object], content: bytes, words: str
) -> None:
    """The error says what to save the table as."""
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=words):
        read(path)


def test_rows_longer_than_the_header_are_refused(tmp_path: Path) -> None:
    """Cells are not dropped in silence; a delimiter at the end of each line is no cell."""
    longer, ended = tmp_path / "longer.csv", tmp_path / "ended.csv"
    longer.write_text("who,age\n1,2,x\n3,4,y\n")
    ended.write_text("who,age\n1,2,\n3,4,\n")
    with pytest.raises(Invalid, match="more cells than the header"):
        read_table(longer)

    assert [[1, 2], [3, 4]] == read_table(ended).values.tolist()


@pytest.mark.parametrize("large", ["inf", "-Infinity", "1e308"])
def test_what_cannot_be_added_up_is_no_number(large: str) -> None:
    """Infinity is refused by name, as amounts and as times."""
    with pytest.raises(Invalid, match="column 'paid': 1 of 2 values are not numbers"):
        numbers(pd.Series(["1", large]), "paid")
    with pytest.raises(Invalid, match="column 'at': 1 of 2 values are not times"):
        times(pd.Series([1307880000.0, float(large)]), "at")


@pytest.mark.parametrize("given", ["soon", "nan", "", "inf", "2026-13-45"])
def test_an_option_that_is_no_time_is_named(given: str) -> None:
    """The error says which option it is, and how times are written."""
    with pytest.raises(Invalid, match=f"--test-start '{given}' is no time; write ISO"):
        time_of("--test-start", given)


def test_an_infinite_outcome_is_refused(tmp_path: Path) -> None:
    """The mean of an arm would be infinite too."""
    path = tmp_path / "table.csv"
    rows = [f"{arm},{'inf' if i == 3 else i % 2},{i}" for i in range(80) for arm in "01"]
    path.write_text("offer,visit,age\n" + "\n".join(rows))
    with pytest.raises(Invalid, match="column 'visit': 2 of 160"):
        uplift.evaluate(path, "offer", "visit")


def test_customers_who_never_come_back_have_no_value(tmp_path: Path) -> None:
    """Trees cannot learn from nothing; the others forecast next to nothing."""
    found = value.evaluate(
        purchases(tmp_path / "once.csv", returning=False), "who", "at", "paid", "2026-03-01"
    )

    assert 300 == found["customers"]
    assert found["predicted_total"] < 1.0


def test_pictures_need_a_folder(tmp_path: Path) -> None:
    """A file in its place is named."""
    path = purchases(tmp_path / "table.csv")
    with pytest.raises(Invalid, match="pictures cannot be written to"):
        segment.evaluate(path, "who", "at", "paid", 2, pictures=path)


def test_answers_off_the_scale_name_their_column(tmp_path: Path) -> None:
    """Of several columns the one with the answer is named; rows of nobody are none at all."""
    path = tmp_path / "survey.csv"
    path.write_text("who,score,price\n1,5,9\n2,4,3\n")
    with pytest.raises(Invalid, match="column 'price': 9 is not on the scale"):
        satisfaction.evaluate(path, "who", "score", ["price"])
    path.write_text("who,score\n,5\n ,4\n")
    with pytest.raises(Invalid, match="'who' is blank in all rows"):
        satisfaction.evaluate(path, "who", "score")


def test_baskets_of_a_table_need_their_columns(tmp_path: Path) -> None:
    """A Parquet file has no lines that could be baskets."""
    path = tmp_path / "lines.parquet"
    pd.DataFrame({"basket": [1, 1], "item": ["a", "b"]}).to_parquet(path)
    with pytest.raises(Invalid, match="--basket and --item"):
        baskets.evaluate(path)


def test_items_with_zeros_are_told_apart(tmp_path: Path) -> None:
    """01 and 1 are two items, of baskets and of recommendations."""
    path = tmp_path / "lines.csv"
    path.write_text("basket,item,at\n1,01,2026-01-01\n1,1,2026-01-02\n2,01,2026-01-03\n")
    lines, _ = recommend.purchases(path, recommend.Columns("basket", "item", "at"))

    assert 2 == baskets.evaluate(path, "basket", "item", 0.1)["items"]
    assert ["01", "1", "01"] == lines["item"].tolist()


def test_huge_numbers_and_lists_disturb_no_prediction(tmp_path: Path) -> None:
    """They become blanks and words, which tell nothing, and nothing overflows."""
    random = np.random.default_rng(0)
    age = random.integers(18, 80, 200)
    frame = pd.DataFrame({
        "age": age, "huge": random.choice([1e300, -1e300, 1.0], 200),
        "tags": [[int(one) % 3] for one in age], "left": (age + random.normal(0, 9, 200)) > 50,
    })  # fmt: skip
    path = tmp_path / "table.parquet"
    frame.to_parquet(path)

    assert 0.8 < binary.evaluate(path, "left", folds=2)["roc_auc"]
