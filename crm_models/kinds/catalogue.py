"""The kinds of customer models by their names."""

from __future__ import annotations

from crm_models.kinds.contract import CustomerModel
from crm_models.kinds.segment import Segment

KINDS: dict[str, type[CustomerModel]] = {model.kind: model for model in (Segment,)}
