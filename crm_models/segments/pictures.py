"""Two pictures of clusters: where their customers lie, and what is usual in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from crm.errors import Invalid
from crm_models.arrays import Floats
from crm_models.segments.clusters import Labels
from crm_models.segments.drawing import FAINT, Drawing, colour
from crm_models.segments.profiles import Profile

SCATTER, PROFILES = "segments-scatter.svg", "segments-profiles.svg"
_MOST_DOTS = 1_500
_LARGEST, _SMALLEST = 13.0, 2.2
# Beyond what all but so many spent, dots grow no more: one of them would make the others points.
_GROWING = 0.995
_WIDTH = 900
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 30, 64, 470
# Orders are whole: dots are moved by up to so much of their number, or they would hide each other.
_MOVED = 0.12
_STEPS = (1, 2, 5)
_ROW = 46
_COLUMNS = (
    ("days since last order", 140),
    ("orders", 300),
    ("spent", 434),
    ("of the customers", 596),
    ("of the revenue", 742),
)
_BAR = 86


def write(
    folder: Path,
    columns: tuple[Floats, Floats, Floats],
    labels: Labels,
    found: Sequence[Profile],
    seed: int = 0,
) -> list[Path]:
    """Write both pictures and return their paths.

    Parameters
    ----------
    folder:
        Made if it is not there.
    columns:
        Recency in days, frequency and revenue, shape ``(n,)`` each.
    labels:
        Clusters from 0, shape ``(n,)``.

    Raises
    ------
    Invalid
        If they cannot be written there.
    """
    pictures = {SCATTER: scatter(*columns, labels, seed), PROFILES: bars(found)}
    return _written(folder, pictures)


def write_profiles(folder: Path, found: Sequence[Profile]) -> Path:
    """Write the picture of the profiles alone, and return its path.

    Raises
    ------
    Invalid
        If it cannot be written there.
    """
    return _written(folder, {PROFILES: bars(found)})[0]


def _written(folder: Path, pictures: Mapping[str, str]) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in pictures.items():
            (folder / name).write_text(picture, "utf-8")
    except OSError as error:
        raise Invalid(
            "unwritable_folder", f"pictures cannot be written to {folder}: {error.strerror}"
        ) from error
    return [folder / name for name in pictures]


def scatter(
    recency: Floats, frequency: Floats, revenue: Floats, labels: Labels, seed: int = 0
) -> str:
    """Return customers by days since the last order and orders, as large as what they brought."""
    random = np.random.default_rng(seed)
    shown = np.arange(len(labels))
    if len(labels) > _MOST_DOTS:
        shown = np.sort(random.choice(len(labels), _MOST_DOTS, replace=False))
    clusters = int(labels.max()) + 1
    height = _BOTTOM + 82 + 20 * ((clusters - 1) // 6)
    days, orders = np.maximum(recency[shown], 0.5), frequency[shown]
    x, y = _Logs(days, _LEFT, _WIDTH - _RIGHT), _Logs(orders * (1 + _MOVED), _BOTTOM, _TOP)
    picture = Drawing(
        _WIDTH, height, "Customers by their last order and number of orders",
        f"Each dot is one of {len(shown):,} customers, coloured by {clusters} segments and sized "
        "by what the customer spent; both axes are logarithmic.",
    )  # fmt: skip
    _axes(picture, x, y)
    moved = orders * np.exp(random.uniform(-_MOVED, _MOVED, len(orders)))
    spent = np.maximum(revenue[shown], 0.0)
    most = max(float(np.quantile(spent, _GROWING)), 1e-9)
    radius = _SMALLEST + (_LARGEST - _SMALLEST) * np.sqrt(np.minimum(spent / most, 1.0))
    # Large dots first, so that none hides behind another.
    for i in np.argsort(-radius, kind="stable").tolist():
        fill = colour(int(labels[shown[i]]))
        picture.dot(x.at(days[i]), y.at(float(moved[i])), float(radius[i]), fill, 0.5)
    _legend(picture, np.bincount(labels, minlength=clusters) / len(labels))
    return picture.svg()


def bars(found: Sequence[Profile]) -> str:
    """Return a row of bars for each cluster: medians, and its parts of customers and revenue."""
    height = 104 + _ROW * len(found) + 20
    said = "; ".join(
        f"segment {one.cluster}: {one.days:,.0f} days, {one.orders:g} orders, {one.spent:,.0f} "
        f"spent, {one.share_of_customers:.0%} of the customers and {one.share_of_revenue:.0%} of "
        "the revenue" for one in found
    )  # fmt: skip
    picture = Drawing(_WIDTH, height, "What is usual in each segment", f"Medians: {said}.")
    picture.text(24, 50, "Days, orders and money are medians of the segment's customers.",
                 fill=FAINT)  # fmt: skip
    values = [
        (one.days, one.orders, one.spent, one.share_of_customers, one.share_of_revenue)
        for one in found
    ]
    highest = [max(max(column), 1e-9) for column in zip(*values, strict=True)]
    for name, x in _COLUMNS:
        picture.text(x, 84, name, fill=FAINT)
    for row, (one, numbers) in enumerate(zip(found, values, strict=True)):
        y = 96 + _ROW * row
        picture.line(24, y, _WIDTH - 24, y)
        picture.dot(32, y + 23, 6, colour(one.cluster))
        picture.text(46, y + 27, f"segment {one.cluster}", weight="bold")
        for place, ((_, x), value) in enumerate(zip(_COLUMNS, numbers, strict=True)):
            width = max(_BAR * value / highest[place], 1.0)
            picture.bar(x, y + 14, width, 18, colour(one.cluster))
            picture.text(x + width + 6, y + 27, _label(value, share=place > 2))
    return picture.svg()


class _Logs:
    """A logarithmic axis from the least of the values to the largest, between two places."""

    def __init__(self, values: Floats, start: float, end: float) -> None:
        self._low = float(np.log(values.min() / 1.15))
        self._high = float(np.log(values.max() * 1.15))
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        share = (float(np.log(value)) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)

    def ticks(self) -> list[float]:
        decades = range(int(np.floor(self._low / np.log(10))), int(self._high / np.log(10)) + 1)
        every = [step * 10.0**decade for decade in decades for step in _STEPS]
        return [tick for tick in every if self._low <= np.log(tick) <= self._high]


def _axes(picture: Drawing, x: _Logs, y: _Logs) -> None:
    for tick in x.ticks():
        picture.line(x.at(tick), _TOP, x.at(tick), _BOTTOM)
        picture.text(x.at(tick), _BOTTOM + 18, f"{tick:,g}", anchor="middle", fill=FAINT)
    for tick in y.ticks():
        if tick >= 1:
            picture.line(_LEFT, y.at(tick), _WIDTH - _RIGHT, y.at(tick))
            picture.text(_LEFT - 8, y.at(tick) + 4, f"{tick:,g}", anchor="end", fill=FAINT)
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    picture.text(middle, _BOTTOM + 38, "days since the last order", anchor="middle")
    picture.text(26, (_TOP + _BOTTOM) / 2, "orders", anchor="middle", turned=True)
    picture.text(_WIDTH - _RIGHT, 52, "size: what the customer spent", anchor="end", fill=FAINT)


def _legend(picture: Drawing, shares: Floats) -> None:
    for number, share in enumerate(shares.tolist()):
        x, y = _LEFT + 134 * (number % 6), _BOTTOM + 64 + 20 * (number // 6)
        picture.dot(x + 6, y, 6, colour(number))
        picture.text(x + 18, y + 4, f"segment {number}: {share:.0%}")


def _label(value: float, share: bool) -> str:
    if share:
        return f"{value:.0%}"
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
