"""A sample of customers by their keys: the same ones each time, on any engine."""

from __future__ import annotations

from typing import Any

_SHARES = 1 << 20
# Multiplies keys so that a sample is not of those who came in some order (Knuth 1973, 6.4).
_SPREAD = 2_654_435_761


def drawn(keys: Any, most: int, customers: int) -> Any:
    """Return the condition for about ``most`` of so many customers.

    Parameters
    ----------
    keys:
        Keys of customers: an array, or a column of SQLAlchemy or Ibis; the condition is alike.
    """
    return (keys * _SPREAD) % _SHARES < int(_SHARES * most / customers)
