"""The demo shop: 300 products, and customers whose behaviour models can find."""

from shopdata.demo.filling import DemoSummary, fill, holds_demo
from shopdata.demo.personas import Persona, load_personas
from shopdata.demo.pictures import product_svg

PERSONAS: tuple[Persona, ...] = load_personas()
"""The fixed cast of every demo shop, for the demo page."""

__all__ = ["PERSONAS", "DemoSummary", "Persona", "fill", "holds_demo", "product_svg"]
