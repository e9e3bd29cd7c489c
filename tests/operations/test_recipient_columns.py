"""What fills a variable by guess is asked about until each of them is answered (B2)."""

from __future__ import annotations

from pathlib import Path

from smsdesk.domain.profile import Region, SmsType
from smsdesk.domain.recipients import ColumnChoice, SheetSource
from smsdesk.domain.templates import Sample
from smsdesk.operations import templates
from smsdesk.operations.desk import Desk
from smsdesk.operations.preparation import Preparation
from tests.operations.shop import Shop, furnish, write_csv

TITLES = ("Customer No", "Title", "First name", "Surname", "Mobile", "Appt date", "Branch")
BODY = "Hello {1}, we see you on {2} at our {3} shop."


def prepared(
    desk: Desk, shop: Shop, path: Path, names: tuple[str, ...], **columns: ColumnChoice
) -> Preparation:
    template = templates.create_template(
        desk,
        region=Region.MAINLAND,
        type=SmsType.REGULAR,
        name="".join(names) + str(columns),
        content=BODY,
        samples=[Sample(name) for name in names],
    )
    rows = [
        (f"C{at}", "Mrs", "Margaret", "Shaw", f"138001380{at:02}", "May 3", "Leeds") for at in range(10, 20)
    ]
    write_csv(path, [TITLES, *rows])
    assigned = {key.removeprefix("v"): choice for key, choice in columns.items()}
    return shop.prepared(shop.recipe(SheetSource(str(path), columns=assigned), template))


def test_the_text_is_made_of_the_columns_of_the_names(desk: Desk, tmp_path: Path) -> None:
    found = prepared(desk, furnish(desk), tmp_path / "a.csv", ("first name", "date", "branch"))
    assert found.question is None
    assert found.message(0).content.endswith("Hello Margaret, we see you on May 3 at our Leeds shop.")


def test_one_answer_is_none_for_the_other_variables(desk: Desk, tmp_path: Path) -> None:
    shop, path = furnish(desk), tmp_path / "a.csv"
    names = ("", "", "")
    asked = "Guessed from the order of the columns: {variables}. Is that right?"
    found = prepared(desk, shop, path, names)
    assert found.columns.assigned == {"number": 4, "1": 0, "2": 1, "3": 2}
    assert str(found.question) == asked.replace("{variables}", "{1}, {2}, {3}")
    # {3} gives way: no column is used twice by itself.
    found = prepared(desk, shop, path, names, v1=2)
    assert found.columns.assigned == {"number": 4, "1": 2, "2": 1, "3": 0}
    assert str(found.question) == asked.replace("{variables}", "{2}, {3}")
    found = prepared(desk, shop, path, names, v1=2, v2=5)
    assert str(found.question) == asked.replace("{variables}", "{3}")
    # The choice of the number says nothing about the variables.
    assert prepared(desk, shop, path, names, v1=2, v2=5, number=4).question is not None
    found = prepared(desk, shop, path, names, v1=2, v2=5, v3=6)
    assert (found.question, found.columns.assigned) == (None, {"number": 4, "1": 2, "2": 5, "3": 6})
    # The user may use a column twice.
    found = prepared(desk, shop, path, names, v1=2, v2=2, v3=2)
    assert (found.question, found.columns.assigned["3"]) == (None, 2)
