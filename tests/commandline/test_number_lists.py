"""``smsdesk import --blocklist``, ``--allowlist`` and what ``export`` gives of them (C4, A6)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smsdesk.app import open_desk
from smsdesk.domain.customers import ABROAD
from smsdesk.domain.profile import Region, SmsType
from smsdesk.operations.allowlist import allowlist
from smsdesk.operations.blocklist import list_blocked
from smsdesk.operations.signatures import list_signatures

Run = Callable[..., Any]


@pytest.fixture
def unsubscribed(tmp_path: Path) -> Path:
    path = tmp_path / "unsubscribed.csv"
    rows = ("No,Phone,Second", "1,13800138000,13900139000", "2,13800138000,", "3,12,", "4,+1 202 555 0123,")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def signature(desk: Path) -> str:
    with open_desk(desk, engine=False) as app:
        return list_signatures(app.desk, region=Region.MAINLAND)[0].content


def blocked(desk: Path) -> dict[str, SmsType]:
    with open_desk(desk, engine=False) as app:
        return {one.number: one.sms_type for one in list_blocked(app.desk)}


def test_a_file_is_blocked_and_exported(
    run: Run, desk: Path, signature: str, unsubscribed: Path, tmp_path: Path
) -> None:
    order = ("--data-dir", desk, "import", unsubscribed, "--blocklist", signature, "--type", "marketing")
    done = run(*order, "--refused", tmp_path / "refused.csv", "--json")
    assert done.code == 0, done.err
    assert done.json == {"added": 2, "already": 0, "duplicates": 1, "refused": 1, "notes": []}
    assert blocked(desk) == {"+8613800138000": SmsType.MARKETING, "+12025550123": SmsType.MARKETING}
    assert '"12"' in (tmp_path / "refused.csv").read_text(encoding="utf-8-sig")
    again = run(*order)
    assert again.code == 0, again.err
    assert "Numbers: 0 new, 2 on the list already, 1 twice in the file, 1 refused" in again.out
    assert "row 4: " in again.out
    second = run(*order, "--map", "number=Second", "--json")
    assert (second.json["added"], second.json["refused"]) == (1, 3)
    out = tmp_path / "blocked.csv"
    assert run("--data-dir", desk, "export", "blocklist", out, "--signature", signature, "--json").json == {
        "rows": 3,
        "file": str(out),
    }
    assert (
        run("--data-dir", desk, "export", "blocklist", out, "--signature", "Nobody", "--json").json["rows"]
        == 0
    )


def test_a_file_is_blocked_for_other_countries(
    run: Run, desk: Path, signature: str, unsubscribed: Path, tmp_path: Path
) -> None:
    done = run("--data-dir", desk, "import", unsubscribed, "--blocklist", "Abroad", "--json")
    assert done.code == 0, done.err
    assert done.json["added"] == 2
    with open_desk(desk, engine=False) as app:
        assert {one.signature for one in list_blocked(app.desk)} == {ABROAD}
    out = tmp_path / "blocked.csv"
    order = ("--data-dir", desk, "export", "blocklist", out, "--json")
    for words, rows in (((), 2), (("--signature", "abroad"), 2), (("--signature", signature), 0)):
        assert run(*order, *words).json["rows"] == rows


def test_the_blocklist_is_allowed_to_grow(run: Run, desk: Path, signature: str, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("\n".join(["Mobile", *(f"139{at:08}" for at in range(1_001))]), encoding="utf-8")
    order = ("--data-dir", desk, "import", path, "--blocklist", "1")
    refused = run(*order)
    assert refused.code != 0
    assert "at most 1,000 numbers" in refused.sentence
    assert not blocked(desk)
    assert run(*order, "--most", 10_000).code == 0
    assert len(blocked(desk)) == 1_001


def test_an_allowlist_takes_a_file_and_is_exported(
    run: Run, desk: Path, unsubscribed: Path, tmp_path: Path
) -> None:
    done = run("--data-dir", desk, "import", unsubscribed, "--allowlist", "1", "--json")
    assert done.json["added"] == 2, done.err
    with open_desk(desk, engine=False) as app:
        assert allowlist(app.desk, application_id=1) == ["+12025550123", "+8613800138000"]
    out = tmp_path / "allowed.xlsx"
    assert run("--data-dir", desk, "export", "allowlist", "1", out, "--json").json["rows"] == 2
    assert out.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--blocklist", "Nobody"), "Nobody"),
        (("--allowlist", "Nobody"), "Nobody"),
        (("--blocklist", "1", "--keep-columns"), "only numbers"),
        (("--blocklist", "1", "--map", "name=No"), "only numbers"),
        (("--blocklist", "1", "--map", "number=Colour"), "Colour"),
        (("--blocklist", "1", "--most", "0"), "from 1 to 200,000"),
        ((), "--group"),
        (("--group", "VIP", "--blocklist", "1"), "not allowed with"),
    ],
)
def test_what_does_not_fit_is_refused(
    run: Run, desk: Path, unsubscribed: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = run("--data-dir", desk, "import", unsubscribed, *arguments)
    assert refused.code != 0
    assert said in refused.err
    assert not blocked(desk)


def test_a_file_without_numbers_is_refused(run: Run, desk: Path, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("Name,City\nAnn,Lund\nBo,Berg\n", encoding="utf-8")
    assert "--map number=COL" in run("--data-dir", desk, "import", path, "--blocklist", "1").sentence
