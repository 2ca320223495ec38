"""The public intent sets: where their parts lie in the folder, and what of them is missing."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Row = tuple[str, str]

HINT3_OOS = "NO_NODES_DETECTED"
OOS = "oos"
FEW_SHOT = (("banking77", "BANKING77"), ("clinc150", "CLINC150"), ("hwu64", "HWU64"))


@dataclass(frozen=True)
class Split:
    """One split of one set: (text, intent) rows to train on and to test on.

    `oos` is the label that means out of scope in the test, if it has any. `long` splits take the
    default pipeline hours.
    """

    name: str
    train: tuple[Row, ...]
    test: tuple[Row, ...]
    oos: str | None = None
    long: bool = False

    @property
    def train_fingerprint(self) -> str:
        """A hash of all training rows."""
        return fingerprint(self.train)

    @property
    def fingerprint(self) -> str:
        """A hash of all rows."""
        return fingerprint((*self.train, ("", ""), *self.test, (str(self.oos), "")))


@dataclass(frozen=True)
class _Parts:
    """Where a split's rows lie: files of the test are read one after the other."""

    name: str
    train: str
    tests: tuple[str, ...]
    oos: str | None = None
    long: bool = False


def _hint3() -> Iterator[_Parts]:
    for bot in ("sofmattress", "powerplay11"):
        for version, kind in (("v1", "subset"), ("v1", "full"), ("v2", "full")):
            middle = "_subset" if kind == "subset" else ""
            yield _Parts(
                f"hint3/{bot}/{version}/{kind}",
                f"hint3/{version}/train/{bot}{middle}_train.csv",
                (f"hint3/{version}/test/{bot}_test.csv",),
                HINT3_OOS,
            )


def _few_shot() -> Iterator[_Parts]:
    for shots in (5, 10):
        for name, folder in FEW_SHOT:
            top = f"fewshot_splits/{folder}"
            scope = (f"{top}/oos/test",) if name == "clinc150" else ()
            train, tests = f"{top}/train_{shots}", (f"{top}/test", *scope)
            yield _Parts(f"{name}/{shots}-shot", train, tests, OOS if scope else None)
    yield _Parts("banking77/full", "banking77/train.csv", ("banking77/test.csv",), None, long=True)


PARTS = (*_hint3(), *_few_shot())
NAMES = tuple(parts.name for parts in PARTS)


def splits(folder: Path, wanted: Sequence[str] = ()) -> tuple[list[Split], list[str]]:
    """Read splits.

    Args:
        folder: holds one folder a set.
        wanted: beginnings of names (`hint3`, `banking77/10-shot`); none means all.

    Returns:
        The splits that are there, and one sentence for each that is not.
    """
    found, missing = [], []
    for parts in PARTS:
        if wanted and not parts.name.startswith(tuple(wanted)):
            continue
        absent = [place for place in (parts.train, *parts.tests) if not _exists(folder / place)]
        if absent:
            missing.append(f"{parts.name}: {', '.join(absent)} is not in {folder}")
            continue
        test = tuple(row for place in parts.tests for row in rows(folder / place))
        found.append(Split(parts.name, rows(folder / parts.train), test, parts.oos, parts.long))
    return found, missing


def rows(place: Path) -> tuple[Row, ...]:
    """Return the rows of a CSV with a header, or of a folder with `seq.in` and `label`."""
    if place.suffix == ".csv":
        with place.open(encoding="utf-8-sig", newline="") as file:
            return tuple((row[0], row[1]) for row in list(csv.reader(file))[1:] if row)
    texts = (place / "seq.in").read_text("utf-8").splitlines()
    labels = (place / "label").read_text("utf-8").splitlines()
    return tuple(zip(texts, labels, strict=True))


def fingerprint(content: object) -> str:
    """Return a short hash of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def _exists(place: Path) -> bool:
    return place.is_file() or (place / "seq.in").is_file()
