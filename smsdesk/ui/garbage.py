"""Python's cycles are collected on Qt's thread only.

The collector runs wherever memory is asked for: with an engine and workers that is mostly not Qt's thread.
A QObject in a cycle that it ends there takes its timers and connections with it from the wrong thread, and
the program crashes some time later. So automatic collection is off and a timer of Qt's does it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

#: Milliseconds between two looks.
_PACE = 1_000
#: Objects made since the last collection of the young, young collections per middle one, middle per full.
_THRESHOLDS = (5_000, 10, 20)


class Collector(QObject):
    """Collects for the whole program from now until ``end``; make it on Qt's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_PACE)

    def look(self) -> None:
        """Collect what is due."""
        young, middle, old = gc.get_count()
        if young < _THRESHOLDS[0]:
            return
        if middle < _THRESHOLDS[1]:
            gc.collect(0)
        elif old < _THRESHOLDS[2]:
            gc.collect(1)
        else:
            gc.collect()

    def end(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()
