"""``smsdesk check``: every row of a file checked as before a send (B4), nothing sent, nothing stored."""

from __future__ import annotations

import argparse
from dataclasses import replace

from smsdesk.commandline.group_options import add_group_options, group_recipe, refuse_both
from smsdesk.commandline.output import note, progress_bar, say, say_json
from smsdesk.commandline.spreadsheet import add_recipient_options, add_sheet_options, recipe_of
from smsdesk.domain.checking import Reason
from smsdesk.domain.columns import column_letters
from smsdesk.domain.errors import Invalid, NotFound, Unusable
from smsdesk.domain.profile import Identity, Profile, Region
from smsdesk.domain.recipients import NUMBER, Recipe, SheetSource
from smsdesk.domain.templates import variables
from smsdesk.domain.text import Text, text, tr, trn
from smsdesk.operations.desk import Desk
from smsdesk.operations.preparation import Preparation
from smsdesk.store.folder import folder_at

#: Rows left out that are shown to a person; ``--json`` counts all of them.
SHOWN = 10


def add_options(parser: argparse.ArgumentParser) -> None:
    """See ``smsdesk check --help``."""
    add_sheet_options(parser, needed=False)
    add_group_options(parser)
    said = parser.add_mutually_exclusive_group(required=True)
    said.add_argument("--template", metavar=tr("T"), help=tr("the template, by id or name"))
    said.add_argument("--text", metavar=tr("TEXT"), help=tr("a text with {1}, {2} … instead of a template"))
    parser.add_argument("--signature", metavar=tr("S"), help=tr("the signature, by id or content"))
    parser.add_argument("--app", metavar=tr("A"), help=tr("the application, for its sending limits"))
    parser.add_argument(
        "--region", choices=[region.value for region in Region], help=tr("where a --text goes (mainland)")
    )
    parser.add_argument("--country", metavar=tr("CC"), help=tr("the home country of plain numbers, like CN"))
    add_recipient_options(parser)
    parser.add_argument("--numbers", action="store_true", help=tr("also list the numbers that are ready"))
    parser.add_argument("--json", action="store_true", help=tr("the result as a JSON object"))


def run(options: argparse.Namespace) -> int:
    """0 when the file was checked, whatever was found in it. Raises ``DeskError``."""
    refuse_both(options)
    prepared = _with_template(options) if options.template is not None else _with_text(options)
    refuse_without_numbers(prepared)
    if options.json:
        say_json(as_json(prepared, numbers=options.numbers))
    else:
        for line in as_lines(prepared):
            say(line)
        if options.numbers:
            for number in prepared.numbers():
                say(number)
    if prepared.question is not None:
        note(tr("Look at this before you send: {question}", question=prepared.question))
    return 0


def _with_template(options: argparse.Namespace) -> Preparation:
    folder = folder_at(options.data_dir)
    if not folder.has_desk():
        raise NotFound(
            text(
                "There is no desk in {path} yet, so there are no templates. Use --text, or make a desk first "
                "(“smsdesk sample” makes one to try).",
                path=folder.path,
            )
        )
    from smsdesk.app import open_desk

    with (
        open_desk(options.data_dir, engine=False) as app,
        progress_bar(tr("Checking"), tr("rows")) as progress,
    ):
        from smsdesk.operations.recipients import prepare

        return prepare(app.desk, recipe=task_recipe(app.desk, options), progress=progress)


def task_recipe(desk: Desk, options: argparse.Namespace) -> Recipe:
    """The recipe with the template, the signature and the application that the options name."""
    from smsdesk.commandline.choices import chosen_application, chosen_signature, chosen_template

    template = chosen_template(desk, options.template)
    signature = chosen_signature(desk, options.signature, template.region) if options.signature else None
    application = chosen_application(desk, options.app) if options.app else None
    if options.group:
        recipe = group_recipe(desk, options, template.content)
    else:
        recipe = _fitting(recipe_of(options), template.content)
    return replace(
        recipe,
        template_id=template.id,
        signature_id=signature.id if signature else None,
        application_id=application.id if application else None,
    )


def _fitting(recipe: Recipe, content: str) -> Recipe:
    """Raises ``Invalid`` when a column is named for a variable that the text does not have (B2)."""
    assert isinstance(recipe.source, SheetSource)
    there = [str(number) for number in variables(content)]
    for what, column in recipe.source.columns.items():
        if what != NUMBER and what not in there:
            raise Invalid(_no_variable(f"--map {what}={column}", what, there), field="columns")
    return recipe


def _no_variable(said: str, variable: str, there: list[str]) -> Text:
    if not there:
        return text(
            "“{said}” names a column for {variable}, but the text has no variables. Leave it out.",
            said=said,
            variable=f"{{{variable}}}",
        )
    return text(
        "“{said}” names a column for {variable}, but the text has only {variables}.",
        said=said,
        variable=f"{{{variable}}}",
        variables=", ".join(f"{{{one}}}" for one in there),
    )


def _with_text(options: argparse.Namespace) -> Preparation:
    from smsdesk.operations.recipients import check_file

    if options.group:
        raise Invalid(text("Customer groups can be checked with a template only."), field="source")
    if not options.text.strip():
        raise Invalid(text("The text is empty. Write after --text what is to be sent."), field="text")
    profile = _profile(options)
    country = options.country or (profile.country if profile else "CN")
    home_region = Region.MAINLAND if country.upper() == "CN" else Region.GLOBAL
    with progress_bar(tr("Checking"), tr("rows")) as progress:
        return check_file(
            recipe=replace(_fitting(recipe_of(options), options.text), text=options.text),
            region=Region(options.region) if options.region else home_region,
            home_country=country.upper(),
            signature=(options.signature or "").strip("【】[]"),
            identity=profile.identity if profile else Identity.ORGANIZATION,
            progress=progress,
        )


def _profile(options: argparse.Namespace) -> Profile | None:
    """The profile where there is a desk; a look that needs none must not make one."""
    folder = folder_at(options.data_dir)
    if not folder.has_desk():
        return None
    from smsdesk.store.migrating import open_database
    from smsdesk.store.settings import read_profile

    database = open_database(folder)
    try:
        with database.read() as session:
            return read_profile(session)
    finally:
        database.close()


def refuse_without_numbers(prepared: Preparation) -> None:
    """Raise ``Unusable`` when no column holds numbers, or nothing stands below the titles."""
    if prepared.columns.assigned.get(NUMBER) is None:
        raise Unusable(
            text(
                "“{file}” has no column that holds mobile numbers. If there is one, name it with "
                "--map number=COL.",
                file=prepared.source,
            )
        )
    if not prepared.rows:
        raise Unusable(
            text(
                "“{file}” holds titles but no recipients. Fill in one recipient a row below them.",
                file=prepared.source,
            )
        )


def as_json(prepared: Preparation, *, numbers: bool = False) -> dict[str, object]:
    """The result for programs; every reason is there, also with 0."""
    sheet = prepared.sheet
    names = prepared.columns.names
    result: dict[str, object] = {
        "rows": prepared.rows,
        "ready": prepared.ready,
        "fragments": prepared.fragments,
        "rejected": {reason.value: prepared.counts[reason] for reason in Reason},
        "columns": {
            what: None if column is None else names[column]
            for what, column in prepared.columns.assigned.items()
        },
        "column_letters": {
            what: None if column is None else column_letters(column)
            for what, column in prepared.columns.assigned.items()
        },
        "header_row": prepared.columns.header_row,
        "encoding": (sheet.encoding if sheet else "") or None,
        "delimiter": (sheet.delimiter if sheet else "") or None,
        "sheet": (sheet.sheet if sheet else "") or None,
        "region": prepared.wording.region.value,
        "cost": None if prepared.cost is None else str(prepared.cost),
        "currency": prepared.currency or None,
        "notes": [str(each) for each in sheet.notes] if sheet else [],
        "question": None if prepared.question is None else str(prepared.question),
    }
    if numbers:
        result["numbers"] = prepared.numbers()
    return result


def as_lines(prepared: Preparation) -> list[str]:
    """The result for people."""
    names = prepared.columns.names
    lines = [
        tr(
            "{file}: {rows} rows, {ready} ready, {rejected} left out, {fragments} fragments",
            file=prepared.source,
            rows=f"{prepared.rows:,}",
            ready=f"{prepared.ready:,}",
            rejected=f"{prepared.rejected_count():,}",
            fragments=f"{prepared.fragments:,}",
        )
    ]
    if prepared.cost is not None:
        lines.append(tr("Cost: {cost} {currency}", cost=f"{prepared.cost:,}", currency=prepared.currency))
    for what, column in prepared.columns.assigned.items():
        title = tr("Number") if what == NUMBER else f"{{{what}}}"
        name = tr("not found") if column is None else names[column]
        lines.append(tr("  {what} from column: {name}", what=title, name=name))
    lines += [str(each) for each in prepared.sheet.notes] if prepared.sheet else []
    for reason in Reason:
        if prepared.counts[reason]:
            lines.append(tr("{count}  {reason}", count=f"{prepared.counts[reason]:>7,}", reason=reason.label))
    if prepared.repeated_count:
        lines.append(
            trn(
                "{count} row has a number that another one has with another text; each text is sent. "
                "--one-per-number sends the first only.",
                "{count} rows have a number that another one has with another text; each text is sent. "
                "--one-per-number sends the first only.",
                prepared.repeated_count,
            )
        )
    for row in prepared.rejected(count=SHOWN):
        lines.append(tr("  row {row}: {problem}", row=f"{row.row:,}", problem=row.problem))
    more = prepared.rejected_count() - SHOWN
    if more > 0:
        lines.append("  " + trn("and {count} more", "and {count} more", more))
    return lines
