"""The filters of the records: what each is called, what it offers, and which one to loosen (D2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smsdesk.domain.codes import explain
from smsdesk.domain.messages import MessageStatus
from smsdesk.domain.places import country_name
from smsdesk.domain.profile import Region
from smsdesk.domain.records import RecordFilter
from smsdesk.domain.statistics import StatisticsFilter
from smsdesk.domain.text import tr
from smsdesk.operations.country_figures import country_figures
from smsdesk.operations.customer_names import is_name
from smsdesk.operations.record_choices import occurring_codes
from smsdesk.ui import formats
from smsdesk.ui.context import Context
from smsdesk.ui.messages.words import short_code, status_badge
from smsdesk.ui.statistics.filters import application_choice, offer_senders, template_choice
from smsdesk.ui.statistics.period_choice import ANY, ChosenPeriod, PeriodChooser
from smsdesk.ui.widgets.buttons import button
from smsdesk.ui.widgets.filter_choice import FilterChoice
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.layouts import holding, row

#: What the carrier took, whatever became of it: the Successes of the overview.
SUCCESSES = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNDELIVERED)
#: What was neither taken nor refused: it waits for another try, or its task was stopped.
UNDER_WAY = (MessageStatus.QUEUED, MessageStatus.IN_FLIGHT, MessageStatus.CANCELLED)
#: What did not arrive, whoever refused it.
NOT_ARRIVED = (MessageStatus.FAILED, MessageStatus.UNDELIVERED)
_OFFERED = (
    SUCCESSES,
    MessageStatus.ACCEPTED,
    MessageStatus.DELIVERED,
    MessageStatus.UNDELIVERED,
    MessageStatus.FAILED,
    NOT_ARRIVED,
    MessageStatus.UNKNOWN,
    UNDER_WAY,
)


@dataclass(frozen=True)
class Looser:
    """A filter that could be taken off: in words, what is asked for then, and how to take it off."""

    words: str
    filter: RecordFilter
    take_off: Callable[[], None]


class RecordFilters(QWidget):
    """Period, application, template, signature, status, code and, outside the mainland, country; and what
    was typed for a number, which stands in the page's search box. ``changed`` when the user chose."""

    changed = Signal()
    number_cleared = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._region = Region.MAINLAND
        self.number = ""
        self.period = PeriodChooser(context, any_time=True)
        self.application = application_choice()
        self.template = template_choice()
        self.signature = FilterChoice(tr("Signature"), tr("All signatures"))
        self.status = FilterChoice(tr("Status"), tr("All statuses"))
        self.code = FilterChoice(tr("Reason"), tr("All reasons"), width=440)
        self.country = FilterChoice(tr("Country or region"), tr("All countries and regions"))
        self.status.set_choices([(each, status_words(each)) for each in _OFFERED])
        self.clear = button(tr("Clear filters"), self.clear_all, kind="link")
        flow = FlowLayout()
        flow.addWidget(self.period)
        for each in self._choices():
            each.changed.connect(self._chosen)
            flow.addWidget(each)
        flow.addWidget(holding(row(self.clear, margins=(0, 4, 0, 4))))
        self.setLayout(flow)
        self.period.changed.connect(self._chosen)
        self.code.opening.connect(lambda: context.runner.spawn(self._offer_codes(), owner=self))
        self.country.opening.connect(lambda: context.runner.spawn(self._offer_countries(), owner=self))
        self._show()

    def _choices(self) -> tuple[FilterChoice, ...]:
        return (self.application, self.template, self.signature, self.status, self.code, self.country)

    # What is asked for

    async def load(self, region: Region) -> RecordFilter:
        """Offer what there is now; gives what is asked for."""
        self._region = region
        if region is Region.MAINLAND:
            self.country.set_value(None)
        self.country.setHidden(region is Region.MAINLAND)
        await offer_senders(
            self._context,
            region,
            application=self.application,
            template=self.template,
            signature=self.signature,
        )
        self._show()
        return await self.filter(region)

    async def filter(self, region: Region) -> RecordFilter:
        """What is asked for."""
        period = await self.period.value()
        status, code = self.status.value(), self.code.value()
        return RecordFilter(
            region,
            number=self.number,
            application_id=self.application.value(),
            template_id=self.template.value(),
            signature_id=self.signature.value(),
            status=status if isinstance(status, MessageStatus) else None,
            statuses=status if isinstance(status, tuple) else (),
            code=code if isinstance(code, str) else "",
            codes=code if isinstance(code, tuple) else (),
            country=self.country.value() or "",
            start=None if self.period.chosen.key == ANY else period.start,
            end=None if self.period.chosen.key == ANY else period.end,
        )

    def set(
        self,
        *,
        period: ChosenPeriod | None = None,
        application_id: int | None = None,
        template_id: int | None = None,
        signature_id: int | None = None,
        status: MessageStatus | Iterable[MessageStatus] | None = None,
        code: str | Iterable[str] = "",
        country: str = "",
        number: str = "",
    ) -> None:
        """Choose all of them without telling; what is not given is off."""
        if period is not None:
            self.period.show_period(period)
        self.number = number
        self.application.set_value(application_id)
        self.template.set_value(template_id)
        self.signature.set_value(signature_id)
        chosen: Any = status if status is None or isinstance(status, MessageStatus) else tuple(status)
        if isinstance(chosen, tuple) and len(chosen) == 1:
            chosen = chosen[0]
        self.status.set_value(chosen or None, status_words(chosen) if chosen else "")
        reasons: Any = code if isinstance(code, str) else tuple(code)
        if isinstance(reasons, tuple) and len(reasons) == 1:
            reasons = reasons[0]
        self.code.set_value(reasons or None, _reason_words(reasons) if reasons else "")
        self.country.set_value(country or None, country_name(country) if country else "")
        self._show()

    def any_in_force(self) -> bool:
        """Whether anything but the period limits what is shown."""
        return bool(self.number) or any(each.value() is not None for each in self._choices())

    def clear_all(self) -> None:
        """Take off everything but the period."""
        self.set()
        self.number_cleared.emit()
        self.changed.emit()

    def loosened(self, asked: RecordFilter) -> list[Looser]:
        """What could be taken off, one at a time; the period last, since a figure's records have one."""
        found = []
        if asked.number:
            words = tr("Number: {number}", number=asked.number)
            if is_name(asked.number):
                words = tr("{name}: {value}", name=tr("Name"), value=asked.number)
            found.append(Looser(words, replace(asked, number=""), self._clear_number))
        without: tuple[tuple[FilterChoice, RecordFilter], ...] = (
            (self.code, replace(asked, code="", codes=())),
            (self.status, replace(asked, status=None, statuses=())),
            (self.country, replace(asked, country="")),
            (self.signature, replace(asked, signature_id=None)),
            (self.template, replace(asked, template_id=None)),
            (self.application, replace(asked, application_id=None)),
        )
        for choice, looser in without:
            if choice.value() is not None:
                words = tr("{name}: {value}", name=choice.name, value=choice.words())
                found.append(Looser(words, looser, choice.clear))
        chosen = self.period.chosen
        if chosen.key != ANY:
            words = tr("{name}: {value}", name=tr("Period"), value=chosen.words(self._context.formats))
            found.append(Looser(words, replace(asked, start=None, end=None), lambda: self.period.choose(ANY)))
        return found

    def _clear_number(self) -> None:
        self.number = ""
        self.number_cleared.emit()
        self._chosen()

    def _chosen(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self.clear.setHidden(not self.any_in_force())

    # What occurs

    async def _counted(self) -> StatisticsFilter:
        """What is counted for the choices: the period, whatever the other filters are."""
        chosen = await self.period.value()
        return StatisticsFilter(self._region, chosen.start, chosen.end)

    async def _offer_codes(self) -> None:
        found = await self._context.runner.run(occurring_codes, filter=await self._counted())
        self.code.set_choices(code_choices(found))

    async def _offer_countries(self) -> None:
        found = await self._context.runner.run(country_figures, filter=await self._counted())
        self.country.set_choices([(one.country, country_name(one.country)) for one in found])


def status_words(status: MessageStatus | tuple[MessageStatus, ...]) -> str:
    """A status, or a group of them that the overview counts together, in words."""
    if isinstance(status, MessageStatus):
        return status_badge(status).words
    if status == SUCCESSES:
        return tr("Sent")
    if status == NOT_ARRIVED:
        return tr("Failed or not delivered")
    if status == UNDER_WAY:
        return tr("Waiting or stopped")
    return tr("Any of {count} statuses", count=len(status))


def _reason_words(code: str | tuple[str, ...]) -> str:
    if isinstance(code, str):
        return str(explain(code).title)
    return tr("Any of {count} reasons", count=len(code))


def code_choices(found: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    """Codes in words with how many messages ended so; the code itself only where two have the same words."""
    words = {code: str(explain(code).title) for code, _ in found}
    often = Counter(words.values())
    choices = []
    for code, count in found:
        parts = {"reason": words[code], "count": formats.number(count)}
        if often[words[code]] == 1:
            choices.append((code, tr("{reason} ({count})", **parts)))
        else:
            choices.append((code, tr("{reason} ({count}) · {code}", **parts, code=short_code(code))))
    return choices
