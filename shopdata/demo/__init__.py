"""The demo shop: 300 products, and customers whose behaviour models can find."""

from shopdata.demo.filling import DemoSummary, fill
from shopdata.demo.personas import Persona, load_personas
from shopdata.demo.pictures import product_svg

PERSONAS: tuple[Persona, ...] = load_personas()
"""The fixed cast of every demo shop, for the demo page."""

__all__ = ["PERSONAS", "DemoSummary", "Persona", "fill", "product_svg"]
