"""Baskets: the same itemsets and rules by ours and by the peers, and the processor seconds."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd

from benchmarks.models_exchange import Answers, Job
from benchmarks.models_peers import Peers, Tell
from benchmarks.models_verdicts import OURS, Found, compare, joined
from crm_models.baskets.itemsets import frequent_itemsets
from crm_models.baskets.rules import association_rules
from crm_models.evaluation.tables import basket_lines

# Support and confidence, with the rules that arules of R finds (to one item on the right).
ASKED = ((0.001, 0.8, 410), (0.006, 0.25, 463))
REPEATS = 5


def groceries(data: Path, peers: Peers, tell: Tell) -> Found:
    """Compare counts and times on the groceries that came with arules."""
    lines = basket_lines(data / "groceries" / "groceries.csv")
    basket = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    item, names = pd.factorize(np.array([name for line in lines for name in line], dtype=object))
    tell(f"groceries: {OURS}")
    ours = Answers()
    for number, (support, confidence, _) in enumerate(ASKED):
        seconds = []
        for _ in range(REPEATS):
            began = process_time()
            sets = frequent_itemsets(basket, item, support)
            found = process_time()
            rules = association_rules(sets, confidence)
            seconds.append((found - began, process_time() - began))
        ours.put(OURS, f"seconds{number}", seconds)
        ours.put(OURS, f"counts{number}", [len(sets), len(rules)])
    table = pd.DataFrame({"basket": basket, "item": names[item]})
    options = {"asked": ASKED, "repeats": REPEATS}
    theirs = peers.run("models_peer_baskets", "groceries", Job({"lines": table}, {}, options))
    both = joined(ours, theirs)
    size = f"{len(lines):,} baskets, {len(names)} items, best of {REPEATS}"
    result = Found("Baskets, groceries", size, [], notes=theirs.notes)
    for number, (support, confidence, known) in enumerate(ASKED):
        words = f", support {support:g}"
        seconds = {name: one[f"seconds{number}"] for name, one in both.items()}
        _time_rows(result, seconds, words)
        theirs_best = min(s.min(axis=0)[1] for n, s in seconds.items() if n.startswith("mlxtend"))
        times = theirs_best / seconds[OURS].min(axis=0)[1]
        result.notes.append(
            f"sets and rules{words}: {times:.1f} times as fast as the fastest of mlxtend"
        )
        _count_notes(result, both, number, f"support {support:g}, confidence {confidence:g}", known)
    return result


def _time_rows(result: Found, seconds: dict[str, np.ndarray], words: str) -> None:
    for column, what in enumerate(("sets", "sets and rules")):
        # Some libraries give sets alone.
        measured = {n: s[:, column] for n, s in seconds.items() if not np.isnan(s[:, column]).any()}
        error = {n: float(s.std(ddof=1) / np.sqrt(len(s))) for n, s in measured.items()}
        row = compare(
            f"processor seconds, {what}{words}",
            {name: float(one.min()) for name, one in measured.items()},
            lambda peer, error=error: float(np.hypot(error[OURS], error[peer])),
            higher=False,
        )
        result.rows.append(row)


def _count_notes(
    result: Found, both: dict[str, dict[str, np.ndarray]], number: int, words: str, known: int
) -> None:
    """Say how many sets and rules there are, and which library finds other numbers."""
    sets, rules = (int(count) for count in both[OURS][f"counts{number}"])
    result.notes.append(f"{words}: ours finds {sets:,} sets and {rules} rules; arules has {known}")
    for name, one in both.items():
        found = one[f"counts{number}"]
        if found[0] != sets or found[1] not in (rules, -1):
            result.notes.append(
                f"{words}: {name} finds {int(found[0]):,} sets and {int(found[1])} rules"
            )
