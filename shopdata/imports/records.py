"""Imports files with one record a row: customers and products."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm.store import Store, Unit
from shopdata.imports.goods import FIELDS as PRODUCT_FIELDS
from shopdata.imports.goods import clean_product, write_goods
from shopdata.imports.mapping import Field, find_columns, write_mapping
from shopdata.imports.options import Options, Progress, rejects_path
from shopdata.imports.people import FIELDS as CUSTOMER_FIELDS
from shopdata.imports.people import clean_person, write_people
from shopdata.imports.report import Rejects, Report
from shopdata.imports.sources import Row, Source, open_source
from shopdata.imports.values import BadValue


@dataclass(frozen=True)
class _Kind:
    """What a file of records holds.

    ``clean`` makes a record of a row or raises ``BadValue``; ``write`` returns the reason for
    each record that it refuses, by its position.
    """

    fields: Sequence[Field]
    clean: Callable[[Sequence[Any], Mapping[str, int]], tuple[Any, list[str]]]
    write: Callable[[Unit, list[Any], Report], dict[int, str]]


def import_customers(
    store: Store, path: Path, options: Options, progress: Progress | None = None
) -> Report:
    """Bring a file of customers into the store; a second run changes nothing.

    Raises
    ------
    Invalid
        If the file cannot be read or lacks a column; the store is then untouched.
    """
    kind = _Kind(CUSTOMER_FIELDS, clean_person, write_people)
    return _import(store, path, options, kind, progress)


def import_products(
    store: Store, path: Path, options: Options, progress: Progress | None = None
) -> Report:
    """Bring a file of products into the store; a second run changes nothing.

    Raises
    ------
    Invalid
        If the file cannot be read or lacks a column; the store is then untouched.
    """

    def write(unit: Unit, goods: list[Any], report: Report) -> dict[int, str]:
        write_goods(unit, goods, report)
        return {}

    kind = _Kind(
        PRODUCT_FIELDS,
        lambda values, positions: clean_product(values, positions, options.currency),
        write,
    )
    return _import(store, path, options, kind, progress)


def _import(
    store: Store, path: Path, options: Options, kind: _Kind, progress: Progress | None
) -> Report:
    report = Report()
    with open_source(path, options.encoding, options.delimiter) as source:
        positions = find_columns(kind.fields, source.columns, options.columns)
        rejects = Rejects(rejects_path(path, options), source.columns, report)
        # One transaction around the whole file: an error in its last line leaves nothing.
        with rejects, store.transaction() as unit:
            for chunk in source.chunks:
                good = _clean(chunk, positions, kind, rejects, report)
                records = [record for _, record in good]
                refused = {} if options.dry_run else kind.write(unit, records, report)
                for i, reason in refused.items():
                    rejects.add(good[i][0][0], reason, good[i][0][1])
                report.read += len(chunk)
                _tell(progress, source)
        if options.save_mapping:
            write_mapping(options.save_mapping, source.columns, positions)
    report.kept = report.read - sum(report.rejected.values())
    return report


def _clean(
    chunk: list[Row],
    positions: Mapping[str, int],
    kind: _Kind,
    rejects: Rejects,
    report: Report,
) -> list[tuple[Row, Any]]:
    good = []
    for row in chunk:
        try:
            record, repairs = kind.clean(row[1], positions)
        except BadValue as error:
            rejects.add(row[0], "unreadable value", row[1], str(error))
        except IndexError:
            rejects.add(row[0], "too few values", row[1])
        else:
            report.repaired.update(repairs)
            good.append((row, record))
    return good


def _tell(progress: Progress | None, source: Source) -> None:
    if progress:
        progress("reading and writing", source.read(), source.size)
