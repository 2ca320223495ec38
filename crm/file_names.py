"""Names of files made safe to show, to keep and to save under: pure rules, no store."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 120
# The first is given to a file whose name has none of them.
_EXTENSIONS = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
    "application/pdf": ("pdf",),
}
# Controls, marks that turn the direction of writing, halves of characters, private and line ends.
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_RESERVED = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)


def clean_name(name: str, media_type: str) -> str:
    """Return a file's name without folders and tricks, with an ending that fits what it is.

    Parameters
    ----------
    media_type:
        What its content is: a name that ends otherwise gets the right ending after its own.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in _UNWANTED)
    plain = " ".join(_RESERVED.sub("_", kept).split()).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    allowed = _EXTENSIONS[media_type]
    if not dot or ending.lower() not in allowed:
        stem, ending = plain, allowed[0]
    room = LONGEST_NAME - len(ending) - 1
    stem = stem[:room].strip(" .") or "file"
    if _DEVICE.match(stem):
        stem = f"_{stem}"[:room].strip(" .")
    return f"{stem}.{ending}"
