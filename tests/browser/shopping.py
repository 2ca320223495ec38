"""What browser tests of the demo shop share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from crm.settings import PROJECT
from tests.browser.conftest import Product
from tests.browser.test_newcomer import query

Open = Callable[[str], Page]
Shoot = Callable[[Page, str], None]

AXE = PROJECT / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page, and where."""
    # Its evaluation runs in the page, but is no script of the page's: the policy stays on.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found["violations"]]


def shown(page: Page) -> Any:
    """Return the products that are shown."""
    return page.get_by_test_id("product-tile")


def heading(page: Page) -> Any:
    """Return the page's first heading."""
    return page.get_by_role("heading", level=1)


def key_of(product: Product, sku: str) -> int:
    """Return the key of a product by its article number."""
    return int(query(product, "SELECT id FROM products WHERE sku = ?", sku)[0][0])
