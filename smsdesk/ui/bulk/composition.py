"""The bulk task that is being made, and the check of its recipients behind it (B1–B5). No widget here:
the steps of the page show it and change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from smsdesk.domain.applications import Application
from smsdesk.domain.errors import Cancelled, DeskError
from smsdesk.domain.numbers import Ambiguity
from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import Fix, PastedSource, Recipe, SheetSource, Source, only_number
from smsdesk.domain.signatures import Signature
from smsdesk.domain.templates import Template
from smsdesk.domain.text import Text, tr
from smsdesk.operations.preparation import Preparation
from smsdesk.operations.recipients import fix_row, grounds_of, prepare
from smsdesk.ui.bridge import Work
from smsdesk.ui.context import Context

#: Milliseconds of silence while typing before the typed recipients are checked.
TYPING_PAUSE = 350

#: Milliseconds in which changes of the desk are gathered before what the check rests on is looked at.
CHANGES_PAUSE = 500
#: Kinds of what it rests on; somebody who unsubscribes does it in a reply.
_RESTS_ON = frozenset({"profile", "blocklist", "allowlist", "application", "removal", "reply"})

_NO_FIXES: Mapping[int, Fix] = MappingProxyType({})


@dataclass(frozen=True)
class Message:
    """What is sent: step 1."""

    application: Application | None = None
    template: Template | None = None
    signature: Signature | None = None

    def problem(self) -> str:
        """What is missing in words; empty when the message is complete."""
        if self.application is None:
            return tr("Choose an application.")
        if self.template is None:
            return tr("Choose a template.")
        if self.signature is None and self.template.region is Region.MAINLAND:
            return tr("Choose a signature.")
        return ""


class Composition(QObject):
    """``found`` is the last check that ended, ``current`` the same while it still holds."""

    message_changed = Signal()
    source_changed = Signal()
    check_changed = Signal()
    """A check was begun, ended, stopped or failed, or is not wanted any more."""
    rows_changed = Signal()
    """A wrong row was corrected: other counts."""
    plan_changed = Signal()
    """Name or time."""
    outdated = Signal()
    """What the check rests on has changed: it is made anew at once, with nothing changed by the user."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.message = Message()
        self.source: Source | None = None
        self.source_missing = ""
        """Why the recipients are not complete yet, as their form says it."""
        self.ambiguity: Ambiguity | Literal[""] = ""
        self.confirmed = False
        self.one_per_number = False
        self.fixes: Mapping[int, Fix] = _NO_FIXES
        self.name = ""
        self.send_at: int | None = None
        self.found: Preparation | None = None
        self.fault: DeskError | None = None
        self.work: Work | None = None
        self.stopped = False
        self._holds = False
        self._closed = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._begin)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(CHANGES_PAUSE)
        self._look.timeout.connect(lambda: context.runner.spawn(self._renew(), owner=self))
        self._look_after = False
        """Something changed while the check ran: it may have seen what was before."""
        context.hub.changed.connect(self._desk_changed)
        context.hub.new_day.connect(self._look_soon)

    # What it is

    @property
    def current(self) -> Preparation | None:
        """The check's result, unless something was changed since or the check runs."""
        return self.found if self._holds else None

    @property
    def checking(self) -> bool:
        """Whether a check runs or is about to."""
        return self.work is not None or self._pause.isActive()

    def recipe(self) -> Recipe:
        """As it stands; without recipients it names no file."""
        message = self.message
        return Recipe(
            source=self.source or SheetSource(""),
            application_id=message.application.id if message.application else None,
            template_id=message.template.id if message.template else None,
            signature_id=message.signature.id if message.signature else None,
            name=self.name,
            one_per_number=self.one_per_number,
            ambiguity=self.ambiguity,
            fixes=self.fixes,
            send_at=self.send_at,
            confirmed=self.confirmed,
        )

    def source_problem(self) -> str:
        """What is missing about the recipients; empty when they can be checked."""
        if self.source is None:
            return self.source_missing or tr("Choose the recipients.")
        if self.fault is not None:
            return str(self.fault)
        return ""

    def question(self) -> Text | None:
        """What must be answered about the columns; None when nothing is open."""
        found = self.current
        return found.question if found is not None and not self.confirmed else None

    def send_problem(self) -> str:
        """Why it cannot be sent now; empty when it can."""
        earlier = self.message.problem() or self.source_problem()
        if earlier:
            return earlier
        if self.checking:
            return tr("The recipients are still being checked.")
        found = self.current
        if found is None:
            return tr("The recipients have not been checked.")
        if self.question() is not None:
            return str(self.question())
        if not found.ready:
            return tr("There is nobody to send to: no recipient passed the check.")
        return ""

    # Changing it

    def set_message(self, message: Message) -> None:
        """Another application, template or signature; what depends on the old text is dropped."""
        if message == self.message:
            return
        if _content(message) != _content(self.message):
            self.fixes = _NO_FIXES
            self.confirmed = False
            if isinstance(self.source, SheetSource | PastedSource):
                # {1} of another text is another thing.
                self.source = replace(self.source, columns=only_number(self.source.columns))
        self.message = message
        self.message_changed.emit()
        self.recheck()

    def set_source(self, source: Source | None, *, missing: str = "", typing: bool = False) -> None:
        """Other recipients, or another way to read the same ones. ``missing`` says why there are none."""
        self.source_missing = missing
        if source == self.source:
            self.source_changed.emit()
            return
        if not _same_origin(source, self.source):
            self.ambiguity = ""
            self.found = None
            # Of the same origin a correction holds for the row that still says what was corrected.
            self.fixes = _NO_FIXES
        self.confirmed = False
        self.source = source
        self.source_changed.emit()
        self.recheck(TYPING_PAUSE if typing else 0)

    def set_ambiguity(self, ambiguity: Ambiguity) -> None:
        """The answer to how numbers with two readings are read, once for the file (B4)."""
        self.ambiguity = ambiguity
        self.recheck()

    def set_one_per_number(self, wanted: bool) -> None:
        """Whether a number gets one message at most."""
        if wanted is not self.one_per_number:
            self.one_per_number = wanted
            self.recheck()

    def confirm(self) -> None:
        """Yes to the question about the columns."""
        self.confirmed = True
        if self.found is not None:
            self.found.recipe = replace(self.found.recipe, confirmed=True)
        self.check_changed.emit()

    def set_plan(self, *, name: str, send_at: int | None) -> None:
        """The task's name (empty: the template's) and when it is sent."""
        if (name, send_at) != (self.name, self.send_at):
            if send_at != self.send_at:
                self._look_soon()  # limits are those of its day
            self.name, self.send_at = name, send_at
            self.plan_changed.emit()

    def fix(self, row: int, number: str, values: tuple[str, ...]) -> bool:
        """Correct a wrong row; whether it is ready now. Raises ``NotFound``."""
        found = self.current
        if found is None:
            return False
        ready = fix_row(preparation=found, row=row, number=number, values=values)
        self.fixes = found.recipe.fixes
        self.rows_changed.emit()
        return ready

    # Checking

    def recheck(self, wait: int = 0) -> None:
        """Check again, ``wait`` milliseconds from now; what runs is stopped."""
        self._end_work()
        self._holds = False
        self.fault = None
        self.stopped = False
        self._pause.stop()
        if self.source is None or self.message.problem():
            self.found = None if self.source is None else self.found
        else:
            self._pause.start(wait)
        self.check_changed.emit()

    def stop(self) -> None:
        """The user stops the check."""
        if self.work is not None:
            self.stopped = True
            self.work.cancel()

    def close(self) -> None:
        """The page goes away."""
        self._closed = True
        self._pause.stop()
        self._look.stop()
        self._end_work()

    def _end_work(self) -> None:
        if self.work is not None:
            self.work.cancel()
            self.work = None

    def _desk_changed(self, kinds: frozenset[str]) -> None:
        if kinds & _RESTS_ON:
            self._look_soon()

    def _look_soon(self) -> None:
        if not self._look.isActive() and not self._closed:
            self._look.start()

    async def _renew(self) -> None:
        """Check again where the check rests on something that is not so any more."""
        if self.checking:
            self._look_after = True
            return
        found = self.current
        if found is None or self._closed:
            return
        try:
            grounds = await self._context.runner.run(grounds_of, recipe=self.recipe())
        except DeskError:
            return  # its template or signature is gone, which its own step tells
        if found is self.current and not self._closed and grounds != found.grounds:
            self.outdated.emit()
            self.recheck()

    def _begin(self) -> None:
        self._context.runner.spawn(self._check(), owner=self)

    async def _check(self) -> None:
        if self._closed or self.work is not None:
            return
        # Not the page's: it may outlive it by a moment. Nor nobody's: a worker that lets go of it last would
        # end a QObject outside Qt's thread.
        work = Work(QCoreApplication.instance())
        self.work = work
        self.check_changed.emit()
        found: Preparation | None = None
        fault: DeskError | None = None
        try:
            found = await self._context.runner.run_job(
                work, prepare, recipe=self.recipe(), progress=work.progress
            )
        except Cancelled:
            pass
        except DeskError as told:
            fault = told
        finally:
            work.deleteLater()
            if self.work is work and not self._closed:
                self.work = None
                self.fault = fault
                if found is not None:
                    self.found = found
                    self._holds = True
                    self.stopped = False
                if self._look_after:
                    self._look_after = False
                    self._look_soon()
                self.check_changed.emit()


def _content(message: Message) -> tuple[str, Region | None]:
    template = message.template
    return (template.content, template.region) if template else ("", None)


def _same_origin(new: Source | None, old: Source | None) -> bool:
    if isinstance(new, SheetSource) and isinstance(old, SheetSource):
        return new.path == old.path
    return type(new) is type(old)
