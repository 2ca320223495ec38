"""Fills the responses of `nlu_data/responses`."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

_PLACEHOLDER = re.compile(r"\{([^\s{}]+)\}")
_FILLED = ("text", "buttons", "quick_replies", "custom", "image", "attachment")

logger = logging.getLogger(__name__)


class ResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Chooses a variation as Rasa does, but fills it in one pass of plain replacement.

    Rasa's own formatting returns the raw template, braces and all, as soon as one value is
    missing or a customer's words contain "0[".
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain | None = None) -> None:
        """Take what Rasa passes to a generator that is named in `endpoints.yml`."""
        super().__init__(domain.responses if domain else {})

    def _fill_response(
        self,
        response: dict[str, Any],
        filled_slots: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        values = {**(filled_slots or {}), **kwargs}
        for key in _FILLED:
            if key in response:
                response[key] = fill(response[key], values)
        return response


def fill(template: Any, values: Mapping[str, Any]) -> Any:
    """Replace each `{name}` in a text, or in all texts of nested lists and dictionaries.

    A name without a value becomes nothing, and is reported in the log.
    """
    if isinstance(template, str):
        return _PLACEHOLDER.sub(lambda match: _value(match[1], values), template)
    if isinstance(template, list):
        return [fill(item, values) for item in template]
    if isinstance(template, dict):
        return {key: fill(value, values) for key, value in template.items()}
    return template


def _value(name: str, values: Mapping[str, Any]) -> str:
    if name not in values:
        logger.error("A response asks for the value %r, which the action did not give.", name)
        return ""
    return str(values[name])
