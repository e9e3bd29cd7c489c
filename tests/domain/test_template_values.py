"""A template's values read back out of a text: whatever was put in, the same text comes out again."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.template_values import values_in
from smsdesk.domain.templates import render, variables

BODIES = [
    "您好，{1}，您的订单{2}已发货。",
    "{1}：{2}",
    "{1}{2}",
    "{1} and {1} again",
    "{1} then {2} then {1} then {3}",
    "x{2}y{1}z{2}",
    "aa{1}aa{2}aa{3}aa",
    "no variables",
    "{3} only",
]
#: Words that are easily taken for the text around them.
CONFUSING = st.text(st.sampled_from("a{}1x ，：已then"), max_size=8)


@pytest.mark.parametrize(
    ("body", "content", "values"),
    [
        ("您好，{1}。", "您好，小明。", ("小明",)),
        ("您好", "您好", ()),
        ("您好", "你好", None),
        ("您好，{1}。", "您好，小明", None),
        ("{1}-{2}", "a-b-c", ("a", "b-c")),
        ("{1}{2}", "ab", ("", "ab")),
        ("{2}-{1}", "a-b", ("b", "a")),
        ("{1}", "", ("",)),
        ("aa{1}aa", "aaa", None),
        ("{1}+{1}", "ab+ab", ("ab",)),
        ("{1}+{1}", "ab+ac", None),
        ("{1}-{2}-{1}", "a-b-c-a-b", ("a-b", "c")),
        ("{1} costs {2}", "{2} costs {1}", ("{2}", "{1}")),
        ("{2}", "x", ("", "x")),
    ],
)
def test_values_of_a_text(body: str, content: str, values: tuple[str, ...] | None) -> None:
    assert values_in(body, content) == values


@given(st.sampled_from(BODIES), st.lists(CONFUSING, min_size=3, max_size=3))
def test_what_is_read_gives_the_same_text(body: str, values: list[str]) -> None:
    content = render(body, values)
    found = values_in(body, content)
    assert found is not None
    assert len(found) == max(variables(body), default=0)
    assert render(body, found) == content


@given(st.sampled_from(BODIES), st.text(st.sampled_from("a{}1x ，：已then"), max_size=30))
def test_another_text_is_never_taken_for_it(body: str, content: str) -> None:
    found = values_in(body, content)
    assert found is None or render(body, found) == content


@pytest.mark.parametrize("body", ["{1}a{2}a{3}a{2}a{1}b", "".join(f"{{{n}}}a" for n in range(1, 60)) + "b"])
def test_a_hopeless_text_is_given_up_soon(body: str) -> None:
    started = time.process_time()
    assert values_in(body, "a" * 2000) is None
    assert time.process_time() - started < 1
