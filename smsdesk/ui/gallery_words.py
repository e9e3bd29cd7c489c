"""What people wrote in a picture, in its language: no sentence of the program, so in no catalogue."""

from __future__ import annotations

from smsdesk.domain.text import language


def said(english: str, chinese: str) -> str:
    """The one of the two that belongs into a picture in the language in use."""
    return chinese if language() == "zh_CN" else english
