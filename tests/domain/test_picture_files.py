"""Pictures taken apart without decoding (G1): what is none, too large, cut off, or more than a picture."""

from __future__ import annotations

import struct
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.errors import Invalid
from smsdesk.domain.picture_files import outline
from tests import pictures

PNG, JPEG = pictures.png(), pictures.jpeg()


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (PNG, "png"),
        (JPEG, "jpg"),
        (pictures.jpeg(progressive=True), "jpg"),
        (pictures.jpeg(located=True), "jpg"),
        (PNG + b"\0\0\0", "png"),
    ],
    ids=["png", "jpeg", "progressive", "with remarks", "padded"],
)
def test_a_picture_is_known_by_its_content(content: bytes, extension: str) -> None:
    found = outline(content, file="licence")
    assert (found.extension, found.width, found.height) == (extension, 60, 40)


@pytest.mark.parametrize(
    "behind", [b"\0" * 50, b"\x00\x00\x00\x18ftypmp42" + b"film" * 20, JPEG, b"SEFHxSEFT"]
)
def test_what_a_phone_hangs_behind_a_jpeg_is_left_out(behind: bytes) -> None:
    found = outline(JPEG + behind, file="phone.jpg")
    assert found.end == len(JPEG)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"#!/bin/sh\nrm -rf /\n", "is a program"),
        (b"MZ\x90\0" + bytes(60), "is a program"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "is a web page"),
        (b"<?xml version='1.0'?>\n<svg onload='alert(1)'/>", "is an SVG drawing"),
        (b"%PDF-1.7\n", "is a PDF document"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "is an HEIC photo"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "is a WebP picture"),
        (b"GIF89a" + bytes(20), "is a GIF picture"),
        (b"II*\0" + bytes(20), "is a TIFF picture"),
        (b"BM" + bytes(20), "is a BMP picture"),
        (b"PK\3\4" + bytes(20), "is an archive"),
        (b"good day", r"is not a \.jpg or \.png"),
        (PNG[:7], r"is not a \.jpg or \.png"),
        (pictures.png_that_claims(30_000, 30_000), "30,000 × 30,000 pixels, more than the 50 million"),
        (pictures.png_that_claims(2**31, 2**31), "pixels"),
        (pictures.png_that_claims(0, 40), "is damaged"),
        (PNG[:20], "ends too early"),
        (PNG[:60], "ends too early"),
        (PNG[:-12], "ends too early"),
        (PNG[:50] + b"\xff" + PNG[51:], "is damaged"),
        (PNG[:8] + pictures.chunk(b"IEND"), "is damaged"),
        (PNG[:33] + pictures.chunk(b"IEND"), "is damaged"),
        (PNG[:33] + PNG[8:33] + PNG[33:], "is damaged"),
        (pictures.moving_png(), "moves"),
        (PNG + b"what was cut away", "something else inside or behind"),
        (pictures.png_with(pictures.chunk(b"tEXt", b"a\0<?php system($_GET[0]);")), "something else"),
        (pictures.png_with(pictures.chunk(b"juNk", b"<SCRIPT>alert(1)</SCRIPT>")), "something else"),
        (JPEG[:-2], "ends too early"),
        (JPEG[:300], "ends too early"),
        (JPEG[:3], "ends too early"),
        (b"\xff\xd8\xff\xd9", "is damaged"),
        (JPEG[:2] + b"\xff\xfe\0\x0a<script>"[:12] + JPEG[2:], "something else"),
        (JPEG + b"PK\3\4\x14\0rest", "something else"),
        (JPEG + b"\n#!/bin/sh\n", "something else"),
        (JPEG + b"<html><script>alert(1)</script>", "something else"),
        (JPEG[:20] + b"junk" + JPEG[20:], "is damaged"),
    ],
)
def test_what_is_no_whole_still_picture_is_refused_in_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refusal:
        outline(content, file="licence.png")
    assert "“licence.png”" in str(refusal.value)


def test_a_jpeg_that_says_it_is_large_is_refused() -> None:
    at = JPEG.index(b"\xff\xc0")
    large = JPEG[: at + 5] + struct.pack(">HH", 30_000, 30_000) + JPEG[at + 9 :]
    with pytest.raises(Invalid, match="30,000 × 30,000"):
        outline(large, file="licence.jpg")


def test_a_jpeg_refined_without_end_is_refused() -> None:
    made = pictures.jpeg(progressive=True)
    at = made.rindex(b"\xff\xda")
    scan = made[at:-2]
    with pytest.raises(Invalid, match="damaged"):
        outline(made[:-2] + scan * 100 + made[-2:], file="licence.jpg")


@pytest.mark.parametrize(
    "content",
    [
        JPEG[:2] + b"\xff" * 4_000_000,
        JPEG[:-2] + b"\xff" * 4_000_000 + b"\0",
        JPEG[:2] + b"\xff\xe1\0\2" * 1_000_000,
        PNG[:33] + pictures.chunk(b"juNk") * 300_000,
        b"<?xml" + b" " * 4_000_000,
    ],
    ids=["filling", "filling in the pixels", "empty remarks", "empty chunks", "xml"],
)
def test_a_file_made_to_take_long_does_not(content: bytes) -> None:
    began = time.process_time()
    with pytest.raises(Invalid):
        outline(content, file="licence")
    assert time.process_time() - began < 5


@given(st.sampled_from([PNG, JPEG]), st.data())
def test_any_change_gives_an_outline_or_one_sentence(good: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(good)))
    until = data.draw(st.integers(at, min(len(good), at + 20)))
    content = good[:at] + data.draw(st.binary(max_size=20)) + good[until:]
    try:
        found = outline(content, file="x")
    except Invalid:
        return
    assert 0 < found.end <= len(content)
    assert 0 < found.width * found.height <= 50_000_000


@given(st.binary(max_size=200), st.sampled_from([b"", PNG[:8], PNG[:33], JPEG[:3], JPEG[:20]]))
def test_any_bytes_give_an_outline_or_one_sentence(rest: bytes, begin: bytes) -> None:
    with suppress(Invalid):
        assert outline(begin + rest, file="x").end <= len(begin + rest)
