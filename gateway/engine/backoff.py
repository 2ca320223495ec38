"""How long to wait before an engine that stopped is started again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Backoff:
    """Exponential waiting with a cap, forgotten after a stable time. All times in seconds."""

    first: float = 0.5
    factor: float = 2.0
    cap: float = 30.0
    stable_after: float = 60.0

    def next_failures(self, failures: int, ready_for: float) -> int:
        """Return the failures in a row after one more, counting anew after a stable time.

        Parameters
        ----------
        failures:
            Failures in a row before this one.
        ready_for:
            How long the process that now failed had been ready.
        """
        return 1 if ready_for >= self.stable_after else failures + 1

    def wait(self, failures: int) -> float:
        """Return the waiting time after so many failures in a row; none after none."""
        if failures < 1:
            return 0.0
        # The exponent is bounded because the power of a large one would overflow.
        return min(self.cap, self.first * self.factor ** min(failures - 1, 64))
