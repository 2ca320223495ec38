"""What `make bench-queue` found: tables on the terminal, and in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.figure_files import put_between
from benchmarks.queue_figures import MEASURES
from benchmarks.queue_policies import OURS

BEGIN, END = "<!-- bench-queue: begin -->", "<!-- bench-queue: end -->"
_WAITS = ("group", "a day", "order", *MEASURES, "longest", "mean against first in, first out")
_FAIR = ("order", "customers", "beyond the bound", "of these because of others",
         "passed beyond it", "overtaken most", "latest overtaker, min")  # fmt: skip
_BOUNDS = ("bound, min", "beyond it", "because of others", "valued and at risk: mean", "p95",
           "everybody else: mean", "p95")  # fmt: skip


def show(result: Mapping[str, Any], console: Console) -> None:
    """Print the tables."""
    console.print(setting(result), markup=False)
    for title, names, rows in _tables(result):
        console.print(f"\n[bold]{title}[/bold]")
        table = Table(box=None, header_style="bold")
        for number, name in enumerate(names):
            left = number == 0 or name == "order"
            table.add_column(name, justify="left" if left else "right", no_wrap=left)
        for row in rows:
            table.add_row(*row, style="green" if OURS in row else "")
        console.print(table)
    console.print(f"\n{verdict(result)}", markup=False)


def markdown(result: Mapping[str, Any]) -> str:
    """Return the tables with the command that made them."""
    lines = [f"`{result['command']}`, {result['date'][:10]}, commit {result['commit']}.", ""]
    lines += [setting(result)]
    for title, names, rows in _tables(result):
        aligned = ["---" if number == 0 or name == "order" else "---:"
                   for number, name in enumerate(names)]  # fmt: skip
        lines += ["", f"**{title}**", "", f"| {' | '.join(names)} |", f"|{'|'.join(aligned)}|"]
        lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*lines, "", verdict(result), ""])


def put_into(page: str, result: Mapping[str, Any]) -> str:
    """Return a page with its marked place filled anew; see `put_between`."""
    return put_between(page, BEGIN, END, markdown(result))


def setting(result: Mapping[str, Any]) -> str:
    """Return in words what was simulated."""
    load, used = result["load"], result["settings"]
    busiest, width = load["busiest_hour_of_a_day"]
    last = used["seed"] + used["days"] - 1
    return (
        f"{used['days']} simulated days (seeds {used['seed']} to {last}) of "
        f"{load['conversations']:,} conversations, {used['agents']} agents, {used['at_once']} "
        f"conversation{'s' * (used['at_once'] > 1)} at once each. The bot settles "
        f"{load['contained']:.0%} alone, {load['to_people']:.0f} a day wait for a person, "
        f"{load['tickets']:.0f} come at night and leave tickets. The agents are busy to "
        f"{busiest:.0%}{_width(width, per_cent=True)} in a day's busiest hour. Bound "
        f"{used['bound']:g} min, head start {used['head_start']:g} min."
    )


def verdict(result: Mapping[str, Any]) -> str:
    """Return in a sentence whether the bound was held."""
    ours = result["fairness"][OURS]
    rules = "held" if result["held"] else "BROKEN"
    return (
        f"The bound is {rules}: {ours['passed_beyond']} of {ours['customers']:,} were passed once "
        f"they had waited up to it, {ours['by_latecomers']} by somebody who came later than the "
        f"head start allows; {ours['because_of_others']} waited longer than it though order of "
        "arrival would have kept it."
    )


def _tables(
    result: Mapping[str, Any],
) -> list[tuple[str, Sequence[str], list[tuple[str, ...]]]]:
    return [
        ("Minutes until a person answers", _WAITS, _waits(result)),
        ("The bound", _FAIR, _fair(result)),
        ("What another bound would do (attune)", _BOUNDS, _bounds(result)),
    ]


def _waits(result: Mapping[str, Any]) -> list[tuple[str, ...]]:
    rows = []
    for group, found in result["groups"].items():
        for number, (policy, minutes) in enumerate(found["minutes"].items()):
            first = number == 0
            rows.append(
                (
                    group if first else "",
                    f"{found['a_day']:.0f}" if first else "",
                    policy,
                    *(figure(minutes[name]) for name in MEASURES),
                    f"{minutes['longest']:.1f}",
                    "" if first else figure(minutes["against_fifo"], sign=True),
                )
            )
    return rows


def _fair(result: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            policy,
            f"{found['customers']:,}",
            f"{found['beyond']:,}",
            f"{found['because_of_others']:,}",
            f"{found['passed_beyond']:,}",
            f"{found['most_overtaken']} times",
            f"{found['latest_overtaker']:.1f}",
        )
        for policy, found in result["fairness"].items()
    ]


def _bounds(result: Mapping[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            "none" if row["bound"] is None else f"{row['bound']:g}",
            "-" if row["bound"] is None else f"{row['beyond']:,}",
            "-" if row["bound"] is None else f"{row['because_of_others']:,}",
            *(
                figure(row[group][name])
                for group in ("valued", "others")
                for name in ("mean", "p95")
            ),
        )
        for row in result["bounds"]
    ]


def figure(value: Sequence[float | None], sign: bool = False) -> str:
    """Return a mean with half the width of its interval."""
    mean, width = value
    return f"{mean:{'+' if sign else ''}.2f}{_width(width)}"


def _width(width: float | None, per_cent: bool = False) -> str:
    if width is None:
        return ""
    return f" ± {width:.0%}" if per_cent else f" ± {width:.2f}"
