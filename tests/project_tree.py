"""The project's own files, for tests about the whole of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
GENERATED = {
    ".git", ".venv", "node_modules", "var", "build", "models", "results", "dist", "__pycache__",
    ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".rasa",
}  # fmt: skip


def own_files(*suffixes: str, below: Path = PROJECT) -> list[Path]:
    """Return the files that people wrote, with one of the suffixes (none: all), in order."""
    return sorted(path for path in _walk(below) if not suffixes or path.suffix in suffixes)


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in GENERATED or path.name.startswith(".env") or path.is_symlink():
            continue
        if path.is_dir():
            yield from _walk(path)
        elif path.name != ".python-version":
            yield path


def imported_modules(path: Path) -> set[str]:
    """Return the full names of all modules that a Python file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"), str(path))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = path.relative_to(PROJECT).parent.parts
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*above, *([node.module] if node.module else [])))
            names.update({base, *(f"{base}.{alias.name}" for alias in node.names)})
    return names


def short(path: Path) -> str:
    """Return a file's path from the top of the project."""
    return path.relative_to(PROJECT).as_posix()
