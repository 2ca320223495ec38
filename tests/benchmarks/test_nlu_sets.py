"""The public sets: which parts are read, what is missing, what is measured anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.nlu_peer import Shelf, peer_mark, peer_model
from benchmarks.nlu_published import FEW_SHOT, SMALL, SMALL_OOS, hint3_curves
from benchmarks.nlu_sentiment import opinion_sets
from benchmarks.nlu_sets import NAMES, Split, splits

SPLIT = Split("a/b", (("hi", "greet"), ("ta", "thank")), (("hello", "greet"),))


def write(path: Path, text: str) -> None:
    """Write a file below folders that are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with parts of two sets in the form in which their authors publish them."""
    write(tmp_path / "hint3/v1/train/sofmattress_train.csv", 'sentence,label\n"a,\nb",EMI\n')
    write(tmp_path / "hint3/v1/test/sofmattress_test.csv", "sentence,label\nc,NO_NODES_DETECTED\n")
    for part, label in (("train_5", "x"), ("test", "x"), ("oos/test", "oos")):
        write(tmp_path / "fewshot_splits/CLINC150" / part / "seq.in", "one\ntwo\n")
        write(tmp_path / "fewshot_splits/CLINC150" / part / "label", f"{label}\n{label}\n")
    return tmp_path


def test_parts_that_are_there_are_read(folder: Path) -> None:
    """Quoted line ends stay one text; queries out of scope are added to the test."""
    found, missing = splits(folder)
    read = {split.name: split for split in found}

    assert {"hint3/sofmattress/v1/full", "clinc150/5-shot"} == set(read)
    assert (("a,\nb", "EMI"),) == read["hint3/sofmattress/v1/full"].train
    assert ("oos", 4) == (read["clinc150/5-shot"].oos, len(read["clinc150/5-shot"].test))
    assert len(NAMES) - 2 == len(missing)


def test_what_is_missing_is_named(folder: Path) -> None:
    """One sentence for each split names the parts that are not there."""
    _, missing = splits(folder, ["hwu64/10"])
    place = "fewshot_splits/HWU64"

    assert [f"hwu64/10-shot: {place}/train_10, {place}/test is not in {folder}"] == missing


def test_sets_are_chosen_by_the_beginning_of_their_names(folder: Path) -> None:
    """`hint3` means all of it."""
    found, missing = splits(folder, ["hint3/sof", "clinc150/10-shot"])

    assert (["hint3/sofmattress/v1/full"], 3) == ([s.name for s in found], len(missing))


@pytest.mark.parametrize(
    ("change", "same_result", "same_model"),
    [
        ({}, True, True),
        ({"name": "c/d"}, True, True),
        ({"test": (("hello", "thank"),)}, False, True),
        ({"oos": "greet"}, False, True),
        ({"train": (("hi", "greet"), ("ta", "greet"))}, False, False),
    ],
)
def test_changed_data_are_measured_anew(
    tmp_path: Path, change: dict[str, object], same_result: bool, same_model: bool
) -> None:
    """A result belongs to its data; splits that train alike share a model."""
    other = replace(SPLIT, **change)
    same = peer_model(SPLIT, tmp_path) == peer_model(other, tmp_path)

    assert (same_result, same_model) == (peer_mark(SPLIT) == peer_mark(other), same)


def test_results_are_kept_by_their_fingerprint(tmp_path: Path) -> None:
    """What was made from something else, or was cut off, counts as absent."""
    shelf = Shelf(tmp_path)
    shelf.put("a/b", "ours", "mark", {"n": 1})
    kept = shelf.get("a/b", "ours", "mark")
    other, absent = shelf.get("a/b", "ours", "another"), shelf.get("a/c", "ours", "mark")
    (tmp_path / "a-b" / "ours.json").write_text('{"finger', "utf-8")

    assert {"fingerprint": "mark", "n": 1} == kept
    assert [None] * 3 == [other, absent, shelf.get("a/b", "ours", "mark")]


def test_published_figures_belong_to_splits_that_are_measured() -> None:
    """No figure stands beside a split of another name."""
    assert set() == {*FEW_SHOT, *SMALL, *SMALL_OOS} - set(NAMES)


def test_curves_of_others_are_read_from_the_folder(tmp_path: Path) -> None:
    """Each system's file becomes its curve; version 2 has none."""
    header = "Threshold,Accuracy,Weighted F1,Inscope Accuracy,OOS Recall,MCC"
    place = tmp_path / "hint3" / "results"
    write(place / "luis_sofmattress_subset.csv", f"{header}\n0.1,0.6,0.5,0.4,0.3,0.2\n")
    row = {
        "threshold": 0.1, "accuracy": 0.6, "weighted_f1": 0.5, "in_scope_accuracy": 0.4,
        "oos_recall": 0.3, "mcc": 0.2,
    }  # fmt: skip

    assert {"luis": [row]} == hint3_curves(tmp_path, "hint3/sofmattress/v1/subset")
    assert {} == hint3_curves(tmp_path, "hint3/sofmattress/v2/full")


def test_reviews_are_split_by_label(tmp_path: Path) -> None:
    """A fifth of each label is the test, the same in each run; the other set is said to be away."""
    rows = [f"{number % 2} text {number} ." for number in range(100)]
    write(tmp_path / "sent_conv" / "custrev.all", "\n".join(rows) + "\n")
    (first,), missing = opinion_sets(tmp_path)
    (second,), _ = opinion_sets(tmp_path)

    assert (80, 20, 10) == (
        len(first.train), len(first.test), sum(label for _, label in first.test)
    )  # fmt: skip
    assert (first, 1) == (second, len(missing))
