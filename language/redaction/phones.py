"""Phone numbers that only phonenumbers knows: short ones, as dialled within a country."""

from __future__ import annotations

import re
from collections.abc import Sequence

from presidio_analyzer import RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from presidio_analyzer.predefined_recognizers import PhoneRecognizer

from language.redaction.numbers import find_numbers
from language.redaction.spans import cover

# Numbers of all others are written with a plus, or are long enough for the plain patterns.
_REGIONS = ("US", "GB", "DE", "FR", "IT", "ES", "PL", "NL", "DK", "SE", "AU", "IN", "BR", "ZA")
_CANDIDATE = re.compile(r"(?<![\w.,/-])\(?\d(?:[ ().\-/]{0,2}\d){6,9}(?![\w/]|[.,]\d)")
# Each costs the tries of all regions, about a millisecond.
_MOST_CANDIDATES = 5


class LocalPhoneRecognizer(PhoneRecognizer):
    """Presidio's recognizer of phone numbers, asked only about figures that no pattern took."""

    def __init__(self) -> None:
        super().__init__(supported_regions=_REGIONS)

    def analyze(
        self, text: str, entities: Sequence[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return numbers that are valid in one of the countries."""
        if not _CANDIDATE.search(text):
            return []
        covered = cover(text, find_numbers(text))
        results: list[RecognizerResult] = []
        for match in list(_CANDIDATE.finditer(covered))[:_MOST_CANDIDATES]:
            for result in super().analyze(match.group(), list(entities)):
                result.start += match.start()
                result.end += match.start()
                results.append(result)
        return results
