"""Recommendations that fit the customer and what they wish for."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any, ClassVar

from actions.answers_in_talk import gathered
from actions.prices_in_talk import wants_cheaper
from actions.products_in_talk import (
    meant_products,
    named_products,
    refers_back,
    wants_companions,
    wants_others,
    wants_similar,
    wishes_of,
)
from actions.reply import QuickReply, Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from crm.catalogue import Product, Wishes, card, products_by_id
from crm.profiles import profile_of
from crm.recommendation import Pick, nearest_in_price, recommend, record_recommended
from crm.requester import Requester, requester_for
from crm.store import Unit

OTHERS = QuickReply("Something else", "What else can you recommend?")
_SHOWN = 3
_PERSONAL = frozenset({"because_bought", "like_bought", "for_you", "again"})


class Recommend(Topic):
    """Recommends products, each with a reason, and narrows them down with what is said next."""

    name: ClassVar[str] = "action_recommend"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return products that fit, or the nearest when none fulfils all wishes."""
        before = gathered(turn, self.name)
        new = wishes_of(unit, turn)
        if turn.intent == "affirm" and turn.asked(self.name, "wish") and new == Wishes():
            return Reply((Say("utter_recommend_taken"),), turn.dialogue.settled())
        near = _near(unit, turn, before)
        wishes = _cheaper(unit, turn, before, near, _merged(turn, before, new))
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        shown = set(before.get("shown") or ()) if wants_others(turn) else set()
        wanted = () if near is not None else named_products(unit, turn)
        if near is not None and not wants_companions(turn) and _wants_its_kind(turn):
            shown.add(near.id)
            wishes, near = replace(wishes, category=near.category), None
        elif near is not None:
            # What goes with a thing is often of another kind than was looked for before.
            wishes = new
        fitting = tuple(Pick(one, "fits") for one in wanted if _has(one, wishes))
        picks = fitting[:_SHOWN] or _fresh(unit, requester, wishes, near, shown, wanted)
        response = _response(picks, near, wishes, named=bool(fitting))
        if wanted and not fitting and picks:
            response = "utter_recommend_nearest"
        if not picks:
            response, picks = _nearest(unit, requester, wishes, wanted, shown)
        if not picks:
            return Reply((Say(response),), turn.dialogue.asks(self.name, "wish"))
        record_recommended(unit, requester, picks)
        say = Say(
            response,
            quick_replies=(OTHERS,),
            cards=tuple(card(pick.product, pick.reason) for pick in picks),
            why=_why(unit, turn, picks),
        )
        if wanted and wishes.category is None:
            wishes = replace(wishes, category=wanted[0].category)
        last = [pick.product.id for pick in picks]
        kept: dict[str, Any] = {"wishes": asdict(wishes), "shown": sorted(shown | set(last))}
        kept |= {"last": last, **({"near": near.id} if near else {})}
        focus = wanted[0].id if len(wanted) == 1 and fitting else turn.dialogue.product
        dialogue = replace(turn.dialogue, product=focus)
        return Reply((say,), dialogue.asks(self.name, "wish", **kept))


def _wants_its_kind(turn: Turn) -> bool:
    return wants_similar(turn) or wants_cheaper(turn)


def _has(product: Product, wishes: Wishes) -> bool:
    return product.stock > 0 and wishes.fit(product)


def _fresh(
    unit: Unit,
    requester: Requester,
    wishes: Wishes,
    near: Product | None,
    shown: set[int],
    wanted: tuple[Product, ...],
) -> tuple[Pick, ...]:
    """Return picks that were not shown already; of what is named but not to be had, its kind."""
    if wanted and (wishes.above_minor is not None or wishes.below_minor is not None):
        return ()
    if wanted and wishes.category is None:
        wishes = replace(wishes, category=wanted[0].category)
    count = _SHOWN + len(shown)
    picks = recommend(
        unit, requester.customer_id, wishes, near=near.id if near else None, count=count
    )
    return tuple(pick for pick in picks if pick.product.id not in shown)[:_SHOWN]


def _nearest(
    unit: Unit,
    requester: Requester,
    wishes: Wishes,
    wanted: tuple[Product, ...],
    shown: set[int],
) -> tuple[str, tuple[Pick, ...]]:
    """Return what comes closest when nothing fulfils all wishes, and what is said of it."""
    if wishes.above_minor is not None or wishes.below_minor is not None:
        near = nearest_in_price(unit, wishes, among=wanted, count=_SHOWN)
        if near:
            return "utter_recommend_nearest_price", near
    picks = _fresh(unit, requester, Wishes(category=wishes.category), None, shown, ())
    return ("utter_recommend_nearest" if picks else "utter_recommend_none"), picks


def _merged(turn: Turn, before: dict[str, Any], new: Wishes) -> Wishes:
    """Return the earlier wishes with those of this turn over them; a new thing starts afresh."""
    old = _kept_wishes(before)
    if turn.entity("product") or (new.category is not None and new.category != old.category):
        return new
    said = {name: value for name, value in asdict(new).items() if value is not None}
    merged = replace(old, **said)
    if (merged.above_minor or 0) > (merged.below_minor or merged.above_minor or 0):
        # "Over 60" after "under 50" is a change of mind.
        return replace(merged, above_minor=new.above_minor, below_minor=new.below_minor)
    return merged


def _kept_wishes(before: dict[str, Any]) -> Wishes:
    known = {field.name for field in fields(Wishes)}
    kept = before.get("wishes") or {}
    return Wishes(**{name: value for name, value in kept.items() if name in known})


def _cheaper(
    unit: Unit, turn: Turn, before: dict[str, Any], near: Product | None, wishes: Wishes
) -> Wishes:
    """Return the wishes with a price below what was shown, when "cheaper" says no other."""
    if not wants_cheaper(turn) or turn.entity("amount"):
        return wishes
    last = [near] if near else list(products_by_id(unit, before.get("last") or ()).values())
    if not last:
        return wishes
    below = min(one.price_minor for one in last) - 1
    return replace(wishes, above_minor=None, below_minor=below)


def _near(unit: Unit, turn: Turn, before: dict[str, Any]) -> Product | None:
    """Return the product that companions or similar things are wanted of, if any.

    A product that is only named is wanted itself, and the one in talk counts when the turn points
    at it: whoever asks for a gift after talk about a jumper wants no socks to go with it.
    """
    if turn.entity("product"):
        relates = wants_companions(turn) or wants_similar(turn)
    elif turn.entity("category"):
        relates = wants_companions(turn)
    elif wants_others(turn) and before.get("near") and not wants_similar(turn):
        return products_by_id(unit, [before["near"]]).get(before["near"])
    else:
        cheaper = wants_cheaper(turn) and not before.get("last")
        relates = wants_companions(turn) or wants_similar(turn) or cheaper or refers_back(turn)
    if not relates:
        return None
    found = meant_products(unit, turn, "")
    return found[0] if found else None


def _response(picks: tuple[Pick, ...], near: Product | None, wishes: Wishes, *, named: bool) -> str:
    """Return the response whose words are true of all picks."""
    sources = {pick.source for pick in picks}
    if near is not None and sources == {"goes_with"} and {p.because for p in picks} == {near.name}:
        return "utter_recommend_goes_with"
    if named or (wishes != Wishes() and near is None):
        return "utter_recommend_fits"
    if sources <= _PERSONAL and near is None:
        return "utter_recommend_for_you"
    popular = sources <= {"popular", "popular_in"}
    return "utter_recommend_popular" if popular else "utter_recommend_mixed"


def _why(unit: Unit, turn: Turn, picks: tuple[Pick, ...]) -> dict[str, Any]:
    rows = [
        {"product": pick.product.id, "source": pick.source, "because": pick.because}
        for pick in picks
    ]
    facts = profile_of(unit, turn.customer).facts()
    return {"rule": "recommend", "picks": rows, "facts": facts}
