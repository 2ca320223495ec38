"""How each kind of model is made as of any past instant, and judged by what came after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from crm.store import Store
from crm_models.history import History
from crm_models.kinds.catalogue import KINDS
from crm_models.kinds.contract import CustomerModel
from crm_models.kinds.recommend import Recommend
from crm_models.product_texts import read_products
from crm_models.purchase_lines import read_purchases
from crm_models.recommenders.contents import Encode
from crm_models.serving import M

# Beyond so many customers a sample tells as much of what goes with what.
_MOST_CUSTOMERS = 20_000


@dataclass(frozen=True)
class Recipe(Generic[M]):
    """A kind of model, and what one shop's data makes of it.

    Parameters
    ----------
    fit:
        Returns a model of what was known before an instant.
    evaluate:
        Returns how well a model, fitted as of an instant, says what came after it.
    """

    model_class: type[M]
    fit: Callable[[datetime], M]
    evaluate: Callable[[M, datetime], dict[str, float]]


def customer_recipe(kind: str, history: History) -> Recipe[CustomerModel]:
    """Return how a model of customers is made."""
    model_class = KINDS[kind]
    return Recipe(
        model_class,
        lambda as_of: model_class().fit(history, as_of),
        lambda model, as_of: model.evaluate(history, as_of),
    )


def product_recipe(store: Store, encode: Encode | None) -> Recipe[Recommend]:
    """Return how the model of products is made.

    Parameters
    ----------
    encode:
        Makes vectors of texts, by which products without purchases are compared.
    """
    with store.reading() as unit:
        purchases, texts = read_purchases(unit, _MOST_CUSTOMERS), read_products(unit)
    return Recipe(
        Recommend,
        lambda as_of: Recommend().fit(purchases, texts, as_of, encode),
        lambda model, as_of: model.evaluate(purchases, as_of),
    )
