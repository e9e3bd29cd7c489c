"""Applications: create, list, details, AppKey, enable and disable, delete, limits, gateway (A1–A5, A10)."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select

from smsdesk.domain import limits
from smsdesk.domain.alarms import ALARM_SOURCE, AlarmEvent
from smsdesk.domain.applications import (
    Application,
    ApplicationCard,
    ApplicationType,
    CallbackAddresses,
    FrequencyLimit,
    Reminders,
    second_gateway_problem,
)
from smsdesk.domain.calendar_days import day_bounds, day_of
from smsdesk.domain.errors import Invalid, LimitReached, NotAllowed, NotFound
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Identity
from smsdesk.domain.tasks import TaskStatus
from smsdesk.domain.text import Text, text, textn
from smsdesk.operations.desk import Desk, operation, query
from smsdesk.operations.inputs import one_line, some_lines, within
from smsdesk.operations.profile import identity, time_zone
from smsdesk.store.tables import AlarmRow, ApplicationRow, CallbackRow, RollupRow, TaskRow

#: Tasks in these states still have something to send.
_UNFINISHED = (
    TaskStatus.SENDING,
    TaskStatus.PAUSED,
    TaskStatus.SCHEDULED,
    TaskStatus.OVERDUE,
    TaskStatus.AWAITING_APPROVAL,
)


@query
def list_applications(desk: Desk, *, search: str = "") -> list[ApplicationCard]:
    """The cards of A2, oldest first. ``search`` looks in name, overview and AppID."""
    rows = desk.session.scalars(
        select(ApplicationRow).where(ApplicationRow.deleted_at.is_(None)).order_by(ApplicationRow.id)
    )
    wanted = search.strip().casefold()
    applications = [
        _shown(row)
        for row in rows
        if not wanted or wanted in f"{row.name}\n{row.overview}\n{row.app_id}".casefold()
    ]
    zone = time_zone(desk).key
    start, end = day_bounds(day_of(desk.now(), zone), zone)
    today = _figures(desk, start, end)
    attention = _attention(desk, start)
    return [
        ApplicationCard(one, requests, sent, attention.get(one.id, ()), delivered)
        for one in applications
        for requests, sent, delivered in (today.get(one.id, (0, 0, 0)),)
    ]


@query
def application(desk: Desk, *, application_id: int) -> Application:
    """One application. Raises ``NotFound`` when it was deleted."""
    return _shown(_row(desk, application_id))


@query
def application_count(desk: Desk) -> int:
    """How many of the 500 there are (A1)."""
    return _count(desk)


@operation(action="AddApp", on="application")
def create_application(
    desk: Desk, *, name: str, type: ApplicationType, overview: str = "", gateway: str = "sandbox"
) -> Application:
    """A1. Raises ``Invalid`` for a name that breaks a rule, ``LimitReached`` at 500."""
    name, overview = _checked(desk, name, overview)
    if limits.APPLICATIONS.reached(_count(desk)):
        raise LimitReached(
            text(
                "There are already {limit} applications. Delete one that is no longer used first.",
                limit=limits.APPLICATIONS.value,
            )
        )
    _known_gateway(desk, gateway)
    row = ApplicationRow(
        name=name,
        type=type,
        overview=overview,
        app_id=_new_app_id(desk),
        enabled=True,
        gateway=gateway,
        same_content_seconds=limits.SAME_CONTENT_SECONDS.value,
        per_number_per_day=limits.PER_NUMBER_PER_DAY.value,
        created_at=desk.now(),
        deleted_at=None,
    )
    desk.session.add(row)
    desk.session.flush()
    desk.secrets.set(_key_name(row.id), _new_app_key())
    return _shown(row)


@operation(action="ModifyApp", on="application")
def update_application(
    desk: Desk, *, application_id: int, name: str, type: ApplicationType, overview: str
) -> Application:
    """A3. Raises as ``create_application``."""
    row = _row(desk, application_id)
    desk.before(_shown(row))
    row.name, row.overview = _checked(desk, name, overview, but=application_id)
    row.type = type
    return _shown(row)


@query
def reveal_app_key(desk: Desk, *, application_id: int) -> str:
    """The AppKey, 32 hex characters (A3). Raises ``Unavailable`` when the keyring does not answer."""
    _row(desk, application_id)
    key = desk.secrets.get(_key_name(application_id))
    if key is None:
        raise NotFound(
            text(
                "The AppKey of this application is not in this computer's keyring. "
                "Rotate it to make a new one."
            )
        )
    return key


@operation(action="ModifyAppKey", on="application")
def rotate_app_key(desk: Desk, *, application_id: int) -> str:
    """A new AppKey; the old one stops at once (A3)."""
    _row(desk, application_id)
    key = _new_app_key()
    desk.secrets.set(_key_name(application_id), key)
    return key


@operation(action="ModifyAppStatus", on="application")
def disable_application(desk: Desk, *, application_id: int) -> Application:
    """A4: it sends nothing from now on; the engine pauses its tasks and says why."""
    return _switch(desk, application_id, enabled=False)


@operation(action="ModifyAppStatus", on="application")
def enable_application(desk: Desk, *, application_id: int) -> Application:
    """A4: its paused tasks go on."""
    return _switch(desk, application_id, enabled=True)


@operation(action="DeleteApp", on="application")
def delete_application(desk: Desk, *, application_id: int, confirm_name: str) -> Application:
    """A4: only a disabled one with nothing left to send, confirmed by its name; records stay readable."""
    row = _row(desk, application_id)
    desk.before(_shown(row))
    if row.enabled:
        raise NotAllowed(text("“{name}” is enabled. Disable it first, then delete it.", name=row.name))
    if confirm_name.strip() != row.name:
        raise Invalid(text("Type the name “{name}” to delete it.", name=row.name), field="confirm_name")
    open_tasks = desk.session.scalar(
        select(func.count())
        .select_from(TaskRow)
        .where(
            TaskRow.application_id == application_id,
            TaskRow.status.in_(_UNFINISHED),
            # Those end by themselves: the user sees none of them and could not stop them.
            TaskRow.source != ALARM_SOURCE,
        )
    )
    if open_tasks:
        raise NotAllowed(
            text(
                "“{name}” still has {count} tasks that are not finished. Stop or cancel them first.",
                name=row.name,
                count=open_tasks,
            )
        )
    row.deleted_at = desk.now()
    desk.secrets.delete(_key_name(application_id))
    return _shown(row)


@operation(action="ModifyAppFrequencyLimit", on="application")
def set_frequency_limit(desk: Desk, *, application_id: int, limit: FrequencyLimit) -> Application:
    """A5. Raises ``NotAllowed`` for an individual (P2), ``Invalid`` outside the ranges."""
    if identity(desk) is Identity.INDIVIDUAL:
        raise NotAllowed(
            text(
                "An individual cannot change sending limits. Raise the profile to an organization "
                "(Account, Profile) to change them."
            )
        )
    row = _row(desk, application_id)
    desk.before(_shown(row))
    if limit.same_content_seconds is not None:
        within(limit.same_content_seconds, limits.SAME_CONTENT_SECONDS_MAXIMUM, field="same_content_seconds")
    if limit.per_number_per_day is not None:
        within(limit.per_number_per_day, limits.PER_NUMBER_PER_DAY_MAXIMUM, field="per_number_per_day")
    row.same_content_seconds = limit.same_content_seconds
    row.per_number_per_day = limit.per_number_per_day
    return _shown(row)


@operation(action="ModifyAppGateway", on="application")
def set_gateway(
    desk: Desk, *, application_id: int, gateway: str, second_gateway: str | None = None
) -> Application:
    """A10: messages not yet sent go through the new gateway from now on.

    The second takes over while the first is down; empty: none does, None: as it was. Raises ``Invalid``
    when the second cannot take over for the first, ``NotFound`` for one that is not there.
    """
    row = _row(desk, application_id)
    second = row.second_gateway if second_gateway is None else second_gateway
    # One that went away with an older program may stay where it is, so that the other can be changed.
    for key, field in ((gateway, "gateway"), (second, "second_gateway")):
        if key and key not in (row.gateway, row.second_gateway):
            _known_gateway(desk, key, field)
    if problem := second_gateway_problem(gateway, second):
        raise Invalid(problem, field="second_gateway")
    desk.before(_shown(row))
    row.gateway, row.second_gateway = gateway, second
    return _shown(row)


def _switch(desk: Desk, application_id: int, *, enabled: bool) -> Application:
    row = _row(desk, application_id)
    desk.before(_shown(row))
    row.enabled = enabled
    desk.changed("task")
    return _shown(row)


def _checked(desk: Desk, name: str, overview: str, but: int = 0) -> tuple[str, str]:
    name = one_line(name, field="name", most=limits.APPLICATION_NAME_LENGTH)
    overview = some_lines(overview, field="overview", most=limits.APPLICATION_OVERVIEW_LENGTH)
    taken = desk.session.scalar(
        select(ApplicationRow.id).where(
            ApplicationRow.name == name, ApplicationRow.deleted_at.is_(None), ApplicationRow.id != but
        )
    )
    if taken is not None:
        raise Invalid(
            text("There is already an application “{name}”. Choose another name.", name=name), field="name"
        )
    return name, overview


def _count(desk: Desk) -> int:
    return (
        desk.session.scalar(
            select(func.count()).select_from(ApplicationRow).where(ApplicationRow.deleted_at.is_(None))
        )
        or 0
    )


def _known_gateway(desk: Desk, gateway: str, field: str = "gateway") -> None:
    if gateway not in desk.sender.gateways():
        raise NotFound(text("There is no gateway “{gateway}”.", gateway=gateway), field=field)


def _row(desk: Desk, application_id: int) -> ApplicationRow:
    row = desk.session.get(ApplicationRow, application_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(text("This application is not there any more. It may have been deleted."))
    return row


def _new_app_id(desk: Desk) -> str:
    while True:
        candidate = f"1400{secrets.randbelow(1_000_000):06d}"
        taken = select(ApplicationRow.id).where(ApplicationRow.app_id == candidate)
        if desk.session.scalar(taken) is None:
            return candidate


def _new_app_key() -> str:
    return secrets.token_hex(16)


def _key_name(application_id: int) -> str:
    return f"application/{application_id}/key"


def _figures(desk: Desk, start: int, end: int) -> dict[int, tuple[int, int, int]]:
    """Requests, accepted and delivered messages per application in a period (the rollups' figures)."""
    accepted = func.sum(RollupRow.messages).filter(
        RollupRow.status.in_((MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNDELIVERED))
    )
    delivered = func.sum(RollupRow.messages).filter(RollupRow.status == MessageStatus.DELIVERED)
    rows = desk.session.execute(
        select(
            RollupRow.application_id,
            func.sum(RollupRow.messages),
            func.coalesce(accepted, 0),
            func.coalesce(delivered, 0),
        )
        .where(RollupRow.quarter >= start, RollupRow.quarter < end)
        .group_by(RollupRow.application_id)
    )
    return {one: (requests, sent, arrived) for one, requests, sent, arrived in rows}


def _attention(desk: Desk, start: int) -> dict[int, tuple[Text, ...]]:
    """What needs a person, by application: callbacks that do not get through, today's alarms."""
    found: dict[int, tuple[Text, ...]] = {}
    failing = desk.session.execute(
        select(CallbackRow.application_id, func.count())
        .where(CallbackRow.status == "waiting", CallbackRow.attempts > 0)
        .group_by(CallbackRow.application_id)
    )
    for application_id, count in failing:
        words = textn("{count} callback does not get through", "{count} callbacks do not get through", count)
        found[application_id] = (words,)
    alarms = desk.session.execute(
        select(AlarmRow.application_id, func.count())
        .where(AlarmRow.last_at >= start, AlarmRow.event != AlarmEvent.TRIAL)
        .group_by(AlarmRow.application_id)
    )
    for application_id, count in alarms:
        words = textn("{count} alarm today", "{count} alarms today", count)
        found[application_id] = (*found.get(application_id, ()), words)
    return found


def _shown(row: ApplicationRow) -> Application:
    return Application(
        id=row.id,
        name=row.name,
        type=ApplicationType(row.type),
        overview=row.overview,
        app_id=row.app_id,
        enabled=row.enabled,
        gateway=row.gateway,
        limit=FrequencyLimit(row.same_content_seconds, row.per_number_per_day),
        created_at=row.created_at,
        reminders=Reminders(row.reminder_mainland, row.reminder_global),
        callbacks=CallbackAddresses(row.status_url, row.reply_url, row.own_server),
        second_gateway=row.second_gateway,
    )
