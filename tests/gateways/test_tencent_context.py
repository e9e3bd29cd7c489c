"""References within a request's context: all of them are found, others practically never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.gateways.tencent.context import LONGEST, context_of, is_in


def references(count: int, start: int = 0) -> list[str]:
    return [f"0123456789abcdef-{start + place}-1-19b2f3c4d5e" for place in range(count)]


@given(st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=200, unique=True))
def test_every_reference_is_found(mine: list[str]) -> None:
    plain = [one for one in mine if " " not in one] or ["x"]
    context = context_of(plain)
    assert len(context) <= LONGEST
    assert context.isascii()
    assert all(is_in(one, context) for one in plain)


@pytest.mark.parametrize("count", [1, 8, 9, 20, 100, 199, 200])
def test_others_are_practically_never_found(count: int) -> None:
    context = context_of(references(count))
    assert len(context) <= LONGEST
    mistakes = sum(is_in(one, context) for one in references(5_000, start=1_000))
    assert mistakes <= 5


def test_a_few_are_written_out() -> None:
    assert context_of(["a-1"]) == "a-1"
    assert context_of(references(5)) == " ".join(references(5))
    assert not is_in("a", "a-1")


@pytest.mark.parametrize("context", ["", "~", "~AAAA", "~////", "~é", "~_____w==", "~yP8="])
def test_anything_else_holds_nothing(context: str) -> None:
    assert not is_in("a-1", context)
