"""Groups to tick: those that get a message, or those that are left out (B3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QScrollArea, QWidget

from smsdesk.domain.customers import CustomerGroup
from smsdesk.domain.text import tr
from smsdesk.ui import formats
from smsdesk.ui.widgets.flow_layout import FlowLayout
from smsdesk.ui.widgets.layouts import clear, column, holding, scrolling
from smsdesk.ui.widgets.tab_order import set_after
from smsdesk.ui.widgets.tips import plain_tip

#: Above this height the groups scroll.
_HEIGHT = 144


class GroupBoxes(QWidget):
    """``wanted`` are the ids that are ticked. ``lost``: one of them was deleted meanwhile."""

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.wanted: set[int] = set()
        self.lost = False
        self.boxes: dict[int, QCheckBox] = {}
        self._groups: dict[int, CustomerGroup] | None = None
        self._flow = FlowLayout(spacing=16)
        self._area: QScrollArea = scrolling(holding(self._flow))
        self.setLayout(column(self._area))

    def show_groups(self, groups: Sequence[CustomerGroup]) -> None:
        """Offer these; what was ticked stays ticked."""
        self._groups = {group.id: group for group in groups}
        clear(self._flow)
        self.boxes = {}
        for group in groups:
            box = QCheckBox(_words(group).replace("&", "&&"))
            if group.filter is not None:
                asked = group.gone or " · ".join(str(one) for one in group.words)
                box.setToolTip(plain_tip(str(asked)))
            box.setChecked(group.id in self.wanted)
            box.toggled.connect(partial(self._tick, group.id))
            self._flow.addWidget(box)
            self.boxes[group.id] = box
        set_after(self, self.boxes.values())
        self._drop_deleted()
        self._fit()

    def tick(self, group_ids: Iterable[int]) -> None:
        """Tick these and no others, without ``ticked``."""
        self.wanted = set(group_ids)
        self.lost = False
        self._drop_deleted()
        for group_id, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(group_id in self.wanted)
            box.blockSignals(False)

    def chosen(self) -> list[CustomerGroup]:
        """What is ticked, in the order of ids."""
        groups = self._groups or {}
        return [groups[one] for one in sorted(self.wanted) if one in groups]

    def _drop_deleted(self) -> None:
        if self._groups is not None and not self.wanted <= self._groups.keys():
            self.wanted &= self._groups.keys()
            self.lost = True

    def _tick(self, group_id: int, ticked: bool) -> None:
        (self.wanted.add if ticked else self.wanted.discard)(group_id)
        self.lost = False
        self.ticked.emit()

    def _fit(self) -> None:
        inside = self._flow.heightForWidth(max(self._area.width() - 16, 200)) if self._groups else 0
        self._area.setFixedHeight(max(24, min(inside, _HEIGHT)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()


def _words(group: CustomerGroup) -> str:
    if group.gone is not None:
        return tr("{group} (broken)", group=group.name)
    if group.members is None:
        return tr("{group} (smart)", group=group.name)
    return tr("{group} ({members})", group=group.name, members=formats.number(group.members))
