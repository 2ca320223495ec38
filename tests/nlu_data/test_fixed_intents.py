"""The training data holds every intent whose name others rely on, and enough words for each."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
NLU_DATA = PROJECT / "nlu_data"
LEAST_UTTERANCES = 70
LEAST_OF_SHOP_INTENTS = 95
LEAST_SENTIMENT = 150

# Labelled data from outside is scored against these, in all the words that customers of shops use.
SHOP_INTENTS = """
place_order cancel_order change_order track_order delivery_options delivery_period
change_shipping_address set_up_shipping_address
check_payment_methods payment_issue check_invoice get_invoice check_cancellation_fee
check_refund_policy get_refund track_refund
create_account edit_account delete_account switch_account recover_password registration_problems
newsletter_subscription
contact_customer_service contact_human_agent complaint review
""".split()

OTHER_INTENTS = """
return_item exchange_item report_damaged_item report_missing_item check_stock product_info
recommend_product ask_discount loyalty_status unsubscribe cancel_membership export_my_data praise
greet goodbye thank affirm deny stop help bot_challenge out_of_scope
inform ask_policy
""".split()

FIXED_INTENTS = SHOP_INTENTS + OTHER_INTENTS

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
    """Seventy or more different ways to say each thing, and more for what shops are asked most."""
    different = {text.casefold() for text in utterances()[intent]}
    least = LEAST_OF_SHOP_INTENTS if intent in SHOP_INTENTS else LEAST_UTTERANCES

    assert len(different) >= least


def test_each_intent_is_explained() -> None:
    """Those who label find every intent in the guide once, and no other."""
    rows = re.findall(r"^\| `(\w+)` \|", (PROJECT / "docs/intents.md").read_text("utf-8"), re.M)

    assert sorted(FIXED_INTENTS) == sorted(rows)


def test_intents_that_name_the_newsletter_are_one() -> None:
    """Who names the newsletter is read alike, whether it is to begin or to end."""
    elsewhere = [text for text in utterances()["unsubscribe"] if "newsletter" in text.casefold()]

    assert [] == elsewhere


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
    """None is repeated, within a class or across classes."""
    times = Counter(plain(text) for texts in sentiment().values() for text in texts)
    repeated = [text for text, count in times.items() if count > 1]

    assert [] == repeated
