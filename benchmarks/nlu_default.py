"""The peer's work, in the engine's environment: train the default pipeline, read a test.

    python -m benchmarks.nlu_default JOB.json

The job holds `{"train": [[text, intent], …], "test": [text, …], "config": {…}, "model": path}`. The
model is trained unless it is there. The answer is the last line of the output:
`{"train_seconds": … | null, "readings": [[intent, confidence], …], "milliseconds": […]}`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

# What the fallback puts first in a ranking is not an intent of the data.
FALLBACK = "nlu_fallback"
TELL_EVERY = 500


def main(job_file: str) -> int:
    """Run one job."""
    job = json.loads(Path(job_file).read_text("utf-8"))
    model = Path(job["model"])
    seconds = None if model.exists() else train(job["train"], job["config"], model)
    tell("loading")
    agent = Agent.load(str(model))
    readings, milliseconds = asyncio.run(read(agent, job["test"]))
    answer = {"train_seconds": seconds, "readings": readings, "milliseconds": milliseconds}
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


def train(rows: list[list[str]], config: dict[str, Any], model: Path) -> float:
    """Train on (text, intent) rows, write the model, and return the seconds it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")
        (folder / "nlu.json").write_text(json.dumps(training_data(rows)), "utf-8")
        tell(f"training on {len(rows)} examples")
        began = time.perf_counter()
        made = train_nlu(
            str(folder / "config.yml"),
            str(folder / "nlu.json"),
            str(folder / "models"),
            fixed_model_name="default",
        )
        seconds = time.perf_counter() - began
        if made is None:
            raise RuntimeError("Rasa wrote no model")
        model.parent.mkdir(parents=True, exist_ok=True)
        unfinished = model.with_suffix(".new")
        unfinished.write_bytes(Path(made).read_bytes())
        unfinished.replace(model)
    return round(seconds, 1)


def training_data(rows: list[list[str]]) -> dict[str, Any]:
    """Return rows in Rasa's JSON format, which takes texts as they are: no marks are read."""
    examples = [{"text": text, "intent": intent, "entities": []} for text, intent in rows]
    return {"rasa_nlu_data": {"common_examples": examples}}


async def read(agent: Agent, texts: list[str]) -> tuple[list[tuple[str, float]], list[float]]:
    """Return the best intent of each text with its confidence, and the milliseconds of each."""
    readings, milliseconds = [], []
    for number, text in enumerate(texts):
        if number % TELL_EVERY == 0:
            tell(f"reading {number}/{len(texts)}")
        began = time.perf_counter()
        parsed = await agent.parse_message(text)
        milliseconds.append(round((time.perf_counter() - began) * 1000, 3))
        ranking = [row for row in parsed.get("intent_ranking") or [] if row["name"] != FALLBACK]
        best = ranking[0] if ranking else {"name": "", "confidence": 0.0}
        readings.append((best["name"], float(best["confidence"])))
    return readings, milliseconds


def tell(note: str) -> None:
    """Say on standard error what is going on."""
    sys.stderr.write(f"{note}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
