"""A sentence-transformers folder to an int8 ONNX file that says nearly the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from bot.encoder_source import SetupError
from language.encoder import normalise, pool

MINIMUM_COSINE = 0.95
CHECK_SENTENCES = (
    "where is my parcel",
    "I would like my money back for the broken lamp, please.",
    "can u cancel order 104233 asap",
    "thanks, that was quick!",
    "This is the third time I write and nobody answers. I have had enough of it.",
    "do you have the blue rain jacket in size M",
)


def read_pooling(folder: Path) -> str:
    """Return the pooling that a sentence-transformers folder asks for: "mean" or "cls".

    Raises:
        SetupError: it asks for another one.
    """
    path = folder / "1_Pooling" / "config.json"
    if not path.is_file():
        return "mean"
    config = json.loads(path.read_text(encoding="utf-8"))
    asked = {key for key, value in config.items() if key.startswith("pooling_mode") and value}
    if asked == {"pooling_mode_mean_tokens"}:
        return "mean"
    if asked == {"pooling_mode_cls_token"}:
        return "cls"
    raise SetupError(f"{path} asks for {sorted(asked)}; only mean and cls pooling are supported.")


class Transformer:
    """The original model, run by TensorFlow."""

    def __init__(self, folder: Path) -> None:
        # TensorFlow takes seconds to import and is wanted here alone.
        from transformers import AutoTokenizer, TFAutoModel, logging

        logging.set_verbosity_error()
        try:
            self.model = TFAutoModel.from_pretrained(folder, local_files_only=True)
            self.tokenizer = AutoTokenizer.from_pretrained(
                folder, local_files_only=True, use_fast=True
            )
        except (OSError, ValueError, ImportError) as error:
            raise SetupError(
                f"{folder} does not hold a transformer that can be loaded: {error}"
            ) from error
        self.dimension = int(self.model.config.hidden_size)
        self.max_tokens = min(self.tokenizer.model_max_length, 512)
        self.pad_id = int(self.tokenizer.pad_token_id or 0)
        self.inputs = [
            name
            for name in ("input_ids", "attention_mask", "token_type_ids")
            if name in self.tokenizer.model_input_names
        ]

    def encode(self, texts: list[str], pooling: str) -> Any:
        """Encode n texts to (n, dimension), as the reference for the quantised file."""
        batch = self.tokenizer(texts, padding=True, truncation=True, return_tensors="tf")
        hidden = self.model({name: batch[name] for name in self.inputs}).last_hidden_state
        return normalise(pool(hidden.numpy(), batch["attention_mask"].numpy(), pooling))

    def export(self, path: Path) -> None:
        """Write the model as ONNX: token ids in, `last_hidden_state` (n, tokens, d) out."""
        import onnx
        import tensorflow as tf
        import tf2onnx

        signature = [tf.TensorSpec((None, None), tf.int64, name=name) for name in self.inputs]

        @tf.function(input_signature=signature, autograph=False)
        def forward(*values: Any) -> Any:
            named = dict(zip(self.inputs, values, strict=True))
            return {"last_hidden_state": self.model(named, training=False).last_hidden_state}

        model_proto, _ = tf2onnx.convert.from_function(forward, input_signature=signature, opset=15)
        onnx.save(model_proto, str(path))


def quantise(source: Path, target: Path) -> None:
    """Quantise an ONNX file's weights to 8 bits, activations dynamically.

    One scale a column keeps the lowest cosine at 0.98, one scale a matrix at 0.88 (measured on
    the default model), at the same speed. Unsigned weights do not saturate on processors
    without VNNI instructions.
    """
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    # The library advises a pre-processing that matters to convolutions only.
    logging.getLogger().setLevel(logging.ERROR)
    quantize_dynamic(str(source), str(target), weight_type=QuantType.QUInt8, per_channel=True)


def lowest_cosine(expected: Any, actual: Any) -> float:
    """Return the lowest cosine between rows of two arrays (n, d) of unit rows."""
    return float(np.sum(expected * actual, axis=1).min())
