"""Names that plain words announce ("my name is Ann Lee"), without any list: for logs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.redaction.spans import Span

_WORD = r"[^\W\d_a-zß-öø-ÿ](?:\.|[^\W\d_]*(?:['’-][^\W\d_]+)*)"
_PARTICLE = r"(?:van|von|de|der|den|del|da|dos|bin|al|la)"
_NAME = rf"(?P<name>{_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_WORD}){{0,3}})"
_TITLE = r"(?:(?:mr|mrs|ms|miss|dr|prof|herr|frau|señora?|sra?|monsieur|madame|mme|mevrouw)\b\.?\s)"
_CUES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\b(?:name\sis|name['’]s|named|called|hei(?:ß|ss)e|name\sist|llamo|m['’]appelle|chiamo|"
        rf"signed(?:\sby)?)\s(?:now\s)?{_TITLE}{{0,2}}){_NAME}",
        rf"(?i:(?<!\w){_TITLE}{{1,2}}){_NAME}",
        r"(?i:\b(?:regards|wishes|sincerely|cheers|thanks|thank\syou|grüße|gruß|grüßen|cordialement|"
        rf"saludos|saluti)\s?[,.!]?\s{{1,3}}(?:[-–—]\s?)?){_NAME}(?=\s*\Z)",
        rf"(?i:\b(?:this\sis|i\sam|i['’]m)\s){_NAME}(?=\s*[,.!]|\s(?:here|from|speaking|and)\b|\s*\Z)",
        rf"(?i:\b(?:dear|hi|hello|hallo|bonjour|hola|liebe[r]?)\s{_TITLE}{{0,2}}){_NAME}(?=\s*[,.!]|\s*\Z)",
    )
)
_NOT_NAMES = re.compile(
    r"(?:I|Sir|Madam|Team|All|Everyone|Support|Customer|There|The|A|An|My|Your|It|In|On|At|Not|Very|"
    r"Please|Thanks|Thank|Order|None|True|False|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|"
    r"Sunday)\Z"
)


def find_cued_names(text: str) -> Iterator[Span]:
    """Yield capitalised names after a title, an introduction, a greeting or a leave-taking."""
    for cue in _CUES:
        for match in cue.finditer(text):
            first = match["name"].split()[0]
            if not _NOT_NAMES.match(first):
                yield Span(match.start("name"), match.end("name"), "NAME")
