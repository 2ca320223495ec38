"""The catalogue as a file, from which the engine recognises products and categories by name."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from sqlalchemy import select

from crm.policy import SHOP_POLICY
from crm.store import Unit
from crm.tables.catalogue import categories, products


def export(unit: Unit, path: Path) -> str:
    """Write all active products, all categories and the shop's country; return the file's version.

    The file is replaced in one step, so that a reader never sees half of it, and left alone when
    nothing changed, so that readers who watch its time do not load it again.

    Parameters
    ----------
    path:
        Where to write; the folder is made when it is missing.
    """
    content = _content(unit)
    version = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
    text = json.dumps({"version": version, **content}, ensure_ascii=False) + "\n"
    if path.exists() and path.read_text("utf-8") == text:
        return version
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, "utf-8")
    os.replace(draft, path)
    return version


def _content(unit: Unit) -> dict[str, object]:
    sold = (
        select(products.c.id, products.c.name, products.c.aliases, categories.c.slug)
        .outerjoin(categories, categories.c.id == products.c.category_id)
        .where(products.c.active)
        .order_by(products.c.id)
    )
    kinds = select(categories.c.slug, categories.c.name, categories.c.aliases)
    return {
        "country": SHOP_POLICY.country,
        "products": [
            {"id": row.id, "name": row.name, "category": row.slug, "aliases": row.aliases}
            for row in unit.connection.execute(sold)
        ],
        "categories": [
            {"id": row.slug, "name": row.name, "aliases": row.aliases}
            for row in unit.connection.execute(kinds.order_by(categories.c.slug))
        ],
    }
