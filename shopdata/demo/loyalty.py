"""Memberships, the ledger of points, and consents."""

from __future__ import annotations

import numpy as np

from crm.policy import SHOP_POLICY
from shopdata.demo.aftermath import Returns
from shopdata.demo.behaviours import NAMES
from shopdata.demo.columns import DAY, NEVER, Columns, Flags, Ints, labelled
from shopdata.demo.money import per_order

MEMBERS = {
    "loyal": 0.95, "bargain_hunting": 0.70, "seasonal": 0.35, "fading": 0.65, "gone": 0.45,
    "new": 0.40, "occasional": 0.30,
}  # fmt: skip
NEWSLETTER, PERSONALISATION = 0.55, 0.80
REDEEMS = 0.35
LEFT = 0.04
TIERS = tuple(SHOP_POLICY.loyalty.tier_from_points)
REASONS = ("earned", "returned", "redeemed")


def draw_members(generator: np.random.Generator, kind: Ints, cast: Flags) -> Flags:
    """Draw who is a member; everybody in the cast who is a customer is."""
    chance = np.array([MEMBERS[name] for name in NAMES])[kind]
    return (generator.random(len(kind)) < chance) | cast


def draw_ledger(
    generator: np.random.Generator,
    members: Flags,
    orders: dict[str, Ints],
    returns: Returns,
    now: int,
) -> Columns:
    """Return the entries: earned at delivery, taken back with refunds, spent in steps.

    Parameters
    ----------
    orders:
        Columns ``person``, ``value`` (goods less discount, cents) and ``delivered``.
    """
    mine = members[np.minimum(orders["person"], len(members) - 1)]
    mine = mine & (orders["person"] < len(members)) & (orders["delivered"] != NEVER)
    earning = np.flatnonzero(mine)
    value = orders["value"]
    back = np.flatnonzero((returns.refund > 0) & mine[returns.order])
    lost = _lost_points(value, returns, back)
    order = np.concatenate([earning, returns.order[back]])
    points = np.concatenate([value[earning] // 100, -lost])
    reason = np.repeat([0, 1], [len(earning), len(back)])
    when = np.concatenate([orders["delivered"][earning], returns.accepted_at[back]])
    person = orders["person"][order]
    keep = points != 0
    return _with_spending(
        generator, person[keep], order[keep], points[keep], reason[keep], when[keep], now
    )


def _lost_points(value: Ints, returns: Returns, back: Ints) -> Ints:
    """Points earned on the order less the points that the rest is worth."""
    whole = value[returns.order[back]]
    rest = np.maximum(whole - returns.refund[back], 0)
    return np.asarray(whole // 100 - rest // 100)


def _with_spending(
    generator: np.random.Generator,
    person: Ints,
    order: Ints,
    points: Ints,
    reason: Ints,
    when: Ints,
    now: int,
) -> Columns:
    """Let some members change part of what they have today into a voucher, lately."""
    size = int(person.max(initial=-1)) + 1
    balance = per_order(person, points, size)
    step = SHOP_POLICY.loyalty.redeem_step_points
    last = np.zeros(size, dtype=np.int64)
    np.maximum.at(last, person, when)
    spends = (balance >= 2 * step) & (generator.random(size) < REDEEMS)
    who = np.flatnonzero(spends & (last + DAY < now))
    part = generator.uniform(0.3, 0.9, len(who))
    spent = np.maximum((balance[who] * part).astype(np.int64) // step, 1) * step
    moment = last[who] + (generator.random(len(who)) * (now - last[who])).astype(np.int64)
    sort = np.argsort(np.concatenate([when, moment]), kind="stable")
    none = np.full(len(who), NEVER)
    return {
        "person": np.concatenate([person, who])[sort],
        "order": np.concatenate([order, none])[sort],
        "points": np.concatenate([points, -spent])[sort],
        "reason": labelled(np.concatenate([reason, np.full(len(who), 2)])[sort], REASONS),
        "created_at": np.concatenate([when, moment])[sort],
    }


def membership_rows(
    generator: np.random.Generator,
    members: Flags,
    cast: Flags,
    ledger: Columns,
    joined: Ints,
    now: int,
) -> Columns:
    """Return the memberships with the balance and the tier that the ledger leads to."""
    count = len(members)
    person, points = np.asarray(ledger["person"]), np.asarray(ledger["points"])
    spent = np.asarray(ledger["reason"].codes == 2)  # type: ignore[union-attr]
    recent = np.asarray(ledger["created_at"]) > now - 365 * DAY
    year = per_order(person, np.where(recent & ~spent, points, 0), count)
    tier = np.zeros(count, dtype=np.int64)
    for step, start in enumerate(SHOP_POLICY.loyalty.tier_from_points.values()):
        tier[year >= start] = step
    who = np.flatnonzero(members)
    left = (generator.random(len(who)) < LEFT) & ~cast[who]
    moment = joined[who] + (generator.uniform(0.5, 1, len(who)) * (now - joined[who])).astype(int)
    return {
        "person": who,
        "tier": labelled(tier[who], TIERS),
        "points": per_order(person, points, count)[who],
        "status": labelled(left.astype(int), ("active", "cancelled")),
        "joined_at": joined[who],
        "cancelled_at": np.where(left, moment, NEVER),
    }


def consent_rows(generator: np.random.Generator, joined: Ints, now: int) -> Columns:
    """Return two consents a customer; a fifth was changed later in the settings."""
    count = len(joined)
    person = np.repeat(np.arange(count), 2)
    purpose = np.tile([0, 1], count)
    granted = generator.random(2 * count) < np.where(purpose == 0, NEWSLETTER, PERSONALISATION)
    changed = generator.random(2 * count) < 0.2
    since = joined[person]
    moment = since + (generator.random(2 * count) * (now - since)).astype(np.int64)
    return {
        "person": person,
        "purpose": labelled(purpose, ("newsletter", "personalisation")),
        "granted": granted,
        "source": labelled(changed.astype(int), ("sign_up", "settings")),
        "changed_at": np.where(changed, moment, since),
    }
