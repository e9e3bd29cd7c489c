"""The profile and every other setting: one JSON value a row."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, fields
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from smsdesk.domain.profile import Identity, Profile
from smsdesk.domain.review import SubmissionState
from smsdesk.domain.text import text
from smsdesk.store.database import Damaged
from smsdesk.store.stored_json import from_json
from smsdesk.store.tables import AuditRow, SettingRow

T = TypeVar("T")

PROFILE = "profile"
DESK_ID = "desk_id"

_STATES = sql("SELECT DISTINCT state FROM submission")


def damaged(what: str) -> Damaged:
    """For a row that cannot be what this program wrote. ``what``: the setting's key or the column."""
    return Damaged(
        text(
            "The data of this desk is damaged: its “{what}” cannot be read. Close the program and restore "
            "the last backup (File, Restore, or the command restore); nothing was changed.",
            what=what,
        )
    )


def read_setting(session: Session, key: str) -> Any | None:
    """The value of a setting, None when it was never set. Raises ``Unusable`` where it is damaged."""
    value = session.execute(select(SettingRow.value).where(SettingRow.key == key)).scalar()
    try:
        return None if value is None else json.loads(value)
    except (ValueError, TypeError, RecursionError):
        raise damaged(key) from None


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
    """The profile (P1), None before the first start was answered. Raises ``Unusable`` where it is damaged."""
    stored = read_setting(session, PROFILE)
    if stored is None:
        return None
    try:
        known = {field.name for field in fields(Profile)}
        values = {key: value for key, value in stored.items() if key in known}
        profile = Profile(**{**values, "identity": Identity(values["identity"])})
        ZoneInfo(profile.time_zone or "UTC")
        sound = all(
            isinstance(value, bool if key == "automatic_review" else str) for key, value in values.items()
        )
    except (AttributeError, KeyError, TypeError, ValueError, OSError):
        sound = False
    if not sound:
        raise damaged(PROFILE)
    return profile


def read_desk_id(session: Session) -> str | None:
    """What makes this desk's references and secrets its own; None before there is one. Raises ``Unusable``
    where it is damaged: with another one, no secret would be found again."""
    known = read_setting(session, DESK_ID)
    if known is not None and not (isinstance(known, str) and re.fullmatch(r"[!-~]{1,64}", known)):
        raise damaged(DESK_ID)
    return known


def check_rows(session: Session) -> None:
    """Raise ``Unusable`` where a row that everything rests on is damaged: once at start, with one sentence,
    rather than here and there with a fault."""
    profile = read_profile(session)
    if profile is not None and read_desk_id(session) is None and _is_used(session):
        # It is made before the first question is asked. Another one would find no secret again.
        raise damaged(DESK_ID)
    if set(session.execute(_STATES).scalars()) - set(SubmissionState):
        raise damaged("submission.state")


def _is_used(session: Session) -> bool:
    """Whether anything was ever entered: a past that was made up (``sample --messages``) has no id yet."""
    return session.execute(select(AuditRow.id).limit(1)).first() is not None


def write_profile(session: Session, profile: Profile) -> None:
    """Keep the profile; whoever calls has checked it."""
    write_setting(session, PROFILE, asdict(profile))
