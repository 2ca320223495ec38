"""The tables of the shop, one after another, from the orders on."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from crm.policy import EU_COUNTRIES
from shopdata.demo import aftermath, baskets, care, loyalty, money, orders
from shopdata.demo.behaviours import BEHAVIOURS, NAMES, Rhythm
from shopdata.demo.columns import DAY, NEVER, Coded, Columns, Floats, Ints, pick
from shopdata.demo.dice import Dice
from shopdata.demo.fulfilment import STATUSES, Journey, Wishes, draw_journeys
from shopdata.demo.goods import Goods
from shopdata.demo.orders import Orders, Population
from shopdata.demo.people import People
from shopdata.demo.personas import Basket
from shopdata.demo.tastes import Tastes

CHANNELS = {"web": 0.62, "app": 0.33, "phone": 0.05}
MOVED_CHANNEL = 0.15
"""How often an order comes through another channel than its person's usual one."""


class Recorder:
    """Makes the tables that hang on the orders."""

    def __init__(
        self,
        dice: Dice,
        goods: Goods,
        population: Population,
        found: Orders,
        kinds: Ints,
        tastes: Tastes,
        people: People,
        now: int,
    ) -> None:
        self.dice, self.goods, self.population, self.found = dice, goods, population, found
        self.kinds, self.tastes, self.people, self.now = kinds, tastes, people, now
        self.scripts = orders.scripts(population)
        self.scripted = np.flatnonzero(found.script != NEVER)

    def basket(self, order: int) -> Basket:
        """Return the cast's basket behind an order."""
        return self.scripts[int(self.found.script[order])][1]

    def of_cast(self, values: dict[int, Any]) -> Ints:
        """Return a column that holds ``values`` at some orders and ``NEVER`` elsewhere."""
        column = np.full(len(self.found.person), NEVER)
        column[list(values)] = list(values.values())
        return column

    def lines(self, rhythm: Rhythm, first_day: date) -> baskets.Lines:
        """Draw the baskets and put the cast's in their places."""
        gardens = np.zeros(self.population.persons, dtype=bool)
        gardens[self.population.cast_customers : self.population.customers] = rhythm.likes_gardens
        person = self.found.person
        buyers = baskets.Buyers(person, self.found.day, self.kinds[person], gardens[person])
        dice = self.dice["lines"]
        drawn = baskets.draw_lines(dice, self.goods, self.tastes, buyers, first_day)
        index = {product.sku: place for place, product in enumerate(self.goods.products)}
        cast = [
            (order, tuple(index[sku] for sku in self.basket(order).lines))
            for order in self.scripted.tolist()
        ]
        return baskets.with_cast(drawn, cast)

    def journeys(self) -> Journey:
        """Draw the journeys; the cast's stand where their script says."""
        stage, delivered, option = {}, {}, {}
        for order in self.scripted.tolist():
            basket = self.basket(order)
            stage[order], option[order] = STATUSES.index(basket.stage), 0
            if basket.delivered_days_ago is not None:
                delivered[order] = self.now - int(basket.delivered_days_ago * DAY)
        union = [country in EU_COUNTRIES for country in self.people.country]
        in_union = np.array(union)[self.found.person]
        wishes = Wishes(self.of_cast(option), self.of_cast(stage), self.of_cast(delivered))
        dice = self.dice["journeys"]
        return draw_journeys(dice, self.found.placed, in_union, wishes, self.now)

    def tables(
        self, lines: baskets.Lines, joined: Ints, taken: set[str], first_invoice: int
    ) -> dict[str, Columns]:
        """Return all tables but those of products and offers.

        Parameters
        ----------
        joined:
            When each customer's account was made.
        taken, first_invoice:
            Order numbers that are in use, and the first number of each year's invoices.
        """
        found, now, dice = self.found, self.now, self.dice
        journey = self.journeys()
        broken = self.of_cast({o: 1 for o in self.scripted.tolist() if self.basket(o).broken}) == 1
        cost = money.draw_money(
            dice["money"], self.goods, lines, found.placed, found.percent, journey, broken, now
        )
        back = self._returns(lines, journey, cost)
        return {
            "customers": self._customers(joined),
            "orders": self._orders(journey, cost, taken),
            "order_lines": self._line_rows(lines, cost),
            "payments": money.payment_rows(found.placed, journey, cost),
            "invoices": money.invoice_rows(found.placed, journey, cost, first_invoice),
            "shipments": care.shipment_rows(
                dice["shipments"], journey, self.people.city, found.person, now
            ),
            "returns": {
                "order": back.order,
                "kind": back.kind,
                "reason": back.reason,
                "status": back.status,
                "created_at": back.created,
                "closed_at": back.closed_at,
            },
            "return_lines": {
                "return": back.line_return,
                "line": back.line,
                "quantity": lines.quantity[back.line],
            },
            "refunds": aftermath.refund_rows(back, journey, cost, now),
            "tickets": self._tickets(journey, cost, back),
            **self._loyalty(journey, cost, back, joined),
        }

    def _returns(
        self, lines: baskets.Lines, journey: Journey, cost: money.Money
    ) -> aftermath.Returns:
        chance: Floats = np.array([behaviour.returning for behaviour in BEHAVIOURS])[
            self.kinds[self.found.person]
        ]
        chance[self.scripted] = 0
        announced = {
            order: self.now - int(days * DAY)
            for order in self.scripted.tolist()
            if (days := self.basket(order).returned_days_ago) is not None
        }
        return aftermath.draw_returns(
            self.dice["returns"], lines, journey, cost, chance, self.of_cast(announced), self.now
        )

    def _customers(self, joined: Ints) -> Columns:
        count, cast = self.population.customers, self.population.cast
        opaque = self.dice["opaque"].bytes(12 * count)
        own = [persona.reference for persona in cast if not persona.guest]
        return {
            "reference": own + [f"C-{100_001 + index}" for index in range(count - len(own))],
            "opaque_id": [opaque[12 * i : 12 * i + 12].hex() for i in range(count)],
            "channel": pick(self.dice["channels"], CHANNELS, self.population.persons).take(
                np.arange(count)
            ),
            "created_at": joined,
        }

    def _orders(self, journey: Journey, cost: money.Money, taken: set[str]) -> Columns:
        found = self.found
        usual = pick(self.dice["channels"], CHANNELS, self.population.persons)
        other = pick(self.dice["options"], CHANNELS, len(found.person))
        moved = self.dice["gather"].random(len(found.person)) < MOVED_CHANNEL
        channel = np.where(moved, other.codes, usual.codes[found.person])
        return {
            "number": orders.number_orders(self.dice["numbers"], found, self.scripts, taken),
            "person": found.person,
            "status": journey.status,
            "channel": Coded(channel, other.labels),
            "goods_minor": cost.goods,
            "discount_minor": cost.discount,
            "delivery_minor": cost.delivery,
            "total_minor": cost.total,
            "payment_method": cost.method,
            "delivery_option": journey.option,
            "placed_at": found.placed,
            "packed_at": journey.packed,
            "shipped_at": journey.shipped,
            "delivered_at": journey.delivered,
            "cancelled_at": journey.cancelled,
            "expected_at": journey.expected,
        }

    def _line_rows(self, lines: baskets.Lines, cost: money.Money) -> Columns:
        """Return the lines; a person always takes the same place in a range of sizes."""
        products = self.goods.products
        luck = self.dice["staples"].random(len(lines.order))
        place = self.tastes.size[self.found.person[lines.order]]
        colours = np.array([len(product.colours) for product in products])[lines.product]
        sizes = np.array([len(product.sizes) for product in products])[lines.product]
        colour, size = (luck * colours).astype(int), (place * sizes).astype(int)
        rows = zip(lines.product.tolist(), size.tolist(), colour.tolist(), strict=True)
        pairs = [
            (products[p].sizes[s] if products[p].sizes else None, products[p].colours[c])
            for p, s, c in rows
        ]
        return {
            "order": lines.order,
            "position": lines.position,
            "product": lines.product,
            "quantity": lines.quantity,
            "unit_price_minor": cost.unit,
            "discount_minor": cost.line_discount,
            "size": [size for size, _ in pairs],
            "colour": [colour for _, colour in pairs],
        }

    def _tickets(self, journey: Journey, cost: money.Money, back: aftermath.Returns) -> Columns:
        person = self.found.person
        leaving = np.isin(self.kinds, [NAMES.index("fading"), NAMES.index("gone")])
        _, last = np.unique(person[::-1], return_index=True)
        last = np.sort(len(person) - 1 - last)
        unhappy = last[leaving[person[last]] & (journey.delivered[last] != NEVER)]
        asked = [
            (order, topic)
            for order in self.scripted.tolist()
            if (topic := self.basket(order).ticket) is not None
        ]
        return care.ticket_rows(
            self.dice["tickets"],
            journey,
            cost.failed_at,
            self.found.placed,
            unhappy,
            back,
            asked,
            self.found.script == NEVER,
            self.now,
        )

    def _loyalty(
        self, journey: Journey, cost: money.Money, back: aftermath.Returns, joined: Ints
    ) -> dict[str, Columns]:
        """Return memberships, their ledger and the consents."""
        customers, dice, now = self.population.customers, self.dice, self.now
        cast = np.arange(customers) < self.population.cast_customers
        members = loyalty.draw_members(dice["members"], self.kinds[:customers], cast)
        parcels = {
            "person": self.found.person,
            "value": cost.goods - cost.discount,
            "delivered": journey.delivered,
        }
        ledger = loyalty.draw_ledger(dice["ledger"], members, parcels, back, now)
        return {
            "memberships": loyalty.membership_rows(
                dice["memberships"], members, cast, ledger, joined, now
            ),
            "loyalty_entries": ledger,
            "consents": loyalty.consent_rows(dice["consents"], joined, now),
        }
