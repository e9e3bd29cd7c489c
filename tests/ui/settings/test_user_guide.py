"""Help → User guide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument

from smsdesk.domain.codes import explain
from smsdesk.domain.text import set_language
from smsdesk.ui import user_guide
from smsdesk.ui.main_window import MainWindow
from smsdesk.ui.user_guide import GuideWindow, show_user_guide

GUIDE = "# Begin\n\n" + "First words.\n\n" * 80 + "## Send\n\nLast words.\n\n### Small print\n"


def help_entries(window: MainWindow) -> list[str]:
    menu = next(action.menu() for action in window.menuBar().actions() if action.text() == "Help")
    return [action.text() for action in menu.actions() if action.text()]  # type: ignore[attr-defined]


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    monkeypatch.setattr(user_guide, "FOLDER", folder)
    return folder


def test_the_entry_is_there_when_the_guide_is(
    docs: Path, window: MainWindow, settled: Callable[[], None]
) -> None:
    assert "User guide" not in help_entries(window)
    (docs / "user-guide.md").write_text(GUIDE)
    window.rebuild()
    settled()
    assert "User guide" in help_entries(window)


def test_it_is_read_with_its_headings_beside_it(
    docs: Path, window: MainWindow, settled: Callable[[], None]
) -> None:
    (docs / "user-guide.md").write_text(GUIDE)
    window.context.runner.spawn(show_user_guide(window.context), window.bars)
    settled()
    guide = window.findChild(GuideWindow)
    assert isinstance(guide, GuideWindow)
    assert [guide.contents.item(at).text() for at in range(guide.contents.count())] == ["Begin", "Send"]
    guide.contents.setCurrentRow(1)
    assert guide.contents.currentRow() == 1, "though its heading cannot come to the top"
    assert guide.text.verticalScrollBar().value() > 0
    guide.text.verticalScrollBar().setValue(0)
    assert guide.contents.currentRow() == 0, "the contents say what is being read"
    guide.text.verticalScrollBar().setValue(guide.text.verticalScrollBar().maximum())
    assert guide.contents.currentRow() == 1
    guide.close()
    settled()
    assert window.findChild(GuideWindow) is None


def test_pictures_beside_it_are_shown_as_wide_as_the_text_and_others_are_not(
    docs: Path, window: MainWindow
) -> None:
    QImage(1000, 500, QImage.Format.Format_RGB32).save(str(docs / "wide.png"))
    QImage(100, 50, QImage.Format.Format_RGB32).save(str(docs.parent / "outside.png"))
    guide = GuideWindow(window.context, "![A](wide.png)\n\n![B](../outside.png)\n")
    kind = QTextDocument.ResourceType.ImageResource
    wide = guide.text.document().resource(kind, QUrl("wide.png"))
    assert wide.deviceIndependentSize().width() == 640
    outside = guide.text.document().resource(kind, QUrl("../outside.png"))
    assert outside is None or outside.isNull()
    guide.deleteLater()


def test_a_link_to_another_page_opens_it_in_the_same_window(docs: Path, window: MainWindow) -> None:
    (docs / "other.md").write_text("# Other\n\n## Numbers\n")
    guide = GuideWindow(window.context, GUIDE)
    for link in ("nowhere.md", "../escape.md", "other.md"):
        guide.text.anchorClicked.emit(QUrl(link))
    assert [guide.contents.item(at).text() for at in range(guide.contents.count())] == ["Other", "Numbers"]
    guide.deleteLater()


def test_guide_and_linked_pages_are_shown_in_the_language_in_use(docs: Path, window: MainWindow) -> None:
    for page in ("user-guide", "gateways", "untranslated"):
        (docs / f"{page}.md").write_text(f"# English {page}\n")
    for page in ("user-guide", "gateways"):
        (docs / f"{page}.zh_CN.md").write_text(f"# 中文{page}\n", encoding="utf-8")
    assert user_guide.guide_file().name == "user-guide.md"
    guide = GuideWindow(window.context, GUIDE)
    shown = []
    for speaks in ("en", "zh_CN"):
        set_language(speaks)
        for link in ("gateways.md", "gateways.zh_CN.md", "untranslated.md"):
            guide.text.anchorClicked.emit(QUrl(link))
            shown.append(guide.contents.item(0).text())
    assert user_guide.guide_file().name == "user-guide.zh_CN.md"
    english, chinese, untranslated = "English gateways", "中文gateways", "English untranslated"
    assert shown == [english, chinese, untranslated, chinese, chinese, untranslated]
    guide.deleteLater()


def test_no_mark_of_the_pages_is_left_to_be_read(window: MainWindow) -> None:
    """Beside Chinese, bold words need a space or a comma to be taken for bold."""
    left = {}
    for page in sorted(user_guide.FOLDER.glob("*.md")):
        guide = GuideWindow(window.context, page.read_text(encoding="utf-8"))
        read = guide.text.toPlainText()
        left[page.name] = [mark for mark in ("**", "|--", "<!--", "](") if mark in read]
        guide.deleteLater()
    assert {page: marks for page, marks in left.items() if marks} == {}


def test_the_page_of_codes_speaks_the_language_in_use(window: MainWindow) -> None:
    set_language("zh_CN")
    guide = GuideWindow(window.context, GUIDE)
    guide.text.anchorClicked.emit(QUrl("codes.md"))
    words = guide.text.toPlainText()
    assert "FailedOperation.ContainSensitiveWord" in words
    assert str(explain("FailedOperation.ContainSensitiveWord").title) in words
    assert "The text holds a refused word" not in words
    guide.deleteLater()
