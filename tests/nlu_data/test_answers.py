"""The help centre: each article is whole, and quotes the numbers that the services decide by."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from crm.policy import SHOP_POLICY

ANSWERS = Path(__file__).parents[2] / "nlu_data" / "answers"
ARTICLES = sorted(ANSWERS.glob("*.md"))

STANDARD, EXPRESS, PICKUP = (
    SHOP_POLICY.delivery_option(code) for code in ("standard", "express", "pickup_point")
)
LOYALTY = SHOP_POLICY.loyalty
NUMBER_WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def read_article(path: Path) -> tuple[dict[str, Any], str]:
    """Return the front matter and the body of an article."""
    start, front_matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert start == "", f"{path.name} must begin with a line of three dashes"
    return yaml.safe_load(front_matter), body.strip()


def euros(minor: int) -> str:
    """Return an amount as the articles write it, such as ``4.90 EUR`` or ``50 EUR``."""
    whole, cents = divmod(minor, 100)
    return f"{whole}.{cents:02} EUR" if cents else f"{whole} EUR"


def working_days(option: Any) -> str:
    """Return the range of an option's delivery time as the articles write it."""
    return f"{option.fastest_working_days}-{option.slowest_working_days} working days"


def opening(weekday: int) -> str:
    """Return a weekday's support hours as the articles write them."""
    start, end = SHOP_POLICY.support_hours.by_weekday[weekday]
    return f"from {start.hour}:{start:%M} to {end.hour}:{end:%M}"


QUOTES = [
    ("returns", f"within {SHOP_POLICY.return_window_days} days of delivery"),
    ("returns", f"Gold members have {SHOP_POLICY.gold_return_window_days} days"),
    ("returns", f"within {SHOP_POLICY.refund_working_days} working days"),
    ("refunds", f"within {SHOP_POLICY.refund_working_days} working days"),
    ("cancellations", f"within {SHOP_POLICY.refund_working_days} working days"),
    ("delivery-options", f"takes {working_days(STANDARD)} and costs {euros(STANDARD.price_minor)}"),
    ("delivery-options", f"takes {working_days(EXPRESS)} and costs {euros(EXPRESS.price_minor)}"),
    ("delivery-options", f"takes {working_days(PICKUP)} and costs {euros(PICKUP.price_minor)}"),
    (
        "delivery-options",
        f"free for orders from {euros(SHOP_POLICY.free_delivery_from_minor or 0)}",
    ),
    ("missing-parcels", f"until {SHOP_POLICY.missing_after_days} days after the expected date"),
    ("damaged-items", f"within {SHOP_POLICY.damage_report_days} days of delivery"),
    (
        "exchanges",
        f"{SHOP_POLICY.return_window_days} days after delivery, "
        f"and {SHOP_POLICY.gold_return_window_days} days for gold members",
    ),
    ("payment-methods", f"pay within {SHOP_POLICY.pay_later_days} days of the invoice"),
    ("pay-later", f"pay within {SHOP_POLICY.pay_later_days} days"),
    ("loyalty", f"{LOYALTY.points_per_euro} point for each euro"),
    (
        "loyalty",
        f"{LOYALTY.redeem_step_points} points are worth {euros(LOYALTY.redeem_step_minor)}",
    ),
    ("loyalty", f"Silver begins at {LOYALTY.tier_from_points['silver']} points"),
    ("loyalty", f"Gold begins at {LOYALTY.tier_from_points['gold']} points"),
    ("warranty", f"a warranty of {NUMBER_WORDS[SHOP_POLICY.warranty_years]} years"),
    ("repairs", f"the warranty of {NUMBER_WORDS[SHOP_POLICY.warranty_years]} years"),
    ("gift-cards", f"valid for {NUMBER_WORDS[SHOP_POLICY.gift_card_years]} years"),
    ("gift-wrapping", f"for {euros(SHOP_POLICY.gift_wrapping_minor)} a parcel"),
    ("contact", SHOP_POLICY.support_phone),
    ("contact", SHOP_POLICY.support_email),
    ("contact", f"Monday to Friday {opening(0)} and Saturday {opening(5)}"),
    ("business-accounts", f"by invoice within {SHOP_POLICY.business_invoice_days} days"),
    ("account-deletion", f"within {SHOP_POLICY.account_deletion_days} days"),
    ("data-export", f"within {SHOP_POLICY.data_export_hours} hours"),
    ("ordering", f"You have to be {SHOP_POLICY.minimum_age_years} years old"),
    ("age-checks", f"to be {SHOP_POLICY.minimum_age_years} years old"),
    ("pick-up-points", f"costs {euros(PICKUP.price_minor)} and takes {working_days(PICKUP)}"),
    ("delivery-days", "on the next working day"),
    ("wrong-items", f"within {SHOP_POLICY.damage_report_days} days of delivery"),
    ("plants", f"within {SHOP_POLICY.damage_report_days} days of delivery"),
    ("parcel-insurance", f"within {SHOP_POLICY.damage_report_days} days of delivery"),
    ("order-changes", f"within {SHOP_POLICY.refund_working_days} working days"),
    ("late-returns", f"lasts {SHOP_POLICY.return_window_days} days"),
    ("late-returns", f"or {SHOP_POLICY.gold_return_window_days} days for gold members"),
    ("right-of-withdrawal", f"period of {SHOP_POLICY.return_window_days} days"),
    ("peak-season", f"{SHOP_POLICY.gold_return_window_days} days for gold members"),
    ("gift-orders", f"costs {euros(SHOP_POLICY.gift_wrapping_minor)} a parcel"),
    ("account-safety", SHOP_POLICY.support_email),
]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_each_article_is_whole(path: Path) -> None:
    """An article has a title, a topic, four to twelve questions and 60 to 150 words."""
    front_matter, body = read_article(path)
    questions = front_matter["questions"]

    assert {"title", "topic", "questions"} == set(front_matter)
    assert all(str(front_matter[name]).strip() for name in ("title", "topic"))
    assert 4 <= len(questions) <= 12
    assert all(isinstance(question, str) and question.strip() for question in questions)
    assert 60 <= len(body.split()) <= 150


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_each_line_of_a_body_is_one_whole_sentence(path: Path) -> None:
    """A reply quotes single sentences, so each stands on a line of its own and ends."""
    _, body = read_article(path)
    unfinished = [line for line in body.splitlines() if line and not line.endswith((".", "!", "?"))]

    assert [] == unfinished


def test_the_help_centre_has_no_gaps_in_its_key_topics() -> None:
    """There are at least 60 articles, and each that is quoted above exists."""
    names = {path.stem for path in ARTICLES}

    assert len(names) >= 60
    assert {name for name, _ in QUOTES} <= names


def test_titles_and_questions_lead_to_one_article() -> None:
    """No title and no question stands in two articles."""
    articles = [read_article(path)[0] for path in ARTICLES]
    texts = [article["title"] for article in articles]
    texts += [question for article in articles for question in article["questions"]]
    repeated = [text for text, times in Counter(map(str.casefold, texts)).items() if times > 1]

    assert [] == repeated


@pytest.mark.parametrize(("name", "quote"), QUOTES)
def test_articles_quote_the_numbers_of_the_policy(name: str, quote: str) -> None:
    """What customers read is what the services do."""
    _, body = read_article(ANSWERS / f"{name}.md")

    assert quote in body


def test_the_payment_article_names_every_method_and_card() -> None:
    """A method that the shop takes is named, in the words that customers know."""
    _, body = read_article(ANSWERS / "payment-methods.md")
    words = {"card": "card", "paypal": "PayPal", "bank_transfer": "bank transfer"}
    words |= {"pay_later": "Pay later", "gift_card": "gift card"}
    names = [words[method] for method in SHOP_POLICY.payment_methods] + list(
        SHOP_POLICY.card_brands
    )

    assert [] == [name for name in names if name not in body]
