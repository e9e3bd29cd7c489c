"""The way into a desk full of samples, from the first start and from an empty state (P1)."""

from __future__ import annotations

from collections.abc import Callable

from smsdesk.domain.profile import Profile, Region
from smsdesk.domain.recipients import Recipe, SheetSource
from smsdesk.domain.text import tr
from smsdesk.operations.profile import profile as read_profile
from smsdesk.operations.sample import (
    SHEET,
    Sample,
    begin_with_sample,
    make_sample,
    sample_made,
    write_sample_sheet,
)
from smsdesk.ui.context import REGIONAL, Context
from smsdesk.ui.widgets.bars import Bars
from smsdesk.ui.widgets.confirm import confirm


def sample_link(context: Context) -> tuple[str, Callable[[], object]]:
    """For ``EmptyState(sample=…)``: the words and what they do."""
    return tr("Try it with sample data"), lambda: context.runner.spawn(add_sample(context), bars_of(context))


def bars_of(context: Context) -> Bars | None:
    """The window's own bars: they outlive the page on which something was begun."""
    found = getattr(context.window, "bars", None)
    return found if isinstance(found, Bars) else None


async def add_sample(context: Context) -> None:
    """Help → Add sample data: the same for a desk that has its profile."""
    if await context.runner.run(sample_made):
        await offer_spreadsheet(context)
        return
    words = tr(
        "You get an application with a signature and templates, 200 invented customers in three groups, and "
        "a spreadsheet to send. Everything goes through the sandbox; no telephone rings. Each part can be "
        "deleted like your own."
    )
    if await confirm(context.window, tr("Add the sample data?"), words, tr("Add it")):
        open_sample_task(context, await context.runner.run(make_sample))


async def offer_spreadsheet(context: Context) -> None:
    """The sample is in the desk: its spreadsheet is what is left to try."""
    words = tr("It was added before. Its spreadsheet is there to send as often as you like.")
    title, action = tr("The sample is in this desk already"), tr("Send the spreadsheet")
    if await confirm(context.window, title, words, action):
        sheet = context.runner.desk.folder / SHEET
        if not sheet.exists():
            await context.runner.call(lambda: write_sample_sheet(sheet))
        context.open("bulk", "new", file=sheet)


async def begin(context: Context, answers: Profile) -> None:
    """The first start with a sample: the desk, and then its first bulk task all but sent."""
    made = await context.runner.run(
        begin_with_sample,
        business_name=answers.business_name,
        identity=answers.identity,
        country=answers.country,
        time_zone=answers.time_zone,
        language=answers.language,
    )
    found = await context.runner.run(read_profile)
    assert found is not None
    context.state.set(found)  # the window shows its tabs
    open_sample_task(context, made)


def open_sample_task(context: Context, made: Sample) -> None:
    """A new bulk task with the sample spreadsheet and the template it is made for."""
    for tab in REGIONAL:
        context.regions.set(tab, Region.MAINLAND)  # where the sample's bakery is
    recipe = Recipe(
        SheetSource(str(made.sheet)),
        application_id=made.application.id,
        template_id=made.template.id,
        signature_id=made.signatures[0].id,
    )
    context.open("bulk", "new", recipe=recipe)
