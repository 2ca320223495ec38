"""Batches in which each utterance meets some of its own intent and many of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np


def balanced_batches(
    labels: Sequence[int], size: int, together: int, generator: np.random.Generator
) -> Iterator[list[int]]:
    """Yield each number of 0..n-1 once, in random order, by groups of one label.

    Args:
        labels: the label of each of n utterances.
        size: utterances of a batch; some more when its last group does not fit.
        together: utterances of one label that stay together. Contrastive losses need at least
            two: an utterance without another of its label in the batch teaches nothing there.
        generator: source of the order.
    """
    members: dict[int, list[int]] = {}
    for number in generator.permutation(len(labels)).tolist():
        members.setdefault(labels[number], []).append(number)
    groups = [
        numbers[start : start + together]
        for numbers in members.values()
        for start in range(0, len(numbers), together)
    ]
    batch: list[int] = []
    for index in generator.permutation(len(groups)).tolist():
        batch += groups[index]
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def padded(sequences: Sequence[Sequence[int]], pad_id: int) -> tuple[Any, Any]:
    """Return token ids and their mask, both int64 of shape (n, longest)."""
    longest = max(len(sequence) for sequence in sequences)
    ids = np.full((len(sequences), longest), pad_id, dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1
    return ids, mask
