"""What the scripted customers say."""

from __future__ import annotations

import pytest

from benchmarks.conversations import DEFAULT_BOT, DEFAULT_BOT_LONG, OURS, OURS_LONG, Script
from benchmarks.figures import WINDOW


@pytest.mark.parametrize("scripts", [OURS, DEFAULT_BOT], ids=["ours", "default bot"])
def test_conversations_have_eight_turns(scripts: tuple[Script, ...]) -> None:
    """Both bots are measured on conversations of the same length."""
    lengths = {len(script.lines) for script in scripts}

    assert {8} == lengths


@pytest.mark.parametrize("script", [*DEFAULT_BOT, DEFAULT_BOT_LONG, *OURS, OURS_LONG])
def test_each_line_tells_a_right_answer(script: Script) -> None:
    """No line would count a wrong answer as right."""
    unchecked = [line.text for line in script.lines if not line.intents and not line.shows]

    assert [] == unchecked


@pytest.mark.parametrize("script", [OURS_LONG, DEFAULT_BOT_LONG], ids=["ours", "default bot"])
def test_windows_hold_whole_rounds(script: Script) -> None:
    """Windows of a long conversation that are compared hold the same lines equally often."""
    remainders = {window % len(script.lines) for window in (10, WINDOW, 40, 200)}

    assert {0} == remainders
