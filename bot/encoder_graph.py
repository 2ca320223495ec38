"""A BERT model's weights as an ONNX graph of fused operators.

An export that follows TensorFlow operator by operator has ten times as many nodes, whose handling
costs a short text as much as the arithmetic does. Models of another architecture are exported so
all the same (`bot.encoder_conversion`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import onnx

# Operators of onnxruntime itself: EmbedLayerNormalization, Attention, SkipLayerNormalization,
# BiasGelu (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md).
FUSED = "com.microsoft"
OPSET = 15
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "last_hidden_state"


def is_supported(config: Any) -> bool:
    """Tell whether `bert_graph` can express a model of this transformers configuration."""
    return bool(
        getattr(config, "model_type", None) == "bert"
        and config.hidden_act == "gelu"
        and getattr(config, "position_embedding_type", "absolute") == "absolute"
        and not config.is_decoder
    )


def bert_graph(weights: dict[str, Any], config: Any) -> onnx.ModelProto:
    """Build the graph: ids, mask and types (n, tokens) in, `last_hidden_state` (n, tokens, d) out.

    Args:
        weights: arrays by their names within the model, as "embeddings/LayerNorm/gamma"; kernels
            are (inputs, outputs).
        config: the model's transformers configuration, for which `is_supported` holds.
    """
    from onnx import TensorProto, helper

    graph = _Graph(float(config.layer_norm_eps))
    hidden = graph.embed(weights)
    for number in range(config.num_hidden_layers):
        prefix = f"encoder/layer_._{number}"
        layer = {
            name.removeprefix(prefix + "/"): value
            for name, value in weights.items()
            if name.startswith(prefix + "/")
        }
        last = number + 1 == config.num_hidden_layers
        hidden = graph.add_layer(
            f"layer{number}", layer, hidden, config.num_attention_heads, OUTPUT if last else None
        )
    shape = ["n", "tokens"]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in INPUTS]
    output = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [*shape, config.hidden_size])
    made = helper.make_graph(graph.nodes, "bert", inputs, [output], graph.constants)
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=8)


def named_weights(variables: Any) -> Iterator[tuple[str, Any]]:
    """Yield the weights of a TensorFlow BERT model, as `bert_graph` names them."""
    for variable in variables:
        path = variable.name.partition(":")[0].split("/")
        start = next((i for i, part in enumerate(path) if part in {"embeddings", "encoder"}), None)
        if start is not None:
            yield "/".join(path[start:]), variable.numpy()


class _Graph:
    """Nodes and constants, as they are added."""

    def __init__(self, epsilon: float) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._epsilon = epsilon

    def embed(self, weights: dict[str, Any]) -> str:
        """Add the embeddings of words, places and types, and their norm."""
        from onnx import TensorProto

        whole = [f"{name}_int32" for name in INPUTS]
        for name, cast in zip(INPUTS, whole, strict=True):
            self._node("Cast", [name], cast, domain="", to=TensorProto.INT32)
        ids, _, types = whole
        names = (
            "word_embeddings/weight",
            "position_embeddings/embeddings",
            "token_type_embeddings/embeddings",
            "LayerNorm/gamma",
            "LayerNorm/beta",
        )
        tables = [self._constant(name, weights[f"embeddings/{name}"]) for name in names]
        # The operator's second output is of no use here, but it has to have a name.
        outputs = ["embedded", "mask_index"]
        self._node(
            "EmbedLayerNormalization", [ids, types, *tables], *outputs, epsilon=self._epsilon
        )
        return "embedded"

    def add_layer(
        self, name: str, weights: dict[str, Any], hidden: str, heads: int, output: str | None
    ) -> str:
        """Add one layer behind `hidden`; return its output's name."""
        parts = [f"attention/self/{part}" for part in ("query", "key", "value")]
        together = self._constant(
            f"{name}_qkv", np.concatenate([weights[f"{part}/kernel"] for part in parts], axis=1)
        )
        biases = self._constant(
            f"{name}_qkv_bias", np.concatenate([weights[f"{part}/bias"] for part in parts])
        )
        attended = f"{name}_attended"
        inputs = [hidden, together, biases, "attention_mask_int32"]
        self._node("Attention", inputs, attended, num_heads=heads)
        normed = self._dense_and_norm(f"{name}_a", weights, "attention/output", attended, hidden)
        kernel = self._constant(f"{name}_up", weights["intermediate/dense/kernel"])
        bias = self._constant(f"{name}_up_bias", weights["intermediate/dense/bias"])
        self._node("MatMul", [normed, kernel], f"{name}_wide", domain="")
        self._node("BiasGelu", [f"{name}_wide", bias], f"{name}_gelu")
        return self._dense_and_norm(f"{name}_o", weights, "output", f"{name}_gelu", normed, output)

    def _dense_and_norm(
        self,
        name: str,
        weights: dict[str, Any],
        part: str,
        given: str,
        skipped: str,
        output: str | None = None,
    ) -> str:
        kernel = self._constant(f"{name}_kernel", weights[f"{part}/dense/kernel"])
        gamma = self._constant(f"{name}_gamma", weights[f"{part}/LayerNorm/gamma"])
        beta = self._constant(f"{name}_beta", weights[f"{part}/LayerNorm/beta"])
        bias = self._constant(f"{name}_bias", weights[f"{part}/dense/bias"])
        self._node("MatMul", [given, kernel], f"{name}_dense", domain="")
        result = output or f"{name}_normed"
        inputs = [f"{name}_dense", skipped, gamma, beta, bias]
        self._node("SkipLayerNormalization", inputs, result, epsilon=self._epsilon)
        return result

    def _constant(self, name: str, value: Any) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype=np.float32), name))
        return name

    def _node(
        self, kind: str, inputs: list[str], *outputs: str, domain: str = FUSED, **attributes: Any
    ) -> None:
        from onnx import helper

        self.nodes.append(
            helper.make_node(
                kind, inputs, list(outputs), name=outputs[0], domain=domain, **attributes
            )
        )
