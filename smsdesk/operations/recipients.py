"""Recipients are read and every row is checked before anything is sent (B2–B4)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from pathlib import Path

from smsdesk.domain import limits
from smsdesk.domain.calendar_days import day_of
from smsdesk.domain.checking import RowChecker
from smsdesk.domain.errors import Invalid, LimitReached, NotFound, Unusable
from smsdesk.domain.header_words import Meaning, heading
from smsdesk.domain.profile import Identity, Profile, Region, SmsType
from smsdesk.domain.recipients import (
    NUMBER,
    Fix,
    GroupSource,
    PastedSource,
    Recipe,
    SheetSource,
    pasted_rows,
)
from smsdesk.domain.templates import variables
from smsdesk.domain.text import text, tr
from smsdesk.operations.desk import Desk, Progress, job, query
from smsdesk.operations.drafts import source_words
from smsdesk.operations.interrupting import interruptible
from smsdesk.operations.preparation import Columns, Preparation, Wording
from smsdesk.operations.profile import home_country, identity, profile, time_zone
from smsdesk.operations.recipient_columns import LOOKED_AT, assign
from smsdesk.operations.recipient_groups import Members, read_members
from smsdesk.operations.refusals import Refusals, load_refusals
from smsdesk.operations.wording import chosen_signature, chosen_template
from smsdesk.sheets.contract import SheetInfo
from smsdesk.sheets.reading import Reading, Row, read

#: First rows shown as they stand in the file.
PREVIEW_ROWS = 20
_BATCH = 1_000
#: Sheets of a workbook looked into for recipients when the user has named none.
SHEETS_TRIED = 20
#: A first sheet with more recipients than this is the list that is meant.
_FEW = 3


@dataclass(frozen=True)
class _Task:
    """What the rows are checked against."""

    wording: Wording
    identity: Identity
    home_country: str
    source: str
    refusals: Refusals | None = None
    price: Decimal | None = None
    currency: str = ""
    grounds: Hashable = None


@job(action="PrepareRecipients")
def prepare(desk: Desk, *, recipe: Recipe, progress: Progress | None = None) -> Preparation:
    """Read and check all recipients of a recipe with a template, against the rules and the store (B4).

    A file whose columns cannot be told gives a preparation with a ``question`` and its first rows, for the
    user to assign them. Raises ``DeskError`` with a sentence when the source cannot be used, ``Cancelled``
    when stopped.
    """
    progress = progress or Progress()
    with interruptible(desk, progress):
        task = _task_of(desk, recipe)
        found = read_members(desk, recipe.source) if isinstance(recipe.source, GroupSource) else None
    return _prepared(recipe, task, found, progress)


@query
def grounds_of(desk: Desk, *, recipe: Recipe) -> Hashable:
    """What of the desk a check of this recipe rests on now: when it differs from ``Preparation.grounds``, the
    check is to be made anew (B4). Raises as ``prepare``."""
    return _task_of(desk, recipe).grounds


def check_file(
    *,
    recipe: Recipe,
    region: Region,
    home_country: str,
    signature: str = "",
    sms_type: SmsType = SmsType.REGULAR,
    identity: Identity = Identity.ORGANIZATION,
    progress: Progress | None = None,
) -> Preparation:
    """Check ``recipe.text`` for a file or pasted text without a desk: what the store knows is left out.

    Raises as ``prepare``.
    """
    source = recipe.source
    if isinstance(source, GroupSource):
        raise Invalid(text("Customer groups can be checked with a template only."), field="source")
    words = Path(source.path).name if isinstance(source, SheetSource) else tr("Pasted")
    wording = Wording(recipe.text, signature, region, sms_type)
    task = _Task(wording, identity, home_country, words)
    return _prepared(recipe, task, None, progress or Progress())


def fix_row(*, preparation: Preparation, row: int, number: str, values: Sequence[str] = ()) -> bool:
    """Correct a rejected row in place and check only it; whether it is ready now (B4).

    The fix is kept in ``preparation.recipe``, so that it holds when the file is read again. Raises
    ``NotFound`` when the row is not among the rejected ones.
    """
    try:
        found = preparation.cells_of_rejected(row)
        ready = preparation.fix(row, number, tuple(values))
    except KeyError as error:
        raise NotFound(text("Row {row} is not among the rows left out any more.", row=row)) from error
    earlier = preparation.recipe.fixes.get(row)
    was = earlier.was if earlier is not None and earlier.was is not None else found
    preparation.recipe = preparation.recipe.fixed(row, Fix(number, tuple(values), was))
    return ready


def _task_of(desk: Desk, recipe: Recipe) -> _Task:
    """Everything about the task that the store knows, in the open transaction."""
    template = chosen_template(desk, recipe)
    signature = chosen_signature(desk, recipe, template.region)
    under = signature.content if signature else ""
    day = day_of(max(recipe.send_at or 0, desk.now()), time_zone(desk).key)
    shown = profile(desk)
    refusals = load_refusals(
        desk.session,
        application_id=recipe.application_id,
        signature=under,
        region=template.region,
        sms_type=template.type,
        day=day,
    )
    made = _Task(
        wording=Wording(
            template.content, under, template.region, template.type, template.name, template.variable_names()
        ),
        identity=identity(desk),
        home_country=home_country(desk),
        source=source_words(desk, recipe),
        refusals=refusals,
        price=_price(shown, template.region),
        currency=shown.currency if shown else "",
    )
    return replace(
        made, grounds=(*_grounds(refusals, day), made.identity, made.home_country, made.price, made.currency)
    )


def _grounds(refusals: Refusals, day: str) -> tuple[Hashable, ...]:
    """What people change of it; not what is sent meanwhile, which changes all the time."""
    limits_of_day = (refusals.per_number, refusals.account_limit)
    people = (refusals.blocked, refusals.unsubscribed, refusals.allowlisted)
    return (*people, *limits_of_day, "" if limits_of_day == (None, None) else day)


def _price(shown: Profile | None, region: Region) -> Decimal | None:
    """Of one fragment, as the profile has it."""
    if shown is None:
        return None
    written = shown.price_mainland if region is Region.MAINLAND else shown.price_global
    return Decimal(written) if written else None


def _empty(recipe: Recipe, task: _Task) -> Preparation:
    """A preparation without rows yet."""
    wording = task.wording
    return Preparation(
        recipe=recipe,
        wording=wording,
        columns=Columns((), {}),
        source=task.source,
        checker=RowChecker(
            wording.body,
            wording.signature,
            wording.region,
            wording.sms_type,
            task.identity,
            task.home_country,
            recipe.ambiguity or None,
            recipe.one_per_number,
        ),
        refusals=task.refusals,
        grounds=task.grounds,
        price=task.price,
        currency=task.currency,
    )


def _prepared(recipe: Recipe, task: _Task, found: Members | None, progress: Progress) -> Preparation:
    made = _empty(recipe, task)
    source = recipe.source
    if isinstance(source, GroupSource):
        assert found is not None
        _take_members(made, source, found, progress)
    elif isinstance(source, PastedSource):
        rows = pasted_rows(source.text, len(variables(made.wording.body)))
        _take_rows(made, source, iter([rows] if rows else []), task.home_country, None, progress)
    else:
        _take_sheet(made, source, task.home_country, progress)
        if source.sheet == "" and NUMBER not in source.columns and _may_be_a_cover(made):
            return _another_sheet(made, recipe, source, task, progress) or made
    return made


def _take_sheet(made: Preparation, source: SheetSource, home_country: str, progress: Progress) -> None:
    with _sheet(source, progress) as reading:
        _take_rows(made, source, reading.batches(), home_country, reading, progress)
        made.sheet = reading.info


def _may_be_a_cover(made: Preparation) -> bool:
    """Whether the sheet holds no list, or so little of one that it may be the sender's own number."""
    return made.rows == 0 or (made.rows <= _FEW and not _names_telephones(made))


def _names_telephones(made: Preparation) -> bool:
    place = made.columns.assigned.get(NUMBER)
    title = made.columns.names[place] if place is not None and made.columns.header_row is not None else ""
    return heading(title).meaning in (Meaning.MOBILE, Meaning.TELEPHONE)


def _another_sheet(
    cover: Preparation, recipe: Recipe, source: SheetSource, task: _Task, progress: Progress
) -> Preparation | None:
    """The first further sheet with recipients, where the first one is a cover or explains; None without one.

    Sheets that are hidden are not looked into, and what is not a list is left alone.
    """
    assert cover.sheet is not None
    names = [name for name in cover.sheet.sheet_names if name not in cover.sheet.hidden_sheets]
    for name in names[:SHEETS_TRIED]:
        if name == cover.sheet.sheet:
            continue
        made = _empty(recipe, task)
        try:
            _take_sheet(made, replace(source, sheet=name), task.home_country, progress)
        except (Unusable, Invalid):  # an empty sheet, or one without the columns that were chosen
            continue
        if made.rows > cover.rows and (not cover.rows or _names_telephones(made)) and made.sheet is not None:
            told = text("The recipients were found on sheet “{sheet}”.", sheet=name)
            made.sheet = made.sheet.with_notes(told)
            return made
    return None


def _sheet(source: SheetSource, progress: Progress) -> Reading:
    return read(
        source.path,
        sheet=source.sheet if source.sheet != "" else None,
        encoding=source.encoding or None,
        delimiter=source.delimiter or None,
        include_hidden=source.include_hidden,
        cancelled=lambda: progress.cancelled,
    )


def _take_rows(
    made: Preparation,
    source: SheetSource | PastedSource,
    batches: Iterator[list[Row]],
    home_country: str,
    reading: Reading | None,
    progress: Progress,
) -> None:
    """Recognise the columns from the first rows, then check all of them."""
    first = next(batches, [])
    wanted = variables(made.wording.body)
    info: SheetInfo | None = reading.info if reading else None
    made.preview = tuple(first[:PREVIEW_ROWS])
    made.columns, made.question = assign(
        source,
        first[:LOOKED_AT],
        wanted,
        made.wording.region,
        home_country,
        made.wording.variable_names,
    )
    if made.columns.assigned[NUMBER] is None:
        # Still read to the end: the file's notes and faults are told together with the question.
        for batch in batches:
            progress.report(batch[-1][0], info.last_row if info else 0)
        return
    body = chain([first[made.columns.first_data_row :]], batches)
    _check_rows(made, body, wanted, info.last_row if info else 0, progress)


def _check_rows(
    made: Preparation,
    batches: Iterable[list[Row]],
    wanted: Sequence[int],
    last_row: int,
    progress: Progress,
) -> None:
    number = made.columns.assigned[NUMBER]
    assert number is not None
    # A template's variables have no gaps; where one is left out, nothing fills its place.
    places = [made.columns.assigned.get(str(place)) for place in range(1, max(wanted, default=0) + 1)]
    fixes = made.recipe.fixes
    add = made.add
    for batch in batches:
        for row, cells in batch:
            width = len(cells)
            written = cells[number] if number < width else ""
            values = tuple([cells[place] if place is not None and place < width else "" for place in places])
            if row in fixes and fixes[row].holds(written, values):
                written, values = fixes[row].number, fixes[row].values
            add(row, written, values)
        if limits.FILE_ROWS.exceeded(made.rows):
            raise LimitReached(
                text(
                    "There are more than {limit} recipients. Split the list into several files.",
                    limit=f"{limits.FILE_ROWS.value:,}",
                )
            )
        if batch:
            progress.report(batch[-1][0], last_row)


def _take_members(made: Preparation, source: GroupSource, found: Members, progress: Progress) -> None:
    """Check the members; each variable is a part of the customer, what stands in where that is empty, a
    fixed value, or missing."""
    places = {part: place for place, part in enumerate(found.parts)}
    members = found.rows
    made.columns = Columns(found.titles, {NUMBER: 0})
    made.preview = tuple(members[:PREVIEW_ROWS])
    wanted = variables(made.wording.body)
    fixed = {place: source.values.get(place, "") for place in wanted}
    # A column that was deleted since leaves its variable empty, which the check tells: what stood in for a
    # few would be sent to all.
    fixed |= {place: "" for place in wanted if source.fields.get(place, NUMBER) not in places}
    fed = {place: places[source.fields[place]] for place in wanted if source.fields.get(place) in places}
    made.columns = replace(
        made.columns, assigned={NUMBER: 0, **{str(place): fed.get(place) for place in wanted}}
    )
    fixes = made.recipe.fixes
    if limits.FILE_ROWS.exceeded(len(members)):
        raise LimitReached(
            text(
                "These groups have more than {limit} customers. Choose fewer groups.",
                limit=f"{limits.FILE_ROWS.value:,}",
            )
        )
    for row, cells in members:
        number = cells[0]
        fed_cells = ((place, cells[fed[place]] if place in fed else "") for place in wanted)
        values = tuple([cell if cell.strip() else fixed[place] or cell for place, cell in fed_cells])
        if row in fixes and fixes[row].holds(number, values):
            number, values = fixes[row].number, fixes[row].values
        made.add(row, number, values)
        if row % _BATCH == 0:
            progress.report(row, len(members))
