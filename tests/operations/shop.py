"""A desk with all that a bulk task needs, and tasks in any state, made through the operations themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import update

from smsdesk.domain.applications import Application, ApplicationType
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.profile import Profile, Region, SmsType
from smsdesk.domain.recipients import PastedSource, Recipe, SheetSource
from smsdesk.domain.signatures import Purpose, Signature, SignatureType
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.domain.templates import Template
from smsdesk.operations import applications, bulk, recipients, signatures, templates
from smsdesk.operations.desk import Desk
from smsdesk.operations.preparation import Preparation
from smsdesk.store.message_counts import counted
from smsdesk.store.settings import read_profile, write_profile
from smsdesk.store.tables import MessageRow, TaskRow


@dataclass(frozen=True)
class Shop:
    """What stands in the desk; ``order`` has two variables, ``notice`` none."""

    desk: Desk
    application: Application
    signature: Signature
    order: Template
    notice: Template
    abroad: Template

    def pasted(self, lines: str, template: Template | None = None, **more: object) -> Recipe:
        """A recipe for pasted lines, with the template without variables by default."""
        return self.recipe(PastedSource(lines), template or self.notice, **more)

    def sheet(self, path: Path, template: Template | None = None, **more: object) -> Recipe:
        """A recipe for a file, with the template of two variables by default."""
        return self.recipe(SheetSource(str(path)), template or self.order, **more)

    def recipe(self, source: object, template: Template, **more: object) -> Recipe:
        made = Recipe(source=source, application_id=self.application.id, template_id=template.id)  # type: ignore[arg-type]
        return replace(made, **more)  # type: ignore[arg-type]

    def prepared(self, recipe: Recipe) -> Preparation:
        return recipients.prepare(self.desk, recipe=recipe)

    def sent(self, recipe: Recipe, **more: object) -> Task:
        return bulk.send(self.desk, preparation=self.prepared(recipe), consent=True, **more)  # type: ignore[arg-type]


def furnish(desk: Desk) -> Shop:
    """An application, a mainland signature, and approved templates for both regions."""

    def template(name: str, content: str, region: Region = Region.MAINLAND) -> Template:
        return templates.create_template(
            desk, region=region, type=SmsType.REGULAR, name=name, content=content
        )

    return Shop(
        desk,
        applications.create_application(desk, name="Bakery", type=ApplicationType.OTHER),
        signatures.create_signature(
            desk,
            region=Region.MAINLAND,
            type=SignatureType.COMPANY,
            purpose=Purpose.SELF_USE,
            content="河畔面包",
        ),
        template("Order", "您好{1}，您的订单{2}已发货。"),
        template("Notice", "明天上午九点开门。"),
        template("Abroad", "Your order is ready.", Region.GLOBAL),
    )


def change_profile(desk: Desk, **changes: object) -> None:
    """Change fields of the profile, past the rules."""
    with desk.database.write() as session:
        profile = read_profile(session)
        assert isinstance(profile, Profile)
        write_profile(session, replace(profile, **changes))  # type: ignore[arg-type]


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A plain table, UTF-8."""
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    return path


@dataclass(frozen=True)
class Fate:
    """What becomes of one message of a task, as the engine and the carrier would write it."""

    status: MessageStatus
    code: str = ""
    requested: int = 0
    """Milliseconds after the task was made; negative: not requested yet."""
    reported: int | None = None
    """Milliseconds after the request."""


def befall(desk: Desk, task: Task, fates: Sequence[Fate], status: TaskStatus = TaskStatus.SENT) -> None:
    """Give the first messages of a task their fates, with the counts kept, and the task its status."""
    taken = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNDELIVERED)
    with desk.database.write() as session, counted(session, "m.task_id = :task", task=task.id):
        for position, fate in enumerate(fates):
            requested = task.created_at + fate.requested if fate.requested >= 0 else None
            sent = requested + 100 if requested is not None and fate.status in taken else None
            reported = requested + fate.reported if requested and fate.reported is not None else None
            session.execute(
                update(MessageRow)
                .where(MessageRow.task_id == task.id, MessageRow.position == position)
                .values(
                    status=fate.status,
                    code=fate.code,
                    requested_at=requested,
                    sent_at=sent,
                    reported_at=reported,
                )
            )
        session.execute(update(TaskRow).where(TaskRow.id == task.id).values(status=status))
