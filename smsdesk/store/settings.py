"""The profile and every other setting: one JSON value a row."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from smsdesk.domain.profile import Identity, Profile
from smsdesk.store.stored_json import from_json
from smsdesk.store.tables import SettingRow

T = TypeVar("T")

PROFILE = "profile"
DESK_ID = "desk_id"


def read_setting(session: Session, key: str) -> Any | None:
    """The value of a setting, None when it was never set."""
    value = session.execute(select(SettingRow.value).where(SettingRow.key == key)).scalar()
    return None if value is None else json.loads(value)


def read_setting_of(session: Session, key: str, kind: type[T]) -> T | None:
    """The value of a setting that the desk can do without: None also where it is damaged."""
    value = session.execute(select(SettingRow.value).where(SettingRow.key == key)).scalar()
    return None if value is None else from_json(value, kind)


def write_setting(session: Session, key: str, value: object) -> None:
    """Set a setting to something JSON can hold."""
    session.merge(SettingRow(key=key, value=json.dumps(value, ensure_ascii=False)))


def delete_setting(session: Session, key: str) -> None:
    """Make a setting one that was never set; no error when it is."""
    session.execute(delete(SettingRow).where(SettingRow.key == key))


def read_profile(session: Session) -> Profile | None:
    """The profile (P1), None before the first start was answered."""
    stored = read_setting(session, PROFILE)
    if stored is None:
        return None
    known = {field.name for field in fields(Profile)}
    values = {key: value for key, value in stored.items() if key in known}
    return Profile(**{**values, "identity": Identity(values["identity"])})


def write_profile(session: Session, profile: Profile) -> None:
    """Keep the profile; whoever calls has checked it."""
    write_setting(session, PROFILE, asdict(profile))
