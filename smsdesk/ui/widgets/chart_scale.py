"""Round steps for the axis of a chart."""

from __future__ import annotations

import math


def ticks(highest: float, wanted: int = 4, *, whole: bool = True) -> list[float]:
    """Round values from 0 to at least ``highest``; about ``wanted`` steps of 1, 2, 2.5 or 5 × 10ⁿ.

    ``whole`` allows no fractions, because there is no half message.
    """
    if highest <= 0 or not math.isfinite(highest):
        return [0.0, 1.0]
    raw = highest / wanted
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * magnitude for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= raw - 1e-12)
    if whole:
        step = max(1.0, float(math.ceil(step)))
    count = math.ceil(highest / step - 1e-9)
    return [round(index * step, 10) for index in range(count + 1)]


def short(value: float) -> str:
    """For an axis: ``950``, ``12k``, ``1.5M``."""
    for limit, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if value >= limit:
            divided = value / (1e3 if letter == "k" else limit)
            return f"{divided:.1f}".removesuffix(".0") + letter
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value != int(value) else f"{int(value):,}"
