"""Numbered steps with progress: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column


class Step:
    """One running step; tells what it is at."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    def tell(self, note: str, done: float | None = None, total: float | None = None) -> None:
        """Show the present note and, when known, how much of the whole is done."""
        if self._progress is not None:
            task = self._progress.task_ids[0]
            self._progress.update(task, note=note[:70], completed=done, total=total)


class Steps:
    """Counts steps and shows each.

    Parameters
    ----------
    total:
        Number of all steps, those before included.
    before:
        Steps that another program has already done and shown.
    """

    def __init__(self, console: Console, total: int, before: int = 0) -> None:
        self._console = console
        self._total = total
        self._number = before

    def skip(self, title: str, reason: str = "nothing to do") -> None:
        """Count a step that needs no work."""
        self._number += 1
        self._line(f"{self._label(title)}: {reason}")

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        """Show a step while its block runs, and how long it took or that it failed."""
        self._number += 1
        label = self._label(title)
        began = time.monotonic()
        outcome = "FAILED after"
        try:
            if self._console.is_terminal:
                with self._live(label) as progress:
                    yield Step(progress)
            else:
                self._line(f"{label} ...")
                yield Step(None)
            outcome = "done in"
        finally:
            minutes, seconds = divmod(int(time.monotonic() - began), 60)
            self._line(f"{label}: {outcome} {minutes}:{seconds:02d}")

    @contextmanager
    def _live(self, label: str) -> Iterator[Progress]:
        columns = (
            SpinnerColumn("line"),
            TextColumn(
                "{task.description}",
                markup=False,
                table_column=Column(no_wrap=True, min_width=len(label)),
            ),
            BarColumn(bar_width=10),
            TimeElapsedColumn(),
            # What is left of the line: a note gives way before the title does.
            TextColumn(
                "{task.fields[note]}",
                style="dim",
                markup=False,
                table_column=Column(no_wrap=True, ratio=1),
            ),
        )
        with Progress(*columns, console=self._console, transient=True, expand=True) as progress:
            progress.add_task(label, total=None, note="")
            yield progress

    def _label(self, title: str) -> str:
        return f"[{self._number}/{self._total}] {title}"

    def _line(self, text: str) -> None:
        self._console.print(text, markup=False)
