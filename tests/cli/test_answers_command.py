"""`attune answers` as a shop runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crm.settings import load_settings
from tests.cli.conftest import Attune

PAGE = (
    "<title>Help | Shop</title><nav>All pages</nav><h1>Help</h1>"
    "<h2 id=owls>Who brings my parcel?</h2><p>Owls bring all parcels at night.</p>"
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Return a folder with a good page and a bad one."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "help.html").write_text(PAGE, "utf-8")
    (folder / "empty.md").write_text("", "utf-8")
    return folder


def answer(attune: Attune, *arguments: str) -> Any:
    """Return what a command answers as JSON."""
    encoder = str(load_settings(need_secrets=False).encoder_dir)
    result = attune("answers", *arguments, "--json", ATTUNE_ENCODER_DIR=encoder)
    assert 0 == result.returncode, result.stderr

    return json.loads(result.stdout)


def test_a_shops_own_pages_are_answered_from(attune: Attune, pages: Path) -> None:
    """Imported, found by a question, listed and removed, without training."""
    first = answer(attune, "import", str(pages), "--base-url", "https://s.example/h", "--replace")
    again = answer(attune, "import", str(pages), "--base-url", "https://s.example/h")
    found = answer(attune, "search", "who brings my parcel?")
    listed = answer(attune, "list")
    removed = answer(attune, "remove", "--all")
    after = answer(attune, "list")

    source = "https://s.example/h/help.html"
    assert ([source], [], [str(pages / "empty.md")]) == (
        first["added"],
        first["removed"],
        [problem["file"] for problem in first["problems"]],
    )
    assert ([], [source]) == (again["added"], again["unchanged"])
    assert ("Owls bring all parcels at night.", f"{source}#owls") == (
        found["answer"]["text"],
        found["answer"]["link"],
    )
    assert ([source], 0, False) == (
        [page["source"] for page in listed["pages"]],
        listed["own_articles"],
        listed["own_articles_used"],
    )
    assert [source] == removed["removed"]
    assert ([], True) == (after["pages"], after["own_articles"] >= 60)


def test_a_dry_run_changes_nothing(attune: Attune, pages: Path) -> None:
    """It says what would be done."""
    seen = answer(attune, "import", str(pages), "--dry-run")

    assert (1, True) == (len(seen["added"]), seen["dry_run"])
    assert [] == answer(attune, "list")["pages"]


def test_nothing_to_import_is_an_error(attune: Attune, tmp_path: Path) -> None:
    """The file is named, with the reason."""
    result = attune("answers", "import", str(tmp_path / "none"))

    assert 1 == result.returncode
    assert "there is no such file or folder" in result.stderr
    assert "nothing was changed" in result.stderr
