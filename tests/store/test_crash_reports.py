"""Reports of faults: one file for each, counted, and never without bound."""

from __future__ import annotations

from pathlib import Path

from smsdesk.store.crash_reports import KEPT, read_report, report_death, report_fault, reports
from smsdesk.store.folder import Folder

NATIVE = """Fatal Python error: Segmentation fault

Thread 0x00007f2b1c7fe6c0 (most recent call first):
  File "/home/zoe/.local/lib/python3.11/threading.py", line 331 in wait
  <no Python frame>
Some words of Zoe that a library wrote +8613800138000

Current thread 0x00007f2b1c7fe740 (most recent call first):
  File "/home/zoe/lib/site-packages/qasync/__init__.py", line 400 in run
  File "/home/zoe/x.py", line ??? in <module>

Extension modules: PySide6.QtCore, greenlet (total: 2)
"""


def fault(code: str = "1 / 0") -> Exception:
    try:
        exec(compile(code, "made.py", "exec"))
    except Exception as error:  # noqa: BLE001
        return error
    raise AssertionError(code)


def test_the_same_fault_is_one_file_that_counts(folder: Folder) -> None:
    for _ in range(3):
        report = report_fault(folder, fault())
    assert report.times == 3
    [path] = reports(folder)
    assert path == report.path
    assert path.read_text() == report.text
    assert "Happened 3 times, first " in report.text
    assert path.stat().st_mode & 0o077 == 0
    assert read_report(folder, path.name) is not None
    assert read_report(folder, "../" + path.name) is not None  # a name, never a way
    assert read_report(folder, "crash-none.txt") is None
    assert read_report(folder, "") is None


def test_different_faults_do_not_fill_the_folder(folder: Folder) -> None:
    for place in range(KEPT + 5):
        report_fault(folder, fault("\n" * place + "1 / 0"))
    assert len(reports(folder)) == KEPT


def test_a_folder_that_cannot_be_written_still_gives_the_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    report = report_fault(Folder(tmp_path / "file"), fault())
    assert report.path is None
    assert "ZeroDivisionError: division by zero" in report.text


def test_of_a_death_only_the_places_are_kept(folder: Folder) -> None:
    report = report_death(folder, NATIVE)
    assert report is not None
    assert "Fatal Python error: Segmentation fault" in report.text
    assert 'File "qasync/__init__.py", line 400 in run' in report.text
    assert "Current thread (most recent call first):" in report.text
    for private in ("zoe", "Zoe", "13800138000", "words"):
        assert private not in report.text
    again = report_death(folder, NATIVE.replace("7f2b", "7f3c"))
    assert again is not None
    assert again.times == 2
    assert report_death(folder, "") is None
    assert report_death(folder, "Some words") is None
