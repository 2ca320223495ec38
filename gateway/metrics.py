"""What Prometheus may know: counts and times, nothing of persons."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Metrics:
    """The metrics of one service, in a registry of its own."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self.turns = Counter(
            "attune_turns", "Turns by how they ended.", ["outcome"], registry=registry
        )
        self.turn_seconds = Histogram(
            "attune_turn_seconds",
            "Seconds from taking up a turn to its recorded end.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.messages = Counter(
            "attune_messages", "Customers' messages accepted.", registry=registry
        )
        self.problems = Counter(
            "attune_problems", "Requests refused or failed.", ["status"], registry=registry
        )
        self.refusals = Counter(
            "attune_refusals",
            "Requests refused for who sent them or for how many there were.",
            ["code"],
            registry=registry,
        )
        self.engine_ready = Gauge(
            "attune_engine_ready", "1 while a turn can be taken.", registry=registry
        )
        self.sockets = Gauge("attune_sockets", "Open sockets.", ["kind"], registry=registry)
        self.waiting_turns = Gauge(
            "attune_waiting_turns", "Turns in work or waiting for an engine.", registry=registry
        )
        self.outbox_waiting = Gauge(
            "attune_outbox_waiting", "CRM events not yet delivered.", registry=registry
        )
        self.outbox_lag = Gauge(
            "attune_outbox_lag_seconds", "Age of the oldest undelivered event.", registry=registry
        )

    def page(self) -> bytes:
        """Return all values in the text format of Prometheus."""
        return generate_latest(self._registry)
