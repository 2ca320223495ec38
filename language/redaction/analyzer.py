"""The thorough redaction: Presidio's analyzer with our own recognizers, for what people review.

Service only (Presidio is not in the engine's environment). No trained model is needed: names come
from cues and lists, on a blank spaCy pipeline. Presidio: https://microsoft.github.io/presidio/
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import spacy
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import CreditCardRecognizer, IbanRecognizer

from language.redaction.addresses import extend_address, find_addresses
from language.redaction.known import KnownValues, find_known
from language.redaction.names import find_names, is_everyday_word, is_known_name
from language.redaction.numbers import find_numbers, may_be_postcode
from language.redaction.phones import LocalPhoneRecognizer
from language.redaction.redactor import Redactor, merge
from language.redaction.spans import COVER, Span, cover

# Recognizers of Presidio are kept by language; ours read all.
_LANGUAGE = "en"
_KINDS = {"PHONE_NUMBER": "PHONE", "CREDIT_CARD": "CARD", "IBAN_CODE": "IBAN"}
_OWN_KINDS = ("NAME", "ADDRESS", "EMAIL", "PHONE", "CARD", "IBAN", "ORDER", "REFERENCE", "NUMBER")
_SURE = 1.0
# Halves of characters, which spaCy refuses.
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_HOUSE_NUMBER = re.compile(r"\s(?P<number>\d{1,4}\s?[a-z]?)(?=\s*(?:[,.;!?\n]|\Z))")


def redact(text: str, known: KnownValues | None = None) -> str:
    """Return one text with placeholders for all that identifies a person."""
    return Redactor(find, known).redact(text)


def conversation(known: KnownValues | None = None) -> Redactor:
    """Return a redactor for the texts of one conversation, with its customer's known values."""
    return Redactor(find, known)


def find(text: str, known: KnownValues | None = None) -> list[Span]:
    """Return what identifies a person in a text, in order and apart.

    The first call loads Presidio's analyzer (seconds); later ones take some milliseconds.
    """
    if not text.strip():
        return []
    return _analyzer().find(text, known)


class _CustomerRecognizer(EntityRecognizer):
    """Our own rules, one after another: each reads what the ones before have left."""

    def __init__(self) -> None:
        super().__init__(list(_OWN_KINDS), "customer details", _LANGUAGE)

    def load(self) -> None:
        """Do nothing: the lists are read at first use."""

    def analyze(
        self, text: str, entities: Sequence[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return numbers, addresses and names; `entities` and `nlp_artifacts` are Presidio's."""
        numbers = list(find_numbers(text))
        covered = cover(text, (span for span in numbers if not may_be_postcode(text, span)))
        addresses = list(find_addresses(covered, is_known_name, is_everyday_word))
        names = _without_streets(text, find_names(cover(covered, [*addresses, *numbers])))
        return _results((*numbers, *addresses, *names))


class _KnownRecognizer(EntityRecognizer):
    """Finds what the store knows of one customer; made for one call."""

    def __init__(self, known: KnownValues) -> None:
        self._known = known
        super().__init__(list(_OWN_KINDS), "known values", _LANGUAGE)

    def load(self) -> None:
        """Do nothing: the values are given."""

    def analyze(
        self, text: str, entities: Sequence[str], nlp_artifacts: NlpArtifacts | None = None
    ) -> list[RecognizerResult]:
        """Return where the known values stand."""
        return _results(find_known(text, self._known))


class _BlankNlpEngine(SpacyNlpEngine):
    """A spaCy pipeline that only splits into words, of any language."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": _LANGUAGE, "model_name": "blank"}])
        self.blank = spacy.blank("xx")
        self.nlp: Any = {_LANGUAGE: self.blank}


class _Analyzer:
    """Presidio's engine behind a lock: spaCy's memory of words is freed after each text."""

    def __init__(self) -> None:
        recognizers = [
            _CustomerRecognizer(),
            LocalPhoneRecognizer(),
            CreditCardRecognizer(),
            IbanRecognizer(),
        ]
        self._nlp_engine = _BlankNlpEngine()
        self._engine = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers, supported_languages=[_LANGUAGE]),
            nlp_engine=self._nlp_engine,
            supported_languages=[_LANGUAGE],
        )
        self._lock = threading.Lock()

    def find(self, text: str, known: KnownValues | None) -> list[Span]:
        text = _SURROGATE.sub(COVER, text)
        extra: list[EntityRecognizer] = [_KnownRecognizer(known)] if known else []
        with self._lock, self._nlp_engine.blank.memory_zone():
            results = self._engine.analyze(text, _LANGUAGE, ad_hoc_recognizers=extra)
        kinds = ((result, _KINDS.get(result.entity_type)) for result in results)
        return merge(
            [(Span(result.start, result.end, kind or result.entity_type) for result, kind in kinds)]
        )


def _without_streets(text: str, names: Iterable[Span]) -> Iterator[Span]:
    """Make an address of an unknown word with a house number after it ("Rosenhügel 4")."""
    for span in names:
        house = _HOUSE_NUMBER.match(text, span.end)
        if house and not any(map(is_known_name, text[span.start : span.end].split())):
            street = Span(span.start, house.end("number"), "ADDRESS")
            yield extend_address(text, street, is_known_name, is_everyday_word)
        else:
            yield span


@lru_cache(maxsize=1)
def _analyzer() -> _Analyzer:
    return _Analyzer()


def _results(spans: Any) -> list[RecognizerResult]:
    return [RecognizerResult(span.kind, span.start, span.end, _SURE) for span in spans]
