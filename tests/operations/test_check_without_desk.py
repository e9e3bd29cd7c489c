"""Recipients are checked without any desk (the command ``check``)."""

from __future__ import annotations

from pathlib import Path

from smsdesk.domain.profile import Region
from smsdesk.domain.recipients import PastedSource, Recipe, SheetSource
from smsdesk.operations import recipients
from tests.operations.shop import write_csv

HEADER = ("手机号", "{1}", "{2}")


def test_a_text_is_checked_without_any_desk(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "list.csv", [HEADER, ("13800138000", "Ann", "1"), ("x", "Bob", "2")])
    recipe = Recipe(SheetSource(str(path)), text="Dear {1}, order {2}.")
    prepared = recipients.check_file(
        recipe=recipe, region=Region.MAINLAND, home_country="CN", signature="Sig"
    )
    assert [(one.row, one.number) for one in prepared.messages()] == [(2, "+8613800138000")]
    assert [(one.row, one.reason) for one in prepared.rejected()] == [(3, "invalid_number")]
    assert prepared.message(0).content == "【Sig】Dear Ann, order 1."


def test_pasted_text_needs_no_desk_either() -> None:
    recipe = Recipe(PastedSource("+447911123456"), text="Hello")
    prepared = recipients.check_file(recipe=recipe, region=Region.GLOBAL, home_country="GB")
    assert prepared.numbers() == ["+447911123456"]
