"""How well entities are found: exact place and type where places are given, else type and value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bot.evaluation.labelled_lines import Entity
from bot.evaluation.scores import precision_recall_f1

Pair = tuple[Sequence[Entity], Sequence[Entity]]


def entity_scores(pairs: Iterable[Pair]) -> dict[str, Any] | None:
    """Compare true and found entities of messages.

    Only types that occur among the true ones are counted: a file that does not label sizes says
    nothing of a size that was found.

    Args:
        pairs: for each message the true entities and those found.

    Returns:
        `{"f1", "precision", "recall", "n", "by_type": {type: {…}}}`, micro-averaged as the CoNLL
        shared tasks do, or None when no message has a true entity.
    """
    pairs = list(pairs)
    types = sorted({entity.label for true, _ in pairs for entity in true})
    if not types:
        return None
    right: Counter[str] = Counter()
    true_counts = Counter(entity.label for true, _ in pairs for entity in true)
    found_counts = Counter(e.label for _, found in pairs for e in found if e.label in true_counts)
    for true, found in pairs:
        right.update(matches(true, found))
    overall = precision_recall_f1(right.total(), found_counts.total(), true_counts.total())
    return {
        **overall,
        "n": true_counts.total(),
        "by_type": {
            label: {
                "n": true_counts[label],
                **precision_recall_f1(right[label], found_counts[label], true_counts[label]),
            }
            for label in types
        },
    }


def matches(true: Sequence[Entity], found: Sequence[Entity]) -> list[str]:
    """Return the type of each true entity that was found; each found one counts once."""
    left, matched = list(found), []
    for entity in true:
        same = next((other for other in left if is_same(entity, other)), None)
        if same is not None:
            left.remove(same)
            matched.append(entity.label)
    return matched


def is_same(true: Entity, found: Entity) -> bool:
    """Tell whether a found entity is the true one."""
    if true.label != found.label:
        return False
    if true.start is not None:
        return (true.start, true.end) == (found.start, found.end)
    return not true.values.isdisjoint(found.values)
