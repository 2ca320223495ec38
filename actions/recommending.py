"""Recommendations that fit the customer and what they wish for."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any, ClassVar

from actions.answers_in_talk import gathered
from actions.products_in_talk import (
    meant_products,
    named_kind,
    wants_others,
    wants_similar,
    wishes_of,
)
from actions.reply import QuickReply, Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from crm.catalogue import Product, Wishes, card
from crm.profiles import profile_of
from crm.recommendation import Pick, recommend, record_recommended
from crm.requester import Requester, requester_for
from crm.store import Unit

OTHERS = QuickReply("Something else", "What else can you recommend?")
_SHOWN = 3


class Recommend(Topic):
    """Recommends products, each with a reason, and narrows them down with what is said next."""

    name: ClassVar[str] = "action_recommend"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return products that fit, or the nearest when none fulfils all wishes."""
        before = gathered(turn, self.name)
        new = wishes_of(unit, turn)
        if turn.intent == "affirm" and turn.asked(self.name, "wish") and new == Wishes():
            return Reply((Say("utter_recommend_taken"),), turn.dialogue.settled())
        wishes = _merged(before.get("wishes") or {}, new)
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        near = _near(unit, turn, new)
        shown = set(before.get("shown") or ()) if wants_others(turn) else set()
        if near is not None and wants_similar(turn):
            shown.add(near.id)
            wishes, near = replace(wishes, category=near.category), None
        kind = tuple(Pick(one, "fits") for one in named_kind(unit, turn) if _has(one, wishes))
        picks = kind[:_SHOWN] or _fresh(unit, requester, wishes, near, shown)
        response = _response(picks, turn, near)
        if not picks:
            wishes = Wishes(category=wishes.category)
            picks = _fresh(unit, requester, wishes, None, shown)
            response = "utter_recommend_nearest" if picks else "utter_recommend_none"
        if not picks:
            return Reply((Say(response),), turn.dialogue.asks(self.name, "wish"))
        record_recommended(unit, requester, picks)
        say = Say(
            response,
            quick_replies=(OTHERS,),
            cards=tuple(card(pick.product, pick.reason) for pick in picks),
            why=_why(unit, turn, picks),
        )
        seen = sorted(shown | {pick.product.id for pick in picks})
        kept = {"wishes": asdict(wishes), "shown": seen}
        return Reply((say,), turn.dialogue.asks(self.name, "wish", **kept))


def _has(product: Product, wishes: Wishes) -> bool:
    return product.stock > 0 and wishes.fit(product)


def _fresh(
    unit: Unit, requester: Requester, wishes: Wishes, near: Product | None, shown: set[int]
) -> tuple[Pick, ...]:
    """Return picks that were not shown already."""
    count = _SHOWN + len(shown)
    picks = recommend(
        unit, requester.customer_id, wishes, near=near.id if near else None, count=count
    )
    return tuple(pick for pick in picks if pick.product.id not in shown)[:_SHOWN]


def _merged(before: dict[str, Any], new: Wishes) -> Wishes:
    """Return the earlier wishes with those of this turn over them; a new category starts afresh."""
    if new.category is not None and new.category != before.get("category"):
        return new
    known = {field.name for field in fields(Wishes)}
    old = Wishes(**{name: value for name, value in before.items() if name in known})
    said = {name: value for name, value in asdict(new).items() if value is not None}
    return replace(old, **said)


def _near(unit: Unit, turn: Turn, new: Wishes) -> Product | None:
    """Return the product in talk, unless the turn leads away from it."""
    if (new != Wishes() and not turn.entity("product")) or named_kind(unit, turn):
        return None
    found = meant_products(unit, turn, "")
    return found[0] if found else None


def _response(picks: tuple[Pick, ...], turn: Turn, near: Product | None) -> str:
    sources = {pick.source for pick in picks}
    if near is not None and "goes_with" in sources:
        return "utter_recommend_goes_with"
    if turn.customer is not None and sources & {"because_bought", "goes_with"}:
        return "utter_recommend_for_you"
    return "utter_recommend_fits" if "fits" in sources else "utter_recommend_popular"


def _why(unit: Unit, turn: Turn, picks: tuple[Pick, ...]) -> dict[str, Any]:
    rows = [
        {"product": pick.product.id, "source": pick.source, "because": pick.because}
        for pick in picks
    ]
    facts = profile_of(unit, turn.customer).facts()
    return {"rule": "recommend", "picks": rows, "facts": facts}
