"""Precision and recall of the entity rules on marked utterances.

    bot/.venv/bin/python tests/bot/entity_score.py CATALOGUE.json [FILE.yml ...] [--wrong]

The catalogue is a file that the service wrote (`var/catalogue.json`). Without files the project's
own utterances are read; what they lack in marks counts against precision. `--wrong` prints each
find that is not marked (+) and each mark that is not found (-).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from rasa.shared.nlu.training_data.loading import load_data  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from bot.components.entities import learnt_from  # noqa: E402
from bot.components.vectors import encoder_folder, shared_encoder  # noqa: E402
from bot.entities.catalogue_file import CatalogueFile  # noqa: E402
from bot.entities.extract import extract  # noqa: E402
from bot.entities.phrases import Phrases  # noqa: E402

TODAY = date(2026, 11, 20)
Span = tuple[str, int, int]


def own_data() -> TrainingData:
    """Return the project's training data."""
    folder = PROJECT / "nlu_data"
    files = [*sorted(folder.glob("intents/*.yml")), *sorted(folder.glob("lookups/*.yml"))]
    sets = [load_data(str(path)) for path in [*files, folder / "synonyms.yml"]]
    return sets[0].merge(*sets[1:])


def compare(
    data: TrainingData, catalogue: Path, marked: TrainingData
) -> Iterator[tuple[str, set[Span], set[Span]]]:
    """Yield each text of `marked` with its marks and with what the rules find."""
    learnt = learnt_from(data)
    encoder = shared_encoder(PROJECT / encoder_folder({}), 1)
    names = CatalogueFile(catalogue, learnt["words"], encoder.knows_word).current()
    phrases = Phrases(learnt["lists"])
    for example in marked.intent_examples:
        text = example.get("text")
        marks = {(e["entity"], e["start"], e["end"]) for e in example.get("entities") or ()}
        finds = extract(text, TODAY, phrases, names)
        yield text, marks, {(e["entity"], e["start"], e["end"]) for e in finds}


def main() -> None:
    """Print a table of all entities."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("catalogue", type=Path)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    data = own_data()
    others = [load_data(path) for path in options.files]
    marked = others[0].merge(*others[1:]) if others else data
    right, found, true = Counter[str](), Counter[str](), Counter[str]()
    for text, marks, finds in compare(data, options.catalogue, marked):
        right.update(entity for entity, *_ in marks & finds)
        found.update(entity for entity, *_ in finds)
        true.update(entity for entity, *_ in marks)
        if options.wrong:
            for sign, spans in (("+", finds - marks), ("-", marks - finds)):
                for entity, start, end in sorted(spans):
                    sys.stdout.write(f"{sign} {entity} [{text[start:end]}] {text}\n")
    heads = "".join(f"{head:>8}" for head in ("marked", "found", "right", "P", "R", "F1"))
    sys.stdout.write(f"{'entity':18}{heads}\n")
    for name in [*sorted(true | found), "all"]:
        counts = (c.total() if name == "all" else c[name] for c in (true, found, right))
        sys.stdout.write(row(name, *counts) + "\n")


def row(name: str, true: int, found: int, right: int) -> str:
    """Return a line of the table."""
    precision, recall = right / (found or 1), right / (true or 1)
    f1 = 2 * precision * recall / ((precision + recall) or 1)
    return f"{name:18}{true:8}{found:8}{right:8}{precision:8.3f}{recall:8.3f}{f1:8.3f}"


if __name__ == "__main__":
    main()
