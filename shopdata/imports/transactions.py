"""Imports a file of transactions: read and clean, match returns, then write in one transaction."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from crm.store import Store
from shopdata.imports.cleaning import FIELDS, Form, clean
from shopdata.imports.history import earlier_import, remember_import
from shopdata.imports.mapping import find_columns, write_mapping
from shopdata.imports.matching import match_returns
from shopdata.imports.options import Options, Progress, rejects_path
from shopdata.imports.report import Rejects, Report
from shopdata.imports.sources import Row, Source, open_source
from shopdata.imports.staging import Staging
from shopdata.imports.writing import Target, write_all


def import_transactions(
    store: Store, path: Path, options: Options, progress: Progress | None = None
) -> Report:
    """Bring a file of transactions into the store; a second run changes nothing.

    Parameters
    ----------
    progress:
        Called with the name of the step, how much is done and how much there is.

    Raises
    ------
    Invalid
        If the file cannot be read or lacks a column; the store is then untouched.
    Conflict
        If an order's number is taken by another source.
    """
    say = progress or (lambda step, done, size: None)
    report = Report()
    with (
        tempfile.TemporaryDirectory(prefix="attune-import-") as folder,
        open_source(path, options.encoding, options.delimiter) as source,
    ):
        positions = find_columns(FIELDS, source.columns, options.columns)
        form = Form(options.source, positions, options.zone, options.day_first)
        digest = _digest(path, form, options.currency)
        staging = Staging(Path(folder))
        try:
            with Rejects(rejects_path(path, options), source.columns, report) as rejects:
                _stage(source, form, staging, rejects, report, say)
                say("matching returns", 0, 1)
                staging.index()
                match_returns(staging, lambda row, reason, values: rejects.add(row, reason, values))
            report.kept = report.read - sum(report.rejected.values())
            report.kept -= report.repaired["exact duplicate dropped"]
            if not options.dry_run:
                _write(store, staging, report, options, digest, say)
        finally:
            staging.close()
        if options.save_mapping:
            write_mapping(options.save_mapping, source.columns, positions)
    return report


def _stage(
    source: Source,
    form: Form,
    staging: Staging,
    rejects: Rejects,
    report: Report,
    say: Progress,
) -> None:
    for chunk in source.chunks:
        lines = []
        for row, values in chunk:
            cleaned = clean(values, form)
            if cleaned.line is None:
                rejects.add(row, cleaned.reason, values, cleaned.detail)
                continue
            report.repaired.update(cleaned.repairs)
            raw = _raw((row, values)) if cleaned.line.quantity < 0 else None
            lines.append((row, cleaned.line, raw))
        report.read += len(chunk)
        doubled = staging.add(lines)
        if doubled:
            report.repaired["exact duplicate dropped"] += doubled
        say("reading", source.read(), source.size)


def _raw(row: Row) -> str:
    return json.dumps([str(value) for value in row[1]], ensure_ascii=False)


def _write(
    store: Store, staging: Staging, report: Report, options: Options, digest: str, say: Progress
) -> None:
    with store.transaction() as unit:
        if earlier_import(unit, "transactions", digest):
            report.unchanged = report.kept
            return
        write_all(unit, staging, Target(options.source, options.currency), report, say)
        remember_import(unit, "transactions", options.source, digest, report.to_json())


def _digest(path: Path, form: Form, currency: str) -> str:
    """Return what makes an import the same: the file's bytes and how they are read."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256")
    settings: dict[str, Any] = {
        "source": form.source,
        "positions": dict(form.positions),
        "zone": form.zone,
        "day_first": form.day_first,
        "currency": currency,
    }
    found.update(json.dumps(settings, sort_keys=True).encode())
    return found.hexdigest()
