"""Outcomes of numbers: documented for the magic ones, drawn from the seed for the rest."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.carrier import MAGIC, Delay, Script, magic
from smsdesk.carrier.magic import magic_behaviour, number_with
from smsdesk.domain.codes import api_codes, receipt_category
from smsdesk.domain.numbers import NumberReader
from smsdesk.domain.profile import Region

ORDINARY = [f"+86139{n:08d}" for n in range(4000)]


@pytest.mark.parametrize("one", MAGIC, ids=lambda one: one.ending)
def test_magic_numbers_pass_the_number_check_and_are_documented(one: magic.MagicNumber) -> None:
    mainland, *foreign = one.numbers
    assert NumberReader(Region.MAINLAND, "CN").read(mainland).number == mainland
    for number in foreign:
        assert NumberReader(Region.GLOBAL, "US").read(number).number == number
    assert all(magic_behaviour(number) == one.behaviour for number in one.numbers)
    assert f"{one.ending}   " in (magic.__doc__ or "")
    assert str(one.outcome)


@pytest.mark.parametrize("one", MAGIC, ids=lambda one: one.ending)
def test_every_code_it_gives_can_be_explained(one: magic.MagicNumber) -> None:
    assert not one.behaviour.refuse or one.behaviour.refuse in api_codes()
    assert not one.behaviour.receipt or receipt_category(one.behaviour.receipt)


def test_an_ending_that_stands_for_nothing_is_an_ordinary_number() -> None:
    assert magic_behaviour("+8613800000099") is None
    with pytest.raises(KeyError):
        number_with("99")


def test_the_same_seed_and_number_have_the_same_outcome_and_another_seed_another() -> None:
    first, again, other = ([Script(seed=s).plan(n, None) for n in ORDINARY] for s in (1, 1, 2))
    assert first == again
    assert first != other


def test_most_are_reached_and_the_rest_fail_in_several_ways() -> None:
    codes = Counter(Script().plan(number, None).behaviour.receipt for number in ORDINARY)
    assert 0.96 < codes["DELIVRD"] / len(ORDINARY) < 0.98
    assert set(codes) == {"DELIVRD", "UNDELIV", "MK:0001", "EXPIRED", "MX:0012", "REJECTD"}


def test_a_share_of_the_reached_replies() -> None:
    replies = sum(bool(Script(replies=0.1).plan(n, None).behaviour.reply) for n in ORDINARY)
    assert 0.07 < replies / len(ORDINARY) < 0.13


@given(
    limits=st.lists(st.floats(0, 1000), min_size=3, max_size=3).map(sorted),
    share=st.floats(0, 1, exclude_max=True),
)
def test_a_delay_stays_within_its_limits(limits: list[float], share: float) -> None:
    drawn = Delay(*limits).drawn(share)
    assert limits[0] - 1e-9 <= drawn <= limits[2] + 1e-9


def test_delays_gather_near_the_usual_one() -> None:
    drawn = [Delay(0, 2, 10).drawn(n / 1000) for n in range(1000)]
    assert sorted(drawn) == drawn
    assert 3.8 < sum(drawn) / 1000 < 4.2  # the mean of a triangle: a third of the sum of its corners


@pytest.mark.parametrize(
    ("words", "delay"),
    [("2", Delay(2, 2, 2)), ("0.5:2:10", Delay(0.5, 2, 10)), ("0", Delay(0, 0, 0))],
)
def test_delays_are_read(words: str, delay: Delay) -> None:
    assert Delay.parse(words) == delay


@pytest.mark.parametrize("words", ["", "x", "1:2", "3:2:1", "-1", "nan", "inf", "1:2:3:4", "9999999"])
def test_what_is_no_delay_is_refused(words: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of the reasons will do
        Delay.parse(words)
