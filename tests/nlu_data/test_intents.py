"""The training utterances: one meaning each, enough of each intent, known entities only."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

NLU_DATA = Path(__file__).parents[2] / "nlu_data"
FEWEST_UTTERANCES = 70
LONGEST = 300
ENTITIES = set(
    """order_id product category size colour quantity date email phone person_name amount
    invoice_id refund_amount delivery_city delivery_country payment_method account_type""".split()
)
SPAN = re.compile(r"\[(?P<text>[^\[\]]+)\](?:\((?P<name>\w+)\)|(?P<detail>\{[^{}]*\}))")


def blocks(pattern: str) -> Iterator[dict[str, str]]:
    """Every entry under `nlu:` of the YAML files in nlu_data whose path matches."""
    for path in sorted(NLU_DATA.glob(pattern)):
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]


def utterances() -> list[tuple[str, str]]:
    """All (intent, annotated utterance) pairs."""
    return [
        (block["intent"], line.removeprefix("- ").strip())
        for block in blocks("intents/*.yml")
        for line in block["examples"].splitlines()
    ]


def as_read(utterance: str) -> str:
    """The words alone, in lower case; where there are none, such as a smiley, the text itself."""
    text = SPAN.sub(lambda span: span["text"], utterance).lower()
    return " ".join(re.findall(r"[\w'+@.-]*\w", text)) or text


def entity_of(span: re.Match[str]) -> str:
    """The entity that one annotation names."""
    return span["name"] or str(json.loads(span["detail"])["entity"])


def test_no_utterance_stands_under_two_intents():
    """A sentence means one thing, whatever its case and punctuation."""
    intents = defaultdict(set)
    for intent, utterance in utterances():
        intents[as_read(utterance)].add(intent)

    assert {} == {words: found for words, found in intents.items() if len(found) > 1}


def test_each_intent_has_enough_utterances():
    """Every intent is taught by at least seventy different sentences."""
    examples = defaultdict(set)
    for intent, utterance in utterances():
        examples[intent].add(as_read(utterance))

    assert {} == {
        intent: len(found) for intent, found in examples.items() if len(found) < FEWEST_UTTERANCES
    }


def test_files_are_small():
    """A file of utterances is no longer than a person reads in one go."""
    lines = {
        path.name: len(path.read_text(encoding="utf-8").splitlines())
        for path in (NLU_DATA / "intents").glob("*.yml")
    }

    assert {} == {name: count for name, count in lines.items() if count > LONGEST}


def test_annotated_entities_are_known():
    """An annotation names one of the entities that the engine knows."""
    named = {entity_of(span) for _, text in utterances() for span in SPAN.finditer(text)}

    assert set() == named - ENTITIES


def test_annotations_are_well_formed():
    """No bracket is left over once the annotations are taken out."""
    broken = [text for _, text in utterances() if re.search(r"[\[\]{}]", SPAN.sub("", text))]

    assert [] == broken


def test_lines_of_examples_are_list_items():
    """Each line of a block of examples is one item, so that no sentence is lost when read."""
    lost = [
        line
        for pattern in ("intents/*.yml", "lookups/*.yml", "synonyms.yml")
        for block in blocks(pattern)
        for line in block["examples"].splitlines()
        if not re.match(r"- \S", line)
    ]

    assert [] == lost


@pytest.mark.parametrize("path", sorted((NLU_DATA / "lookups").glob("*.yml")), ids=lambda p: p.stem)
def test_a_lookup_lists_values_of_a_known_entity_once(path: Path):
    """A lookup file is named for its entity and holds no value twice."""
    (block,) = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
    values = [line.removeprefix("- ").strip().lower() for line in block["examples"].splitlines()]

    assert path.stem == block["lookup"]
    assert path.stem in ENTITIES
    assert len(set(values)) == len(values)


def test_a_spelling_has_one_synonym():
    """No spelling maps to two values: the later one would silently win."""
    values = defaultdict(set)
    for block in blocks("synonyms.yml"):
        for line in block["examples"].splitlines():
            values[line.removeprefix("- ").strip().lower()].add(block["synonym"])

    assert {} == {spelling: found for spelling, found in values.items() if len(found) > 1}
