"""`attune import`: a shop's own files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cli.context import open_store
from cli.output import JsonOption, answer_json, answer_table, err, say
from cli.store_checks import warn_of_demo_data
from crm.errors import Invalid
from crm.settings import load_settings
from crm.store import Store
from shopdata.imports import cleaning, goods, people
from shopdata.imports.mapping import Field, read_mapping
from shopdata.imports.options import Options
from shopdata.imports.report import Report

app = typer.Typer(help="Bring a shop's own files into the store.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="A .csv, .csv.gz, .tsv, .parquet or .xlsx file.")]
Column = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="FIELD=COLUMN", help="Which column holds a field; repeat."),
]
Mapping = Annotated[Path | None, typer.Option(help="A file of columns, as --save-mapping makes.")]
SaveMapping = Annotated[Path | None, typer.Option(help="Keep the columns used in this file.")]
Encoding = Annotated[str, typer.Option(help="Of text files, such as cp1252.")]
Delimiter = Annotated[str | None, typer.Option(help="Of text files; found by itself.")]
Currency = Annotated[str, typer.Option(help="ISO code of all prices.")]
Rejects = Annotated[Path | None, typer.Option(help="A file for rejected rows.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Report, but change nothing.")]
SourceName = Annotated[str, typer.Option(help="Where the data comes from, such as shopify.")]
Zone = Annotated[str, typer.Option(help="Time zone of times that bear none.")]
MonthFirst = Annotated[bool, typer.Option("--month-first", help="Read 03/04 as March 4.")]


@app.command("transactions")
def transactions(
    file: File,
    column: Column = None,
    mapping: Mapping = None,
    save_mapping: SaveMapping = None,
    source: SourceName = "import",
    encoding: Encoding = "utf-8-sig",
    delimiter: Delimiter = None,
    currency: Currency = "EUR",
    zone: Zone = "UTC",
    month_first: MonthFirst = False,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    json: JsonOption = False,
) -> None:
    """Import order lines: fields order, product, quantity, price, time; also title, customer,
    country, status, delivered_at. A negative quantity is a return. Importing a file twice changes
    nothing."""
    from shopdata.imports.transactions import import_transactions

    options = Options(
        source=source,
        columns=_columns(cleaning.FIELDS, mapping, column),
        encoding=encoding,
        delimiter=delimiter,
        currency=_currency(currency),
        zone=_zone(zone),
        day_first=not month_first,
        rejects=rejects,
        save_mapping=save_mapping,
        dry_run=dry_run,
    )
    _run(import_transactions, file, options, json)


@app.command("customers")
def customers(
    file: File,
    column: Column = None,
    mapping: Mapping = None,
    save_mapping: SaveMapping = None,
    encoding: Encoding = "utf-8-sig",
    delimiter: Delimiter = None,
    rejects: Rejects = None,
    dry_run: DryRun = False,
    json: JsonOption = False,
) -> None:
    """Import customers: field customer (your reference); also name, email, phone, address, city,
    postcode, country, language, created_at. Known ones are brought up to date."""
    from shopdata.imports.records import import_customers

    options = Options(
        source="customers",
        columns=_columns(people.FIELDS, mapping, column),
        encoding=encoding,
        delimiter=delimiter,
        rejects=rejects,
        save_mapping=save_mapping,
        dry_run=dry_run,
    )
    _run(import_customers, file, options, json)


@app.command("products")
def products(
    file: File,
    column: Column = None,
    mapping: Mapping = None,
    save_mapping: SaveMapping = None,
    encoding: Encoding = "utf-8-sig",
    delimiter: Delimiter = None,
    currency: Currency = "EUR",
    rejects: Rejects = None,
    dry_run: DryRun = False,
    json: JsonOption = False,
) -> None:
    """Import products: fields product (its code), name, price; also description, category, stock,
    colours, sizes, material, aliases, consumable, active. Known ones are brought up to date."""
    from shopdata.imports.records import import_products

    options = Options(
        source="products",
        columns=_columns(goods.FIELDS, mapping, column),
        encoding=encoding,
        delimiter=delimiter,
        currency=_currency(currency),
        rejects=rejects,
        save_mapping=save_mapping,
        dry_run=dry_run,
    )
    _run(import_products, file, options, json)


def _run(
    do: Callable[[Store, Path, Options, Any], Report], file: Path, options: Options, json: bool
) -> None:
    settings = load_settings()
    options = replace(options, rejects_folder=settings.var / "imports")
    bar = Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=err)
    with open_store(settings) as store, bar:
        warn_of_demo_data(store)
        task = bar.add_task(file.name, total=None)

        def tell(step: str, done: int, size: int) -> None:
            bar.update(task, description=step, completed=done, total=size)

        report = do(store, file, options, tell)
    if json:
        answer_json(report.to_json() | {"dry_run": options.dry_run})
        return
    _tell(report, options.dry_run)


def _tell(report: Report, dry_run: bool) -> None:
    rows: list[tuple[str, object]] = [("read", report.read), ("kept", report.kept)]
    rows += [(f"repaired: {what}", count) for what, count in report.repaired.most_common()]
    rows += [(f"rejected: {why}", count) for why, count in report.rejected.most_common()]
    rows += [(f"new in the store: {what}", n) for what, n in report.written.items() if n]
    rows.append(("in the store before", report.unchanged))
    answer_table(("rows", "count"), rows)
    if report.rejects_file:
        say(f"Rejected rows, each with its reason: {report.rejects_file}")
    if dry_run:
        say("Nothing was changed (--dry-run).")


def _columns(
    fields: Sequence[Field], mapping: Path | None, given: list[str] | None
) -> dict[str, str]:
    names = {field.name for field in fields}
    found = read_mapping(mapping, fields) if mapping else {}
    for pair in given or []:
        name, mark, column = pair.partition("=")
        if not mark or name not in names:
            raise Invalid(
                "bad_column",
                f"--column {pair}: write FIELD=COLUMN with one of {', '.join(sorted(names))}",
            )
        found[name] = column
    return found


def _currency(code: str) -> str:
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise Invalid("bad_currency", f"--currency {code}: give an ISO code such as EUR")
    return code.upper()


def _zone(name: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (OSError, ValueError) as error:
        raise Invalid("bad_zone", f"--zone {name}: give a name such as Europe/Berlin") from error
    return name
