"""Campaigns of the past: who was shown an offer, who was held back, and what it changed.

Each person has a reaction: persuadables order because of an offer, sure things order anyway, lost
causes never, and sleeping dogs stay away when they are bothered. Who is treated is decided by a
coin, so that the difference between treated and control is the effect (an uplift experiment).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shopdata.demo.behaviours import BEHAVIOURS, NAMES, Rhythm
from shopdata.demo.columns import NEVER, WINDOW_DAYS, Flags, Ints

REACTIONS = ("persuadable", "sure_thing", "lost_cause", "sleeping_dog")
RESPONSE_DAYS = 14
"""An order within so many days of the exposure counts as its outcome."""

AUDIENCE = 0.45
"""Part of the customers whom each campaign reaches, treated and control together."""


@dataclass(frozen=True)
class Campaign:
    """An offer that was shown in the past or is shown now.

    Parameters
    ----------
    days_ago:
        When its exposures were, or ``None`` for an offer that runs now.
    """

    code: str
    title: str
    kind: str
    percent: int | None
    amount_minor: int | None
    minimum_minor: int
    days_ago: int | None
    segments: tuple[str, ...] = ()
    churn_risk: tuple[str, ...] = ()


CAMPAIGNS = (
    Campaign("SPRING10", "10% off for a fresh start", "percent", 10, None, 3000, 600),
    Campaign("SUMMER15", "15% off everything for summer", "percent", 15, None, 4000, 480),
    Campaign("AUTUMN10", "10% off for long evenings", "percent", 10, None, 3000, 350),
    Campaign("MISSYOU15", "15% off because we miss you", "percent", 15, None, 2500, 240),
    Campaign("GARDEN12", "12% off green things", "percent", 12, None, 3000, 150),
    Campaign("COSY15", "15% off cosy things", "percent", 15, None, 3000, 60),
    Campaign("WELCOME10", "10% off the next order", "percent", 10, None, 2500, None, ("new",)),
    Campaign(
        "COMEBACK15", "15% off to have you back", "percent", 15, None, 3000, None,
        churn_risk=("high", "middle"),
    ),
    Campaign(
        "FREESHIP", "Free delivery on the next order", "free_delivery", None, None, 0, None,
        churn_risk=("low",),
    ),
    Campaign("THANKS5", "5 euros off as a thank-you", "amount", None, 500, 4000, None),
)  # fmt: skip

# Chance of an order caused within the response time: (treated, control).
EFFECTS = {
    "persuadable": (0.40, 0.0),
    "sure_thing": (0.30, 0.30),
    "lost_cause": (0.0, 0.0),
    "sleeping_dog": (0.0, 0.25),
}
STAYS_AWAY = 0.9
"""Chance that a bothered sleeping dog skips an order that was coming."""


@dataclass(frozen=True)
class Exposures:
    """Who was in which campaign, sorted by campaign; ``order`` is what they redeemed."""

    campaign: Ints
    person: Ints
    day: Ints
    treated: Flags


@dataclass(frozen=True)
class Effects:
    """What the exposures changed: orders caused, and orders that stayed away.

    Parameters
    ----------
    person, day, exposure:
        The orders caused; ``exposure`` is ``NEVER`` where no offer was redeemed.
    kept:
        Which of the orders that were coming still come.
    """

    person: Ints
    day: Ints
    exposure: Ints
    kept: Flags


def draw_reactions(generator: np.random.Generator, rhythm: Rhythm) -> Ints:
    """Draw each person's reaction from the shares of their behaviour."""
    shares = np.array([behaviour.reactions for behaviour in BEHAVIOURS])[rhythm.kind]
    luck = generator.random((len(rhythm.kind), 1))
    return np.asarray((shares.cumsum(axis=1)[:, :3] < luck).sum(axis=1))


def draw_exposures(generator: np.random.Generator, rhythm: Rhythm) -> Exposures:
    """Draw the audience of each past campaign and toss who is treated."""
    campaigns, people = [], []
    for index, campaign in enumerate(CAMPAIGNS):
        if campaign.days_ago is None:
            continue
        day = WINDOW_DAYS - campaign.days_ago
        reached = generator.random(len(rhythm.joined)) < AUDIENCE
        found = np.flatnonzero(reached & (rhythm.joined < day - 20))
        campaigns.append(np.full(len(found), index))
        people.append(found)
    campaign_of, person = np.concatenate(campaigns), np.concatenate(people)
    days = np.array([WINDOW_DAYS - (c.days_ago or 0) for c in CAMPAIGNS])[campaign_of]
    treated = generator.random(len(person)) < 0.5
    return Exposures(campaign_of, person, days, treated)


def draw_effects(
    generator: np.random.Generator,
    rhythm: Rhythm,
    reaction: Ints,
    exposures: Exposures,
    orders: tuple[Ints, Ints],
) -> Effects:
    """Draw what the campaigns changed in the orders (person, day) that were coming."""
    chances = np.array([EFFECTS[name] for name in REACTIONS])
    mine = reaction[exposures.person]
    chance = chances[mine, np.where(exposures.treated, 0, 1)]
    left = (rhythm.kind[exposures.person] == NAMES.index("gone")) & (
        rhythm.quit[exposures.person] <= exposures.day
    )
    moved = np.flatnonzero((generator.random(len(mine)) < chance) & ~left)
    day = exposures.day[moved] + generator.integers(1, RESPONSE_DAYS, size=len(moved))
    bothered = np.flatnonzero(exposures.treated & (mine == REACTIONS.index("sleeping_dog")))
    person, when = orders
    away = np.zeros(len(person), dtype=bool)
    luck = generator.random(len(person)) < STAYS_AWAY
    for number in np.unique(exposures.campaign[bothered]):
        group = bothered[exposures.campaign[bothered] == number]
        begin = exposures.day[group[0]]
        soon = (when >= begin) & (when < begin + RESPONSE_DAYS)
        away |= luck & soon & np.isin(person, exposures.person[group])
    redeemed = np.where(exposures.treated[moved], moved, NEVER)
    return Effects(exposures.person[moved], day, redeemed, ~away)
