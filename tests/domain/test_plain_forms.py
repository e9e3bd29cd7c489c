"""T2: the characters that force UCS-2, and what can stand in their place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.fragments import measure
from smsdesk.domain.plain_forms import forcing_characters, in_plain_forms, plain_form
from smsdesk.domain.profile import Region


@pytest.mark.parametrize(
    ("character", "plain"),
    [
        ("’", "'"), ("“", '"'), ("–", "-"), ("…", "..."), ("`", "'"), ("\u00a0", " "), ("\t", " "),
        ("×", "x"), ("™", "TM"),
        ("ê", "e"), ("ç", "c"), ("ł", "l"), ("e\u0301", "é"), ("½", "1/2"), ("Ａ", "A"), ("ﬁ", "fi"),
        ("字", None), ("😀", None), ("я", None), ("👨\u200d👩\u200d👧", None), ("\u200b", None), ("\0", None),
    ],
)  # fmt: skip
def test_plain_forms(character: str, plain: str | None) -> None:
    assert plain_form(character) == plain


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("We’re open – come in", ["’", "–"]),
        ("plain [text] {1} €", []),
        ("Hi 👨\u200d👩\u200d👧!", ["👨\u200d👩\u200d👧"]),
        ("🇨🇳🇩🇪", ["🇨🇳", "🇩🇪"]),
        ("👍🏽 ok", ["👍🏽"]),
        ("cafe\u0301", ["e\u0301"]),
        ("a\0b", ["\0"]),
        ("", []),
    ],
)
def test_they_are_found_as_people_see_them(text: str, characters: list[str]) -> None:
    found = forcing_characters(text)
    assert [each.character for each in found] == characters
    assert [text[each.start : each.end] for each in found] == characters


@given(st.text(st.sampled_from("aé’–ç字😀\u0301\u200d{1}\ud800"), max_size=60))
def test_plain_forms_leave_nothing_that_could_be_plain(text: str) -> None:
    plain = in_plain_forms(text)
    assert (measure(text, Region.GLOBAL).encoding == "GSM-7") == (not forcing_characters(text))
    assert measure(plain, Region.GLOBAL).encoding == "GSM-7" or any(
        each.plain is None for each in forcing_characters(text)
    )
