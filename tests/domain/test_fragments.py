"""E8: characters and fragments, against two independent implementations."""

from __future__ import annotations

import gsm0338
import pytest
import smsutil
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.fragments import Measure, measure, room_left, sizes, split
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


def by_hand(text: str, region: Region) -> list[int]:
    """The same by the plainest reading of 3GPP 23.038 and 23.040: character after character into a fragment
    while it fits whole, in septets or UTF-16 units."""
    if not text:
        return []
    gsm = region is Region.GLOBAL and all(each in GSM_CHARACTERS_ALL for each in text)
    costs = [
        (2 if each in EXTENSION + "\f" else 1) if gsm else (2 if ord(each) > 0xFFFF else 1) for each in text
    ]
    single, several = (160, 153) if gsm else (70, 67)
    if sum(costs) <= single:
        return [sum(costs)]
    used = [0]
    for cost in costs:
        if used[-1] + cost > several:
            used.append(0)
        used[-1] += cost
    return used


GSM_CHARACTERS_ALL = frozenset(
    character
    for code in (*range(0x00, 0x1B), *range(0x1C, 0x7F))
    if (character := bytes([code]).decode("gsm03.38"))
) | frozenset(EXTENSION + "\f")

#: What people write: emoji of several characters, flags, marks, other scripts, invisible characters.
WRITTEN = [
    "a", "Dear Ann, ", "字", "。", "{", "}", "[Acme] ", "【河畔】", "€", "’", "é", "ç", "\n", "\f", "\0",
    "e\u0301", "😀", "👨\u200d👩\u200d👧\u200d👦", "👍🏽", "🇨🇳", "🏴\U000e0067\U000e0062\U000e007f",
    "❤\ufe0f", "\u200b", "\u202e", "می\u200cخواهم", "𠮷", "\ud83d", "\ude00", "ﷺ", "ไทย้", "한",
]  # fmt: skip
written = st.lists(st.tuples(st.sampled_from(WRITTEN), st.integers(1, 70)), max_size=6).map(
    lambda runs: "".join(piece * times for piece, times in runs)[:700]
)


def joined_surrogates(text: str) -> str:
    """Two halves that met are one character, as they are in UTF-16."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


@given(st.one_of(written.map(joined_surrogates), gsm_text, any_text), st.sampled_from(Region))
def test_sizes_agree_with_counting_by_hand(text: str, region: Region) -> None:
    used = sizes(text, region)
    assert used == by_hand(text, region)
    assert len(used) == measure(text, region).fragments
    assert sum(used) == measure(text, region).characters


@given(gsm_text)
def test_septets_of_each_fragment_agree_with_smsutil(text: str) -> None:
    parts = smsutil.split(text).parts if text else []
    assert split(text, GLOBAL) == [part.content for part in parts]
    assert sizes(text, GLOBAL) == [len(part.content.encode("gsm03.38")) for part in parts]


@given(st.one_of(written.map(joined_surrogates), gsm_text), st.sampled_from(Region))
def test_so_many_characters_fit_until_the_next_fragment(text: str, region: Region) -> None:
    left, fragments = room_left(text, region), max(measure(text, region).fragments, 1)
    assert 0 <= left <= 160
    assert measure(text + "a" * left, region).fragments in (1 if text + "a" * left else 0, fragments)
    assert measure(text + "a" * (left + 1), region).fragments == fragments + 1


@given(st.text(st.sampled_from("字😀a"), min_size=71, max_size=200))
def test_a_pair_is_never_cut(text: str) -> None:
    for region in Region:
        for part in split(text, region):
            part.encode("utf-16-le")  # a half would raise


@given(long_texts("a€{"))
def test_an_extension_character_is_never_cut(text: str) -> None:
    for part in split(text, GLOBAL):
        assert len(part.encode("gsm03.38")) <= 160


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("字" * 82, MAINLAND, [67, 15]),
        ("字" * 150, MAINLAND, [67, 67, 16]),
        ("字" * 66 + "😀" + "字" * 10, MAINLAND, [66, 12]),
        ("【河畔】" + "字" * 66, MAINLAND, [70]),
        ("【河畔】" + "字" * 67, MAINLAND, [67, 4]),
        ("[Acme] " + "a" * 151, GLOBAL, [160]),
        ("[Acme] " + "a" * 152, GLOBAL, [153, 8]),
        ("a" * 152 + "€" + "a" * 10, GLOBAL, [152, 12]),
        ("", GLOBAL, []),
    ],
)
def test_what_is_in_each_fragment(text: str, region: Region, expected: list[int]) -> None:
    assert sizes(text, region) == expected
