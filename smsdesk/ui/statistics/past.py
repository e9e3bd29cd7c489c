"""Messages of days gone by with fates of every kind, for the pictures and tests of the statistics pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers
from sqlalchemy import insert

from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.tasks import TaskStatus
from smsdesk.operations.desk import Desk
from smsdesk.store.message_counts import counted
from smsdesk.store.tables import MessageRow, TaskRow

#: Codes of the desk, of the API and of carriers.
CODES = (
    "FailedOperation.PhoneNumberInBlacklist",
    "LimitExceeded.PhoneNumberThirtySecondLimit",
    "FailedOperation.InsufficientBalanceInSmsPackage",
    "InvalidParameterValue.IncorrectPhoneNumber",
    "FailedOperation.TemplateIncorrectOrUnapproved",
    "InternalError.Timeout",
)


@dataclass(frozen=True)
class Past:
    """So many messages with one fate. ``at``: when they were requested, ms since 1970 UTC."""

    at: int
    status: MessageStatus
    count: int = 1
    code: str = ""
    country: str = "CN"
    fragments: int = 1


def mobile_number(country: str, place: int) -> str:
    """A number of the country in E.164; another for each place."""
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    if example is None:
        return f"+999{place:08}"
    whole = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    return whole[:-4] + f"{place % 10_000:04}"


def put_past(
    desk: Desk,
    past: Sequence[Past],
    *,
    region: Region,
    application_id: int,
    template_id: int | None = None,
    name: str = "Order ready",
    content: str = "Your order is ready.",
) -> int:
    """Write them as one task that has ended, with all counts, and give its id."""
    with desk.database.write() as session:
        task = TaskRow(
            name=name,
            application_id=application_id,
            template_id=template_id,
            template_name=name,
            signature_id=None,
            signature="Riverside",
            body=content,
            region=region,
            sms_type=SmsType.REGULAR,
            source="pasted",
            status=TaskStatus.SENT,
            created_at=past[0].at,
        )
        session.add(task)
        session.flush()
        rows = [
            {
                "task_id": task.id,
                "position": position,
                "application_id": application_id,
                "template_id": template_id,
                "region": region,
                "sms_type": SmsType.REGULAR,
                "number": mobile_number(one.country, position),
                "country": one.country,
                "content": content,
                "content_key": b"",
                "characters": len(content),
                "fragments": one.fragments,
                "status": one.status,
                "code": one.code,
                "gateway": "sandbox",
                "created_at": one.at,
                "due_at": one.at,
                "requested_at": one.at,
            }
            for position, one in enumerate(one for one in past for _ in range(one.count))
        ]
        with counted(session, "m.task_id = :task", task=task.id):
            session.execute(insert(MessageRow), rows)
        return task.id
