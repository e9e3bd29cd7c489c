"""Applications (A1–A6, P2) on a real file."""

from __future__ import annotations

import re
import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from smsdesk.domain import limits
from smsdesk.domain.applications import Application, ApplicationType, FrequencyLimit
from smsdesk.domain.errors import Invalid, LimitReached, NotAllowed, NotFound
from smsdesk.domain.profile import Identity, Profile
from smsdesk.domain.text import text
from smsdesk.operations import allowlist, applications
from smsdesk.operations.desk import Desk
from smsdesk.store.settings import read_profile, write_profile
from smsdesk.store.tables import ApplicationRow, AuditRow
from tests.operations.conftest import IdleSender


def create(desk: Desk, name: str = "Shop") -> Application:
    return applications.create_application(desk, name=name, type=ApplicationType.WEBSITE)


def become(desk: Desk, identity: Identity) -> None:
    with desk.database.write() as session:
        profile = read_profile(session)
        assert isinstance(profile, Profile)
        write_profile(session, replace(profile, identity=identity))


def test_a_new_application_gets_its_id_and_a_key_that_is_not_in_the_database(desk: Desk) -> None:
    shop = create(desk)
    key = applications.reveal_app_key(desk, application_id=shop.id)
    assert re.fullmatch(r"1400[0-9]{6}", shop.app_id)
    assert re.fullmatch(r"[0-9a-f]{32}", key)
    assert shop.enabled
    assert shop.limit == FrequencyLimit(30, 10)
    stored = b"".join(path.read_bytes() for path in desk.folder.iterdir() if path.is_file())
    assert key.encode() not in stored


def test_rotating_replaces_the_key(desk: Desk) -> None:
    shop = create(desk)
    first = applications.reveal_app_key(desk, application_id=shop.id)
    second = applications.rotate_app_key(desk, application_id=shop.id)
    assert first != second
    assert applications.reveal_app_key(desk, application_id=shop.id) == second


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("x" * 65, "too long: 65"),
        ("two\nlines", "one line"),
        ("bell\a", "one line"),
        (" Shop ", "already an application “Shop”"),
    ],
)
def test_a_name_that_breaks_a_rule_is_refused_at_its_field(desk: Desk, name: str, says: str) -> None:
    create(desk)
    with pytest.raises(Invalid, match=re.escape(says)) as refusal:
        create(desk, name)
    assert refusal.value.field == "name"


def test_markup_and_quotes_are_only_text(desk: Desk) -> None:
    name = "<b>Robert'); DROP TABLE application;--</b>"
    assert create(desk, name).name == name
    assert [card.application.name for card in applications.list_applications(desk)] == [name]


def test_eight_threads_race_for_the_last_places_and_none_goes_over(desk: Desk) -> None:
    with desk.database.write() as session:
        for number in range(limits.APPLICATIONS.value - 3):
            session.add(
                ApplicationRow(
                    name=f"filler {number}",
                    type="other",
                    overview="",
                    app_id=f"13{number:08d}",
                    enabled=True,
                    gateway="sandbox",
                    created_at=0,
                )
            )
    outcomes: list[object] = []

    def race(number: int) -> None:
        try:
            outcomes.append(create(desk, f"racer {number}"))
        except LimitReached as refusal:
            outcomes.append(refusal)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(outcome, Application) for outcome in outcomes) == 3
    assert applications.application_count(desk) == limits.APPLICATIONS.value


def test_only_a_disabled_application_is_deleted_and_only_by_its_name(desk: Desk) -> None:
    shop = create(desk)
    with pytest.raises(NotAllowed, match="Disable it first"):
        applications.delete_application(desk, application_id=shop.id, confirm_name="Shop")
    applications.disable_application(desk, application_id=shop.id)
    with pytest.raises(Invalid, match="Type the name"):
        applications.delete_application(desk, application_id=shop.id, confirm_name="shop")
    applications.delete_application(desk, application_id=shop.id, confirm_name="Shop")
    assert applications.list_applications(desk) == []
    with pytest.raises(NotFound):
        applications.reveal_app_key(desk, application_id=shop.id)
    with desk.database.read() as session:
        assert session.scalar(select(ApplicationRow.name)) == "Shop", "its records must stay readable"
    assert create(desk).name == "Shop", "the name is free again"


def test_an_individual_cannot_change_sending_limits(desk: Desk) -> None:
    shop = create(desk)
    become(desk, Identity.INDIVIDUAL)
    with pytest.raises(NotAllowed, match="organization"):
        applications.set_frequency_limit(desk, application_id=shop.id, limit=FrequencyLimit(None, None))


@pytest.mark.parametrize(
    ("limit", "field"),
    [
        (FrequencyLimit(0, 10), "same_content_seconds"),
        (FrequencyLimit(86_401, 10), "same_content_seconds"),
        (FrequencyLimit(30, 0), "per_number_per_day"),
        (FrequencyLimit(30, 1_001), "per_number_per_day"),
        (FrequencyLimit(None, None), ""),
        (FrequencyLimit(1, 1_000), ""),
    ],
)
def test_limits_are_kept_within_their_ranges(desk: Desk, limit: FrequencyLimit, field: str) -> None:
    shop = create(desk)
    if not field:
        changed = applications.set_frequency_limit(desk, application_id=shop.id, limit=limit)
        assert changed.limit == limit
        return
    with pytest.raises(Invalid) as refusal:
        applications.set_frequency_limit(desk, application_id=shop.id, limit=limit)
    assert refusal.value.field == field


def test_an_unknown_gateway_is_refused(desk: Desk) -> None:
    shop = create(desk)
    with pytest.raises(NotFound, match="pigeon"):
        applications.set_gateway(desk, application_id=shop.id, gateway="pigeon")


def test_the_allowlist_keeps_good_lines_and_tells_bad_ones(desk: Desk) -> None:
    shop = create(desk)
    typed = "13800138000\n\n+86 138 0013 8001\nhello\n13800138000\n+44 7911 123456"
    done = allowlist.add_to_allowlist(desk, application_id=shop.id, numbers=typed)
    assert (done.added, done.already, [line.line for line in done.bad]) == (3, 1, [4])
    assert allowlist.allowlist(desk, application_id=shop.id) == [
        "+447911123456",
        "+8613800138000",
        "+8613800138001",
    ]
    removed = allowlist.remove_from_allowlist(
        desk, application_id=shop.id, numbers=["+8613800138000", "+8613800138009"]
    )
    assert removed == 1


def test_the_allowlist_is_full_at_300_and_nothing_of_the_rest_is_added(desk: Desk) -> None:
    shop = create(desk)
    first = "\n".join(f"138001{number:05d}" for number in range(298))
    allowlist.add_to_allowlist(desk, application_id=shop.id, numbers=first)
    with pytest.raises(LimitReached, match="room for 2 more"):
        allowlist.add_to_allowlist(
            desk, application_id=shop.id, numbers="13900000001\n13900000002\n13900000003"
        )
    assert len(allowlist.allowlist(desk, application_id=shop.id)) == 298


def test_changes_are_audited_and_told_without_the_key(desk: Desk) -> None:
    told: list[frozenset[str]] = []
    desk.listen(told.append)
    shop = create(desk)
    key = applications.rotate_app_key(desk, application_id=shop.id)
    assert told == [frozenset({"application"})] * 2
    with desk.database.read() as session:
        entries = list(session.scalars(select(AuditRow).order_by(AuditRow.id)))
    assert [entry.action for entry in entries] == ["AddApp", "ModifyAppKey"]
    assert all(key not in (entry.after or "") for entry in entries)


def test_a_refused_change_leaves_nothing_and_tells_nobody(desk: Desk) -> None:
    create(desk)
    told: list[frozenset[str]] = []
    desk.listen(told.append)
    with pytest.raises(Invalid):
        create(desk)
    assert told == []
    assert applications.application_count(desk) == 1


def test_a_second_gateway_is_another_one(desk: Desk, sender: IdleSender) -> None:
    sender.known["river"] = text("Riverside Telecom")
    shop = create(desk)
    set_gateway = applications.set_gateway
    sender.known["lake"] = text("Lake Mobile")
    chosen = set_gateway(desk, application_id=shop.id, gateway="lake", second_gateway="river")
    assert chosen.second_gateway == "river"
    # Left out it stays; then it may not become the first too.
    with pytest.raises(Invalid) as same:
        set_gateway(desk, application_id=shop.id, gateway="river")
    assert same.value.field == "second_gateway"
    with pytest.raises(NotFound) as unknown:
        set_gateway(desk, application_id=shop.id, gateway="lake", second_gateway="pigeon")
    assert unknown.value.field == "second_gateway"
    assert applications.application(desk, application_id=shop.id) == chosen
    # One that a newer program knew may stay beside the other that is changed.
    del sender.known["river"]
    sender.known["pigeon"] = text("Pigeon")
    kept = set_gateway(desk, application_id=shop.id, gateway="pigeon")
    assert (kept.gateway, kept.second_gateway) == ("pigeon", "river")
    assert set_gateway(desk, application_id=shop.id, gateway="pigeon", second_gateway="").second_gateway == ""


def test_no_gateway_takes_over_for_the_sandbox(desk: Desk, sender: IdleSender) -> None:
    """Its carrier can be told to be down: what was only played would then reach real people."""
    sender.known["river"] = text("Riverside Telecom")
    shop = create(desk)
    set_gateway = applications.set_gateway
    for kept in (shop.gateway, "sandbox"):
        with pytest.raises(Invalid, match="cost money") as refused:
            set_gateway(desk, application_id=shop.id, gateway=kept, second_gateway="river")
        assert refused.value.field == "second_gateway"
    # Nor the sandbox for a real one: what it delivers reaches nobody.
    with pytest.raises(Invalid, match="nobody would get them"):
        set_gateway(desk, application_id=shop.id, gateway="river", second_gateway="sandbox")
    # Nor when the second was there before the sandbox became the first.
    sender.known["lake"] = text("Lake Mobile")
    set_gateway(desk, application_id=shop.id, gateway="river", second_gateway="lake")
    with pytest.raises(Invalid, match="cost money"):
        set_gateway(desk, application_id=shop.id, gateway="sandbox")
    assert applications.application(desk, application_id=shop.id).gateway == "river"
