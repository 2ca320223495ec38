"""A skipped test hides what it would have shown: under `CI=true` a skip is a failure."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


def under_ci() -> bool:
    """Tell whether everything that tests need must be there."""
    return os.environ.get("CI", "").lower() in ("1", "true")


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why something was skipped."""
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    return str(report.longrepr)


def refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure when it must not happen; expected failures stay."""
    if report.skipped and not hasattr(report, "wasxfail") and under_ci():
        report.outcome = "failed"
        report.longrepr = f"Under CI=true nothing may be skipped. {reason_of(report)}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Look at each test's report."""
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Look at the reports of modules that skip themselves as a whole."""
    report = yield
    refuse_skip(report)
    return report
