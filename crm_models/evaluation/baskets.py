"""What is bought together in a file of baskets, and how fast the rules are found."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from crm.errors import Invalid
from crm_models.baskets.itemsets import Ints, frequent_itemsets
from crm_models.baskets.rules import Rule, association_rules
from crm_models.evaluation.tables import basket_lines, numbers, read_table


def evaluate(
    file: Path,
    basket: str | None = None,
    item: str | None = None,
    min_support: float = 0.01,
    min_confidence: float = 0.25,
    quantity: str | None = None,
    top: int = 10,
) -> dict[str, Any]:
    """Find the frequent itemsets and the rules of a file.

    Parameters
    ----------
    file:
        A table with a line for each item of a basket; or, with neither ``basket`` nor ``item``,
        one basket a line without a header.
    basket, item:
        The columns that name the basket and the item. Lines where either is blank are left out.
    min_support, min_confidence:
        Shares; a set or rule exactly on the border counts.
    quantity:
        A column of numbers: lines of zero or less, such as returns, are left out.
    top:
        How many rules to return, the largest lift first.

    Returns
    -------
    Number of baskets and rules, seconds for both steps (reading excluded), and the first rules.

    Raises
    ------
    Invalid
        If a column is missing, nothing is left to count, or a share is out of range.
    """
    baskets, items, names, notes = _lines(file, basket, item, quantity)
    started = perf_counter()
    sets = frequent_itemsets(baskets, items, min_support)
    rules = association_rules(sets, min_confidence)
    seconds = perf_counter() - started
    return {
        "baskets": sets.baskets,
        "items": len(names),
        "lines": len(items),
        "min_support": min_support,
        "min_confidence": min_confidence,
        "itemsets": len(sets),
        "rules": len(rules),
        "seconds": round(seconds, 4),
        "top": [_plain(rule, names) for rule in rules.top(top)],
        "notes": notes,
    }


def _lines(
    file: Path, basket: str | None, item: str | None, quantity: str | None
) -> tuple[Ints, Ints, list[str], list[str]]:
    """Return codes of baskets and items, the items' names, and what was left out."""
    if basket is None and item is None and quantity is None:
        lines = basket_lines(file)
        number = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
        codes, found = pd.factorize(
            np.array([name for line in lines for name in line], dtype=object)
        )
        return number, codes, [str(name) for name in found], ["one basket a line"]
    if basket is None or item is None:
        raise Invalid(
            "columns",
            "a table needs --basket and --item; a file of one basket a line needs none of them",
        )
    columns = [basket, item, *([quantity] if quantity else [])]
    frame = read_table(file, columns, codes=(basket, item))
    notes = []
    known = frame[basket].notna() & frame[item].notna()
    if not known.all():
        notes.append(f"{(~known).sum()} lines without {basket} or {item} were left out")
    if quantity:
        bought = numbers(frame[quantity], quantity) > 0
        if not bought[known].all():
            without = int((known & ~bought).sum())
            notes.append(f"{without} lines whose {quantity} is blank, zero or less were left out")
        known &= bought
    frame = frame[known]
    codes, found = pd.factorize(frame[item])
    return pd.factorize(frame[basket])[0], codes, [_name(value) for value in found], notes


def _name(value: Any) -> str:
    """Return an item's name: numbers that were read beside blanks get their form back."""
    whole = isinstance(value, float | np.floating) and float(value).is_integer()
    return str(int(value) if whole else value)


def _plain(rule: Rule, names: list[str]) -> dict[str, Any]:
    return {
        "if": [names[code] for code in rule.antecedent],
        "then": names[rule.consequent],
        "count": rule.count,
        "support": round(rule.support, 6),
        "confidence": round(rule.confidence, 6),
        "lift": round(rule.lift, 4),
    }
