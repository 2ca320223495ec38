"""`attune models list|show|score|promote|rollback` as their users meet them."""

from __future__ import annotations

import json

import pytest

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
