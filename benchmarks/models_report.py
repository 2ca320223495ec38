"""What `make bench-models` found: tables on the terminal, and one in Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.figure_files import put_between
from benchmarks.models_verdicts import BEST, LEVEL, NOT, OURS

BEGIN, END = "<!-- bench-models: begin -->", "<!-- bench-models: end -->"
_STYLES = {BEST: "green", LEVEL: "", NOT: "yellow"}
_LINE = ("measure", "ours", "best peer", "which", "difference ± its standard error", "verdict")


def show(result: Mapping[str, Any], console: Console) -> None:
    """Print a table for each task, then what is missing and what failed."""
    for task in result["tasks"].values():
        console.print(f"\n[bold]{task['title']}[/bold]: {task['size']}")
        table = Table(box=None, header_style="bold")
        for name in _LINE:
            table.add_column(name, justify="left" if name in ("measure", "which") else "right")
        for row in task["rows"]:
            table.add_row(*_cells(row), style=_STYLES[row["verdict"]])
        console.print(table)
        if task["ours"]:
            console.print(f"ours: {task['ours']}", markup=False)
        for note in [*_others(task), *task["notes"]]:
            console.print(note, markup=False, style="dim")
    console.print(f"\n{summary(result)}", markup=False)
    for line in result["missing"]:
        console.print(f"missing: {line}", markup=False, style="yellow")
    for line in result["failed"]:
        console.print(f"FAILED: {line}", markup=False, style="red")


def summary(result: Mapping[str, Any]) -> str:
    """Return in one sentence how often ours is the best, level, and not the best."""
    verdicts = [row["verdict"] for task in result["tasks"].values() for row in task["rows"]]
    counts = {verdict: verdicts.count(verdict) for verdict in (BEST, LEVEL, NOT)}
    return (
        f"Of {len(verdicts)} measures: ours is the best in {counts[BEST]}, level with the best "
        f"peer in {counts[LEVEL]}, not the best in {counts[NOT]}."
    )


def markdown(result: Mapping[str, Any]) -> str:
    """Return one table of all measures, with the command that made it."""
    made = result["machine"]
    lines = [
        f"`{result['command']}`, {result['date'][:10]}, commit {result['commit']}, "
        f"{made['cores']} x {made['processor']}, {made['memory_gb']} GB:",
        "",
        f"| | {' | '.join(_LINE)} |",
        "|---|---|---:|---:|---|---:|---|",
    ]
    for task in result["tasks"].values():
        for number, row in enumerate(task["rows"]):
            title = f"**{task['title']}**, {task['size']}" if number == 0 else ""
            lines.append(f"| {title} | {' | '.join(_cells(row))} |")
    lines += ["", summary(result)]
    for task in result["tasks"].values():
        said = [f"ours: {task['ours']}"] * bool(task["ours"]) + task["notes"]
        if said:
            lines += ["", f"{task['title']}: {'; '.join(said)}."]
    missing = [*result["missing"], *(f"failed: {line}" for line in result["failed"])]
    if missing:
        lines += ["", f"Not measured: {'; '.join(missing)}."]
    return "\n".join(lines) + "\n"


def put_into(page: str, result: Mapping[str, Any]) -> str:
    """Return a page with its marked place filled anew; see `put_between`."""
    return put_between(page, BEGIN, END, markdown(result))


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    figures = row["figures"]
    arrow = "" if row["higher_is_better"] else " (lower is better)"
    return (
        row["measure"] + arrow,
        number(figures[OURS]),
        number(figures[row["best_peer"]]),
        row["best_peer"],
        f"{number(row['difference'], sign=True)} ± {number(row['standard_error'])}",
        row["verdict"],
    )


def number(value: float, sign: bool = False) -> str:
    """Return a figure with four decimals below 10 and one from there on."""
    decimals = 4 if abs(value) < 10 else 1
    return f"{value:{'+' if sign else ''}.{decimals}f}"


def _others(task: Mapping[str, Any]) -> list[str]:
    """Return the figures of all models, a line a measure, and the seconds of a fit."""
    lines = [
        f"{row['measure']}: " + ", ".join(f"{n} {number(v)}" for n, v in row["figures"].items())
        for row in task["rows"]
    ]
    if task["cpu_seconds"]:
        spent = ", ".join(f"{name} {value:.2f}" for name, value in task["cpu_seconds"].items())
        lines.append(f"processor seconds of a fit: {spent}")
    return lines
