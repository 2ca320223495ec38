"""What a file is, told by its content alone: pure rules, no store.

A kind is taken only when the file is whole: its signature, its structure as far as one must walk
it, and its end. A file that is a page, an archive or a document at the same time (a polyglot) is
of no kind, for programs that open it could disagree about what it is.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

HEAD = 2048
"""Browsers and readers of PDF look for signs of their kinds in so many first bytes at most."""
# Of a page, a script or a program.
_FOREIGN = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<iframe", b"<svg", b"<?php")
_ZIP_END = b"PK\x05\x06"
_ZIP_ENTRY = b"PK\x01\x02"
_LONGEST_ZIP_COMMENT = 65_535
_ZIP_END_SIZE = 22


def sniff(content: bytes) -> str | None:
    """Return the media type of a file that is one of the allowed kinds, else nothing."""
    for media_type, is_whole in _KINDS.items():
        if is_whole(content):
            return None if _is_another_too(content, media_type) else media_type
    return None


def _is_another_too(content: bytes, media_type: str) -> bool:
    head = content[:HEAD].lower()
    if any(sign in head for sign in _FOREIGN):
        return True
    if media_type != "application/pdf" and b"%pdf-" in head:
        return True
    return _holds_archive(content)


def _holds_archive(content: bytes) -> bool:
    """Return whether a reader of ZIP archives, which begins at the end, would find one."""
    at = len(content)
    lowest = max(0, len(content) - _ZIP_END_SIZE - _LONGEST_ZIP_COMMENT)
    while (at := content.rfind(_ZIP_END, lowest, at)) >= 0:
        record = content[at : at + _ZIP_END_SIZE]
        if len(record) == _ZIP_END_SIZE:
            (size,) = struct.unpack_from("<I", record, 12)
            if size <= at and content[at - size : at].startswith(_ZIP_ENTRY):
                return True
    return False


def _is_png(content: bytes) -> bool:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR":
        return False
    at, seen = 8, False
    while at + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        at += 12 + length
        seen = seen or name == b"IDAT"
        if name == b"IEND":
            return seen and length == 0 and at == len(content)
    return False


def _is_jpeg(content: bytes) -> bool:
    """Return whether segments lead to a picture that ends.

    What cameras append to it (a film, another picture) may stay.
    """
    if not content.startswith(b"\xff\xd8\xff"):
        return False
    at, framed = 2, False
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if length < 2 or marker < 0xC0 or 0xD0 <= marker <= 0xD9:
            return False
        framed = framed or marker in _FRAMES
        at += 2 + length
        if marker == 0xDA:
            return framed and content.find(b"\xff\xd9", at) >= 0
    return False


# Starts of frames, all but the tables that lie between them.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _is_gif(content: bytes) -> bool:
    if not content.startswith((b"GIF87a", b"GIF89a")) or len(content) < 14:
        return False
    at, pictured = 13 + _palette(content[10]), False
    while at < len(content):
        block = content[at]
        if block == 0x3B:
            return pictured and not content[at + 1 :].strip(b"\0")
        if block == 0x21 and at + 1 < len(content):
            at += 2
        elif block == 0x2C and at + 10 < len(content):
            at += 11 + _palette(content[at + 9])
            pictured = True
        else:
            return False
        while at < len(content) and content[at]:
            at += 1 + content[at]
        at += 1
    return False


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _is_webp(content: bytes) -> bool:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 20:
        return False
    (size,) = struct.unpack_from("<I", content, 4)
    whole = size + 8 <= len(content) <= size + 9
    return whole and content[12:16] in (b"VP8 ", b"VP8L", b"VP8X")


def _is_pdf(content: bytes) -> bool:
    return content.startswith((b"%PDF-1.", b"%PDF-2.")) and b"%%EOF" in content[-1024:]


_KINDS: dict[str, Callable[[bytes], bool]] = {
    "image/png": _is_png,
    "image/jpeg": _is_jpeg,
    "image/webp": _is_webp,
    "image/gif": _is_gif,
    "application/pdf": _is_pdf,
}
