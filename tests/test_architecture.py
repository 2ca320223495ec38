"""The rules of the house, held against the real tree."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.project_tree import PROJECT, imported_modules, own_files, short

# Imports run downhill only: for each package, the project's packages that it may import.
MAY_IMPORT: dict[str, set[str]] = {
    "cli": {"gateway", "review", "actions", "crm_models", "shopdata", "crm", "language"},
    "gateway": {"actions", "crm_models", "crm", "language"},
    "review": {"actions", "crm_models", "crm", "language"},
    "actions": {"crm_models", "crm"},
    "crm_models": {"crm"},
    "shopdata": {"crm"},
    "crm": set(),
    "language": set(),
    "bot": {"language"},
}
# For the lowest packages also everything else is counted.
LIBRARIES: dict[str, set[str]] = {
    "crm": {"sqlalchemy"},
    "crm/migrations": {"sqlalchemy", "alembic"},
    "crm/vault.py": {"cryptography"},
    "language": {"numpy", "onnxruntime", "tokenizers"},
    "language/redaction/analyzer.py": {"presidio_analyzer", "spacy"},
    "language/redaction/phones.py": {"presidio_analyzer"},
}
LONGEST = 300
MACHINE_PATH = re.compile(r"(?<![\w.:~}])/(?:home|root|Users|work|mnt)/[\w.-]+")
# Spelled in pieces, so that this file does not hold what it looks for.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("npmmirror", "com"),
        ("yarnpkg", "com"),
    )
]
BINARY = {".png", ".jpg", ".gif", ".ico", ".woff2", ".xlsx", ".parquet", ".onnx", ".webp"}


@pytest.mark.parametrize("package", [name for name in MAY_IMPORT if (PROJECT / name).is_dir()])
def test_imports_run_downhill(package: str) -> None:
    """No file imports a package of the project that lies above or beside its own."""
    others = set(MAY_IMPORT) | {"tests", "benchmarks"}
    forbidden = others - MAY_IMPORT[package] - {package}
    uphill = [
        f"{short(path)} imports {name}"
        for path in own_files(".py", below=PROJECT / package)
        for name in sorted(imported_modules(path))
        if name.partition(".")[0] in forbidden
    ]

    assert [] == uphill


def allowed_libraries(path: Path) -> set[str]:
    """Return the libraries of the longest entry that a file lies below."""
    place = short(path)
    entries = [entry for entry in LIBRARIES if place == entry or place.startswith(f"{entry}/")]
    return LIBRARIES[max(entries, key=len)]


@pytest.mark.parametrize("package", ["crm", "language"])
def test_low_packages_use_few_libraries(package: str) -> None:
    """The store and the text code stay on the libraries that were chosen for them."""
    extra = [
        f"{short(path)} imports {name}"
        for path in own_files(".py", below=PROJECT / package)
        for name in sorted(imported_modules(path))
        if (top := name.partition(".")[0]) not in sys.stdlib_module_names
        and top != package
        and top not in allowed_libraries(path)
    ]

    assert [] == extra


def test_every_package_is_known() -> None:
    """A new package at the top gets its place in the import rules."""
    found = {path.parent.name for path in PROJECT.glob("*/__init__.py")} - {"tests", "benchmarks"}

    assert found <= set(MAY_IMPORT)


def test_rooms_are_small() -> None:
    """No source file is longer than a person reads in one go."""
    long = {
        short(path): lines
        for path in own_files(".py", ".ts", ".tsx", ".js", ".mjs", ".css", ".sh")
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST
        and path.parent.name != "versions"  # a migration is written once and never read on
    }

    assert {} == long


def text_files() -> list[Path]:
    """Return all files that hold text."""
    return [path for path in own_files() if path.suffix not in BINARY]


def test_no_file_knows_a_machine() -> None:
    """No file holds a path that exists on one machine only."""
    found = [
        f"{short(path)}: {match.group()}"
        for path in text_files()
        if (match := MACHINE_PATH.search(path.read_text("utf-8", errors="replace")))
    ]

    assert [] == found


def test_no_file_names_a_registry() -> None:
    """Whoever installs chooses where packages come from; no file does."""
    found = [
        f"{short(path)}: {host}"
        for path in text_files()
        for host in REGISTRIES
        if host in path.read_text("utf-8", errors="replace")
    ]

    assert [] == found


def test_lock_files_hold_no_addresses() -> None:
    """Locks hold names, versions and hashes only, and a hash for each Python package."""
    python = [path for path in own_files(".txt") if "requirements" in short(path)]
    broken = [
        short(path)
        for path in python
        if "://" in (text := path.read_text("utf-8"))
        or "--index" in text
        or text.count("==") > text.count("\\\n    --hash=sha256:")
    ]
    npm = [short(path) for path in own_files() if path.name == "package-lock.json"
           and '"resolved"' in path.read_text("utf-8")]  # fmt: skip

    assert ([], []) == (broken, npm)
    assert len(python) >= 3
