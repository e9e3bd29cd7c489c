"""E8: characters and fragments, against two independent implementations."""

from __future__ import annotations

import gsm0338
import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.fragments import Measure, measure, split
from smsdesk.domain.profile import Region

MAINLAND, GLOBAL = Region.MAINLAND, Region.GLOBAL
GSM_CHARACTERS = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCZÄÖÑÜ§¿abcxyzäöñüà"
EXTENSION = "^{}\\[~]|€"


def long_texts(characters: str) -> st.SearchStrategy[str]:
    """Texts of several fragments, made of runs, so that every kind of character meets a border."""
    run = st.tuples(st.sampled_from(characters), st.integers(1, 75))
    return st.lists(run, max_size=8).map(lambda runs: "".join(character * times for character, times in runs))


gsm_text = long_texts(GSM_CHARACTERS + EXTENSION * 5)
any_text = st.one_of(
    long_texts("abc 你好，{}€😀𠮷"),
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=300),
)


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("", MAINLAND, Measure(0, 0, "mainland", "")),
        ("", GLOBAL, Measure(0, 0, "GSM-7", "")),
        ("字" * 70, MAINLAND, Measure(70, 1, "mainland", "")),
        ("字" * 71, MAINLAND, Measure(71, 2, "mainland", "")),
        ("字" * 134, MAINLAND, Measure(134, 2, "mainland", "")),
        ("字" * 135, MAINLAND, Measure(135, 3, "mainland", "")),
        ("字" * 150, MAINLAND, Measure(150, 3, "mainland", "")),
        ("a" * 71, MAINLAND, Measure(71, 2, "mainland", "")),
        ("😀" * 35, MAINLAND, Measure(70, 1, "mainland", "")),
        ("😀" * 36, MAINLAND, Measure(72, 2, "mainland", "")),
        # 33 pairs fit into 67 units, so 67 pairs need three fragments though they are 134 units.
        ("😀" * 67, MAINLAND, Measure(134, 3, "mainland", "")),
        ("a" * 160, GLOBAL, Measure(160, 1, "GSM-7", "")),
        ("a" * 161, GLOBAL, Measure(161, 2, "GSM-7", "")),
        ("a" * 306, GLOBAL, Measure(306, 2, "GSM-7", "")),
        ("a" * 307, GLOBAL, Measure(307, 3, "GSM-7", "")),
        ("€" * 80, GLOBAL, Measure(160, 1, "GSM-7", "")),
        ("€" * 81, GLOBAL, Measure(162, 2, "GSM-7", "")),
        ("a" * 152 + "€" + "a" * 10, GLOBAL, Measure(164, 2, "GSM-7", "")),
        ("a" * 152 + "€" + "a" * 151, GLOBAL, Measure(305, 2, "GSM-7", "")),
        ("a" * 152 + "€" + "a" * 152, GLOBAL, Measure(306, 3, "GSM-7", "")),
        ("[Acme] Hi", GLOBAL, Measure(11, 1, "GSM-7", "")),
        ("aé`c字", GLOBAL, Measure(5, 1, "UCS-2", "`")),
        ("ç", GLOBAL, Measure(1, 1, "UCS-2", "ç")),
        ("a\0", GLOBAL, Measure(2, 1, "UCS-2", "\0")),
        ("字\0", GLOBAL, Measure(2, 1, "UCS-2", "字")),
        ("\0字", GLOBAL, Measure(2, 1, "UCS-2", "\0")),
        ("\x1b", GLOBAL, Measure(1, 1, "UCS-2", "\x1b")),
        ("字" * 71, GLOBAL, Measure(71, 2, "UCS-2", "字")),
        ("\ud800", MAINLAND, Measure(1, 1, "mainland", "")),
    ],
)
def test_sizes(text: str, region: Region, expected: Measure) -> None:
    assert measure(text, region) == expected


@given(gsm_text)
def test_gsm_agrees_with_smsutil_and_gsm0338(text: str) -> None:
    size = measure(text, GLOBAL)
    assert size.encoding == "GSM-7"
    assert size.characters == len(text.encode("gsm03.38"))
    assert size.fragments == (len(smsutil.split(text).parts) if text else 0)


@given(any_text)
def test_encoding_agrees_with_smsutil(text: str) -> None:
    size = measure(text, GLOBAL)
    # smsutil takes the bare escape code for a character, which no phone can show.
    if text and "\x1b" not in text:
        assert (size.encoding == "GSM-7") == smsutil.is_valid_gsm(text)
    if size.forcing:
        place = text.index(size.forcing)
        assert measure(text[:place], GLOBAL).encoding == "GSM-7"


@given(long_texts("字a😀𠮷"))
def test_units_agree_with_smsutil(text: str) -> None:
    # The ideograph makes smsutil count UCS-2 as the mainland always does.
    text += "字"
    size = measure(text, MAINLAND)
    parts = smsutil.split(text).parts
    assert size.fragments == len(parts)
    assert size.characters == sum(part.bytes for part in parts) // 2
    assert split(text, MAINLAND) == [part.content for part in parts]


@given(any_text, st.sampled_from(Region))
def test_split_is_the_text_in_as_many_fragments_as_measured(text: str, region: Region) -> None:
    parts = split(text, region)
    assert "".join(parts) == text
    assert len(parts) == measure(text, region).fragments
    assert all(parts)


@given(gsm_text)
def test_split_never_exceeds_a_fragment(text: str) -> None:
    parts = split(text, GLOBAL)
    room = 160 if len(parts) == 1 else 153
    assert all(len(part.encode("gsm03.38")) <= room for part in parts)


def test_gsm_table_is_the_standards() -> None:
    """Every character of the basic multilingual plane, one by one."""
    codec = gsm0338.Codec()
    for code in range(0x10000):
        character = chr(code)
        try:
            length = len(codec.encode(character)[0])
        except UnicodeEncodeError:
            length = 0
        size = measure(character, GLOBAL)
        if character == "\x1b":
            continue
        assert (size.encoding == "GSM-7") == (length > 0), hex(code)
        if length:
            assert size.characters == length, hex(code)
