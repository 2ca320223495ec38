"""Which models were trained, where they lie, and which of each kind is in use.

Of each kind one model is the champion: its scores are served. A newly trained one takes its place
unless it is worse on held-out data; then it stays a challenger until somebody promotes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from crm.errors import Conflict, NotFound, Refused
from crm.store import Unit
from crm.tables.events import models

CHAMPION, CHALLENGER, RETIRED = "champion", "challenger", "retired"
TOLERANCE = 0.02
"""By so much the measures of two models differ by chance: areas and ranks of a few thousand."""
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Registered:
    """A trained model as the registry knows it; ``promoted_at`` is when it last came into use."""

    kind: str
    version: str
    path: Path
    card: dict[str, Any]
    status: str
    trained_at: datetime
    promoted_at: datetime | None

    @property
    def measured_by(self) -> str:
        """The name of the held-out figure that models of the kind are compared by."""
        return str(self.card.get("measure", ""))

    @property
    def measure(self) -> float | None:
        """That figure, if there is one; higher is better."""
        value = self.card.get("metrics", {}).get(self.measured_by)
        return None if value is None else float(value)


def register(unit: Unit, kind: str, version: str, path: Path, card: dict[str, Any]) -> Registered:
    """Record a trained model and bring it into use unless that would be a step back.

    Parameters
    ----------
    kind:
        Of the model, such as ``churn``.
    card:
        The model card: data window, rows, ``metrics`` on held-out data, the name of the one that
        counts (``measure``, higher is better), library versions, digest.

    Returns
    -------
    The model; its ``status`` is ``champion``, or ``challenger`` when the one in use is better.
    """
    row = {"kind": kind, "version": version, "path": str(path), "card": card, "status": CHALLENGER}
    unit.connection.execute(insert(models).values(**row, trained_at=unit.now))
    made = find(unit, kind, version)
    if worse_than_champion(made, champion(unit, kind)) is None:
        return _bring_into_use(unit, made)
    return made


def listed(unit: Unit, kind: str | None = None) -> list[Registered]:
    """Return all models, or those of a kind, by kind and the newest first."""
    query = select(models).order_by(models.c.kind, models.c.trained_at.desc(), models.c.id.desc())
    if kind is not None:
        query = query.where(models.c.kind == kind)
    return [_registered(row) for row in unit.connection.execute(query)]


def find(unit: Unit, kind: str, version: str) -> Registered:
    """Return one model.

    Raises
    ------
    NotFound
        If there is none, naming the versions that there are.
    """
    query = select(models).where(models.c.kind == kind, models.c.version == version)
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        known = ", ".join(model.version for model in listed(unit, kind)) or "none at all"
        raise NotFound("no_such_model", f"there is no {kind} model {version}; there are: {known}")
    return _registered(row)


def champion(unit: Unit, kind: str) -> Registered | None:
    """Return the model of a kind that is in use, if there is one."""
    query = select(models).where(models.c.kind == kind, models.c.status == CHAMPION)
    row = unit.connection.execute(query).one_or_none()
    return None if row is None else _registered(row)


def champions(unit: Unit) -> dict[str, Registered]:
    """Return the models in use, by kind."""
    query = select(models).where(models.c.status == CHAMPION).order_by(models.c.kind)
    return {row.kind: _registered(row) for row in unit.connection.execute(query)}


def promote(unit: Unit, kind: str, version: str, force: bool = False) -> Registered:
    """Bring a model into use; the champion retires.

    Raises
    ------
    NotFound
        If there is no such model.
    Conflict
        If it is in use already.
    Refused
        If it is worse on held-out data than the one in use, and ``force`` is not given.
    """
    model = find(unit, kind, version)
    if model.status == CHAMPION:
        raise Conflict("in_use", f"the {kind} model {version} is in use already")
    reason = worse_than_champion(model, champion(unit, kind))
    if reason and not force:
        raise Refused("worse_model", f"{reason}; promote it anyway with --force")
    return _bring_into_use(unit, model)


def rollback(unit: Unit, kind: str) -> Registered:
    """Bring back the model of a kind that was in use before the present one.

    A second rollback undoes the first.

    Raises
    ------
    NotFound
        If no other one was ever in use.
    """
    before = (
        select(models)
        .where(models.c.kind == kind, models.c.status != CHAMPION)
        .where(models.c.promoted_at.is_not(None))
        .order_by(models.c.promoted_at.desc(), models.c.id.desc())
        .limit(1)
    )
    row = unit.connection.execute(before).one_or_none()
    if row is None:
        raise NotFound("no_earlier_model", f"no other {kind} model was ever in use")
    return _bring_into_use(unit, _registered(row))


def worse_than_champion(model: Registered, present: Registered | None) -> str | None:
    """Return in words why a model is worse than the one in use, or None when it is not."""
    theirs = None if present is None else _measure_against(model, present)
    if present is None or model.measure is None or theirs is None:
        return None
    if model.measure >= theirs - TOLERANCE:
        return None
    return (
        f"the {model.kind} model {model.version} has a held-out {model.measured_by} of "
        f"{model.measure:.3f}, the one in use ({present.version}) {theirs:.3f}"
    )


def _measure_against(model: Registered, present: Registered) -> float | None:
    """Return the figure of the one in use: on the new one's held-out days, if it was trained
    before them, else on its own."""
    rival = model.card.get("rival", {})
    if rival.get("version") == present.version:
        value = rival["metrics"].get(model.measured_by)
        return None if value is None else float(value)
    return present.measure if present.measured_by == model.measured_by else None


def _bring_into_use(unit: Unit, model: Registered) -> Registered:
    same_kind = update(models).where(models.c.kind == model.kind)
    unit.connection.execute(same_kind.where(models.c.status == CHAMPION).values(status=RETIRED))
    newest = unit.connection.execute(
        select(func.max(models.c.promoted_at)).where(models.c.kind == model.kind)
    ).scalar_one()
    # Two within one tick of the clock keep their order.
    at = unit.now if newest is None or newest < unit.now else newest + _TICK
    unit.connection.execute(
        same_kind.where(models.c.version == model.version).values(status=CHAMPION, promoted_at=at)
    )
    return find(unit, model.kind, model.version)


def _registered(row: Row[Any]) -> Registered:
    return Registered(
        row.kind, row.version, Path(row.path), row.card, row.status, row.trained_at,
        row.promoted_at,
    )  # fmt: skip
