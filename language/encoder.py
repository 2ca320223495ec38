"""Sentences to vectors with a quantised transformer, through onnxruntime and never through torch.

The folder that `Encoder.load` reads is written by `python -m bot.encoder_setup`.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

MODEL_FILE = "model.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
DESCRIPTION_FILE = "encoder.json"
POOLINGS = ("mean", "cls")

MAX_TOKENS = 128
MESSAGE_TOKENS = 64
"""Enough of a message to read what is wanted; each further token costs as much as the first."""
# More text than this cannot change the first 128 tokens of anything that people write, and
# cutting first keeps the tokeniser's time bounded.
MAX_CHARACTERS = 1024
BATCH_SIZE = 32


class EncoderMissing(RuntimeError):
    """The folder holds no usable encoder; the message names the folder and the way out."""


class Encoder:
    """A sentence encoder: tokenise, run the transformer, pool, normalise to length one.

    Mean pooling over the unmasked tokens and L2 normalisation follow Reimers and Gurevych,
    "Sentence-BERT" (2019), so that a dot product of two rows is their cosine.
    """

    def __init__(
        self,
        session: Any,
        tokenizer: Tokenizer,
        description: dict[str, Any],
        cache_size: int = 1024,
    ) -> None:
        self.name: str = description["name"]
        self.dimension: int = description["dimension"]
        self.fingerprint: str = description["sha256"]
        self._pooling: str = description["pooling"]
        self._session = session
        self._input_names = [entry.name for entry in session.get_inputs()]
        self._tokenizer = tokenizer
        self._cache: OrderedDict[str, Vectors] = OrderedDict()
        self._cache_size = cache_size
        self._lock = threading.Lock()

    @classmethod
    def load(
        cls,
        folder: str | Path,
        threads: int = 1,
        cache_size: int = 1024,
        max_tokens: int = MAX_TOKENS,
    ) -> Encoder:
        """Load an encoder from a folder.

        Args:
            folder: holds `model.int8.onnx`, `tokenizer.json` and `encoder.json`.
            threads: threads of one run; one by default, because turns share the cores.
            cache_size: number of texts whose vectors are remembered; 0 remembers none.
            max_tokens: how many tokens of a text count at most.

        Raises:
            EncoderMissing: a file is absent or its description is not understood.
        """
        folder = Path(folder)
        description = read_description(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        tokenizer.enable_truncation(max_length=min(max_tokens, description["max_tokens"]))
        tokenizer.enable_padding(
            pad_id=description["pad_id"], pad_token=tokenizer.id_to_token(description["pad_id"])
        )
        return cls(session, tokenizer, description, cache_size)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts.

        Args:
            texts: n texts of any length; only the first tokens of each count (`load`).

        Returns:
            Array of shape (n, dimension), float32, each row of length one.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        missing: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            known = self._recall(text)
            if known is None:
                missing.setdefault(text, []).append(row)
            else:
                vectors[row] = known
        # Texts of like length share a batch, so that little is spent on padding.
        pending = sorted(missing, key=len)
        for start in range(0, len(pending), BATCH_SIZE):
            batch = pending[start : start + BATCH_SIZE]
            for text, vector in zip(batch, self._run(batch), strict=True):
                vectors[missing[text]] = vector
                self._remember(text, vector)
        return vectors

    def knows_word(self, word: str) -> bool:
        """Tell whether a word is one piece of the encoder's vocabulary, not put together."""
        encoding = self._tokenizer.encode(word[:MAX_CHARACTERS], add_special_tokens=False)
        pieces = [p for p, m in zip(encoding.tokens, encoding.attention_mask, strict=True) if m]
        return len(pieces) == 1 and not pieces[0].startswith(("[", "<"))

    def _run(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch([text[:MAX_CHARACTERS] for text in texts])
        mask = np.array([e.attention_mask for e in encodings], dtype=np.int64)
        available = {
            "input_ids": np.array([e.ids for e in encodings], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        (hidden,) = self._session.run(None, {name: available[name] for name in self._input_names})
        return normalise(pool(hidden, mask, self._pooling))

    def _recall(self, text: str) -> Vectors | None:
        with self._lock:
            vector = self._cache.get(text)
            if vector is not None:
                self._cache.move_to_end(text)
            return vector

    def _remember(self, text: str, vector: Vectors) -> None:
        if len(text) > MAX_CHARACTERS:
            return
        with self._lock:
            self._cache[text] = vector
            while len(self._cache) > self._cache_size:
                self._cache.popitem(last=False)


def read_description(folder: Path) -> dict[str, Any]:
    """Read `encoder.json`: name, dimension, pooling, max_tokens, pad_id, sha256.

    Raises:
        EncoderMissing: a file is absent, or the pooling is not one of `POOLINGS`.
    """
    for name in (MODEL_FILE, TOKENIZER_FILE, DESCRIPTION_FILE):
        if not (folder / name).is_file():
            raise EncoderMissing(
                f"No sentence encoder in {folder}: {name} is missing. "
                "Run `make run`, or `python -m bot.encoder_setup` in the engine's environment."
            )
    description: dict[str, Any] = json.loads(
        (folder / DESCRIPTION_FILE).read_text(encoding="utf-8")
    )
    if description.get("pooling") not in POOLINGS:
        raise EncoderMissing(
            f"{folder / DESCRIPTION_FILE} asks for the pooling {description.get('pooling')!r}; "
            f"known are {', '.join(POOLINGS)}."
        )
    return description


def pool(hidden: Vectors, mask: npt.NDArray[np.int64], pooling: str) -> Vectors:
    """Pool token vectors (n, tokens, d) under a mask (n, tokens) into sentence vectors (n, d)."""
    if pooling == "cls":
        return hidden[:, 0]
    weights = mask[:, :, None].astype(np.float32)
    sums: Vectors = (hidden * weights).sum(axis=1)
    return sums / np.maximum(weights.sum(axis=1), 1.0)


def normalise(vectors: Vectors) -> Vectors:
    """Scale each row (n, d) to Euclidean length one; a row of zeros stays zero."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
