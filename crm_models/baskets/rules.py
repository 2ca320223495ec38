"""Association rules with one item on the right (Agrawal and Srikant, 1994).

All three figures come from counts of baskets, and a rule exactly on the border of the confidence
is kept: 4 of 5 is 80 %, whatever 0.8 is as a binary fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from crm.errors import Invalid
from crm_models.baskets.itemsets import Ints, Itemsets


@dataclass(frozen=True)
class Rule:
    """Who buys all of ``antecedent`` also buys ``consequent``.

    Parameters
    ----------
    antecedent, consequent:
        Codes of items.
    count:
        Baskets with all of them.
    support:
        Their share of all baskets.
    confidence:
        Their share of the baskets with the antecedent.
    lift:
        The confidence over the consequent's share of all baskets.
    """

    antecedent: tuple[int, ...]
    consequent: int
    count: int
    support: float
    confidence: float
    lift: float


@dataclass(frozen=True)
class Rules:
    """Rules as columns, best first: by lift, then by confidence, then by count.

    Parameters
    ----------
    level, row, place:
        The set of each rule (its size less two, its row among those) and which of its items is on
        the right, shape ``(rules,)`` each.
    count, antecedent_count, consequent_count:
        Baskets with all items, with the left side and with the right side.
    """

    itemsets: Itemsets
    level: Ints
    row: Ints
    place: Ints
    count: Ints
    antecedent_count: Ints
    consequent_count: Ints

    def __len__(self) -> int:
        return len(self.count)

    def top(self, number: int) -> list[Rule]:
        """Return the first ``number`` rules."""
        return [self._rule(i) for i in range(min(number, len(self)))]

    def _rule(self, i: int) -> Rule:
        items = self.itemsets.levels[self.level[i] + 1][0][self.row[i]].tolist()
        consequent = items.pop(self.place[i])
        count, left, right = (
            int(column[i]) for column in (self.count, self.antecedent_count, self.consequent_count)
        )
        baskets = self.itemsets.baskets
        lift = count * baskets / (left * right)
        return Rule(tuple(items), consequent, count, count / baskets, count / left, lift)


def association_rules(itemsets: Itemsets, min_confidence: float) -> Rules:
    """Return the rules of all frequent sets that hold at least as often as asked.

    Parameters
    ----------
    itemsets:
        As `frequent_itemsets` returns them: with every subset of a set.
    min_confidence:
        A share, above 0 and at most 1.

    Raises
    ------
    Invalid
        If the confidence is out of range.
    """
    if not 0 < min_confidence <= 1:
        detail = f"the confidence {min_confidence} is not above 0 and at most 1"
        raise Invalid("min_confidence", detail)
    least = Fraction(str(min_confidence))
    index = _Index(itemsets)
    found = [np.zeros((6, 0), dtype=np.int64)]
    for level, (sets, counts) in enumerate(itemsets.levels[1:]):
        for place in reversed(range(sets.shape[1])):
            left = index.counts(np.delete(sets, place, axis=1))
            right = index.counts(sets[:, place : place + 1])
            row = np.flatnonzero(_at_least(counts, left, least))
            same = [np.full(len(row), level), row, np.full(len(row), place)]
            found.append(np.stack([*same, counts[row], left[row], right[row]]))
    columns = np.concatenate(found, axis=1)
    count, left, right = columns[3:].astype(np.float64)
    order = np.lexsort((-count, -count / left, -count / (left * right)))
    return Rules(itemsets, *columns[:, order])


def _at_least(counts: Ints, of: Ints, share: Fraction) -> NDArray[np.bool_]:
    """Return where ``counts`` is at least ``share`` of ``of``, without rounding."""
    if max(share.numerator, share.denominator) * int(of.max(initial=1)) < 2**63:
        return counts * share.denominator >= of * share.numerator
    exact = zip(counts.tolist(), of.tolist(), strict=True)
    return np.array([c * share.denominator >= o * share.numerator for c, o in exact], dtype=bool)


class _Index:
    """Finds the counts of sets: a set's key is the row of all but its last item, then the last."""

    def __init__(self, itemsets: Itemsets) -> None:
        self.levels = itemsets.levels
        self.width = 1 + max(
            (int(sets.max()) for sets, _ in self.levels[:1] if len(sets)), default=0
        )
        self.keys: list[Ints] = []
        for sets, _ in self.levels:
            self.keys.append(self._rows(sets[:, :-1]) * self.width + sets[:, -1])

    def counts(self, sets: Ints) -> Ints:
        """Return the number of baskets that hold each of ``sets``, shape ``(n, size)``."""
        return self.levels[sets.shape[1] - 1][1][self._rows(sets)]

    def _rows(self, sets: Ints) -> Ints:
        """Return where each set lies in its level, whose keys ascend as its sets do."""
        rows = np.zeros(len(sets), dtype=np.int64)
        for size in range(sets.shape[1]):
            rows = np.searchsorted(self.keys[size], rows * self.width + sets[:, size])
        return rows
