"""What a user can do with a task, the same on the list and on its page (B7, B8, E5, E9, P2)."""

from __future__ import annotations

from collections.abc import Sequence

from smsdesk.domain.recipients import Recipe
from smsdesk.domain.tasks import Task, TaskStatus
from smsdesk.domain.text import text, tr, trn
from smsdesk.operations.bulk import approve_task
from smsdesk.operations.drafts import delete_draft, save_draft
from smsdesk.operations.reports import export_report
from smsdesk.operations.resending import RestCount, rest_count, rest_problem, rest_recipe
from smsdesk.operations.tasks import (
    cancel_task,
    copy_task,
    recipe_of,
    resolve_unknown,
    resume_task,
    skip_overdue,
    start_overdue,
    stop_task,
)
from smsdesk.ui.bulk.report_pages import write_report_pdf
from smsdesk.ui.bulk.report_printing import print_report
from smsdesk.ui.bulk.rest_question import RestQuestion
from smsdesk.ui.bulk.task_words import RUNNING
from smsdesk.ui.exports.background import Job
from smsdesk.ui.exports.export_button import ask_and_export
from smsdesk.ui.widgets.confirm import confirm
from smsdesk.ui.widgets.page import Page

#: States that ``cancel_task`` takes.
_CANCELLABLE = (TaskStatus.SCHEDULED, TaskStatus.OVERDUE, TaskStatus.AWAITING_APPROVAL, TaskStatus.STOPPED)


def can_stop(task: Task) -> bool:
    return task.status in RUNNING


def can_resume(task: Task) -> bool:
    return task.status is TaskStatus.STOPPED


def can_cancel(task: Task) -> bool:
    return task.status in _CANCELLABLE


def can_approve(task: Task) -> bool:
    return task.status is TaskStatus.AWAITING_APPROVAL


def is_overdue(task: Task) -> bool:
    return task.status is TaskStatus.OVERDUE


def is_draft(task: Task) -> bool:
    return task.status is TaskStatus.DRAFT


def can_export(task: Task) -> bool:
    return not is_draft(task) and task.totals.total > 0


def may_have_rest(task: Task) -> bool:
    """Whether there is a rest, or a reason to tell why there is none (B12)."""
    ended = task.status in (TaskStatus.SENT, TaskStatus.FAILED)
    return ended or can_stop(task) or can_send_to_rest(task)


def can_send_to_rest(task: Task) -> bool:
    """Whether it has been sent so far that there may be somebody left (B12)."""
    return rest_problem(task) is None and bool(_handled(task))


def rest_words(task: Task, count: RestCount | None) -> str:
    """Why there is nobody to send to again; empty when there is, or while it is not known."""
    problem = rest_problem(task)
    if problem is not None:
        return str(problem)
    if _handled(task) and (count is None or count.people):
        return ""
    if count is not None and count.hopeless:
        return trn(
            "Nobody is left to send to: the reason {count} message failed for does not pass by itself.",
            "Nobody is left to send to: the reasons {count} messages failed for do not pass by themselves.",
            count.hopeless,
        )
    return tr("Nobody is left to send to.")


def _handled(task: Task) -> int:
    return task.totals.sent + task.totals.failed


class TaskActions:
    """Asks where something cannot be taken back, runs the operation, and says what happened on the page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._run = page.context.runner.run

    async def stop(self, tasks: Sequence[Task]) -> None:
        """Stop, and offer to go on."""
        for task in tasks:
            await self._run(stop_task, task_id=task.id)
        words = (
            tr("“{name}” is stopped. What is waiting is not sent.", name=tasks[0].name)
            if len(tasks) == 1
            else trn("{count} task is stopped.", "{count} tasks are stopped.", len(tasks))
        )
        self._page.bars.undo(words, self._page.act(self.resume, list(tasks)))

    async def resume(self, tasks: Sequence[Task]) -> None:
        for task in tasks:
            await self._run(resume_task, task_id=task.id)

    async def cancel(self, tasks: Sequence[Task]) -> None:
        """For good, so it asks."""
        left = sum(task.totals.remaining for task in tasks)
        title = (
            tr("Cancel “{name}”?", name=tasks[0].name)
            if len(tasks) == 1
            else trn("Cancel {count} task?", "Cancel {count} tasks?", len(tasks))
        )
        words = trn(
            "{count} message will not be sent. This cannot be undone; a copy can be sent as a new task.",
            "{count} messages will not be sent. This cannot be undone; a copy can be sent as a new task.",
            left,
        )
        action = trn("Cancel task", "Cancel tasks", len(tasks))
        keep = trn("Keep it", "Keep them", len(tasks))
        if await confirm(self._page, title, words, action, destructive=True, refusal=keep):
            for task in tasks:
                await self._run(cancel_task, task_id=task.id)

    async def approve(self, task: Task) -> None:
        """P2: the account's owner says yes."""
        count = trn("{count} message", "{count} messages", task.totals.total)
        title = tr("Approve “{name}”?", name=task.name)
        later = task.send_at is not None and task.send_at > self._page.context.formats.now()
        words = (
            tr(
                "{count} will be sent {time}.",
                count=count,
                time=self._page.context.formats.time(task.send_at),
            )
            if later
            else tr("{count} will be sent at once.", count=count)
        )
        if await confirm(self._page, title, words, tr("Approve")):
            await self._run(approve_task, task_id=task.id)

    async def send_overdue(self, task: Task) -> None:
        """E9: late, but wanted."""
        count = trn("{count} message", "{count} messages", task.totals.total)
        title = tr("Send “{name}” now?", name=task.name)
        words = tr(
            "{count} will be sent at once. They were to be sent {time}; see that the text is still true.",
            count=count,
            time=self._page.context.formats.time(task.send_at),
        )
        if await confirm(self._page, title, words, tr("Send now")):
            await self._run(start_overdue, task_id=task.id)

    async def skip(self, task: Task) -> None:
        """E9: too late to be wanted."""
        title = tr("Skip “{name}”?", name=task.name)
        words = trn(
            "{count} message will not be sent. This cannot be undone; a copy can be sent as a new task.",
            "{count} messages will not be sent. This cannot be undone; a copy can be sent as a new task.",
            task.totals.total,
        )
        if await confirm(self._page, title, words, tr("Skip"), destructive=True):
            await self._run(skip_overdue, task_id=task.id)

    async def copy(self, task: Task) -> None:
        """A new task with the same recipients and text, to be checked and sent anew."""
        recipe = await self._run(copy_task, task_id=task.id)
        self._page.context.open("bulk", "new", recipe=recipe)

    async def send_to_rest(self, task: Task) -> None:
        """B12: a new task for those whom this one did not reach, to be checked and sent as any other."""
        count = await self._run(rest_count, task_id=task.id)
        nobody = rest_words(task, count)
        if nobody:
            self._page.bars.info(nobody)
            return
        question = RestQuestion(self._page, task, count)
        if await question.answer():
            recipe = await self._run(rest_recipe, task_id=task.id, who=question.who())
            self._page.context.open("bulk", "new", recipe=recipe)

    async def delete_drafts(self, tasks: Sequence[Task]) -> None:
        """Thrown away, and kept for ten seconds in case it was a slip."""
        gone: list[Recipe] = []
        for task in tasks:
            gone.append(await self._run(recipe_of, task_id=task.id))
            await self._run(delete_draft, task_id=task.id)
        words = trn("{count} draft deleted", "{count} drafts deleted", len(gone))
        self._page.bars.undo(words, self._page.act(self._bring_back, gone))

    async def _bring_back(self, recipes: Sequence[Recipe]) -> None:
        for recipe in recipes:
            await self._run(save_draft, recipe=recipe)

    async def resolve(self, task: Task, *, as_sent: bool, message_id: int | None = None) -> None:
        """E5: decide of one message, or of all whose fate is not known; sending again asks."""
        count = 1 if message_id is not None else task.totals.unknown
        title = trn("Send {count} message again?", "Send {count} messages again?", count)
        words = tr(
            "Whoever has it already gets it a second time, and it is billed a second time. "
            "Whoever does not have it gets it."
        )
        if as_sent or await confirm(self._page, title, words, tr("Send again")):
            await self._run(resolve_unknown, task_id=task.id, as_sent=as_sent, message_id=message_id)

    async def export(self, task: Task) -> None:
        """Every message and the totals as a spreadsheet; it is written in the background."""
        await self._report(task, export_report, ("xlsx", "csv"))

    async def save_pdf(self, task: Task) -> None:
        """The figures on pages to hand on."""
        await self._report(task, write_report_pdf, ("pdf",))

    async def print_report(self, task: Task) -> None:
        """The same pages on paper."""
        await print_report(self._page, task.id)

    async def _report(self, task: Task, job: Job, formats: tuple[str, ...]) -> None:
        await ask_and_export(
            self._page,
            title=text("Report of {name}", name=task.name),
            name=tr("Report of {name}", name=task.name),
            job=job,
            arguments={"task_id": task.id},
            formats=formats,
        )
