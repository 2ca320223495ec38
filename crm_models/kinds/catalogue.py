"""The kinds of customer models by their names."""

from __future__ import annotations

from crm_models.kinds.churn import Churn
from crm_models.kinds.contract import CustomerModel
from crm_models.kinds.need import Need
from crm_models.kinds.segment import Segment
from crm_models.kinds.value import Value

KINDS: dict[str, type[CustomerModel]] = {
    model.kind: model for model in (Segment, Churn, Need, Value)
}
