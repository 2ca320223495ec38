"""Small files of every kind that customers may send, and some that they may not."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib


def png(*chunks: tuple[bytes, bytes], size: int = 0) -> bytes:
    """Return a picture of one pixel; further chunks, or one of filling, come before its data."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    data = zlib.compress(b"\0\0")
    filling = [(b"fiLl", bytes(size))] if size else []
    parts = [(b"IHDR", header), *chunks, *filling, (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(content))
        for name, content in parts
    )


def png_of(size: int) -> bytes:
    """Return a picture of so many bytes."""
    return png(size=size - len(png()) - 12)


def jpeg(comment: bytes = b"") -> bytes:
    """Return the segments of a picture, as a decoder walks them."""
    segments = [
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        *([(0xFE, comment)] if comment else []),
        (0xDB, bytes(65)),
        (0xC0, b"\x08\0\1\0\1\1\1\x11\0"),
        (0xDA, b"\1\1\0\0\x3f\0"),
    ]
    head = b"".join(struct.pack(">BBH", 0xFF, m, len(c) + 2) + c for m, c in segments)
    return b"\xff\xd8" + head + b"\x12\x34\xff\x00\x56\xff\xd9"


def gif() -> bytes:
    """Return a picture of one pixel with an extension before it."""
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    extension = b"\x21\xf9\x04\0\0\0\0\0"
    return screen + extension + b"\x2c" + bytes(8) + b"\0" + b"\x02\x02\x4c\x01\0" + b"\x3b"


def webp() -> bytes:
    """Return a container with one chunk."""
    body = b"WEBPVP8L" + struct.pack("<I", 6) + b"\x2f\0\0\0\0\0"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def pdf() -> bytes:
    """Return a document without pages."""
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def archive() -> bytes:
    """Return a ZIP archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("x.txt", "x")
    return file.getvalue()


GOOD = {
    "image/png": png(),
    "image/jpeg": jpeg(),
    "image/webp": webp(),
    "image/gif": gif(),
    "application/pdf": pdf(),
}
