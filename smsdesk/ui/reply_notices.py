"""Desktop notifications of new replies (C6): who wrote what, or how many did; and who unsubscribed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QObject
from shiboken6 import isValid

from smsdesk.domain.customers import Reply
from smsdesk.domain.text import tr, trn
from smsdesk.domain.unsubscribing import unsubscribes
from smsdesk.operations.replies import last_reply, replies_since
from smsdesk.ui.context import Context
from smsdesk.ui.desktop_alarms import Tell

#: Names that are said when several wrote.
_NAMED = 2


class ReplyNotices(QObject):
    """Looks whenever replies came in; what was there at the start is told by the marks of the window."""

    def __init__(self, context: Context, parent: QObject, tell: Tell) -> None:
        super().__init__(parent)
        self._context = context
        self._tell = tell
        self._last: int | None = None
        self._looking = self._again = False
        context.hub.changed.connect(self._changed)
        context.state.changed.connect(self.look)
        self.look()

    def look(self) -> None:
        """Tell of what came since the last look."""
        if self._looking:
            self._again = True
        elif self._context.state.exists:
            self._looking = True
            self._context.runner.spawn(self._look(), owner=self)

    def _changed(self, kinds: frozenset[str]) -> None:
        if "reply" in kinds:
            self.look()

    async def _look(self) -> None:
        try:
            run = self._context.runner.run
            since, newest = self._last, await run(last_reply)
            self._last = newest
            # Ids start again from the highest there is when the last ones were erased.
            if since is None or newest <= since:
                return
            came = await run(replies_since, reply_id=since)
            if came and isValid(self):
                found = notice(came)
                self._tell(found.title, found.words, "customers", found.page, **found.arguments)
        finally:
            if isValid(self):
                self._looking = False
                if self._again:
                    self._again = False
                    self.look()


class Notice(NamedTuple):
    """What is said, and the page of Customer Groups that it leads to."""

    title: str
    words: str
    page: str
    arguments: dict[str, Any]


def notice(came: Sequence[Reply]) -> Notice:
    """One notification for these (at least one), in the order in which they came."""
    said = [one for one in came if not _left(one)]
    if not said:
        return _of_leaving(came)
    who = list(dict.fromkeys(one.number for one in reversed(said)))
    arguments: dict[str, Any] = {"number": who[0]} if len(who) == 1 else {"unread": True}
    if len(said) == 1:
        return Notice(tr("Reply from {name}", name=_name(said[0])), said[0].content, "replies", arguments)
    title = trn("{count} new reply", "{count} new replies", len(said))
    words = said[-1].content if len(who) == 1 else _names(said, who)
    return Notice(title, words, "replies", arguments)


def _left(one: Reply) -> bool:
    """Whether it only ended a subscription; one that came too late for that must be seen (C5)."""
    return one.message_id is not None and unsubscribes(one.content)


def _of_leaving(came: Sequence[Reply]) -> Notice:
    who = list(dict.fromkeys(one.number for one in reversed(came)))
    words = tr("Nothing more of that kind is sent to them under that signature.")
    if len(who) == 1:
        return Notice(tr("{name} unsubscribed", name=_name(came[-1])), words, "unsubscribed", {})
    title = trn("{count} person unsubscribed", "{count} people unsubscribed", len(who))
    return Notice(title, words, "unsubscribed", {})


def _names(said: Sequence[Reply], who: Sequence[str]) -> str:
    """The latest ones by name, and how many more there are."""
    by_number = {one.number: _name(one) for one in said}
    named = tr("{first}, {second}", first=by_number[who[0]], second=by_number[who[1]])
    left = len(who) - _NAMED
    if left <= 0:
        return named
    return trn("{names} and {count} more", "{names} and {count} more", left, names=named)


def _name(one: Reply) -> str:
    return one.name or one.number
