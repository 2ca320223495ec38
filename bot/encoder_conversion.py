"""A sentence-transformers folder to an int8 ONNX file that says nearly the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.encoder_graph import OPSET, OUTPUT, bert_graph, is_supported, named_weights
from bot.encoder_source import SetupError
from language.encoder import normalise, pool

MINIMUM_COSINE = 0.95
MODULES = {"Transformer", "Pooling", "Normalize"}
BATCH_SIZE = 32
CHECK_SENTENCES = (
    "where is my parcel",
    "I would like my money back for the broken lamp, please.",
    "can u cancel order 104233 asap",
    "thanks, that was quick!",
    "This is the third time I write and nobody answers. I have had enough of it.",
    "do you have the blue rain jacket in size M",
)


@dataclass(frozen=True)
class ModelFolder:
    """What a sentence-transformers folder says: the transformer's own folder, and how to use it.

    `max_tokens` is None where the folder sets no limit of its own.
    """

    transformer: Path
    pooling: str
    max_tokens: int | None


def read_model_folder(folder: Path) -> ModelFolder:
    """Read the description of a sentence-transformers model.

    A folder without `modules.json` is taken for a plain transformer with mean pooling. Vectors get
    length one whether or not the model has a `Normalize` module: cosines are the same.

    Raises:
        SetupError: it has modules besides transformer, pooling and normalising, or another pooling.
    """
    listed = _read_json(folder / "modules.json")
    modules = listed if isinstance(listed, list) else []
    paths = {str(module.get("type", "")).rpartition(".")[2]: module["path"] for module in modules}
    unknown = sorted(set(paths) - MODULES)
    if unknown:
        raise SetupError(
            f"{folder} has the modules {', '.join(unknown)}; only models of "
            f"{', '.join(sorted(MODULES))} are supported. Choose another with ATTUNE_ENCODER."
        )
    transformer = folder / paths.get("Transformer", "")
    limit = _read_json(transformer / "sentence_bert_config.json").get("max_seq_length")
    pooling = read_pooling(folder / paths.get("Pooling", "1_Pooling") / "config.json")
    return ModelFolder(transformer, pooling, limit)


def read_pooling(path: Path) -> str:
    """Return what the configuration of a pooling asks for, "mean" or "cls"; mean without one.

    Raises:
        SetupError: it asks for another one.
    """
    config = _read_json(path)
    asked = {key for key, value in config.items() if key.startswith("pooling_mode_") and value}
    # Newer releases write {"pooling_mode": "mean"} instead of one switch a pooling.
    if isinstance(config.get("pooling_mode"), str):
        asked = {f"pooling_mode_{config['pooling_mode']}"}
    if asked <= {"pooling_mode_mean_tokens", "pooling_mode_mean"}:
        return "mean"
    if asked <= {"pooling_mode_cls_token", "pooling_mode_cls"}:
        return "cls"
    raise SetupError(f"{path} asks for {sorted(asked)}; only mean and cls pooling are supported.")


def _read_json(path: Path) -> Any:
    """Return what a JSON file holds, or an empty object when there is none."""
    if not path.is_file():
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SetupError(f"{path} is no JSON: {error}") from error


class Transformer:
    """The original model, run by TensorFlow."""

    def __init__(self, source: ModelFolder) -> None:
        # TensorFlow takes seconds to import and is wanted here alone.
        from transformers import AutoTokenizer, TFAutoModel, logging

        logging.set_verbosity_error()
        folder = source.transformer
        try:
            self.model = TFAutoModel.from_pretrained(folder, local_files_only=True)
            self.tokenizer = AutoTokenizer.from_pretrained(
                folder, local_files_only=True, use_fast=True
            )
        except (OSError, ValueError, ImportError) as error:
            raise SetupError(
                f"{folder} does not hold a transformer that can be loaded (its weights must be "
                f"in model.safetensors and its tokeniser in tokenizer.json): {error}"
            ) from error
        if not self.tokenizer.is_fast:
            raise SetupError(f"{folder} holds no tokenizer.json, which the tokeniser needs.")
        self.pooling = source.pooling
        self.dimension = int(self.model.config.hidden_size)
        self.max_tokens = min(source.max_tokens or 512, self.tokenizer.model_max_length, 512)
        self.pad_id = int(self.tokenizer.pad_token_id or 0)
        self.inputs = [
            name
            for name in ("input_ids", "attention_mask", "token_type_ids")
            if name in self.tokenizer.model_input_names
        ]

    def hidden(self, ids: Any, mask: Any) -> Any:
        """Return the vectors of tokens (n, tokens, d) as a tensor, for ids and mask (n, tokens)."""
        import tensorflow as tf

        available = {
            "input_ids": ids,
            "attention_mask": mask,
            "token_type_ids": tf.zeros_like(ids),
        }
        named = {name: available[name] for name in self.inputs}
        return self.model(named, training=False).last_hidden_state

    def encode(self, texts: list[str]) -> Any:
        """Encode n texts to (n, dimension), as the reference for the quantised file."""
        rows = []
        for start in range(0, len(texts), BATCH_SIZE):
            batch = self.tokenizer(
                texts[start : start + BATCH_SIZE],
                padding=True,
                truncation=True,
                max_length=self.max_tokens,
                return_tensors="tf",
            )
            hidden = self.hidden(batch["input_ids"], batch["attention_mask"]).numpy()
            rows.append(normalise(pool(hidden, batch["attention_mask"].numpy(), self.pooling)))
        return np.concatenate(rows)

    def export(self, path: Path) -> None:
        """Write the model as ONNX: token ids in, `last_hidden_state` (n, tokens, d) out."""
        import onnx

        config = self.model.config
        if is_supported(config):
            proto = bert_graph(dict(named_weights(self.model.weights)), config)
        else:
            proto = self._traced()
        onnx.save(proto, str(path))

    def _traced(self) -> Any:
        """Return the graph of a model of any architecture, as TensorFlow runs it."""
        import tensorflow as tf
        import tf2onnx

        signature = [tf.TensorSpec((None, None), tf.int64, name=name) for name in self.inputs]

        @tf.function(input_signature=signature, autograph=False)
        def forward(*values: Any) -> Any:
            named = dict(zip(self.inputs, values, strict=True))
            return {OUTPUT: self.model(named, training=False).last_hidden_state}

        proto, _ = tf2onnx.convert.from_function(forward, input_signature=signature, opset=OPSET)
        return proto


def quantise(source: Path, target: Path) -> None:
    """Quantise an ONNX file's weights to signed 7 bits, activations dynamically to 8.

    One scale a column keeps the lowest cosine at 0.98, one scale a matrix at 0.88 (measured on
    the default model), at the same speed. Seven bits do not saturate on processors without VNNI
    instructions, which take signed weights in an eighth less time than unsigned ones.
    """
    import logging

    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # The library advises a pre-processing that matters to convolutions only.
    logging.getLogger().setLevel(logging.ERROR)
    quantize_dynamic(
        str(source),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        # It cannot infer the types behind fused operators.
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def lowest_cosine(expected: Any, actual: Any) -> float:
    """Return the lowest cosine between rows of two arrays (n, d) of unit rows."""
    return float(np.sum(expected * actual, axis=1).min())
