"""Lines over time: values under the mouse, series switched in the legend, by keyboard and as a table too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from smsdesk.domain.text import tr, trn
from smsdesk.ui.widgets.buttons import tool_button
from smsdesk.ui.widgets.chart_legend import Legend
from smsdesk.ui.widgets.chart_plot import BOTTOM, LEFT, Plot, Series
from smsdesk.ui.widgets.chart_values import ChartValues
from smsdesk.ui.widgets.labels import label
from smsdesk.ui.widgets.layouts import column, row

__all__ = ["Series", "TrendChart"]


class TrendChart(QWidget):
    """Plot and legend. Left and Right move along the values, which a screen reader is told; a button shows
    them as a table. ``pressed(index)`` when a step was chosen, with ``pressable``."""

    pressed = Signal(int)

    def __init__(self, name: str, *, pressable: bool = False) -> None:
        super().__init__()
        self.plot = Plot(name, pressable=pressable)
        self.plot.pressed.connect(self.pressed)
        self.legend = Legend()
        self.values = ChartValues(name)
        self.as_table = tool_button("table", tr("Show the values as a table"), self._show_part)
        self.as_table.setCheckable(True)
        self._nothing = label(tr("Nothing in this period"), "secondary")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setParent(self.plot)
        self._nothing.hide()
        self._parts = QStackedWidget()
        self._parts.addWidget(self.plot)
        self._parts.addWidget(self.values)
        head = row(self.legend, self.as_table)
        head.setStretch(0, 1)
        whole = column(head, self._parts, spacing=4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.legend.switched.connect(self._switch)

    def set_data(self, labels: Sequence[str], series: Sequence[Series]) -> None:
        """Show these; every series has one value for each label. What is pointed at stays pointed at."""
        at = self.plot.at if len(labels) == len(self.plot.labels) else -1
        self.plot.labels, self.plot.series = labels, series
        self.plot.at = at
        self.legend.set_series([(each.name, each.colour) for each in series])
        names = {each.name for each in series}
        self.plot.off &= names
        self.values.set_data(labels, series)
        self._nothing.setVisible(not any(any(each.values) for each in series))
        self.plot.setAccessibleDescription(
            self.plot.describe()
            or trn(
                "{count} value, from {first} to {last}. The arrow keys move along them.",
                "{count} values, from {first} to {last}. The arrow keys move along them.",
                len(labels),
                first=labels[0] if labels else "",
                last=labels[-1] if labels else "",
            )
        )
        self.plot.update()

    def _show_part(self) -> None:
        self._parts.setCurrentIndex(int(self.as_table.isChecked()))

    def _switch(self, name: str, on: bool) -> None:
        (self.plot.off.discard if on else self.plot.off.add)(name)
        self.plot.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._nothing.setGeometry(self._parts.rect().adjusted(LEFT, 0, 0, -BOTTOM))
