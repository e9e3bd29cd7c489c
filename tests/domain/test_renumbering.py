"""T1, T2: variables stay 1, 2, 3, … in the order in which they are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.renumbering import HIGHEST, in_order, insert_variable, renumber
from smsdesk.domain.templates import variables

contents = st.lists(
    st.one_of(st.integers(1, 30).map(lambda number: f"{{{number}}}"), st.text(max_size=5)), max_size=12
).map("".join)


@pytest.mark.parametrize(
    ("content", "place", "expected", "changes"),
    [
        ("Hello", 5, "Hello{1}", {}),
        ("Hello {1}", 9, "Hello {1}{2}", {}),
        ("Hello {1}, at {2}.", 0, "{1}Hello {2}, at {3}.", {1: 2, 2: 3}),
        ("Hello {1}, at {2}.", 11, "Hello {1}, {2}at {3}.", {2: 3}),
        ("{1} {2} {1}", 8, "{1} {2} {3}{1}", {}),
        ("a{1}b", 2, "a{1}{2}b", {}),  # inside the variable: behind it
        ("{2} before {1}", 0, "{3}{2} before {1}", {}),  # an order of its own is kept
        ("{2}", 0, "{3}{2}", {}),
        ("x", 99, "x{1}", {}),
    ],
)
def test_a_new_variable(content: str, place: int, expected: str, changes: dict[int, int]) -> None:
    made = insert_variable(content, place)
    assert made is not None
    assert made.content == expected
    assert made.changes == changes
    assert made.content[made.start : made.end] == f"{{{made.number}}}"


@pytest.mark.parametrize(
    ("content", "expected", "changes"),
    [
        ("{1} and {3}", "{1} and {2}", {3: 2}),
        ("{2} before {1}, {2} again", "{1} before {2}, {1} again", {2: 1, 1: 2}),
        ("{12}{12}", "{1}{1}", {12: 1}),
        ("none", "none", {}),
    ],
)
def test_renumbering(content: str, expected: str, changes: dict[int, int]) -> None:
    assert renumber(content) == (expected, changes)


def test_no_more_than_there_can_be() -> None:
    assert insert_variable(f"a{{{HIGHEST}}}", 0) is None


@given(contents)
def test_renumbered_is_in_order_and_only_once_to_do(content: str) -> None:
    once = renumber(content)
    assert in_order(once.content)
    assert renumber(once.content) == (once.content, {})
    assert len(variables(once.content)) == len(variables(content))


@given(contents, st.integers(0, 60))
def test_an_order_survives_what_is_inserted(content: str, place: int) -> None:
    ordered = renumber(content).content
    made = insert_variable(ordered, place)
    assert made is not None
    assert in_order(made.content)
    assert len(variables(made.content)) == len(variables(ordered)) + 1
