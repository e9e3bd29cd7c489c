"""Exports in the background, and the list of those that are finished (D8)."""

from __future__ import annotations

from smsdesk.ui.exports.background import Exports, RunningExport
from smsdesk.ui.exports.dialog import show_exports
from smsdesk.ui.exports.export_button import ExportButton, ask_and_export, export_button

__all__ = [
    "ExportButton",
    "Exports",
    "RunningExport",
    "ask_and_export",
    "export_button",
    "show_exports",
]
