"""What a filter asks, kept as JSON and said in words (C3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsdesk.domain.customer_filters import (
    LONGEST_DAYS,
    Comparison,
    Contact,
    ContactCondition,
    CustomerFilter,
    FieldCondition,
    check_filter,
    filter_words,
    gone_words,
)
from smsdesk.domain.errors import Invalid
from smsdesk.domain.profile import SmsType

CONTACTS = st.builds(ContactCondition, st.sampled_from(Contact), st.integers(0, LONGEST_DAYS), st.booleans())
FIELDS = st.builds(FieldCondition, st.integers(1, 99), st.sampled_from(Comparison), st.text(max_size=20))
FILTERS = st.builds(
    CustomerFilter,
    countries=st.lists(st.sampled_from(["CN", "GB", "DE"]), unique=True).map(tuple),
    sms_type=st.none() | st.sampled_from(SmsType),
    group_ids=st.lists(st.integers(1, 99), unique=True).map(tuple),
    contacts=st.lists(CONTACTS, max_size=3).map(tuple),
    fields=st.lists(FIELDS, max_size=3).map(tuple),
)


@given(FILTERS)
def test_a_filter_comes_back_from_json_as_it_was(asked: CustomerFilter) -> None:
    assert CustomerFilter.from_json(asked.to_json()) == asked


@given(FILTERS)
def test_every_condition_is_said_in_words(asked: CustomerFilter) -> None:
    names = dict.fromkeys(range(1, 100), "Name")
    words = [str(one) for one in filter_words(asked, names, names)]
    wanted = bool(asked.countries) + bool(asked.sms_type) + bool(asked.group_ids)
    assert len(words) == wanted + len(asked.contacts) + len(asked.fields)
    assert all(words)
    assert gone_words(asked, names, names) is None
    assert (gone_words(asked, {}, {}) is None) is not bool(asked.group_ids or asked.fields)


@pytest.mark.parametrize(
    "stored", ["", "[]", "{}", "null", '{"countries": 3}', '{"countries": [], "sms_type": "loud"}']
)
def test_what_is_no_filter_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="not a filter"):
        CustomerFilter.from_json(stored)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (CustomerFilter(), "filter"),
        (CustomerFilter(contacts=(ContactCondition(Contact.REPLIED, LONGEST_DAYS + 1),)), "contacts"),
        (CustomerFilter(contacts=(ContactCondition(Contact.REPLIED, -1),)), "contacts"),
        (CustomerFilter(contacts=(ContactCondition(Contact.REPLIED, 1),) * 11), "filter"),
        (CustomerFilter(fields=(FieldCondition(1, Comparison.IS, " "),)), "fields"),
        (CustomerFilter(fields=(FieldCondition(1, Comparison.CONTAINS),)), "fields"),
        (CustomerFilter(fields=(FieldCondition(1, Comparison.IS, "x" * 201),)), "fields"),
        (CustomerFilter(fields=(FieldCondition(1, Comparison.MONTH, "13"),)), "fields"),
        (CustomerFilter(fields=(FieldCondition(1, Comparison.MONTH, ""),)), "fields"),
    ],
)
def test_a_filter_that_cannot_be_used_is_told_at_its_part(asked: CustomerFilter, field: str) -> None:
    with pytest.raises(Invalid) as told:
        check_filter(asked)
    assert told.value.field == field


def test_the_words_name_what_is_asked_for() -> None:
    asked = CustomerFilter(
        countries=("CN", "GB"),
        sms_type=SmsType.MARKETING,
        group_ids=(1, 2),
        contacts=(ContactCondition(Contact.REPLIED, 1, holds=False),),
        fields=(FieldCondition(1, Comparison.CONTAINS, "old"), FieldCondition(2, Comparison.EMPTY)),
    )
    assert [str(one) for one in filter_words(asked, {1: "Level"}, {1: "VIP"})] == [
        "from China, United Kingdom",
        "kept for marketing messages",
        "in “VIP” or a group that was deleted",
        "did not reply in the last 1 day",
        "Level contains “old”",
        "a column that was deleted",
    ]
