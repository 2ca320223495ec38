"""Pictures of segments show every segment, and say in words what they show."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from crm_models.segments.pictures import PROFILES, SCATTER, bars, scatter, write
from crm_models.segments.profiles import profiles

SVG = "{http://www.w3.org/2000/svg}"
RECENCY = np.array([0.0, 3.0, 30.0, 400.0])
FREQUENCY = np.array([9.0, 4.0, 2.0, 1.0])
REVENUE = np.array([900.0, 300.0, 40.0, 0.0])
LABELS = np.array([0, 0, 1, 1])


def read(picture: str) -> ElementTree.Element:
    """Return a picture's elements."""
    return ElementTree.fromstring(picture)  # noqa: S314 - made here


def texts(picture: str) -> list[str]:
    """Return what is written in a picture."""
    return [str(found.text) for found in read(picture).iter(f"{SVG}text")]


def test_a_profile_has_medians_and_parts() -> None:
    """What a person counts by hand of four customers in two segments."""
    found = profiles(RECENCY, FREQUENCY, REVENUE, LABELS)

    assert [(0, 1.5, 6.5, 600.0, 0.5), (1, 215.0, 1.5, 20.0, 0.5)] == [
        (one.cluster, one.days, one.orders, one.spent, one.share_of_customers) for one in found
    ]
    assert [1200 / 1240, 40 / 1240] == [one.share_of_revenue for one in found]


def test_each_customer_is_a_dot_and_each_segment_has_a_colour() -> None:
    """Dots of four customers and of two segments in the legend, with their parts."""
    drawn = scatter(RECENCY, FREQUENCY, REVENUE, LABELS)
    dots = list(read(drawn).iter(f"{SVG}circle"))

    assert 4 + 2 == len(dots)
    assert 2 == len({dot.get("fill") for dot in dots})
    assert {"segment 0: 50%", "segment 1: 50%"} <= set(texts(drawn))


def test_a_large_shop_is_drawn_as_a_sample() -> None:
    """Pictures stay small; the description says how many customers are shown."""
    many = np.random.default_rng(1).uniform(1, 300, 5_000)
    picture = read(scatter(many, many, many, np.zeros(5_000, dtype=np.int64)))

    assert 1_500 + 1 == len(list(picture.iter(f"{SVG}circle")))
    assert "1,500 customers" in str(picture.findtext(f"{SVG}desc"))


def test_bars_are_said_to_those_who_do_not_see_them() -> None:
    """The description has the figures of every segment; the title is the picture's name."""
    picture = read(bars(profiles(RECENCY, FREQUENCY, REVENUE, LABELS)))

    assert "What is usual in each segment" == picture.findtext(f"{SVG}title")
    assert "title desc" == picture.get("aria-labelledby")
    assert (
        "Medians: segment 0: 2 days, 6.5 orders, 600 spent, 50% of the customers and 97% of the "
        "revenue; segment 1: 215 days, 1.5 orders, 20 spent, 50% of the customers and 3% of the "
        "revenue."
    ) == picture.findtext(f"{SVG}desc")


@pytest.mark.parametrize("values", [np.ones(3), np.zeros(3)])
def test_customers_who_are_all_alike_can_be_drawn(values: np.ndarray) -> None:
    """One place, no revenue: no error and no value that is no number."""
    labels = np.zeros(3, dtype=np.int64)
    found = profiles(values, np.ones(3), values, labels)

    assert "nan" not in scatter(values, np.ones(3), values, labels) + bars(found)


def test_pictures_are_written_to_a_folder(tmp_path: Path) -> None:
    """Both files are there, the folder being made."""
    found = profiles(RECENCY, FREQUENCY, REVENUE, LABELS)
    paths = write(tmp_path / "new", (RECENCY, FREQUENCY, REVENUE), LABELS, found)

    assert [SCATTER, PROFILES] == [path.name for path in paths]
    assert all(path.read_text("utf-8").startswith("<svg") for path in paths)
