"""A figure beside that of the period before, in words and a sign; colour only where more is better (D1)."""

from __future__ import annotations

from smsdesk.domain.text import tr
from smsdesk.ui import formats

UP, DOWN = "▲", "▼"


def count_change(now: int, before: int) -> str:
    """``▲ 12% more than 1,234``."""
    if now == before:
        return tr("as many as in the period before") if now else tr("none in the period before either")
    if not before:
        return tr("none in the period before")
    change = formats.share(abs(now - before) / before)
    if now > before:
        return tr("{sign} {change} more than {before}", sign=UP, change=change, before=formats.number(before))
    return tr("{sign} {change} less than {before}", sign=DOWN, change=change, before=formats.number(before))


def rate_change(now: float | None, before: float | None) -> tuple[str, str]:
    """``▼ 1.2 points less than 98.2%`` and the role of its colour: a higher rate is better."""
    if now is None or before is None:
        return (tr("nothing in the period before"), "small")
    points = round((now - before) * 100, 1)
    if not points:
        return (tr("the same as in the period before"), "small")
    size = f"{abs(points):.1f}".removesuffix(".0")
    if points > 0:
        words = tr(
            "{sign} {points} points more than {before}", sign=UP, points=size, before=formats.share(before)
        )
        return words, "success"
    words = tr(
        "{sign} {points} points less than {before}", sign=DOWN, points=size, before=formats.share(before)
    )
    return words, "danger"
