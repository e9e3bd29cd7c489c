"""Switching the language of our words and of Qt's own dialogs."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from smsdesk.domain.text import set_language


def effective(choice: str) -> str:
    """The language for a profile's choice; empty follows the system."""
    if choice:
        return choice
    return "zh_CN" if QLocale.system().language() is QLocale.Language.Chinese else "en"


class Languages:
    """Holds the translator that Qt uses, because Qt does not."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._translator: QTranslator | None = None
        self.code = ""

    def use(self, choice: str) -> bool:
        """Switch; True when it was another language before. What is on screen is built anew by the window."""
        code = effective(choice)
        if code == self.code:
            return False
        self.code = code
        set_language(code)
        QLocale.setDefault(QLocale(code))
        if self._translator is not None:
            self._application.removeTranslator(self._translator)
            self._translator = None
        translator = QTranslator()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if code != "en" and translator.load(f"qtbase_{code}", folder):
            self._application.installTranslator(translator)
            self._translator = translator
        return True
