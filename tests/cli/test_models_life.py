"""`attune models list|show|score|promote|rollback` as their users meet them."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from cli import models_life
from crm.errors import Refused
from crm.store import Store
from crm_models.registry import register
from tests.cli.conftest import Attune


def test_before_any_training_the_list_says_how_to_begin(attune: Attune) -> None:
    """An empty state names the way on; for programs it is an empty list."""
    told, listed = attune("models", "list"), attune("models", "list", "--json")

    assert (0, 0) == (told.returncode, listed.returncode)
    assert "run `attune models train`" in told.stdout
    assert [] == json.loads(listed.stdout)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "horoscope"), "there is no kind of model 'horoscope'; there are: segment, value"),
        (("list", "--kind", "horoscope"), "there is no kind of model 'horoscope'"),
        (("show", "churn"), "there is no churn model in use; there are: none at all"),
        (("score",), "run `attune models train`"),
        (("promote", "churn", "7"), "there is no churn model 7"),
        (("rollback", "churn"), "no other churn model was ever in use"),
    ],
)
def test_one_sentence_says_what_is_wrong(
    attune: Attune, arguments: tuple[str, ...], words: str
) -> None:
    """Status 1, nothing on standard output, no traceback."""
    done = attune("models", *arguments, "--json")

    assert (1, "") == (done.returncode, done.stdout)
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_clusters_are_drawn_from_the_card(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The picture needs the card alone; a kind without clusters says that it has none."""
    cluster = {
        "cluster": 0, "days": 5.0, "orders": 2.0, "spent": 9.5, "share_of_customers": 1.0,
        "share_of_revenue": 1.0, "rule": "everybody",
    }  # fmt: skip
    with sqlite_store.transaction() as unit:
        register(unit, "segment", "1", tmp_path / "no.npz", {"clusters": [cluster]})
        register(unit, "churn", "1", tmp_path / "no.npz", {})
    monkeypatch.setattr(models_life, "load_settings", lambda: None)
    monkeypatch.setattr(models_life, "open_store", lambda _: nullcontext(sqlite_store))
    models_life.show("segment", picture=tmp_path / "drawn", json=True)
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    with pytest.raises(Refused, match="churn model has no clusters to draw"):
        models_life.show("churn", picture=tmp_path)

    assert [str(tmp_path / "drawn" / "segments-profiles.svg")] == answer["pictures"]
    assert "segment 0" in Path(answer["pictures"][0]).read_text()
