"""A row that everything rests on is damaged: one sentence at the start, and nothing is changed (S1)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from smsdesk.domain.errors import Unusable
from smsdesk.domain.profile import Identity, Profile
from smsdesk.domain.text import text
from smsdesk.store.database import Database
from smsdesk.store.settings import DESK_ID, PROFILE, check_rows, read_profile, write_profile, write_setting
from smsdesk.store.stored_text import text_from_json, text_to_json
from tests.engine.world import make_store

GOOD = Profile("Riverside Bakery", Identity.ORGANIZATION, "CN", "Asia/Shanghai")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = Database(make_store(tmp_path / "desk.sqlite"))
    with database.write() as session:
        write_profile(session, GOOD)
        write_setting(session, DESK_ID, "0123456789abcdef")
    return database


def test_a_sound_store_is_sound(database: Database) -> None:
    with database.read() as session:
        check_rows(session)
        assert read_profile(session) == GOOD


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *((PROFILE, value) for value in ("{", "[1]", "{}", "7", "null and void", b"\xff\x00")),
        *(
            (PROFILE, json.dumps({**asdict(GOOD), **changed}))
            for changed in (
                {"identity": "king"},
                {"time_zone": "Mars/Base"},
                {"time_zone": 7},
                {"time_zone": "../../etc/passwd"},
                {"language": ["en"]},
            )
        ),
        *((DESK_ID, value) for value in ("{}", '""', '"a b"', "12", "nonsense", b"\xff\x00")),
    ],
)
def test_a_damaged_setting_is_named_in_one_sentence(database: Database, key: str, value: str | bytes) -> None:
    with database.write() as session:
        session.execute(
            sql("UPDATE setting SET value = :value WHERE key = :key"), {"key": key, "value": value}
        )
    with database.read() as session, pytest.raises(Unusable, match=f"“{key}”.*restore"):
        check_rows(session)


def test_a_submission_in_no_state_is_named(database: Database) -> None:
    with database.write() as session:
        session.execute(
            sql(
                "INSERT INTO submission (subject, subject_id, gateway, state, remote_id, reason, attempts, "
                "due_at, sent) VALUES ('template', 1, 'tencent', 'king', '', '', 0, 0, 0)"
            )
        )
    with database.read() as session, pytest.raises(Unusable, match=r"“submission\.state”"):
        check_rows(session)


def test_a_reason_with_half_a_character_can_be_stored() -> None:
    stored = text_to_json(text("It says: {words}", words="no \ud83d balance"))
    assert str(text_from_json(stored.encode().decode())) == "It says: no ? balance"
