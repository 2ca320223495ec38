"""Whether the files of models are the ones that were trained, looked at as rarely as possible."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from crm_models.registry import Registered

Stamp = tuple[str, int, int]
"""What changes with a file: its path, its time of change in nanoseconds, its size in bytes."""


def stamp_of(path: Path) -> Stamp | None:
    """Return the stamp of a file, or nothing when it cannot be found."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return str(path), found.st_mtime_ns, found.st_size


def digest_of(path: Path) -> str:
    """Return the SHA-256 digest of a file, by which its card knows it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class ModelFiles:
    """Compares files with their cards; a file is read again only when its stamp changed."""

    def __init__(self) -> None:
        self._digests: dict[str, tuple[Stamp, str | None]] = {}

    def fault(self, model: Registered) -> str | None:
        """Return in words why a model's file cannot be used, or nothing when it can."""
        stamp = stamp_of(model.path)
        again = f"train it again, or bring back the one before: attune models rollback {model.kind}"
        if stamp is None:
            return f"its file {model.path.name} is missing; {again}"
        if self._digest(model.kind, stamp, model.path) != model.card.get("sha256"):
            return f"its file {model.path.name} is not the one that was trained; {again}"
        return None

    def missing(self, models: dict[str, Registered], kinds: Iterable[str]) -> dict[str, str]:
        """Return why models cannot be used, by kind.

        Parameters
        ----------
        models:
            The models in use, by kind.
        kinds:
            Which there should be.
        """
        faults = {
            kind: self.fault(models[kind]) if kind in models else NOT_TRAINED for kind in kinds
        }
        return {kind: fault for kind, fault in faults.items() if fault}

    def _digest(self, kind: str, stamp: Stamp, path: Path) -> str | None:
        known = self._digests.get(kind)
        if known is None or known[0] != stamp:
            try:
                digest = digest_of(path)
            except OSError:
                digest = None
            # One entry a kind: only champions are asked for.
            known = self._digests[kind] = stamp, digest
        return known[1]


NOT_TRAINED = "not trained: run `attune models train`"
