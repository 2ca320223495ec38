"""Rows of what the shop offers: categories, products with their stock, and offers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from crm.policy import SHOP_POLICY
from shopdata.demo.columns import DAY, WINDOW_DAYS
from shopdata.demo.dice import Dice
from shopdata.demo.offers import CAMPAIGNS, RESPONSE_DAYS, Campaign
from shopdata.demo.rows import EPOCH
from shopdata.demo.shop import Shop

SOLD_OUT, LOW = 0.05, 0.08
LONG_DAYS = 120

Rows = list[dict[str, Any]]


def category_rows(shop: Shop, bases: Mapping[str, int]) -> Rows:
    """Return the categories."""
    return [
        {
            "id": bases["categories"] + 1 + place,
            "slug": category.slug,
            "name": category.name,
            "aliases": list(category.aliases),
        }
        for place, category in enumerate(shop.goods.categories)
    ]


def product_rows(shop: Shop, bases: Mapping[str, int], seed: int) -> Rows:
    """Return the products: some sold out, some of those with a day on which more will come."""
    dice = Dice(seed)["stock"]
    count = len(shop.goods.products)
    luck, more = dice.random(count).tolist(), dice.integers(6, 200, size=count).tolist()
    wait = dice.integers(4, 30, size=count).tolist()
    today = EPOCH + timedelta(seconds=shop.now)
    rows = []
    for place, product in enumerate(shop.goods.products):
        out = luck[place] < SOLD_OUT
        low = not out and luck[place] < SOLD_OUT + LOW
        known = out and wait[place] % 5
        back = (today + timedelta(days=wait[place])).date().isoformat() if known else None
        rows.append(
            {
                "id": bases["products"] + 1 + place,
                "sku": product.sku,
                "name": product.name,
                "description": product.description,
                "category_id": bases["categories"] + 1 + int(shop.goods.category_of[place]),
                "price_minor": product.price_minor,
                "currency": SHOP_POLICY.currency,
                "attributes": product.attributes,
                "aliases": list(product.aliases),
                "consumable": product.consumable,
                "stock": 0 if out else 1 + more[place] % 5 if low else more[place],
                "restock_expected_on": back,
                "active": True,
                "created_at": today - timedelta(days=WINDOW_DAYS + 30),
            }
        )
    return rows


def offer_rows(shop: Shop, bases: Mapping[str, int]) -> Rows:
    """Return past campaigns, and offers that run now."""
    return [
        _offer(campaign, bases["offers"] + 1 + place, shop.now)
        for place, campaign in enumerate(CAMPAIGNS)
    ]


def _offer(campaign: Campaign, key: int, now: int) -> dict[str, Any]:
    past = campaign.days_ago is not None
    begin = now - (campaign.days_ago or 7) * DAY
    end = begin + (RESPONSE_DAYS if past else LONG_DAYS) * DAY
    audience = {"segments": list(campaign.segments), "churn_risk": list(campaign.churn_risk)}
    return {
        "id": key,
        "code": campaign.code,
        "title": campaign.title,
        "kind": campaign.kind,
        "percent": campaign.percent,
        "amount_minor": campaign.amount_minor,
        "currency": SHOP_POLICY.currency if campaign.amount_minor else None,
        "minimum_minor": campaign.minimum_minor,
        "audience": audience,
        "active": not past,
        "starts_at": EPOCH + timedelta(seconds=begin - DAY),
        "ends_at": EPOCH + timedelta(seconds=end),
    }
