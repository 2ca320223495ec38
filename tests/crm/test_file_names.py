"""Names of files: safe to show, to keep and to save under."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.file_names import LONGEST_NAME, clean_name


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("photo.png", "photo.png"),
        ("Rechnung März.PNG", "Rechnung März.PNG"),
        ("../../etc/passwd", "passwd.png"),
        ("..\\..\\x.png", "x.png"),
        ("/", "file.png"),
        ("", "file.png"),
        (".png", "png.png"),
        ("...", "file.png"),
        ("evil.html", "evil.html.png"),
        ("run.exe", "run.exe.png"),
        ("cod\u202egnp.exe", "codgnp.exe.png"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie_ x.png"),
        ('a"b<c>.png', "a_b_c_.png"),
        ("صورة.png", "صورة.png"),
        ("CON.png", "_CON.png"),
        ("com1", "_com1.png"),
        ("  spaced   out .png", "spaced out.png"),
    ],
)
def test_names_are_made_safe(given_name: str, expected: str) -> None:
    """No folder, no control or turning mark, and an ending that fits the content."""
    assert expected == clean_name(given_name, "image/png")


def test_other_endings_of_a_kind_stay() -> None:
    """A JPEG may call itself jpg or jpeg."""
    names = [clean_name(name, "image/jpeg") for name in ("a.jpg", "a.JPEG", "a.png")]

    assert ["a.jpg", "a.JPEG", "a.png.jpg"] == names


@given(st.text(max_size=300), st.sampled_from(["image/png", "image/jpeg", "application/pdf"]))
def test_any_name_becomes_a_good_one(name: str, media_type: str) -> None:
    """Whatever the name: short, printable, without a way out, and safe names stay as they are."""
    cleaned = clean_name(name, media_type)

    assert 0 < len(cleaned) <= LONGEST_NAME
    assert not set('/\\<>:"|?*') & set(cleaned)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in cleaned)
    assert not cleaned.startswith((".", " "))
    assert cleaned == clean_name(cleaned, media_type)
