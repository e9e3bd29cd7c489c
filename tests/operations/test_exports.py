"""The list of exported files (D8)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from smsdesk.domain.errors import NotFound, Unavailable
from smsdesk.domain.exports import FileState
from smsdesk.domain.text import set_language, text, textn
from smsdesk.operations import exports
from smsdesk.operations.desk import Desk
from smsdesk.sheets.placing import placed_whole
from tests.operations.conftest import Clock


def kept(desk: Desk, path: Path, content: str = "a,b\n") -> int:
    path.write_text(content, encoding="utf-8")
    return exports.keep_export(desk, title=text("Message records"), path=path, rows=1).id


def states(desk: Desk) -> dict[str, FileState]:
    return {Path(one.path).name: one.state for one in exports.list_exports(desk)}


def test_the_list_says_what_became_of_each_file(desk: Desk, tmp_path: Path) -> None:
    for name in ("there", "gone", "edited", "replaced"):
        kept(desk, tmp_path / f"{name}.csv")
    (tmp_path / "gone.csv").unlink()
    (tmp_path / "edited.csv").write_text("a,b,c\n", encoding="utf-8")
    other = tmp_path / "other"
    other.write_text("a,b\n", encoding="utf-8")
    os.utime(other, ns=(1, 1))
    os.replace(other, tmp_path / "replaced.csv")
    assert states(desk) == {
        "there.csv": FileState.THERE,
        "gone.csv": FileState.GONE,
        "edited.csv": FileState.CHANGED,
        "replaced.csv": FileState.CHANGED,
    }


def test_the_newest_comes_first_and_a_place_has_one_entry(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    first = kept(desk, tmp_path / "a.csv")
    kept(desk, tmp_path / "b.csv")
    clock.move(seconds=60)
    again = kept(desk, tmp_path / "a.csv")
    assert [Path(one.path).name for one in exports.list_exports(desk)] == ["a.csv", "b.csv"]
    assert again != first
    assert exports.list_exports(desk)[0].finished_at == clock.at


def test_a_title_follows_the_language(desk: Desk, tmp_path: Path) -> None:
    exports.keep_export(
        desk,
        title=textn("{count} customer", "{count} customers", 2),
        path=tmp_path / "x.csv",
        rows=2,
    )
    [one] = exports.list_exports(desk)
    english = str(one.title)
    set_language("zh_CN")
    try:
        assert (english, one.title.many) == ("2 customers", "{count} customers")
    finally:
        set_language("en")


def test_deleting_takes_the_file_and_the_entry(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    export = kept(desk, path)
    exports.delete_export(desk, export_id=export)
    assert not path.exists()
    assert exports.list_exports(desk) == []
    with pytest.raises(NotFound):
        exports.delete_export(desk, export_id=export)


def test_a_file_that_cannot_be_deleted_stays_in_the_list(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    export = kept(desk, path)
    path.unlink()
    path.mkdir()  # what a file that is held open is on Windows: unlink refuses it
    with pytest.raises(Unavailable, match="could not be deleted"):
        exports.delete_export(desk, export_id=export)
    assert len(exports.list_exports(desk)) == 1


def test_old_entries_leave_the_list_and_their_files_stay(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "KEPT", 2)
    for number in range(3):
        kept(desk, tmp_path / f"{number}.csv")
    assert [Path(one.path).name for one in exports.list_exports(desk)] == ["2.csv", "1.csv"]
    assert (tmp_path / "0.csv").exists()


def test_a_file_that_was_there_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("first", encoding="utf-8")
    with placed_whole(path) as file:
        file.write(b"ours")
    assert path.read_bytes() == b"ours"


def test_a_file_that_came_under_the_name_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"

    def write() -> None:
        with placed_whole(path) as file:
            file.write(b"ours")
            path.write_text("somebody else's work", encoding="utf-8")

    with pytest.raises(Unavailable, match="meanwhile"):
        write()
    assert path.read_text(encoding="utf-8") == "somebody else's work"
    assert list(tmp_path.glob(".*")) == []
