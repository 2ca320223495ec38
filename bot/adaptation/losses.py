"""What the fine-tuning makes small. Vectors have length one; TensorFlow differentiates."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

_SELF = 1e9


def contrastive_loss(vectors: Any, labels: Any, temperature: float) -> Any:
    """Return the supervised contrastive loss of a batch (Khosla et al., 2020, equation 2).

    Args:
        vectors: (n, d), rows of length one.
        labels: (n,) integers.
        temperature: divides the cosines; the lower, the more the nearest ones count.

    Returns:
        The mean over the utterances that have another of their label in the batch, else 0.
    """
    itself = tf.eye(tf.shape(vectors)[0])
    similarities = vectors @ tf.transpose(vectors) / temperature - _SELF * itself
    log_shares = similarities - tf.reduce_logsumexp(similarities, axis=1, keepdims=True)
    same = tf.cast(labels[:, None] == labels[None, :], tf.float32) - itself
    others = tf.reduce_sum(same, axis=1)
    losses = -tf.reduce_sum(same * log_shares, axis=1) / tf.maximum(others, 1.0)
    return tf.reduce_sum(losses) / tf.maximum(tf.math.count_nonzero(others, dtype=tf.float32), 1.0)


def prototype_loss(vectors: Any, labels: Any, prototypes: Any, scale: float) -> Any:
    """Return the cross-entropy of the cosines to one learnt vector an intent.

    Args:
        vectors: (n, d), rows of length one.
        labels: (n,) integers below k.
        prototypes: (k, d), rows of any length.
        scale: multiplies the cosines before the softmax.
    """
    cosines = vectors @ tf.transpose(tf.math.l2_normalize(prototypes, axis=1))
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scale * cosines)
    return tf.reduce_mean(losses)
