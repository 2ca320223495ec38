"""The training data holds every intent whose name others rely on, and enough words for each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

NLU_DATA = Path(__file__).parents[2] / "nlu_data"
LEAST_UTTERANCES = 30
LEAST_SENTIMENT = 150

FIXED_INTENTS = """
place_order cancel_order change_order track_order delivery_options delivery_period
change_shipping_address set_up_shipping_address
check_payment_methods payment_issue check_invoice get_invoice check_cancellation_fee
check_refund_policy get_refund track_refund
create_account edit_account delete_account switch_account recover_password registration_problems
newsletter_subscription
contact_customer_service contact_human_agent complaint review
return_item exchange_item report_damaged_item report_missing_item check_stock product_info
recommend_product ask_discount loyalty_status unsubscribe cancel_membership export_my_data praise
greet goodbye thank affirm deny stop help bot_challenge out_of_scope
inform ask_policy
""".split()

ENTITIES = """
order_id product category size colour quantity date email phone person_name amount
invoice_id refund_amount delivery_city delivery_country payment_method account_type
""".split()

ANNOTATION = re.compile(r"\[([^\]]+)\]\((\w+)\)|\[([^\]]+)\]\{[^}]*\"entity\": *\"(\w+)\"[^}]*\}")


@cache
def utterances() -> dict[str, list[str]]:
    """Return the examples of each intent as they are written, over all files."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((NLU_DATA / "intents").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                lines = block["examples"].splitlines()
                found[block["intent"]] += [line[2:] for line in lines if line.startswith("- ")]
    return found


@cache
def sentiment() -> dict[str, list[str]]:
    """Return the utterances of each sentiment class."""
    text = (NLU_DATA / "sentiment.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["sentiment"]


def plain(utterance: str) -> str:
    """Return an utterance without entity marks, case and punctuation, for comparing."""
    bare = ANNOTATION.sub(lambda match: match[1] or match[3], utterance)
    return " ".join(re.findall(r"\w+", bare.casefold())) or bare


@pytest.mark.parametrize("intent", FIXED_INTENTS)
def test_each_fixed_intent_has_enough_utterances(intent: str) -> None:
    """Thirty or more different ways to say each thing."""
    different = {text.casefold() for text in utterances()[intent]}

    assert len(different) >= LEAST_UTTERANCES


def test_no_intent_is_misspelt() -> None:
    """A block under a name that is not on the list would be trained and never answered."""
    unknown = set(utterances()) - set(FIXED_INTENTS)

    assert set() == unknown


def test_no_utterance_has_two_intents() -> None:
    """The same words under two intents would teach the classifier a contradiction."""
    intents_of = defaultdict(set)
    for intent, texts in utterances().items():
        for text in texts:
            intents_of[plain(text)].add(intent)
    contradictions = {text: found for text, found in intents_of.items() if len(found) > 1}

    assert {} == contradictions


def test_marked_entities_are_known_names() -> None:
    """Only the entities of the design are marked."""
    names = {
        match[2] or match[4]
        for texts in utterances().values()
        for text in texts
        for match in ANNOTATION.finditer(text)
    }

    assert set() == names - set(ENTITIES)


def test_e_mail_addresses_are_reserved_ones() -> None:
    """An example never shows an address that could be somebody's."""
    everything = [text for texts in utterances().values() for text in texts]
    everything += [text for texts in sentiment().values() for text in texts]
    domains = {domain for text in everything for domain in re.findall(r"@([\w.-]+\w)", text)}

    assert set() == domains - {"example.org"}


@pytest.mark.parametrize("label", ["negative", "neutral", "positive"])
def test_each_sentiment_has_enough_utterances(label: str) -> None:
    """A hundred and fifty or more in each class."""
    assert len(sentiment()[label]) >= LEAST_SENTIMENT


def test_sentiment_utterances_stand_once() -> None:
    """None is repeated, within a class or across classes, and none is an intent's."""
    times = Counter(plain(text) for texts in sentiment().values() for text in texts)
    repeated = [text for text, count in times.items() if count > 1]
    borrowed = {plain(text) for texts in utterances().values() for text in texts} & set(times)

    assert ([], set()) == (repeated, borrowed)
