"""``smsdesk check`` and ``send`` to customer groups, smart ones too (B3, C3)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smsdesk.app import open_desk
from smsdesk.domain.customer_filters import CustomerFilter
from smsdesk.domain.profile import Region, SmsType
from smsdesk.operations.customer_fields import put_field
from smsdesk.operations.groups import create_group, list_groups
from smsdesk.operations.tasks import list_tasks

Run = Callable[..., Any]
ORDER = ("--app", "1", "--template", "1")


@pytest.fixture
def china(desk: Path) -> Path:
    """The sample desk with a smart group of everybody from China, and a column."""
    with open_desk(desk, engine=False) as app:
        create_group(
            app.desk,
            name="China",
            sms_type=SmsType.REGULAR,
            filter=CustomerFilter(countries=("CN",)),
        )
        put_field(app.desk, name="Level")
    return desk


def test_a_smart_group_is_sent_to_without_another(run: Run, china: Path) -> None:
    groups = ("--group", "china", "--not-group", "VIP")
    filled = ("--map", "1=name", "--fill", "2=1042", "--fill", "3=noon")
    checked = run("--data-dir", china, "check", *groups, "--template", "1", *filled, "--json")
    assert checked.code == 0, checked.err
    with open_desk(china, engine=False) as app:
        members = {one.name: one.members for one in list_groups(app.desk)}
    assert members["China"] is None
    done = run("--data-dir", china, "send", *groups, *ORDER, *filled, "--yes", "--json")
    assert done.code == 0, done.err
    assert done.json["totals"]["total"] == done.json["ready"] == checked.json["ready"] > 0
    with open_desk(china, engine=False) as app:
        task = list_tasks(app.desk, region=Region.MAINLAND)[0]
    assert task.source == "China, but not VIP"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--template", "1"), "Name a file"),
        (("x.csv", "--group", "VIP", "--template", "1"), "either a file or --group"),
        (("x.csv", "--not-group", "VIP", "--template", "1"), "go together with --group"),
        (("--group", "VIP", "--text", "Hello"), "with a template only"),
        (
            ("--group", "Nobody", "--template", "1", "--fill", "1=x", "--fill", "2=y", "--fill", "3=z"),
            "China",
        ),
        (("--group", "VIP", "--template", "1"), "Say what fills {1}"),
        (("--group", "VIP", "--template", "1", "--fill", "9=x"), "cannot be understood"),
        (("--group", "VIP", "--template", "1", "--map", "1=colour"), "number, name, note, Level"),
        (("--group", "VIP", "--template", "1", "--map", "1=name", "--fill", "1=x"), "{1} is filled twice"),
        (
            ("--group", "VIP", "--template", "1", "--fill", "1=x", "--fill", "{1}=y"),
            "“--fill 1=…” is there twice",
        ),
    ],
)
def test_what_cannot_be_understood_is_one_sentence(
    run: Run, china: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run("--data-dir", china, "check", *arguments)
    assert done.code == 2
    assert said in done.sentence


def test_a_smart_group_is_exported_and_nothing_is_imported_into_it(
    run: Run, china: Path, tmp_path: Path, sheet: Path
) -> None:
    out = tmp_path / "china.csv"
    assert run("--data-dir", china, "export", "group", "China", out).code == 0
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) > 50
    refused = run("--data-dir", china, "import", sheet, "--group", "China")
    assert refused.code == 2
    assert "smart group" in refused.err
