"""Adapting an encoder from end to end, with a small model of random weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_transformers

from bot.adaptation.adapt import Request, adapt, unadapted
from bot.adaptation.fine_tuning import FineTuning, fine_tune
from bot.adaptation.losses import contrastive_loss, prototype_loss
from bot.adaptation.utterances import AdaptationError, Utterances
from bot.encoder_conversion import Transformer, read_model_folder
from bot.encoder_setup import is_up_to_date, make_encoder
from bot.encoder_source import SetupError
from language.encoder import DESCRIPTION_FILE, MODEL_FILE, Encoder
from tests.bot.conftest import UTTERANCES

TUNING = {"epochs": 12, "learning_rate": 5e-3, "batch_size": 16}


def learnable() -> Utterances:
    """Return the tiny bot's utterances."""
    pairs = [(text, intent) for intent, texts in UTTERANCES.items() for text in texts]
    return Utterances([text for text, _ in pairs], [intent for _, intent in pairs])


def silent(line: str) -> None:
    """Take a line of progress."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sentence-transformers folder of a small BERT."""
    folder = tmp_path_factory.mktemp("model")
    small_transformers.bert(folder)
    small_transformers.describe(folder)
    return folder


@pytest.fixture(scope="module")
def present(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return its converted form."""
    folder = tmp_path_factory.mktemp("present") / "encoder"
    make_encoder(str(model), folder)
    return folder


def request_of(model: Path, present: Path, output: Path, force: bool = True) -> Request:
    """Return a request that keeps whatever comes of it."""
    return Request(str(model), [present], output, reading={}, force=force)


@pytest.fixture(scope="module")
def adapted(
    model: Path, present: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], Path, list[str]]:
    """Return what adapting answered, the adapted encoder's folder and the lines it told."""
    output = tmp_path_factory.mktemp("adapted") / "encoder"
    told: list[str] = []
    answer = adapt(request_of(model, present, output), learnable(), TUNING, told.append)
    return answer, output, told


def spread(vectors: Any, intents: list[str]) -> float:
    """Return the mean cosine within intents less the mean cosine between them."""
    names = np.array(intents)
    same = names[:, None] == names[None, :]
    cosines = vectors @ vectors.T
    return float(cosines[same].mean() - cosines[~same].mean())


def test_adapted_encoder_draws_intents_apart(
    present: Path, adapted: tuple[dict[str, Any], Path, list[str]]
) -> None:
    """Utterances of one intent are nearer to each other, against others, than before."""
    known = learnable()
    before, after = (
        spread(Encoder.load(folder).encode(known.texts), known.intents)
        for folder in (present, adapted[1])
    )

    assert after > before + 0.1


def test_answer_and_description_tell_what_was_done(
    adapted: tuple[dict[str, Any], Path, list[str]],
) -> None:
    """The counts add up, progress was told, and the folder says that it is an adapted one."""
    answer, output, told = adapted
    description = json.loads((output / DESCRIPTION_FILE).read_text("utf-8"))

    assert len(learnable()) == answer["learnt"] + answer["held_out"] + answer["repeated"]
    assert (True, str(output)) == (answer["kept"], answer["output"])
    assert [12, answer["learnt"]] == [
        description["adapted"][name] for name in ("epochs", "utterances")
    ]
    assert 12 == sum(line.startswith("epoch ") for line in told)


def test_only_the_encoder_is_left(adapted: tuple[dict[str, Any], Path, list[str]]) -> None:
    """No workspace stays beside the output, and no unquantised file in it."""
    _, output, _ = adapted

    assert [output] == list(output.parent.iterdir())
    assert {DESCRIPTION_FILE, MODEL_FILE, "tokenizer.json"} == {p.name for p in output.iterdir()}


def test_same_seed_gives_the_same_weights(model: Path) -> None:
    """Two runs with one seed agree in each weight; another seed gives others."""
    weights = []
    for seed in (1, 1, 2):
        transformer = Transformer(read_model_folder(model))
        settings = FineTuning(epochs=1, learning_rate=1e-3, batch_size=16, seed=seed)
        fine_tune(transformer, learnable(), settings, silent)
        weights.append(transformer.encode(["where is my parcel"]))

    assert weights[0].tolist() == weights[1].tolist()
    assert weights[0].tolist() != weights[2].tolist()


def test_embeddings_and_frozen_layers_stay(model: Path) -> None:
    """Only the layers above the frozen ones are changed."""
    transformer = Transformer(read_model_folder(model))
    before = {weight.name: weight.numpy() for weight in transformer.model.weights}
    fine_tune(transformer, learnable(), FineTuning(epochs=1, frozen_share=0.5), silent)
    changed = {
        weight.name
        for weight in transformer.model.weights
        if not np.array_equal(before[weight.name], weight.numpy())
    }

    assert changed
    assert all("layer_._1/" in name for name in changed)


def test_interrupted_adaptation_leaves_nothing(model: Path, present: Path, tmp_path: Path) -> None:
    """Whoever stops it half-way finds neither an output nor a workspace."""

    def stop(line: str) -> None:
        if line.startswith("epoch 1"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adapt(request_of(model, present, tmp_path / "out"), learnable(), TUNING, stop)

    assert [] == list(tmp_path.iterdir())


def test_no_better_encoder_is_not_kept(model: Path, present: Path, tmp_path: Path) -> None:
    """Unless forced, an encoder that did not move is thrown away: it reads nothing better."""
    request = request_of(model, present, tmp_path / "out", force=False)
    still = {"epochs": 1, "learning_rate": 1e-12}
    answer = adapt(request, learnable(), still, silent)

    assert (False, []) == (answer["kept"], list(tmp_path.iterdir()))
    assert answer["accuracy_before"] == answer["accuracy_after"]


def test_unadapted_output_is_never_replaced(model: Path, present: Path) -> None:
    """The shipped encoder's folder is refused as an output before anything is done."""
    before = (present / MODEL_FILE).read_bytes()
    with pytest.raises(AdaptationError, match="never replaced"):
        adapt(request_of(model, present, present), learnable(), TUNING, silent)

    assert before == (present / MODEL_FILE).read_bytes()


def test_comparison_is_with_an_unadapted_encoder(
    model: Path, present: Path, adapted: tuple[dict[str, Any], Path, list[str]]
) -> None:
    """An adapted encoder has seen what is held out now, and is passed over."""
    _, output, _ = adapted

    assert present == unadapted([output, present], str(model))
    with pytest.raises(AdaptationError, match="no unadapted encoder"):
        unadapted([output], str(model))


def test_setup_leaves_an_adapted_encoder_alone(
    model: Path, adapted: tuple[dict[str, Any], Path, list[str]]
) -> None:
    """The everyday set-up takes it as it is, and does not replace it for another model."""
    _, output, _ = adapted

    assert is_up_to_date(output, str(model))
    with pytest.raises(SetupError, match="was adapted from"):
        is_up_to_date(output, "another")


def test_contrastive_loss_is_the_formula() -> None:
    """Of three utterances the two of one label count: each -log of its fellow's share."""
    angles = np.array([0.0, 0.5, 1.7])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    shares = np.exp(np.cos(np.subtract.outer(angles, angles)) / 0.1)
    first = -np.log(shares[0, 1] / (shares[0, 1] + shares[0, 2]))
    second = -np.log(shares[1, 0] / (shares[1, 0] + shares[1, 2]))
    actual = float(contrastive_loss(vectors, np.array([0, 0, 1]), 0.1))

    assert (first + second) / 2 == pytest.approx(actual, rel=1e-4)


def test_utterances_without_a_fellow_teach_nothing() -> None:
    """A batch in which each label occurs once has no contrastive loss."""
    assert float(contrastive_loss(np.eye(3, dtype=np.float32), np.arange(3), 0.1)) == 0.0


def test_losses_fall_when_like_things_are_near() -> None:
    """Both losses are lower for vectors in their groups than for the same vectors mixed."""
    vectors = np.repeat(np.eye(4, dtype=np.float32), 2, axis=0)
    grouped, mixed = np.array([0, 0, 1, 1, 2, 2, 3, 3]), np.array([0, 1, 2, 3, 0, 1, 2, 3])
    prototypes = np.eye(4, dtype=np.float32)

    assert float(contrastive_loss(vectors, grouped, 0.1)) < float(
        contrastive_loss(vectors, mixed, 0.1)
    )
    assert float(prototype_loss(vectors, grouped, prototypes, 10.0)) < float(
        prototype_loss(vectors, mixed, prototypes, 10.0)
    )
