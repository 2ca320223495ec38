"""Which version of the project this is."""

from __future__ import annotations

from functools import cache

import tomllib

from crm.settings import PROJECT


@cache
def project_version() -> str:
    """Return the version that ``pyproject.toml`` states; the project runs from its own tree."""
    stated = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    return str(stated["project"]["version"])
