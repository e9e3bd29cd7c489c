"""The options of the commands that can take recipients from customer groups, smart ones too (B3, C3)."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from smsdesk.commandline.spreadsheet import columns_of
from smsdesk.domain.errors import Invalid
from smsdesk.domain.recipients import NUMBER, OWN_COLUMN, PARTS, CustomerPart, GroupSource, Recipe
from smsdesk.domain.templates import variables
from smsdesk.domain.text import text, tr

if TYPE_CHECKING:
    from smsdesk.operations.desk import Desk


def add_group_options(parser: argparse.ArgumentParser) -> None:
    """``--group``, ``--not-group`` and ``--fill``, in place of a file."""
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        metavar=tr("G"),
        help=tr("instead of a file: to this customer group, by id or name; may be given several times"),
    )
    parser.add_argument(
        "--not-group",
        action="append",
        default=[],
        metavar=tr("G"),
        help=tr("but to nobody in this group; may be given several times"),
    )
    parser.add_argument(
        "--fill",
        action="append",
        default=[],
        metavar=tr("N=TEXT"),
        help=tr(
            "with --group: the same text in variable N for everybody; --map N=name (note, number, a column "
            "of your own) takes the customer's"
        ),
    )


def refuse_both(options: argparse.Namespace) -> None:
    """Raises ``Invalid`` unless there is either a file or a group."""
    if options.file is not None and options.group:
        raise Invalid(text("Give either a file or --group, not both."))
    if options.file is None and not options.group:
        raise Invalid(text("Name a file with the recipients, or a customer group with --group."))
    if not options.group and (options.not_group or options.fill):
        raise Invalid(text("--not-group and --fill go together with --group."))


def group_recipe(desk: Desk, options: argparse.Namespace, content: str) -> Recipe:
    """The recipe with the groups that the options name. Raises ``Invalid``, ``NotFound``."""
    from smsdesk.commandline.choices import chosen_group

    wanted = variables(content)
    values = _filled(options, wanted)
    fields = _fed(desk, options, wanted)
    for number in wanted:
        if number in values and number in fields:
            raise Invalid(
                text(
                    "{variable} is filled twice: leave out either --map {number}=… or --fill {number}=….",
                    variable=f"{{{number}}}",
                    number=number,
                )
            )
        if number not in values and number not in fields:
            raise Invalid(
                text(
                    "Say what fills {variable}: --map {number}=name (or note, number, a column of your own), "
                    "or --fill {number}=TEXT.",
                    variable=f"{{{number}}}",
                    number=number,
                )
            )
    source = GroupSource(
        tuple(chosen_group(desk, one).id for one in options.group),
        fields,
        values,
        tuple(chosen_group(desk, one).id for one in options.not_group),
    )
    return Recipe(source=source, one_per_number=options.one_per_number, ambiguity=options.plain_numbers)


def _filled(options: argparse.Namespace, wanted: tuple[int, ...]) -> dict[int, str]:
    values: dict[int, str] = {}
    for said in options.fill:
        number, equals, value = said.partition("=")
        number = number.strip().strip("{}")
        if not equals or not value.strip() or number not in {str(one) for one in wanted}:
            raise Invalid(
                text(
                    "“--fill {said}” cannot be understood: write a variable of the text like 1=TEXT.",
                    said=said,
                )
            )
        if int(number) in values:
            raise Invalid(text("“--fill {what}=…” is there twice.", what=number))
        values[int(number)] = value.strip()
    return values


def _fed(desk: Desk, options: argparse.Namespace, wanted: tuple[int, ...]) -> dict[int, CustomerPart]:
    from smsdesk.operations.customer_fields import list_fields

    parts = {part: part for part in PARTS}
    names = {one.name.casefold(): f"{OWN_COLUMN}{one.id}" for one in list_fields(desk)}
    fed: dict[int, CustomerPart] = {}
    for what, column in columns_of(options).items():
        part = parts.get(column.casefold()) or names.get(column.casefold())
        if what == NUMBER or int(what) not in wanted or part is None:
            there = ", ".join([*PARTS, *(one.name for one in list_fields(desk))])
            raise Invalid(
                text(
                    "“--map {said}” cannot be used with --group: name a variable of the text and one of "
                    "{there}.",
                    said=f"{what}={column}",
                    there=there,
                )
            )
        fed[int(what)] = part
    return fed
