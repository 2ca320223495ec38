"""Stock of a product, and what a product is like."""

from __future__ import annotations

from typing import ClassVar

from actions.products_in_talk import meant_products, names_unknown, wishes_of
from actions.quoting import quoted
from actions.reply import QuickReply, Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import day, listing
from crm.answers import find_answer
from crm.catalogue import Product, Wishes, card, search
from crm.money import money_text
from crm.recommendation import recommend
from crm.requester import requester_for
from crm.store import Unit

SIMILAR = QuickReply("Something similar", "Can you recommend something similar?")
IN_STOCK = QuickReply("Is it in stock?", "Is it in stock?")
_SHOWN = 3


class CheckStock(Topic):
    """Says whether a product can be had, and when if not now."""

    name: ClassVar[str] = "action_check_stock"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Answer for the product that is meant, for a category, or ask which product."""
        found = meant_products(unit, turn, self.name)
        wishes = wishes_of(unit, turn)
        if not found and wishes.category is not None:
            return _in_category(unit, turn, wishes)
        if len(found) != 1:
            return ask_which(unit, turn, self.name, found)
        product = found[0]
        if not product.comes_in(wishes.colour, wishes.size):
            return _not_made(turn, product)
        settled = turn.dialogue.settled(product=product.id)
        if product.availability == "out":
            return Reply(_sold_out(unit, turn, product), settled)
        low = product.availability == "low"
        values = {"product": product.name}
        say = Say(
            "utter_stock_low" if low else "utter_stock_in",
            {**values, "count": str(product.stock)} if low else values,
            cards=(card(product),),
        )
        return Reply((say,), settled)


class ProductInfo(Topic):
    """Tells what a product is like and what it costs."""

    name: ClassVar[str] = "action_product_info"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Describe the product that is meant; two that are compared are both described."""
        found = meant_products(unit, turn, self.name)
        compared = len(turn.values("product")) == len(found) == 2
        if len(found) != 1 and not compared:
            wishes = wishes_of(unit, turn)
            if not found and wishes.category is not None:
                return _in_category(unit, turn, wishes)
            # "Can I put wool into the machine?" is about no product of its own.
            named = found or turn.entity("product") or turn.asked(self.name, "product")
            quote = None if named else find_answer(unit, turn.text, sure=True)
            if quote is not None:
                return Reply((quoted(quote),), turn.dialogue.settled())
            return ask_which(unit, turn, self.name, found)
        says = [said for product in found for said in _described(product)]
        return Reply(tuple(says), turn.dialogue.settled(product=found[-1].id))


def ask_which(unit: Unit, turn: Turn, topic: str, found: tuple[Product, ...]) -> Reply:
    """Return the question which product is meant, with those that fit as buttons."""
    if found:
        buttons = tuple(QuickReply(one.name, one.name) for one in found)
        say = Say("utter_which_product", quick_replies=buttons)
    elif turn.asked(topic, "product") or names_unknown(unit, turn):
        say = Say("utter_product_not_found", quick_replies=(SIMILAR,))
    else:
        say = Say("utter_ask_product")
    return Reply((say,), turn.dialogue.asks(topic, "product"))


def _described(product: Product) -> list[Say]:
    values = {
        "product": product.name,
        "price": money_text(product.price_minor, product.currency),
        "description": product.description,
    }
    response = "utter_product_info"
    if not product.description:
        response = "utter_product_info_short"
        del values["description"]
    buttons = (IN_STOCK, SIMILAR)
    says = [Say(response, values, buttons, (card(product),))]
    if product.material:
        says.append(Say("utter_product_material", {"material": product.material}))
    if len(product.colours) > 1:
        says.append(Say("utter_product_colours", {"colours": listing(product.colours)}))
    if product.sizes:
        says.append(Say("utter_product_sizes", {"sizes": listing(product.sizes)}))
    return says


def _in_category(unit: Unit, turn: Turn, wishes: Wishes) -> Reply:
    found = search(unit, wishes, in_stock=True)
    if not found:
        say = Say("utter_stock_category_none", quick_replies=(SIMILAR,))
        return Reply((say,), turn.dialogue.settled())
    picks = recommend(unit, wishes=wishes, count=_SHOWN)
    cards = tuple(card(pick.product, pick.reason) for pick in picks)
    values = {"count": str(len(found)), "category": found[0].category_name or ""}
    response = "utter_stock_category_one" if len(found) == 1 else "utter_stock_category"
    if len(found) == 1:
        del values["count"]
    return Reply((Say(response, values, cards=cards),), turn.dialogue.settled())


def _not_made(turn: Turn, product: Product) -> Reply:
    colour, size = turn.entity("colour"), turn.entity("size")
    made: tuple[str, ...] = ()
    if size is not None and not product.comes_in(size=size.value):
        made = product.sizes
        asked = size.value
    else:
        made = product.colours
        asked = colour.value if colour else ""
    values = {"product": product.name, "asked": asked}
    response = "utter_stock_not_made"
    if made:
        response, values = "utter_stock_made_in", {**values, "made": listing(made)}
    say = Say(response, values, (SIMILAR,), (card(product),))
    return Reply((say,), turn.dialogue.settled(product=product.id))


def _sold_out(unit: Unit, turn: Turn, product: Product) -> tuple[Say, ...]:
    values = {"product": product.name}
    response = "utter_stock_out"
    if product.restock_on is not None and product.restock_on >= turn.sent_at.date():
        response = "utter_stock_out_until"
        values["day"] = day(product.restock_on, turn.sent_at)
    out = Say(response, values, cards=(card(product),))
    requester = requester_for(unit, turn.conversation_id, turn.customer)
    kind = Wishes(category=product.category)
    similar = recommend(unit, requester.customer_id, kind, count=_SHOWN) if kind.category else ()
    if not similar:
        return (out,)
    cards = tuple(card(pick.product, pick.reason) for pick in similar)
    return out, Say("utter_stock_instead", cards=cards)
