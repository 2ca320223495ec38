"""Make the sentence encoder's files once: `python -m bot.encoder_setup`.

Weights -> TensorFlow -> ONNX -> int8, checked against the original before they are accepted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.encoder_source import DEFAULT_MODEL, SetupError, find_weights, source_version
from language.encoder import DESCRIPTION_FILE, MODEL_FILE, TOKENIZER_FILE, Encoder

if TYPE_CHECKING:
    from bot.encoder_conversion import Transformer

DEFAULT_FOLDER = Path("var") / "encoder"
CONVERSION = 2
"""To be raised when the same weights come to be converted otherwise."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot.encoder_setup", description=__doc__)
    parser.add_argument(
        "--model",
        default=os.environ.get("ATTUNE_ENCODER") or DEFAULT_MODEL,
        help="a sentence-transformers folder or name (default: %(default)s)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(os.environ.get("ATTUNE_ENCODER_DIR") or DEFAULT_FOLDER),
        help="where the files go (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    try:
        if is_up_to_date(options.out, options.model):
            report(f"encoder: {options.out} is up to date")
        else:
            make_encoder(options.model, options.out)
    except SetupError as error:
        report(f"encoder: {error}")
        return 1
    return 0


def is_up_to_date(folder: Path, model: str) -> bool:
    """Tell whether the folder holds this model, whole and unaltered.

    Raises:
        SetupError: it holds an adapted encoder that is damaged or began as another model. What
            was adapted cannot be made again from the weights, so it is never replaced.
    """
    description = _description(folder)
    whole = bool(description) and _is_whole(folder, description)
    if "adapted" not in description:
        same = tuple(description.get(name) for name in ("name", "source", "conversion"))
        return whole and same == (model, source_version(model), CONVERSION)
    if whole and description["name"] == model:
        return True
    fault = "is damaged" if not whole else f"was adapted from {description['name']}, not {model}"
    raise SetupError(
        f"The encoder in {folder} {fault}. Adapt again with `attune nlu adapt`, or go back to the "
        "unadapted one: take ATTUNE_ENCODER_DIR out of the settings."
    )


def _description(folder: Path) -> dict[str, Any]:
    try:
        description = json.loads((folder / DESCRIPTION_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return description if isinstance(description, dict) else {}


def _is_whole(folder: Path, description: dict[str, Any]) -> bool:
    try:
        return bool(
            description.get("sha256") == file_hash(folder / MODEL_FILE)
            and description.get("tokenizer_sha256") == file_hash(folder / TOKENIZER_FILE)
        )
    except OSError:
        return False


def make_encoder(model: str, folder: Path) -> None:
    """Make the encoder's files and put them in place in one step.

    Raises:
        SetupError: the weights cannot be had or read, or the result strays from the original.
    """
    quiet_libraries()
    started = time.monotonic()
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, so that the last step is a rename on one file system.
    with tempfile.TemporaryDirectory(prefix=".encoder-", dir=folder.parent) as temporary:
        workspace = Path(temporary)
        report(f"encoder 1/4: fetching the weights of {model}")
        source = find_weights(model, workspace)
        from bot.encoder_conversion import Transformer, read_model_folder

        transformer = Transformer(read_model_folder(source))
        made = workspace / "made"
        write_encoder(transformer, made, {"name": model, "source": source_version(model)}, report)
        put_in_place(made, folder)
    report(f"encoder: ready in {folder} after {time.monotonic() - started:.0f} s")


def quiet_libraries() -> None:
    """Keep libraries from telling what nobody can heed; to be called before they are loaded."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")


def write_encoder(
    transformer: Transformer, made: Path, origin: dict[str, Any], tell: Callable[[str], None]
) -> None:
    """Convert a transformer and write the folder that `Encoder.load` reads.

    Args:
        transformer: the model.
        made: the folder; it is made.
        origin: what the description says of where the encoder comes from: name and source.
        tell: called with a line at each step.

    Raises:
        SetupError: the quantised model strays from the original.
    """
    from bot import encoder_conversion as conversion

    made.mkdir()
    tell("encoder 2/4: exporting to ONNX")
    exported = made / "model.onnx"
    transformer.export(exported)
    tell("encoder 3/4: quantising to int8")
    conversion.quantise(exported, made / MODEL_FILE)
    exported.unlink()
    transformer.tokenizer.backend_tokenizer.save(str(made / TOKENIZER_FILE))
    description = {
        **origin,
        "conversion": CONVERSION,
        "dimension": transformer.dimension,
        "pooling": transformer.pooling,
        "max_tokens": transformer.max_tokens,
        "pad_id": transformer.pad_id,
        "sha256": file_hash(made / MODEL_FILE),
        "tokenizer_sha256": file_hash(made / TOKENIZER_FILE),
    }
    (made / DESCRIPTION_FILE).write_text(json.dumps(description, indent=2) + "\n", "utf-8")
    tell("encoder 4/4: comparing with the original")
    sentences = list(conversion.CHECK_SENTENCES)
    expected = transformer.encode(sentences)
    cosine = conversion.lowest_cosine(expected, Encoder.load(made).encode(sentences))
    if cosine < conversion.MINIMUM_COSINE:
        raise SetupError(
            f"The quantised encoder strays from the original: cosine {cosine:.3f}, at least "
            f"{conversion.MINIMUM_COSINE} is needed. Choose another model with ATTUNE_ENCODER."
        )
    tell(f"encoder: lowest cosine to the original {cosine:.3f}")


def put_in_place(made: Path, folder: Path) -> None:
    """Rename a finished folder to its place: a reader sees the old one or the new one."""
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    made.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def file_hash(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def report(line: str) -> None:
    """Show one line of progress at once, also when the output is a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
