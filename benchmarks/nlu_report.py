"""The result of `bench-nlu` as tables on the terminal, as Markdown, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

from benchmarks.figure_files import put_between
from benchmarks.nlu_published import LEADERBOARD, SMALL_PEERS

BEGIN, END = "<!-- bench-nlu: begin -->", "<!-- bench-nlu: end -->"
NOT_RUN = "not run"
Row = Sequence[str]
Table = tuple[str, Row, list[Row]]
NOTES = (
    f"Published: {LEADERBOARD}; models of 110 to 355 million parameters, fine-tuned on GPUs. "
    f"tf-idf + LR and encoder + LR: {SMALL_PEERS}.",
    "Accuracy, macro-F1 and ECE (15 bins) are over rows in scope with nothing rejected; AUROC is "
    "of telling them from rows out of scope by the confidence. Training times of the default "
    "pipeline are of the run that trained it, which may have shared the cores.",
)


def tables(result: dict[str, Any]) -> list[Table]:
    """Return all tables: a title, the columns, the rows."""
    made = [accuracy_table(result["splits"]), scope_table(result["splits"])]
    made += [curve_table(result["splits"]), sentiment_table(result), speed_table(result["speed"])]
    made.append(bad_input_table(result["speed"]))
    return [table for table in made if table[2]]


def accuracy_table(splits: dict[str, Any]) -> Table:
    """In-scope accuracy of all that is known on each split."""
    rows = []
    for name, split in splits.items():
        ours, peer = split["attune"], split["default"]
        published = split["published"]
        small = {k: v for k, v in split["small"].items() if k != "default Rasa"}
        rows.append((
            name,
            _num(ours["in_scope_accuracy"]), _of(peer, "in_scope_accuracy"),
            *(_num(small.get(system)) for system in ("tf-idf + LR", "encoder + LR")),
            _num(published.get("CPFT")), _best(published),
            _num(ours["macro_f1"]), _of(peer, "macro_f1"),
            _num(ours["ece"]), _of(peer, "ece"),
            _num(ours["train_seconds"], 1), _of(peer, "train_seconds", 1),
        ))  # fmt: skip
    columns = (
        "split", "ours", "default", "tf-idf + LR", "encoder + LR", "CPFT", "best published",
        "macro-F1", "default", "ECE", "default", "train s", "default",
    )  # fmt: skip
    return "Accuracy in scope", columns, rows


def scope_table(splits: dict[str, Any]) -> Table:
    """How well what is out of scope is told, and the working point of each one's own threshold."""
    rows: list[Row] = []
    for name, split in splits.items():
        ours, peer = split["attune"], split["default"]
        if ours["oos_auroc"] is None:
            continue
        measured = (_num(ours["oos_auroc"]), _of(peer, "oos_auroc"), _best(split["small_oos"]))
        rows.append((name, *measured, _working_point(ours), _working_point(peer)))
    columns = (
        "split", "AUROC", "default", "best small peer",
        "ours at its threshold: in scope / OOS recall", "default at its threshold",
    )  # fmt: skip
    return "Out of scope", columns, rows


def curve_table(splits: dict[str, Any]) -> Table:
    """HINT3's curves: each system at its best threshold, and ours at no lower recall."""
    rows: list[Row] = []
    for name, split in splits.items():
        ours = split["attune"]["by_threshold"]
        curves = dict(split["hint3"])
        if split["default"] and name.startswith("hint3/"):
            curves["default Rasa 3.6"] = split["default"]["by_threshold"]
        if not curves:
            continue
        top = max(ours, key=lambda row: row["mcc"])
        rows.append((name, "ours", *_point(top), "–"))
        for system, curve in curves.items():
            best = max(curve, key=lambda row: row["mcc"])
            rows.append((name, system, *_point(best), ours_beside(ours, best)))
    columns = (
        "split", "system", "best threshold", "MCC", "in-scope accuracy", "OOS recall",
        "ours in scope at no lower OOS recall",
    )  # fmt: skip
    return "HINT3: each system at the threshold of its best MCC", columns, rows


def ours_beside(ours: Sequence[dict[str, Any]], other: dict[str, Any]) -> str:
    """Return our best in-scope accuracy where our out-of-scope recall is no lower."""
    reached = [r["in_scope_accuracy"] for r in ours if r["oos_recall"] >= other["oos_recall"]]
    return _num(max(reached)) if reached else "not reached"


def sentiment_table(result: dict[str, Any]) -> Table:
    """Accuracy and macro-F1 of positive against negative."""
    rows: list[Row] = []
    for name, found in result["sentiment"].items():
        for way, figures in found.items():
            told = ("accuracy", "macro_f1")
            rows.append((name, way, *(_of(figures, figure) for figure in told)))
    return "Sentiment: positive against negative", ("set", "way", "accuracy", "macro-F1"), rows


def speed_table(speed: dict[str, Any] | None) -> Table:
    """One reading on one core, and the memory of the process that reads."""
    rows: list[Row] = []
    for name, bot in (speed or {"bots": {}})["bots"].items():
        memory = bot["memory"][0] if bot["memory"] else {}
        model = (speed or {})["models"][name]
        figures = (_num(bot["p50"], 2), _num(bot["p95"], 2))
        rows.append((name, str(model), str(bot["readings"]), *figures, str(memory.get("rss_mb"))))
    columns = ("pipeline", "model", "readings", "p50 ms", "p95 ms", "memory (RSS), MB")
    return "One reading, one core, one text at a time, by turns", columns, rows


def bad_input_table(speed: dict[str, Any] | None) -> Table:
    """The kinds of bad input, the slowest first."""
    rows: list[Row] = [
        (row["kind"], str(row["characters"]), _num(row["p50"], 1), _num(row["slowest"], 1))
        for row in (speed or {}).get("bad_input", [])
    ]
    title = "Bad input: the whole reading with the splitter of requests, one core, ten runs a kind"
    return title, ("kind", "characters", "p50 ms", "slowest ms"), rows


def show(result: dict[str, Any], console: Console) -> None:
    """Print the tables, what is missing and what failed."""
    for title, columns, rows in tables(result):
        table = RichTable(box=None, header_style="bold", title=title, title_justify="left")
        for number, column in enumerate(columns):
            table.add_column(column, justify="right" if number else "left", no_wrap=not number)
        for row in rows:
            table.add_row(*row)
        console.print(table)
        console.print()
    for note in NOTES:
        console.print(note, markup=False, soft_wrap=True)
    for kind in ("missing", "failed"):
        for line in result[kind]:
            console.print(f"{kind}: {line}", markup=False, style="yellow", soft_wrap=True)


def markdown(result: dict[str, Any]) -> str:
    """Return the tables with the command that made them, for the documentation."""
    made = result["machine"]
    lines = [
        f"`{result['command']}`, {result['date'][:10]}, commit {result['commit']}, "
        f"{made['cores']} x {made['processor']}, {made['memory_gb']} GB:",
    ]
    for title, columns, rows in tables(result):
        lines += ["", f"**{title}**", "", _line(columns), f"|---|{'---:|' * (len(columns) - 1)}"]
        lines += [_line(row) for row in rows]
    lines += [line for note in NOTES for line in ("", note)]
    return "\n".join(lines) + "\n"


def put_into(page: str, result: dict[str, Any]) -> str:
    """Return a page with its marked place filled anew; see `put_between`."""
    return put_between(page, BEGIN, END, markdown(result))


def _point(row: dict[str, Any]) -> tuple[str, ...]:
    told = ("mcc", "in_scope_accuracy", "oos_recall")
    return (f"{row['threshold']:g}", *(_num(row[name]) for name in told))


def _working_point(figures: dict[str, Any] | None) -> str:
    if figures is None:
        return NOT_RUN
    row = figures["at_threshold"]
    told = " / ".join(_num(row[name]) for name in ("in_scope_accuracy", "oos_recall"))
    return f"{figures['threshold']:g}: {told}"


def _best(figures: dict[str, float]) -> str:
    if not figures:
        return "–"
    name = max(figures, key=lambda system: figures[system])
    return f"{_num(figures[name])} {name}"


def _of(figures: dict[str, Any] | None, name: str, digits: int = 3) -> str:
    return NOT_RUN if figures is None else _num(figures[name], digits)


def _num(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
