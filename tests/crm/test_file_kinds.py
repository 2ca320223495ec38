"""What a file is: told by its content, whole or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.file_kinds import sniff
from tests.sample_files import GOOD, archive, gif, jpeg, pdf, png, png_of, webp

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


@pytest.mark.parametrize("media_type", GOOD)
def test_a_whole_file_is_of_its_kind(media_type: str) -> None:
    """Each allowed kind is recognised by its content alone."""
    assert media_type == sniff(GOOD[media_type])


@pytest.mark.parametrize("media_type", GOOD)
def test_a_cut_file_is_of_no_kind(media_type: str) -> None:
    """Wherever a file is cut off before its end, it is refused."""
    whole = GOOD[media_type].rstrip()
    ends = range(len(whole) - 1)

    assert {None} == {sniff(whole[:end]) for end in ends}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG",
        SVG,
        b"<!DOCTYPE html><html></html>",
        archive(),
        b"MZ\x90\0" + bytes(200),
        b"#!/bin/sh\nrm -rf /\n",
        b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//;",
        b" " + pdf(),
    ],
)
def test_other_files_are_of_no_kind(content: bytes) -> None:
    """Drawings with scripts, pages, archives, programs and look-alikes are refused."""
    assert None is sniff(content)


@pytest.mark.parametrize(
    "content",
    [
        png() + archive(),
        jpeg() + archive(),
        gif() + archive(),
        webp() + archive(),
        pdf().rstrip(b"%EOF\n") + archive() + b"%%EOF",
        png((b"tEXt", b"a\0" + pdf())),
        png((b"tEXt", b"a\0<script>alert(1)</script>")),
        jpeg(b"<HTML><body onload=alert(1)>"),
        jpeg(b"%PDF-1.4"),
        png() + b"<html>",
    ],
)
def test_what_is_two_things_at_once_is_neither(content: bytes) -> None:
    """A picture that is a page, a document or an archive too is refused."""
    assert None is sniff(content)


def test_what_cameras_append_may_stay() -> None:
    """Phones put a short film behind the picture, which harms nobody."""
    assert "image/jpeg" == sniff(jpeg() + b"\0\0\0\x18ftypmp42" + bytes(5000))


def test_the_size_does_not_matter() -> None:
    """A picture of megabytes is known like one of a pixel."""
    assert "image/png" == sniff(png_of(5_000_000))


@given(st.binary(max_size=300), st.sampled_from([*GOOD.values(), b""]))
def test_any_bytes_have_an_answer(tail: bytes, start: bytes) -> None:
    """Whatever follows whatever signature, the answer is a kind or nothing, never an error."""
    for cut in (4, 8, 12, 20, len(start)):
        assert sniff(start[:cut] + tail) in {None, *GOOD}
