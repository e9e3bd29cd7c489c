"""Recent alarms: what happened, how often, when, and what became of each way to each contact (A9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from smsdesk.domain.alarms import EVENT_WORDS, Alarm, AlarmEvent, Channel, Delivery, DeliveryStatus
from smsdesk.domain.text import tr, trn
from smsdesk.ui.context import Context
from smsdesk.ui.widgets.badge import Badge
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.card import Card
from smsdesk.ui.widgets.labels import Picture, label, line
from smsdesk.ui.widgets.layouts import STRETCH, clear, column, holding, row

if TYPE_CHECKING:
    from smsdesk.ui.applications.application_page import ApplicationPage

#: How many are shown at first, and how many more at a time.
FIRST, MORE = 10, 40
#: The most that can be shown.
MOST = 500

_PICTURES = {
    AlarmEvent.FREQUENCY_LIMIT: "shield-check",
    AlarmEvent.EXCESSIVE: "trending-up",
    AlarmEvent.REVIEW: "badge-check",
    AlarmEvent.TRIAL: "bell",
}
_DELIVERED = {
    DeliveryStatus.WAITING: ("clock", "text_secondary"),
    DeliveryStatus.SENT: ("circle-check", "success"),
    DeliveryStatus.FAILED: ("circle-x", "danger"),
}


class RecentAlarmsCard(Card):
    """``limit`` is how many it wants; ``show_alarms`` takes one more than that where there are more."""

    def __init__(self, page: ApplicationPage) -> None:
        super().__init__(tr("Recent alarms"))
        self._context = page.context
        self._shown: tuple[Alarm, ...] | None = None
        self.limit = FIRST
        self._rows = column(spacing=12)
        self._more = button(tr("Show more"), self._grow, kind="link")
        self._more.hide()
        self._refresh = page.refresh
        self.body.addLayout(self._rows)
        self.body.addLayout(row(self._more, STRETCH))

    def show_alarms(self, alarms: Sequence[Alarm]) -> None:
        """Show them; nothing is built anew while they are the same."""
        more = len(alarms) > self.limit
        self._more.setVisible(more and self.limit < MOST)
        shown = tuple(alarms[: self.limit])
        if shown == self._shown:
            return
        self._shown = shown
        clear(self._rows)
        if not shown:
            self._rows.addWidget(
                label(
                    tr(
                        "Nothing has happened. What alarm contacts are told of stands here, with what became "
                        "of each message."
                    ),
                    "secondary",
                    wrap=True,
                )
            )
        for place, alarm in enumerate(shown):
            if place:
                self._rows.addWidget(line())
            self._rows.addWidget(_alarm(alarm, self._context))

    def _grow(self) -> None:
        self.limit = min(self.limit + MORE, MOST)
        self._refresh()


def _alarm(alarm: Alarm, context: Context) -> QWidget:
    title = str(EVENT_WORDS[alarm.event])
    if alarm.count > 1:
        title = tr("{event}, {times}", event=title, times=trn("once", "{count} times", alarm.count))
    head = row(
        Picture(_PICTURES[alarm.event], "text_secondary"),
        label(title, "label"),
        STRETCH,
        label(_when(alarm, context), "small"),
    )
    body = column(head, spacing=6)
    inside = column(spacing=4, margins=(24, 0, 0, 0))
    for detail in alarm.details:
        inside.addWidget(label(str(detail), "secondary", wrap=True, selectable=True))
    if not alarm.deliveries:
        inside.addWidget(label(tr("More of the same is gathered for a moment, then it is told."), "small"))
    for delivery in alarm.deliveries:
        inside.addWidget(_delivery(delivery, context))
    body.addLayout(inside)
    return holding(body)


def _when(alarm: Alarm, context: Context) -> str:
    first, last = (context.formats.time(at) for at in (alarm.first_at, alarm.last_at))
    return first if first == last else tr("{first} to {last}", first=first, last=last)


def _delivery(delivery: Delivery, context: Context) -> QWidget:
    picture, role = _DELIVERED[delivery.status]
    words = label(delivery_words(delivery, context), wrap=True, selectable=True)
    whole = row(Picture(picture, role, 14), words, spacing=8)
    whole.setStretch(1, 1)
    return holding(whole)


def delivery_words(delivery: Delivery, context: Context) -> str:
    """To whom, by which way, and what became of it, as a sentence."""
    whom = {
        Channel.SMS: lambda: tr("SMS to {name} ({address})", name=delivery.contact, address=delivery.address),
        Channel.EMAIL: lambda: tr(
            "Email to {name} ({address})", name=delivery.contact, address=delivery.address
        ),
        Channel.DESKTOP: lambda: tr("On this computer’s desktop"),
    }[delivery.channel]()
    state = delivery_state(delivery, context).words
    return tr("{whom}: {state}", whom=whom, state=state)


def delivery_state(delivery: Delivery, context: Context) -> Badge:
    """What became of it."""
    fault = str(delivery.fault or "")
    match delivery.status:
        case DeliveryStatus.SENT if delivery.done_at is None:
            return Badge(tr("sent"), "success")
        case DeliveryStatus.SENT if delivery.channel is Channel.DESKTOP:
            return Badge(tr("shown {time}", time=context.formats.time(delivery.done_at)), "success")
        case DeliveryStatus.SENT:
            return Badge(tr("sent {time}", time=context.formats.time(delivery.done_at)), "success")
        case DeliveryStatus.FAILED:
            return Badge(tr("failed. {reason}", reason=fault), "danger")
        case _ if fault:
            attempts = trn("{count} attempt", "{count} attempts", delivery.attempts)
            return Badge(tr("waiting after {attempts}. {reason}", attempts=attempts, reason=fault), "warning")
    return Badge(tr("waiting"), "neutral")
