"""Closing while something runs: says what, and what becomes of it, over the window instead of in a box."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.kit.announce import announce
from explorer.kit.buttons import Button
from explorer.kit.iconlabel import IconLabel
from explorer.kit.language import shown
from explorer.kit.overlay import Overlay
from explorer.kit.popup import SHADOW
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of

_WIDTH = 440


class QuitSheet(Overlay):
    """``quit_wanted`` when the person goes on with closing; Escape and a click beside keep running."""

    quit_wanted = Signal()

    def __init__(self, host: QWidget, unfinished: Sequence[str]) -> None:
        super().__init__(host.tr("Still running"), host)
        px = look_of(self).sizes.px
        edge = px(22)
        self.body.setContentsMargins(*(m + edge for m in self._margins()))
        self.body.setSpacing(px(6))
        self.body.addWidget(Label(self.tr("Still running"), "heading"))
        self.body.addSpacing(px(2))
        for words in unfinished:
            row = QHBoxLayout()
            row.setSpacing(px(10))
            row.addWidget(IconLabel("clock"))
            row.addWidget(Para(shown(words)), 1)
            self.body.addLayout(row)
        self.body.addSpacing(px(12))
        self.body.addLayout(self._buttons())
        announce(self, ". ".join(shown(words) for words in unfinished))

    def wanted_size(self) -> QSize:
        width = look_of(self).sizes.px(_WIDTH)
        return QSize(width, self.body.heightForWidth(width + 2 * SHADOW) - 2 * SHADOW)

    def spot(self, room: QRect) -> QRect:
        spot = super().spot(room)
        spot.moveTop(room.top() + max(0, (room.height() - spot.height()) * 2 // 5))
        return spot

    def _buttons(self) -> QHBoxLayout:
        self.stay = Button("primary", self.tr("Keep running"))
        self.stay.clicked.connect(self.dismiss)
        self.leave = Button("outlined", self.tr("Quit anyway"))
        self.leave.clicked.connect(self._go_on)
        row = QHBoxLayout()
        row.setSpacing(look_of(self).sizes.px(8))
        row.addStretch()
        row.addWidget(self.leave)
        row.addWidget(self.stay)
        return row

    def _margins(self) -> tuple[int, int, int, int]:
        margins = self.body.contentsMargins()
        return margins.left(), margins.top(), margins.right(), margins.bottom()

    @Slot()
    def _go_on(self) -> None:
        self.dismiss()
        self.quit_wanted.emit()
