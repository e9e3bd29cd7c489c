"""The sample desk (P1): complete, approved, harmless, and in one piece."""

from __future__ import annotations

from pathlib import Path

import pytest

from smsdesk.carrier.magic import RANGES
from smsdesk.domain.checking import Reason
from smsdesk.domain.errors import NotAllowed, NotFound, Unavailable
from smsdesk.domain.profile import Identity, Profile, Region, SmsType
from smsdesk.domain.recipients import Recipe, SheetSource
from smsdesk.domain.review import ReviewStatus
from smsdesk.domain.text import set_language
from smsdesk.operations.applications import list_applications, reveal_app_key
from smsdesk.operations.customer_search import customer_count, list_customers
from smsdesk.operations.desk import Desk
from smsdesk.operations.groups import list_groups
from smsdesk.operations.recipients import prepare
from smsdesk.operations.sample import make_sample
from smsdesk.store.settings import PROFILE, write_profile
from smsdesk.store.tables import SettingRow


def test_everything_for_a_first_send_is_there(desk: Desk) -> None:
    made = make_sample(desk)
    assert len(reveal_app_key(desk, application_id=made.application.id)) == 32
    assert {one.region for one in made.signatures} == set(Region)
    kinds = {(one.region, one.type) for one in made.templates}
    assert kinds == {(region, sms_type) for region in Region for sms_type in SmsType}
    assert all(one.status is ReviewStatus.APPROVED for one in (*made.signatures, *made.templates))
    assert customer_count(desk) == made.customers == 200
    assert [group.members for group in sorted(list_groups(desk), key=lambda group: group.id)] == [20, 70, 110]
    assert sorted(made.groups, key=lambda group: group.name) == list_groups(desk)


def test_its_numbers_are_the_sandboxs_own(desk: Desk) -> None:
    make_sample(desk)
    numbers = [one.number for one in list_customers(desk, most=200).customers]
    assert len(set(numbers)) == 200
    assert all(number.startswith(RANGES) for number in numbers)


def test_its_sheet_shows_what_the_check_is_for(desk: Desk) -> None:
    made = make_sample(desk)
    recipe = Recipe(
        SheetSource(str(made.sheet)), application_id=made.application.id, template_id=made.template.id
    )
    found = prepare(desk, recipe=recipe)
    assert (found.rows, found.ready, found.question) == (67, 61, None)
    assert dict(found.counts) == {
        Reason.INVALID_NUMBER: 2,
        Reason.WRONG_REGION: 1,
        Reason.MISSING_VARIABLE: 1,
        Reason.LINK_IN_VARIABLE: 1,
        Reason.DUPLICATE: 1,
    }


def test_an_individual_gets_what_an_individual_may_have(desk: Desk) -> None:
    with desk.database.write() as session:
        write_profile(session, Profile("Ann", Identity.INDIVIDUAL, "CN", "Asia/Shanghai"))
    made = make_sample(desk)
    assert [one.region for one in made.signatures] == [Region.MAINLAND]
    assert [(one.region, one.type) for one in made.templates] == [(Region.MAINLAND, SmsType.REGULAR)]


def test_without_automatic_review_it_is_approved_all_the_same(desk: Desk) -> None:
    with desk.database.write() as session:
        profile = Profile("B", Identity.ORGANIZATION, "CN", "Asia/Shanghai", automatic_review=False)
        write_profile(session, profile)
    made = make_sample(desk)
    assert all(one.status is ReviewStatus.APPROVED for one in (*made.signatures, *made.templates))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_it_keeps_the_rules_in_every_language(desk: Desk, language: str) -> None:
    set_language(language)
    try:
        assert len(make_sample(desk).templates) == 4
    finally:
        set_language("en")


def test_a_second_time_changes_nothing(desk: Desk) -> None:
    make_sample(desk)
    with pytest.raises(NotAllowed):
        make_sample(desk)
    assert len(list_applications(desk)) == 1
    assert customer_count(desk) == 200


def test_it_needs_a_profile(desk: Desk) -> None:
    with desk.database.write() as session:
        session.query(SettingRow).filter_by(key=PROFILE).delete()
    with pytest.raises(NotFound):
        make_sample(desk)


def test_without_a_place_for_the_sheet_nothing_is_made(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        make_sample(desk, folder=tmp_path / "nowhere")
    assert list_applications(desk) == []
