"""Flat illustrations of the products, drawn from what they are called and their colours."""

from __future__ import annotations

import re
import zlib
from html import escape
from typing import Protocol

from shopdata.demo import drawings_home as home
from shopdata.demo import drawings_out as out
from shopdata.demo import drawings_play as play
from shopdata.demo import drawings_room as room
from shopdata.demo import drawings_table as table
from shopdata.demo import drawings_wear as wear
from shopdata.demo.drawing_shapes import COLOURS, LIGHT, Drawing

__all__ = ["COLOURS", "Pictured", "product_svg"]

OTHER_COLOUR = "#9caf88"
GROUNDS = ("#f3ece0", "#e8eee7", "#e9ecf2", "#f5e9e4", "#efe9f2", "#f4f0dc")


class Pictured(Protocol):
    """What a picture needs to know of a product."""

    @property
    def name(self) -> str:
        """The product's name, read out as the picture's title."""

    @property
    def category(self) -> str | None:
        """The slug of its category."""

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours that it comes in, the main one first."""


def product_svg(product: Pictured) -> str:
    """Return a picture of a product as an SVG document of 400 by 400 units.

    Nothing but the product decides what it looks like, so that a picture can be kept for ever. The
    product's own words are escaped.
    """
    shades = [COLOURS.get(colour.casefold(), OTHER_COLOUR) for colour in product.colours]
    main = shades[0] if shades else OTHER_COLOUR
    # The name's checksum gives products of one kind different grounds and turns.
    turn = zlib.crc32(product.name.encode())
    accent = shades[1] if len(shades) > 1 else _companion(main)
    ground = GROUNDS[turn % len(GROUNDS)]
    draw, way = _drawing(product)
    title = escape(product.name)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" '
        f'aria-label="{title}"><title>{title}</title>'
        f'<rect width="400" height="400" fill="{ground}"/>'
        f'<circle cx="{130 + turn // 7 % 140}" cy="150" r="110" fill="{LIGHT}" opacity="0.7"/>'
        '<ellipse cx="200" cy="332" rx="130" ry="13" fill="#000" opacity="0.08"/>'
        f"{draw(main, accent, turn // 3 if way is None else way)}</svg>"
    )


def _companion(main: str) -> str:
    """Return a second colour for a product of one colour: it differs, but not loudly."""
    return COLOURS["sand"] if main not in {COLOURS["sand"], COLOURS["natural"]} else COLOURS["oak"]


def _drawing(product: Pictured) -> tuple[Drawing, int | None]:
    """Return how to draw a product, and which way of it, where the kind decides that."""
    name = product.name.casefold()
    for words, draw, way in _BY_WORDS:
        if words.search(name):
            return draw, way
    return _BY_CATEGORY.get(product.category or "", table.box), None


def _rules(
    *rules: tuple[str, Drawing] | tuple[str, Drawing, int],
) -> list[tuple[re.Pattern[str], Drawing, int | None]]:
    return [
        (re.compile(rf"\b(?:{rule[0]})\b"), rule[1], rule[2] if len(rule) == 3 else None)
        for rule in rules
    ]


# The first that fits counts, so what is said more narrowly stands further up.
_BY_WORDS = _rules(
    ("tea towels?", home.blanket, 0),
    ("camp lantern", out.lantern, 0),
    ("bulb mix|seed mix", out.seeds, 1),
    ("sleeping bag", out.sleeping_bag),
    ("sleeping mat|backgammon roll|bed runner|baking paper|pen roll", table.roll),
    ("garden gloves|gloves", wear.gloves),
    ("backpack|rucksack|daypack", wear.backpack),
    ("tote|string bag|produce bags|cool bag|lunch bag", wear.tote),
    ("duffel|gym bag|dry bag", wear.duffel),
    ("trolley|suitcase", wear.suitcase),
    ("crossbody|satchel|pannier", wear.satchel),
    ("wallet|purse|tag pair|neck pouch", wear.wallet),
    ("first-aid", out.first_aid),
    ("sleeve|toiletry bag|packing cubes|insert cube|bum bag|pouch", wear.pouch),
    ("rain jacket|poncho|hoodie|cardigan", wear.jumper, 1),
    ("jumper|breton top", wear.jumper, 0),
    ("oxford shirt|summer shirt|pyjamas", wear.collared),
    ("gilet", wear.gilet),
    ("jeans|trousers|leggings|tights", wear.trousers),
    ("briefs", wear.briefs),
    ("socks", wear.socks),
    ("scarf", wear.scarf),
    ("beanie", wear.beanie),
    ("belt", wear.belt),
    ("slippers", wear.shoes, 0),
    ("trainers", wear.shoes, 1),
    ("bathrobe|apron", home.robe),
    ("curtain", home.hanging),
    ("bath mat|drying mat|desk mat|kneeling pad", home.mat),
    ("stool|chair", out.chair, 0),
    ("camp table", out.chair, 1),
    ("soap dish|soap bar|shampoo|conditioner|sponge|moth blocks|wax melts", home.soap),
    ("soap dispenser|soap refill|washing-up|detergent|sun cream|plant feed", home.bottle, 1),
    ("bath brush", home.brush, 0),
    ("toothbrushes", home.brush, 1),
    ("bath salts|tablets|sea-salt|containers|play dough", table.jar),
    ("laundry basket", home.basket, 1),
    ("sourdough basket|hanging basket", home.basket, 0),
    ("mirror", home.mirror),
    ("safety razor", home.razor),
    ("towel ladder", home.ladder),
    ("bath caddy|chopping board", table.board),
    ("towels?", home.towels),
    ("eye mask", home.eye_mask),
    ("pillow|pillowcase|cushion", home.pillow),
    ("throw|blanket|bedspread|protector|produce|food wraps|sponge cloths", home.blanket),
    ("linen spray|room mist|essential oil|mosquito milk|bubble", home.small_bottle),
    ("tealight holders|tea lights", room.tealights),
    ("dinner candles|candlestick", room.tapers),
    ("aroma diffuser|wax warmer", room.diffuser, 1),
    ("diffuser", room.diffuser, 0),
    ("incense", room.incense),
    ("matches|lighter|wick trimmer", room.matches),
    ("candle", room.candle),
    ("fountain pen|gel pens|pencils|brush pens|crayons", room.pens),
    ("monitor riser|laptop stand", room.stand),
    ("organiser", room.trays, 0),
    ("letter trays", room.trays, 1),
    ("calendar|planner", room.calendar),
    ("sticky notes|sticky traps", room.notes, 1),
    ("correspondence", room.notes, 0),
    ("pan set", room.paints),
    ("ruler", room.ruler),
    ("wall clock|alarm light", room.clock),
    ("pinboard", room.pinboard),
    ("notebooks?|watercolour pad", room.notebook),
    ("pendant|lantern|shade|lampshade|spot rail", room.pendant),
    ("string lights|micro lights|path lights", room.string_lights),
    ("bulb", room.bulb),
    ("night light", room.mushroom),
    ("clamp lamp|swing-arm|clip-on|picture light", room.arm_lamp),
    ("monstera|sansevieria|plant hanger|growing kit", out.plant),
    ("olive tree", out.tree),
    ("pot with saucer", out.planter, 1),
    ("balcony box", out.planter, 0),
    ("watering", out.watering_can),
    ("secateurs", out.trowel, 1),
    ("trowel", out.trowel, 0),
    ("tomato seed", out.seeds, 0),
    ("compost|beans|descaling", table.sack),
    ("twine|cord set|washi|cable keeper", out.spool),
    ("plant supports", out.stakes),
    ("bird bath", out.nest, 1),
    ("nest box", out.nest, 0),
    ("vegetable feed|olive oil", home.bottle, 0),
    ("teapot|tetsubin", table.teapot),
    ("whisk set", table.whisk),
    ("dripper", table.dripper),
    ("grinder", table.press, 1),
    ("french press", table.press, 0),
    ("moka", table.kettle, 1),
    ("kettle", table.kettle, 0),
    ("mugs", table.mugs),
    ("filters|ink cartridges|cells|blades|dimmer|cupboard light", table.box),
    ("tents?", out.tent),
    ("stove", out.canister, 1),
    ("gas cartridge", out.canister, 0),
    ("table light", out.lantern, 0),
    ("torch", out.lantern, 1),
    ("poles", out.poles),
    ("hammock", out.hammock),
    ("bottle", table.flask),
    ("spork|spatula|servers", table.spoons),
    ("frying pan", table.pan),
    ("chef's knife", table.knife, 0),
    ("paring knife", table.knife, 1),
    ("pestle", table.bowl, 1),
    ("bowl", table.bowl, 0),
    ("kitchen scale", table.scale),
    ("baking tray", table.tray, 0),
    ("cake tin", table.tray, 1),
    ("casserole|saucepan|cook set|kitchen pots", table.pot),
    ("rainbow", play.rainbow),
    ("duck", play.duck),
    ("train set", play.train),
    ("rabbit", play.teddy, 1),
    ("bear|owl", play.teddy, 0),
    ("dolls' house|furniture", play.house),
    ("dice", play.dice),
    ("chess|board game", play.cards, 1),
    ("card game", play.cards, 0),
    ("jigsaw", play.puzzle),
    ("kite", play.kite),
    ("balance board", play.rocker),
    ("magnifier", play.magnifier),
    ("crochet", play.yarn),
)

_BY_CATEGORY: dict[str, Drawing] = {
    "kitchen": table.box,
    "lighting": room.lamp,
    "bedding": home.bed,
    "bath": table.box,
    "desk": table.box,
    "garden": table.sack,
    "outdoor": table.box,
    "toys": play.blocks,
    "bags": table.tin,
    "clothing": wear.shirt,
    "tea": table.tin,
    "candles": table.box,
}
