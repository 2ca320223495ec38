"""Sentence-transformers folders with small models of random weights, one a family."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram, WordPiece

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,!?"
WORDS = "the where is my order parcel money back refund want please thanks cancel it hello".split()
SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "max_position_embeddings": 80,
}


def bert(folder: Path) -> None:
    """Write a BERT with its WordPiece tokeniser."""
    from transformers import BertConfig, BertTokenizerFast, TFBertModel

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = _word_piece(special, "[CLS]", "[SEP]")
    _save(folder, TFBertModel(BertConfig(vocab_size=tokenizer.get_vocab_size(), **SIZES)))
    BertTokenizerFast(tokenizer_object=tokenizer, model_max_length=64).save_pretrained(folder)


def mpnet(folder: Path) -> None:
    """Write an MPNet: relative positions, no token types, padding that is not token 0."""
    from transformers import MPNetConfig, MPNetTokenizerFast, TFMPNetModel

    special = ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"]
    tokenizer = _word_piece(special, "<s>", "</s>")
    config = MPNetConfig(vocab_size=tokenizer.get_vocab_size(), **SIZES)
    _save(folder, TFMPNetModel(config))
    MPNetTokenizerFast(tokenizer_object=tokenizer, model_max_length=64).save_pretrained(folder)


def xlm_roberta(folder: Path) -> None:
    """Write an XLM-RoBERTa with its Unigram tokeniser, as multilingual models are."""
    from transformers import TFXLMRobertaModel, XLMRobertaConfig, XLMRobertaTokenizerFast

    special = ["<s>", "<pad>", "</s>", "<unk>"]
    pieces = [f"▁{word}" for word in WORDS] + ["▁", *LETTERS, *"äöüßéαβжш", "<mask>"]
    scores = [(piece, 0.0) for piece in special] + [(piece, -2.0) for piece in pieces]
    tokenizer = Tokenizer(Unigram(scores, unk_id=3))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    config = XLMRobertaConfig(vocab_size=len(scores), pad_token_id=1, type_vocab_size=1, **SIZES)
    _save(folder, TFXLMRobertaModel(config))
    fast = XLMRobertaTokenizerFast(tokenizer_object=tokenizer, model_max_length=64)
    fast.save_pretrained(folder)


FAMILIES: dict[str, Callable[[Path], None]] = {
    "bert": bert,
    "mpnet": mpnet,
    "xlm-roberta": xlm_roberta,
}


def describe(folder: Path, pooling: str = "mean_tokens", max_tokens: int = 24) -> None:
    """Add what a sentence-transformers folder has besides the transformer."""
    module = "sentence_transformers.models."
    paths = {"Transformer": "", "Pooling": "1_Pooling", "Normalize": "2_Normalize"}
    modules = [{"path": path, "type": module + name} for name, path in paths.items()]
    (folder / "modules.json").write_text(json.dumps(modules), "utf-8")
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(
        json.dumps({f"pooling_mode_{pooling}": True, "word_embedding_dimension": 32}), "utf-8"
    )
    (folder / "sentence_bert_config.json").write_text(
        json.dumps({"max_seq_length": max_tokens}), "utf-8"
    )


def _word_piece(special: list[str], first: str, last: str) -> Any:
    pieces = [*special, *WORDS, *LETTERS, *(f"##{letter}" for letter in LETTERS)]
    vocabulary = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}",
        special_tokens=[(piece, vocabulary[piece]) for piece in (first, last)],
    )
    return tokenizer


def _save(folder: Path, model: Any) -> None:
    """Save a model whose weights are random, and large enough to tell sentences apart."""
    model.build_in_name_scope()
    generator = np.random.default_rng(3)
    for weight in model.weights:
        if len(weight.shape) > 1:
            weight.assign(generator.normal(0, 0.15, weight.shape).astype("f4"))
    tf.debugging.assert_all_finite(model.weights[0], "weights")
    model.save_pretrained(folder, safe_serialization=True)
