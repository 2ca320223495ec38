"""Runs a loaded graph of Rasa node after node."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.graph import GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner


class SequentialRunner:
    """Runs the nodes of a graph in an order that was worked out once.

    Rasa's own runner plans the same graph anew for each message and hands its nodes to a
    scheduler of parallel work: for components of a millisecond that costs more than it gives.
    """

    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        """Take the schema of a graph and its nodes, by name, with their components loaded."""
        self._schema = schema
        self._nodes = nodes
        self._plans: dict[tuple[str, ...], list[tuple[str, GraphNode, list[str]]]] = {}

    @classmethod
    def of(cls, loaded: DaskGraphRunner) -> SequentialRunner:
        """Share the nodes of a loaded runner of Rasa's."""
        return cls(loaded._graph_schema, loaded._instantiated_nodes)

    def run(self, inputs: dict[str, Any], targets: list[str]) -> dict[str, Any]:
        """Return the outputs of the targets.

        Args:
            inputs: values of the graph's placeholders.
            targets: names of nodes; only what they need is run.
        """
        results = dict(inputs)
        for name, node, needs in self._plan(tuple(targets)):
            _, results[name] = node(*((need, results[need]) for need in needs))
        return {target: results[target] for target in targets}

    def _plan(self, targets: tuple[str, ...]) -> list[tuple[str, GraphNode, list[str]]]:
        if targets not in self._plans:
            needed = self._schema.minimal_graph_schema(list(targets)).nodes
            needs = {name: list(node.needs.values()) for name, node in needed.items()}
            order = [name for name in TopologicalSorter(needs).static_order() if name in needed]
            self._plans[targets] = [(name, self._nodes[name], needs[name]) for name in order]
        return self._plans[targets]
