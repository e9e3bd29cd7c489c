"""Texts over SMPP: as many parts as the desk counts, and nothing cut in two (E8)."""

from __future__ import annotations

import gsm0338
import pytest
from hypothesis import given
from hypothesis import strategies as some

from smsdesk.domain.fragments import measure
from smsdesk.domain.profile import Region
from smsdesk.gateways.smpp.texts import (
    Alphabet,
    Joining,
    Joint,
    Part,
    decoded,
    gsm_text,
    header_in,
    pack,
    parts_of,
    unpack,
)

gsm0338.Codec()
PLAIN = some.text("ab @£$èΔ_Φß{}[]~^\\|€\n", max_size=500)
MIXED = some.text("ab€{字é😀𠮷 ", max_size=400)


def cut(content: str, region: Region, **manners: object) -> list[Part]:
    return parts_of(
        content,
        region,
        7,
        **{"alphabet": Alphabet.GSM, "joining": Joining.HEADER, **manners},  # type: ignore[arg-type]
    )


@given(some.one_of(PLAIN, MIXED, some.text(max_size=300)), some.sampled_from(Region))
def test_as_many_parts_as_the_desk_counts_each_whole_and_together_the_text(
    content: str, region: Region
) -> None:
    parts = cut(content, region)
    assert len(parts) == max(1, measure(content, region).fragments)
    texts = []
    for number, part in enumerate(parts, 1):
        joint, octets, size = header_in(part.octets, part.esm_class)
        assert joint == (Joint(7, len(parts), number) if len(parts) > 1 else None)
        assert len(octets) <= (160 if part.data_coding == 0 else 140) - (
            0 if len(parts) == 1 else 7 if part.data_coding == 0 else 6
        )
        if part.data_coding == 0:
            assert octets[-1:] != b"\x1b"
            texts.append(octets.decode("gsm03.38"))
            assert decoded(octets, 0, Alphabet.GSM, size) == texts[-1]
        else:
            # Strict: half of a pair would not be read.
            texts.append(octets.decode("utf-16-be"))
    assert "".join(texts) == content


@given(PLAIN)
def test_packed_parts_hold_the_same_septets(content: str) -> None:
    for plain, packed in zip(
        cut(content, Region.GLOBAL), cut(content, Region.GLOBAL, alphabet=Alphabet.PACKED), strict=True
    ):
        _, septets, _ = header_in(plain.octets, plain.esm_class)
        _, octets, size = header_in(packed.octets, packed.esm_class)
        assert len(packed.octets) <= 140
        if not septets.endswith(b"\r"):
            assert decoded(octets, 0, Alphabet.PACKED, size) == gsm_text(septets)


def test_packing_is_that_of_the_specification() -> None:
    # The example everybody knows, and a filled last octet.
    assert pack(b"hellohello").hex() == "e8329bfd4697d9ec37"
    assert pack(b"1234567")[-1] >> 1 == 0x0D
    assert unpack(pack(b"1234567")) == b"1234567"
    assert unpack(pack(b"12345678")) == b"12345678"


@pytest.mark.parametrize(
    ("content", "alphabet", "coding", "octets"),
    [
        ("£5 @ {x}", Alphabet.GSM, 0, b"\x015 \x00 \x1b\x28x\x1b\x29"),
        ("£5 @", Alphabet.LATIN, 0, b"\xa35 @"),
        ("5 €", Alphabet.LATIN, 8, "5 €".encode("utf-16-be")),
        ("您好", Alphabet.GSM, 8, "您好".encode("utf-16-be")),
    ],
)
def test_what_data_coding_0_means_is_set(
    content: str, alphabet: Alphabet, coding: int, octets: bytes
) -> None:
    assert cut(content, Region.GLOBAL, alphabet=alphabet) == [Part(coding, 0, octets)]


def test_on_the_mainland_all_is_wide_and_a_payload_is_whole() -> None:
    assert cut("abc", Region.MAINLAND) == [Part(8, 0, "abc".encode("utf-16-be"))]
    long = "字" * 200
    assert cut(long, Region.MAINLAND, joining=Joining.PAYLOAD) == [Part(8, 0, long.encode("utf-16-be"))]


@pytest.mark.parametrize(
    ("octets", "coding", "words"),
    [
        (b"\x00\x1b\x65", 0, "@€"),
        ("退订".encode("utf-16-be"), 8, "退订"),
        (b"T\xe9l", 3, "Tél"),
        (b"STOP", 1, "STOP"),
        (b"\x1b(\x025\x1b)", 1, "{$5}"),
        (b"STOP", 0xF0, "STOP"),
        ("退".encode("utf-16-be"), 0x18, "退"),
        (b"T\xe9l", 0xF4, "Tél"),
        (b"\0S\0T\0O\0P", 0xC3, "STOP"),
        (b"STOP", 0x55, "STOP"),
        # Not septets after all.
        ("é".encode(), 0, "é"),
        (b"\xe9", 0, "é"),
    ],
)
def test_replies_of_every_coding_are_read(octets: bytes, coding: int, words: str) -> None:
    assert decoded(octets, coding, Alphabet.GSM) == words


@given(some.binary(max_size=200), some.integers(0, 255), some.integers(0, 255), some.sampled_from(Alphabet))
def test_nothing_that_comes_cannot_be_shown(
    message: bytes, esm_class: int, coding: int, alphabet: Alphabet
) -> None:
    joint, octets, size = header_in(message, esm_class)
    assert joint is None or 1 <= joint.number <= joint.total
    decoded(octets, coding, alphabet, size).encode("utf-8", "replace")
