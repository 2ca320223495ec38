"""The result as a table on the terminal, as Markdown, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.figure_files import put_between
from benchmarks.figures import WINDOW

Row = tuple[str, ...]
BEGIN, END = "<!-- bench-turns: begin -->", "<!-- bench-turns: end -->"


def rows(result: dict[str, Any]) -> list[Row]:
    """Return one row for each figure: what it is, then its value for each bot."""
    bots = list(result["bots"].values())
    table: list[Row] = []
    for load in bots[0]["loads"]:
        title = f"{load} at once"
        measured = [bot["loads"][load] for bot in bots]
        table.append((f"{title}: turns a second", *(_num(m["turns_per_second"]) for m in measured)))
        for rank in ("p50", "p95"):
            values = (_num(m["milliseconds"][rank]) for m in measured)
            table.append((f"{title}: {rank}, ms", *values))
        computed = (_num(m["cpu_milliseconds_per_turn"]) for m in measured)
        table.append((f"{title}: CPU time a turn, ms", *computed))
        table.append((f"{title}: right answers", *(f"{m['right']}/{m['turns']}" for m in measured)))
    table += _growth_rows([bot["growth"] for bot in bots])
    table.append(("start to first answer, s", *(_num(bot["start_seconds"]) for bot in bots)))
    table.append(("memory in all (PSS), MB", *(_total(bot["memory"]) for bot in bots)))
    roles = dict.fromkeys(process["role"] for bot in bots for process in bot["memory"])
    for role in roles:
        table.append((f"memory of {role} (RSS), MB", *(_held(bot["memory"], role) for bot in bots)))
    return table


def _growth_rows(grown: Sequence[dict[str, Any]]) -> list[Row]:
    turns = grown[0]["turns"]
    title = f"{turns} turns in one"
    labels = {
        "first": f"median of turns 1-{min(WINDOW, turns)}, ms",
        "around_10": "median of turns 6-15, ms",
        "last": f"median of the last {min(WINDOW, turns)}, ms",
        "last_over_first": "last over first",
    }
    made = [(f"{title}: {label}", *(_num(g[key]) for g in grown)) for key, label in labels.items()]
    right = (f"{g['turns'] - g['failed'] - g['wrong']}/{g['turns']}" for g in grown)
    return [*made, (f"{title}: right answers", *right)]


def faults(result: dict[str, Any]) -> list[str]:
    """Return a line for each thing that went wrong, by bot and part of the run."""
    told = []
    for name, bot in result["bots"].items():
        parts = [(f"{load} at once", part) for load, part in bot["loads"].items()]
        for title, part in [*parts, ("long conversation", bot["growth"])]:
            told += [
                f"{name}, {title}: {fault['times']} x {fault['line']!r}: {fault['fault']}"
                for fault in part["faults"]
            ]
    return told


def failed(result: dict[str, Any]) -> int:
    """Return how many turns of all bots ended in an error or without words."""
    parts = [p for bot in result["bots"].values() for p in [*bot["loads"].values(), bot["growth"]]]
    return sum(part["failed"] for part in parts)


def show(result: dict[str, Any], console: Console) -> None:
    """Print the table and what went wrong."""
    table = Table(box=None, header_style="bold")
    table.add_column("", no_wrap=True)
    for name in result["bots"]:
        table.add_column(name, justify="right")
    for row in rows(result):
        table.add_row(*row)
    console.print(table)
    for line in faults(result):
        console.print(line, markup=False, style="yellow")


def markdown(result: dict[str, Any]) -> str:
    """Return the table with the command that made it, for the documentation."""
    names = list(result["bots"])
    made = result["machine"]
    lines = [
        f"`{result['command']}`, {result['date'][:10]}, commit {result['commit']}, "
        f"{made['cores']} x {made['processor']}, {made['memory_gb']} GB:",
        "",
        f"| | {' | '.join(names)} |",
        f"|---|{'---:|' * len(names)}",
        *(f"| {' | '.join(row)} |" for row in rows(result)),
    ]
    return "\n".join(lines) + "\n"


def put_into(page: str, block: str) -> str:
    """Return a page with its marked place filled anew; see `put_between`."""
    return put_between(page, BEGIN, END, block)


def _num(value: float | None) -> str:
    if value is None:
        return "not known"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _total(memory: Sequence[dict[str, Any]]) -> str:
    sizes = [process["pss_mb"] for process in memory]
    return str(sum(sizes)) if sizes and None not in sizes else "not known"


def _held(memory: Sequence[dict[str, Any]], role: str) -> str:
    if not memory:
        return "not known"
    sizes = [process["rss_mb"] for process in memory if process["role"] == role]
    return " + ".join(map(str, sizes)) or "none"
