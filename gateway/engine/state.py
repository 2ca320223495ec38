"""What is known about an engine, and which engine a conversation goes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from crm.errors import AttuneError


class EngineUnavailable(AttuneError):
    """No engine can take a turn now; the detail says why."""

    def __init__(self, detail: str) -> None:
        super().__init__("engine_unavailable", detail)


class Phase(StrEnum):
    """The life of an engine; a silent one gets no turns but may come to itself again."""

    STARTING = "starting"
    READY = "ready"
    SILENT = "silent"
    BACKING_OFF = "backing off"
    STOPPED = "stopped"


@dataclass(frozen=True)
class EngineState:
    """One engine at one moment: where it is in its life and why."""

    index: int
    phase: Phase = Phase.STOPPED
    reason: str = ""
    url: str = ""
    pid: int = 0
    restarts: int = 0
    model_version: str = ""


def choose(conversation_id: str, states: Sequence[EngineState]) -> EngineState:
    """Return the ready engine for a conversation: the same one as long as it is ready.

    Rendezvous hashing (Thaler and Ravishankar, 1998): when an engine stops, its conversations
    spread over the others, and nobody else's move.

    Raises
    ------
    EngineUnavailable
        If none is ready.
    """
    ready = [state for state in states if state.phase is Phase.READY]
    if not ready:
        raise EngineUnavailable(describe(states))
    return max(ready, key=lambda state: _weight(conversation_id, state.index))


def describe(states: Sequence[EngineState]) -> str:
    """Say in one line how the engines are."""
    parts = []
    for state in states:
        reason = f" ({state.reason})" if state.reason else ""
        parts.append(f"engine {state.index} is {state.phase}{reason}")
    return "; ".join(parts) or "there is no engine"


def _weight(conversation_id: str, index: int) -> bytes:
    return blake2b(f"{index}:{conversation_id}".encode(), digest_size=8).digest()
