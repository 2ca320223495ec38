"""Frequent sets and rules are those that one would count by hand."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm_models.baskets.itemsets import Itemsets, frequent_itemsets, smallest_count
from crm_models.baskets.rules import association_rules
from crm_models.evaluation import baskets

Baskets = list[set[int]]

BASKETS = st.lists(st.sets(st.integers(0, 6), min_size=1), min_size=1, max_size=80)
SHARES = st.sampled_from([0.01, 0.1, 0.2, 0.25, 0.3, 0.5, 0.6, 0.8, 1.0])


def found_in(many: Iterable[Iterable[int]], min_support: float, **limits: int) -> Itemsets:
    """Return the frequent sets of baskets, whose lines come in no order and partly twice."""
    lines = [(number, item) for number, basket in enumerate(many) for item in basket]
    lines = lines[::-1] + lines[:3]
    columns = np.array(lines, dtype=np.int64).reshape(-1, 2)
    return frequent_itemsets(columns[:, 0], columns[:, 1], min_support, **limits)


def counted(many: Baskets, min_support: float) -> dict[tuple[int, ...], int]:
    """Return the same by looking at every set of items."""
    items = sorted(set().union(*many))
    every = [c for size in range(1, len(items) + 1) for c in combinations(items, size)]
    counts = {sets: sum(set(sets) <= basket for basket in many) for sets in every}
    least = Fraction(str(min_support)) * len(many)
    return {sets: n for sets, n in counts.items() if n and n >= least}


@given(BASKETS, SHARES)
def test_sets_are_those_of_counting(many: Baskets, share: float) -> None:
    """Every frequent set is found once, with its count, level by level in lexical order."""
    levels = found_in(many, share).levels
    found = [
        (tuple(row), n)
        for sets, counts in levels
        for row, n in zip(sets.tolist(), counts.tolist(), strict=True)
    ]
    expected = sorted(counted(many, share).items(), key=lambda pair: (len(pair[0]), pair[0]))

    assert expected == found


@given(BASKETS, SHARES, SHARES)
def test_rules_are_those_of_counting(many: Baskets, share: float, confidence: float) -> None:
    """Every rule with one item on the right is found once, a rule on the border too."""
    counts = counted(many, share)
    expected = {
        ((*sets[:i], *sets[i + 1 :]), sets[i]): n
        for sets, n in counts.items()
        for i in range(len(sets))
        if len(sets) > 1 and n >= Fraction(str(confidence)) * counts[(*sets[:i], *sets[i + 1 :])]
    }
    rules = association_rules(found_in(many, share), confidence)
    top = rules.top(len(rules))

    assert len(expected) == len(rules)
    assert expected == {(rule.antecedent, rule.consequent): rule.count for rule in top}
    for rule in top:
        assert rule.support == pytest.approx(rule.count / len(many))
        assert rule.confidence == pytest.approx(rule.count / counts[rule.antecedent])
        right = counts[(rule.consequent,)] / len(many)
        assert rule.lift == pytest.approx(rule.confidence / right)
    lifts = [round(rule.lift, 9) for rule in top]
    assert sorted(lifts, reverse=True) == lifts


def test_work_in_small_parts_changes_nothing() -> None:
    """Sets that are compared a few at a time are the same."""
    random = np.random.default_rng(2)
    many = [set(np.flatnonzero(random.random(12) < 0.6).tolist()) | {0} for _ in range(150)]
    whole = found_in(many, 0.05)
    parts = found_in(many, 0.05, words=7)

    assert len(whole) > 1_000
    for (sets, counts), (others, other_counts) in zip(whole.levels, parts.levels, strict=True):
        np.testing.assert_array_equal(sets, others)
        np.testing.assert_array_equal(counts, other_counts)


def test_borders_are_exact() -> None:
    """Four of five is 80 %, and 7 % of 100 is 7, though 0.07 * 100 is a little more."""
    many = [{0, 1}] * 4 + [{0}]

    assert 7 == smallest_count(0.07, 100)
    assert 1 == smallest_count(1e-9, 100)
    assert [(1,), (0,)] == [
        r.antecedent for r in association_rules(found_in(many, 0.8), 0.8).top(9)
    ]


@pytest.mark.parametrize("share", [0.0, -0.1, 1.5, float("nan")])
def test_shares_out_of_range_are_named(share: float) -> None:
    """A support or confidence that is no share is refused with its value."""
    with pytest.raises(Invalid, match=str(share)):
        found_in([{1}], share)
    with pytest.raises(Invalid, match=str(share)):
        association_rules(found_in([{1, 2}], 0.5), share)


def test_too_many_sets_are_refused_in_time() -> None:
    """A support so low that the sets would fill the memory ends with the way out."""
    with pytest.raises(Invalid, match="ask for a support above"):
        found_in([set(range(40))] * 2, 0.5, most_sets=1_000)


def test_a_table_and_lines_say_the_same(tmp_path: Path) -> None:
    """Baskets may come as rows of a table or one a line; left-out rows are counted."""
    lines = tmp_path / "lines.csv"
    lines.write_text("bread,butter\nbread,butter,milk\nmilk\nbread,butter\n", encoding="utf-8")
    table = tmp_path / "table.csv"
    rows = ["order,item,n"]
    for number, line in enumerate(lines.read_text("utf-8").split()):
        rows += [f"{number},{item},1" for item in line.split(",")]
    rows += ["9,,1", "3,milk,-2"]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    one = baskets.evaluate(lines, min_support=0.5)
    two = baskets.evaluate(table, "order", "item", 0.5, quantity="n")

    assert (4, 2) == (one["baskets"], one["rules"])
    assert {"if": ["bread"], "then": "butter", "count": 3, "support": 0.75, "confidence": 1.0} == {
        name: one["top"][0][name] for name in ("if", "then", "count", "support", "confidence")
    }
    for name in ("baskets", "items", "itemsets", "rules", "top"):
        assert one[name] == two[name]
    assert [
        "1 lines without order or item were left out",
        "1 lines whose n is blank, zero or less were left out",
    ] == two["notes"]


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("", {}, "empty"),
        ("order,item\n1,\n2,\n", {"basket": "order", "item": "item"}, "no baskets"),
        ("order,item\n1,a\n", {"basket": "order", "item": "itm"}, "no column 'itm'"),
        ("order,item\n1,a\n", {"basket": "order"}, "--basket and --item"),
    ],
)
def test_bad_files_are_refused(
    tmp_path: Path, text: str, options: dict[str, str], said: str
) -> None:
    """What cannot be counted ends with one sentence that says why."""
    file = tmp_path / "bad.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=said):
        baskets.evaluate(file, **options)  # type: ignore[arg-type]
