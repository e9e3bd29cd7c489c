"""The pages of the statistics as spreadsheets: what is on the screen, in typed cells (D1, D4, D5, D7, D8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from smsdesk.domain.codes import Who, explain
from smsdesk.domain.places import country_name
from smsdesk.domain.statistics import CountryFigures, Figures, Point, Reason, StatisticsFilter
from smsdesk.domain.text import Text, text, tr
from smsdesk.operations.country_figures import country_figures
from smsdesk.operations.desk import Desk, Progress, job
from smsdesk.operations.export_facts import filter_facts
from smsdesk.operations.failure_analysis import failure_analysis
from smsdesk.operations.overview import overview
from smsdesk.operations.profile import time_zone
from smsdesk.operations.receipt_analysis import receipt_analysis
from smsdesk.sheets.writing import Column, Sheet, write_sheets

_WHO: Mapping[Who, Text] = {
    Who.YOU: text("You"),
    Who.RECIPIENT: text("The recipient"),
    Who.CARRIER: text("The carrier"),
    Who.GATEWAY: text("The provider"),
    Who.DESK: text("Nobody"),
}

#: One column of figures: title, kind and value.
_Figure = tuple[Column, Callable[[Figures], object]]


@job(action="ExportOverview")
def export_overview(
    desk: Desk, *, filter: StatisticsFilter, path: Path, progress: Progress | None = None
) -> int:
    """The figures by hour or day, and those of the period before; raises as ``write_sheets``.

    A .csv holds the figures by hour or day. The result is the number of rows.
    """
    with desk.reading():
        zone = time_zone(desk)
        found = overview(desk, filter=filter)
        about = filter_facts(desk, tr("Overview"), filter)
    figures = _overview()
    shown = found.overview
    rows = _steps(figures, shown.trend, shown.total, zone, hourly=shown.hourly)
    compared = [
        (tr("This period"), *_values(figures, shown.total)),
        (tr("The period before"), *_values(figures, found.before)),
    ]
    sheets = [
        Sheet(tr("Overview"), [_time_column(), *_columns(figures)], rows),
        Sheet(tr("Comparison"), [Column(tr("Period"), "text", 24), *_columns(figures)], compared),
    ]
    return _written(path, sheets, about, progress)


@job(action="ExportFailures")
def export_failures(
    desk: Desk, *, filter: StatisticsFilter, path: Path, progress: Progress | None = None
) -> int:
    """The failed messages by reason, with causes and advice; raises as ``write_sheets``."""
    with desk.reading():
        found = failure_analysis(desk, filter=filter)
        about = filter_facts(desk, tr("Failure analysis"), filter)
    about[tr("Requests")] = f"{found.total.requests:,}"
    about[tr("Failed")] = f"{found.total.failed:,}"
    sheet = Sheet(tr("Failure analysis"), _reason_columns(), _reasons(found.reasons))
    return _written(path, [sheet], about, progress)


@job(action="ExportReceipts")
def export_receipts(
    desk: Desk, *, filter: StatisticsFilter, path: Path, progress: Progress | None = None
) -> int:
    """The receipts by hour or day, and why messages were not delivered; raises as ``write_sheets``.

    A .csv holds the receipts by hour or day.
    """
    with desk.reading():
        zone = time_zone(desk)
        found = receipt_analysis(desk, filter=filter)
        about = filter_facts(desk, tr("Receipt analysis"), filter)
    figures = _receipts()
    rows = _steps(figures, found.trend, found.total, zone, hourly=found.hourly)
    sheets = [
        Sheet(tr("Receipts"), [_time_column(), *_columns(figures)], rows),
        Sheet(tr("Not delivered"), _reason_columns(), _reasons(found.reasons)),
    ]
    return _written(path, sheets, about, progress)


@job(action="ExportCountries")
def export_countries(
    desk: Desk, *, filter: StatisticsFilter, path: Path, progress: Progress | None = None
) -> int:
    """The figures by country; raises as ``write_sheets``."""
    with desk.reading():
        found = country_figures(desk, filter=filter)
        about = filter_facts(desk, tr("Countries"), filter)
    figures = [*_sending(), *_receipts()[1:]]
    titles = [Column(tr("Country or region"), "text", 26), Column(tr("Code"), "text", 8)]
    sheet = Sheet(tr("Countries"), [*titles, *_columns(figures)], _countries(figures, found))
    return _written(path, [sheet], about, progress)


def _written(path: Path, sheets: Sequence[Sheet], about: dict[str, str], progress: Progress | None) -> int:
    progress = progress or Progress()
    return write_sheets(path, sheets, about=about, progress=progress.report)


def _overview() -> list[_Figure]:
    """The columns of the overview, in the order of the screen."""
    known = {column.title: (column, value) for column, value in [*_sending(), *_receipts()]}
    titles = (
        tr("Requests"),
        tr("Sent"),
        tr("Success rate"),
        tr("Delivered"),
        tr("Not delivered"),
        tr("No receipt yet"),
        tr("Failed"),
        tr("Unknown"),
        tr("Billable fragments"),
    )
    return [known[title] for title in titles]


def _sending() -> list[_Figure]:
    """What became of the requests."""
    return [
        (Column(tr("Requests"), "integer", 12), lambda one: one.requests),
        (Column(tr("Sent"), "integer", 12), lambda one: one.accepted),
        (Column(tr("Success rate"), "share", 12), lambda one: one.success_rate),
        (Column(tr("Billable fragments"), "integer", 18), lambda one: one.fragments),
        (Column(tr("Failed"), "integer", 12), lambda one: one.failed),
        (Column(tr("Unknown"), "integer", 12), lambda one: one.unknown),
    ]


def _receipts() -> list[_Figure]:
    """The columns of the receipts; the first are the messages that can have one."""
    return [
        (Column(tr("Sent"), "integer", 12), lambda one: one.accepted),
        (Column(tr("Receipts"), "integer", 12), lambda one: one.receipts),
        (Column(tr("Receipt rate"), "share", 12), lambda one: one.receipt_rate),
        (Column(tr("Delivered"), "integer", 12), lambda one: one.delivered),
        (Column(tr("Not delivered"), "integer", 14), lambda one: one.undelivered),
        (Column(tr("No receipt yet"), "integer", 14), lambda one: one.without_receipt),
        (Column(tr("Receipt success rate"), "share", 20), lambda one: one.receipt_success_rate),
    ]


def _columns(figures: Sequence[_Figure]) -> list[Column]:
    return [column for column, _ in figures]


def _values(figures: Sequence[_Figure], sums: Figures) -> tuple[object, ...]:
    return tuple(value(sums) for _, value in figures)


def _time_column() -> Column:
    return Column(tr("Time"), "datetime", 20)


def _steps(
    figures: Sequence[_Figure], points: Sequence[Point], total: Figures, zone: ZoneInfo, *, hourly: bool
) -> Iterator[tuple[object, ...]]:
    """A row for each hour or day, and their sum."""
    for point in points:
        yield (_start(point.start, zone, hourly=hourly), *_values(figures, point.figures))
    yield (tr("Total"), *_values(figures, total))


def _start(at: int, zone: ZoneInfo, *, hourly: bool) -> datetime | date:
    moment = datetime.fromtimestamp(at / 1000, zone).replace(tzinfo=None)
    return moment if hourly else moment.date()


def _reason_columns() -> list[Column]:
    return [
        Column(tr("Reason"), "text", 44),
        Column(tr("Code"), "text", 40),
        Column(tr("Failures"), "integer", 12),
        Column(tr("Proportion"), "share", 14),
        Column(tr("Likeliest cause"), "text", 60),
        Column(tr("What to do"), "text", 60),
        Column(tr("Who must act"), "text", 20),
    ]


def _reasons(reasons: Sequence[Reason]) -> Iterator[tuple[object, ...]]:
    for one in reasons:
        why = explain(one.code)
        cause = str(why.causes[0]) if why.causes and one.code else ""
        title, advice = str(one.reason), str(why.what_to_do)
        if not one.code:
            title = tr("No reason was given")
            advice = tr("Ask the provider when many messages end like this.")
        yield (title, one.code, one.count, one.share, cause, advice, str(_WHO[why.who]))


def _countries(figures: Sequence[_Figure], found: Sequence[CountryFigures]) -> Iterator[tuple[object, ...]]:
    for one in found:
        yield (country_name(one.country), one.country, *_values(figures, one.figures))
