"""Frequent itemsets by Eclat (Zaki, 2000, "Scalable algorithms for association mining").

Items are taken from the rarest to the most frequent. The class of an item holds the sets in which
it is the rarest; only the baskets with that item are looked at, each of the others as one row of
bits over them, so that a support is the number of bits that two rows share. The rows of a class
are never larger, in bytes, than the number of all items in all baskets. Supports are counts: a set
on the border is never lost to rounding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from crm.errors import Invalid

Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]


@dataclass(frozen=True)
class Itemsets:
    """All frequent sets.

    Parameters
    ----------
    baskets:
        Number of baskets.
    levels:
        For sets of 1, 2, … items: the items of each set, ascending, shape ``(sets, size)``, the
        sets in lexical order, and the number of baskets that hold each, shape ``(sets,)``.
    """

    baskets: int
    levels: list[tuple[Ints, Ints]]

    def __len__(self) -> int:
        return sum(len(counts) for _, counts in self.levels)


@dataclass(frozen=True)
class _Class:
    """Sets of one size whose rarest item is the same, with their counts and baskets.

    ``sets`` has the shape ``(sets, size)`` and holds ranks of items, ``bits`` has a row of words
    for each set.
    """

    sets: Ints
    counts: Ints
    bits: Bits


def frequent_itemsets(
    basket: Ints,
    item: Ints,
    min_support: float,
    *,
    most_sets: int = 5_000_000,
    words: int = 2_000_000,
) -> Itemsets:
    """Return every set of items that is in at least ``min_support`` of the baskets.

    Parameters
    ----------
    basket, item:
        One line for each item of a basket, as codes from 0, shape ``(lines,)``. An item that is
        twice in a basket counts once.
    min_support:
        A share of the baskets, above 0 and at most 1.
    most_sets:
        Where to give up, before the memory is full.
    words:
        How many words of 64 bits are compared at a time, which bounds the memory of one step.

    Raises
    ------
    Invalid
        If there are no baskets, more sets than ``most_sets``, or the support is out of range.
    """
    if not 0 < min_support <= 1:
        raise Invalid("min_support", f"the support {min_support} is not above 0 and at most 1")
    if len(basket) == 0:
        raise Invalid("no_baskets", "there are no baskets: no line names a basket and an item")
    basket, item = _without_repeats(basket, item)
    baskets = int(basket[-1]) + 1
    least = smallest_count(min_support, baskets)
    counts = np.bincount(item)
    order = np.argsort(counts, kind="stable")
    order = order[counts[order] >= least]
    rank = np.full(len(counts), -1)
    rank[order] = np.arange(len(order))
    frequent = rank[item] >= 0
    found: list[list[tuple[Ints, Ints]]] = [[(order[:, None], counts[order])]]
    total = len(order)
    for grown in _classes(basket[frequent], rank[item[frequent]], len(order), least):
        ends = np.full(len(grown.counts), len(grown.counts))
        size = 1
        while len(grown.counts):
            if size == len(found):
                found.append([])
            found[size].append((order[grown.sets], grown.counts))
            total += len(grown.counts)
            if total > most_sets:
                raise Invalid(
                    "too_many_sets",
                    f"more than {most_sets:,} sets are in {least} of {baskets} baskets or more: "
                    f"ask for a support above {min_support}",
                )
            grown, ends = _longer(grown, ends, least, words)
            size += 1
    return Itemsets(baskets, [_level(level) for level in found])


def smallest_count(share: float, of: int) -> int:
    """Return the smallest number that is at least ``share`` of ``of``, both taken as written."""
    exact = Fraction(str(share)) * of
    return max(1, -(-exact.numerator // exact.denominator))


def _without_repeats(basket: Ints, item: Ints) -> tuple[Ints, Ints]:
    """Return the different lines, ascending by basket (numbered anew from 0) and by item."""
    width = int(item.max()) + 1
    keys = np.sort(basket.astype(np.int64) * width + item)
    keys = keys[np.diff(keys, prepend=-1) > 0]
    old = keys // width
    return np.cumsum(np.diff(old, prepend=old[0]) > 0), keys - old * width


def _classes(basket: Ints, item: Ints, items: int, least: int) -> Iterator[_Class]:
    """Yield the class of each item: what is often with it and more frequent, over its baskets."""
    keys = np.sort(basket * items + item)
    basket, inside = np.divmod(keys, items)
    ends = np.cumsum(np.bincount(basket))[basket]
    lines = np.argsort(inside, kind="stable")
    starts = np.searchsorted(inside[lines], np.arange(items + 1))
    for first in range(items):
        at = lines[starts[first] : starts[first + 1]]
        column, positions = _ranges(at + 1, ends[at])
        others = inside[positions]
        counts = np.bincount(others, minlength=items)
        members = np.flatnonzero(counts >= least)
        if len(members) == 0:
            continue
        place = np.full(items, -1)
        place[members] = np.arange(len(members))
        kept = place[others] >= 0
        held = np.zeros((len(members), -(-len(at) // 64) * 64), dtype=bool)
        held[place[others[kept]], column[kept]] = True
        sets = np.stack([np.full(len(members), first), members], axis=1)
        yield _Class(sets, counts[members], np.packbits(held, axis=1).view(np.uint64))


def _longer(short: _Class, ends: Ints, least: int, words: int) -> tuple[_Class, Ints]:
    """Return the frequent sets with one item more, and where the partners of each end.

    Two sets that differ in their last item alone lie side by side: the partners of a row are the
    rows after it, up to ``ends``.
    """
    width = short.bits.shape[1]
    size = len(short.counts)
    kept: list[tuple[Ints, Ints, Ints, Bits]] = []
    step = np.cumsum(ends - np.arange(size) - 1) * width // words
    for part in np.split(np.arange(size), np.flatnonzero(np.diff(step)) + 1):
        which, second = _ranges(part + 1, ends[part])
        one = part[which]
        both = short.bits[one] & short.bits[second]
        counts = np.bitwise_count(both).sum(axis=1, dtype=np.int64)
        often = counts >= least
        kept.append((one[often], second[often], counts[often], both[often]))
    one, second, counts, bits = (np.concatenate(columns) for columns in zip(*kept, strict=True))
    sets = np.concatenate([short.sets[one], short.sets[second, -1:]], axis=1)
    return _Class(sets, counts, bits), np.searchsorted(one, one, side="right")


def _ranges(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Return the numbers of all ranges ``starts`` to ``ends``, and of which range each is."""
    lengths = ends - starts
    which = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return which, np.arange(len(which)) - before[which] + starts[which]


def _level(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Return the sets of one size in lexical order, their items ascending."""
    sets = np.sort(np.concatenate([sets for sets, _ in parts]), axis=1)
    order = np.lexsort(sets.T[::-1])
    return sets[order], np.concatenate([counts for _, counts in parts])[order]
