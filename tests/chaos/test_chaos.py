"""The short form of `make chaos`: real processes, real sockets, real kills."""

from __future__ import annotations

from pathlib import Path

from benchmarks.chaos_counts import Counts
from benchmarks.chaos_run import Plan, run


def silent(note: str, *, now: bool = False) -> None:
    """Say nothing about the progress."""


async def test_no_promise_is_broken_by_kills(tmp_path: Path) -> None:
    """Gateway and engine are killed under customers who go on writing; nothing comes to harm."""
    plan = Plan(
        kills=8,
        seconds=None,
        conversations=10,
        seed=5,
        stand_in=True,
        database="sqlite",
        folder=tmp_path / "chaos",
    )
    result = await run(plan, silent)

    assert Counts().as_dict() == result["counts"], result["done"]
    assert result["done"]["kills"] >= 8
