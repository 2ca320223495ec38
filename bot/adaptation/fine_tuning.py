"""Fine-tuning of a transformer on labelled utterances, by TensorFlow on the processor."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from bot.adaptation.batches import balanced_batches, padded
from bot.adaptation.losses import contrastive_loss, prototype_loss
from bot.adaptation.utterances import AdaptationError, Utterances
from bot.encoder_conversion import Transformer

# How the transformers of all families name their layers' weights in TensorFlow.
_LAYER = re.compile(r"layer_\._(\d+)/")
_WARM_UP = 0.1
_LONGEST = 64  # tokens; utterances that people write are shorter


@dataclass(frozen=True)
class FineTuning:
    """Settings; chosen by measurement, see docs/adapting.md.

    `frozen_share` is the share of the layers, from the lowest upwards, that stay as they are.
    `strength` is the share of the fine-tuned weights in the average with the original ones
    (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).
    """

    epochs: int = 5
    learning_rate: float = 1e-4
    batch_size: int = 64
    together: int = 4
    temperature: float = 0.07
    scale: float = 20.0
    weight_decay: float = 0.01
    frozen_share: float = 0.5
    strength: float = 1.0
    seed: int = 20


def fine_tune(
    transformer: Transformer,
    utterances: Utterances,
    settings: FineTuning,
    tell: Callable[[str], None],
) -> None:
    """Fine-tune a transformer's layers in place; its embeddings stay.

    The loss is the supervised contrastive one plus the cross-entropy of the cosines to one
    learnt prototype an intent, which begins as the mean of the intent's vectors.

    Args:
        transformer: the model and its tokeniser.
        utterances: what to learn from.
        settings: how; the same seed gives the same weights on one machine.
        tell: called with a line at each epoch.
    """
    tf.keras.utils.set_random_seed(settings.seed)
    tf.config.experimental.enable_op_determinism()
    names = sorted(set(utterances.intents))
    labels = [names.index(intent) for intent in utterances.intents]
    step = _step(transformer, utterances, np.array(labels), settings)
    weights = _trained_weights(transformer, settings.frozen_share)
    original = [weight.numpy() for weight in weights]
    generator = np.random.default_rng(settings.seed)
    for epoch in range(settings.epochs):
        losses = [
            step(batch)
            for batch in balanced_batches(labels, settings.batch_size, settings.together, generator)
        ]
        tell(f"epoch {epoch + 1}/{settings.epochs}: loss {np.mean(losses):.3f}")
    for weight, before in zip(weights, original, strict=True):
        weight.assign(before + settings.strength * (weight.numpy() - before))


def _step(
    transformer: Transformer,
    utterances: Utterances,
    labels: Any,
    settings: FineTuning,
) -> Callable[[list[int]], float]:
    """Return the function that learns from one batch and returns its loss."""
    tokens = transformer.tokenizer(utterances.texts, truncation=True, max_length=_LONGEST)
    sequences = tokens["input_ids"]
    vectors = transformer.encode(utterances.texts)
    prototypes = tf.Variable([vectors[labels == label].mean(axis=0) for label in np.unique(labels)])
    weights = _trained_weights(transformer, settings.frozen_share)
    total = settings.epochs * -(-len(labels) // settings.batch_size)
    of_model = tf.keras.optimizers.AdamW(
        _WarmUpAndDecay(settings.learning_rate, total),
        weight_decay=settings.weight_decay,
        global_clipnorm=1.0,
        jit_compile=False,
    )
    of_prototypes = tf.keras.optimizers.Adam(_WarmUpAndDecay(0.01, total), jit_compile=False)
    of_model.build(weights)
    of_prototypes.build([prototypes])
    shape = tf.TensorSpec((None, None), tf.int64)

    @tf.function(input_signature=[shape, shape, tf.TensorSpec((None,), tf.int64)], autograph=False)
    def learn(ids: Any, mask: Any, truth: Any) -> Any:
        with tf.GradientTape() as tape:
            read = _vectors(transformer, ids, mask)
            loss = contrastive_loss(read, truth, settings.temperature)
            loss += prototype_loss(read, truth, prototypes, settings.scale)
        gradients = tape.gradient(loss, [*weights, prototypes])
        of_model.apply_gradients(zip(gradients[:-1], weights, strict=True))
        of_prototypes.apply_gradients([(gradients[-1], prototypes)])
        return loss

    def step(batch: list[int]) -> float:
        ids, mask = padded([sequences[number] for number in batch], transformer.pad_id)
        return float(learn(ids, mask, labels[batch]))

    return step


def _vectors(transformer: Transformer, ids: Any, mask: Any) -> Any:
    """Return sentence vectors of length one (n, d) through which gradients flow."""
    hidden = transformer.hidden(ids, mask)
    if transformer.pooling == "cls":
        return tf.math.l2_normalize(hidden[:, 0], axis=1)
    # The length does not matter after normalising: a sum serves as a mean.
    return tf.math.l2_normalize(
        tf.reduce_sum(hidden * tf.cast(mask, tf.float32)[:, :, None], axis=1), axis=1
    )


def _trained_weights(transformer: Transformer, frozen_share: float) -> list[Any]:
    """Return the weights of the upper layers; those of the lower ones and embeddings are left."""
    named = [(_LAYER.search(weight.name), weight) for weight in transformer.model.trainable_weights]
    layers = [(int(found[1]), weight) for found, weight in named if found]
    if not layers:
        raise AdaptationError(
            "The layers of this model cannot be told apart: it cannot be adapted."
        )
    frozen = round(frozen_share * (max(number for number, _ in layers) + 1))
    return [weight for number, weight in layers if number >= frozen]


class _WarmUpAndDecay(tf.keras.optimizers.schedules.LearningRateSchedule):
    """Rises over the first tenth of the steps and falls to zero at the last, in straight lines."""

    def __init__(self, highest: float, steps: int) -> None:
        self._highest = highest
        self._steps = float(max(steps, 2))
        self._warm_up = max(1.0, _WARM_UP * steps)

    def __call__(self, step: Any) -> Any:
        """Return the rate of a step."""
        done = tf.cast(step, tf.float32)
        falling = (self._steps - done) / (self._steps - self._warm_up + 1.0)
        return self._highest * tf.clip_by_value(
            tf.minimum((done + 1.0) / self._warm_up, falling), 0.0, 1.0
        )

    def get_config(self) -> dict[str, Any]:
        """Return what the schedule was made with, as Keras wants it."""
        return {"highest": self._highest, "steps": int(self._steps)}
