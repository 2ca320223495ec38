"""`python -m bot.evaluation COMMAND`: the engine's side of `attune nlu`.

The answer is one JSON object on the last line of standard output; what goes on is told on standard
error.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module

from bot.evaluation.labelled_rows import BadFile
from language.encoder import EncoderMissing

# The status of a command that has said what is wrong; a crash has another.
TOLD = 3
# Each module has `add_options(parser)` and `answer(options, tell)`, which returns what is printed.
# They are imported when asked for: some load all of Rasa.
COMMANDS = {
    "benchmark": "bot.evaluation.benchmark_command",
    "evaluate": "bot.evaluation.evaluate_command",
    "report": "bot.evaluation.report_command",
    "adapt": "bot.evaluation.adapt_command",
}


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return `TOLD` after one sentence when something given cannot be used."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] not in COMMANDS:
        tell(f"usage: python -m bot.evaluation {'|'.join(COMMANDS)} …")
        return 2
    command = import_module(COMMANDS[words[0]])
    parser = argparse.ArgumentParser(prog=f"python -m bot.evaluation {words[0]}")
    command.add_options(parser)
    options = parser.parse_args(words[1:])
    try:
        answer = command.answer(options, tell)
    except (BadFile, EncoderMissing) as error:
        tell(f"attune: {error}")
        return TOLD
    # Rasa and its libraries may leave half a line behind; what answers begins a new one.
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, allow_nan=False) + "\n")
    return 0


def tell(note: str) -> None:
    """Say on standard error what is going on."""
    sys.stderr.write(f"{note}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
