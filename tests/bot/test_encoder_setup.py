"""Making the encoder's files, and the files that were made."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from bot import encoder_setup
from bot.encoder_conversion import read_pooling
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
    ],
)
def test_pooling_is_read(tmp_path: Path, config: dict[str, bool] | None, expected: str) -> None:
    """A sentence-transformers folder says how it pools; mean without a word."""
    if config is not None:
        (tmp_path / "1_Pooling").mkdir()
        (tmp_path / "1_Pooling" / "config.json").write_text(json.dumps(config), "utf-8")

    assert expected == read_pooling(tmp_path)


def test_unsupported_pooling_is_named(tmp_path: Path) -> None:
    """Another pooling is refused rather than replaced."""
    (tmp_path / "1_Pooling").mkdir()
    config = {"pooling_mode_max_tokens": True}
    (tmp_path / "1_Pooling" / "config.json").write_text(json.dumps(config), "utf-8")
    with pytest.raises(SetupError, match="pooling_mode_max_tokens"):
        read_pooling(tmp_path)


def test_real_encoder_puts_like_meanings_together() -> None:
    """Two ways to ask for a parcel are nearer to each other than to thanks."""
    folder = os.environ.get("ATTUNE_ENCODER_DIR") or PROJECT / "var" / "encoder"
    vectors = Encoder.load(folder).encode(
        ["where is my parcel", "has my package been sent yet", "many thanks, bye"]
    )
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]

    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert near > far + 0.2
