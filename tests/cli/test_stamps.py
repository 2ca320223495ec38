"""What a step is made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.stamps import Stamp, digest


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder of sources with a part that does not count."""
    for name in ("data/intents.yml", "data/answers/returns.md", "code/a.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("first", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "same"),
    [("data/intents.yml", False), ("data/answers/returns.md", True), ("data/new.yml", False)],
)
def test_a_digest_changes_with_what_counts(project: Path, changed: str, same: bool) -> None:
    """A changed or new file changes the digest, unless its folder is left out."""
    before = digest(project, ("data", "code"), without=("data/answers",))
    (project / changed).write_text("second", "utf-8")
    after = digest(project, ("data", "code"), without=("data/answers",))

    assert same == (before == after)


def test_a_stamp_is_fresh_for_its_own_key_alone(tmp_path: Path) -> None:
    """A step that was made from something else is made again."""
    Stamp(tmp_path / "step", "a").set()

    assert Stamp(tmp_path / "step", "a").fresh
    assert not Stamp(tmp_path / "step", "b").fresh
