"""A question over a room or the window, in place of a box: what it is about, and what is done or left.

Content goes into ``body`` after the heading, ``add_buttons`` ends it. Escape and a click beside it leave all
as it is.
"""

from functools import partial

from PySide6.QtCore import QEvent, QMetaObject, QObject, QRect, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import STRETCH, column, row, stretched
from explorer.kit.buttons import Button, LinkLine
from explorer.kit.overlay import Overlay
from explorer.kit.popup import SHADOW
from explorer.kit.room_pane import RoomPane
from explorer.kit.scroll import Scroll
from explorer.kit.text import Para
from explorer.kit.theme import look_of

_WIDTH, _EDGE = 440, 22
_OUT = 12  # so far what scrolls juts out: its bar, and the ring of what has the focus, lie beside the words


class QuestionSheet(Overlay):
    """Over ``host``; the keys of a room rest meanwhile."""

    def __init__(self, name: str, heading: str, host: QWidget) -> None:
        super().__init__(name, host)
        if isinstance(host, RoomPane):
            host.listen(on=False)
            self.closed.connect(partial(host.listen, on=True))
        px = look_of(self).sizes.px
        margins = self.body.contentsMargins()
        self.body.setContentsMargins(*(px(_EDGE) + side for side in (margins.left(), margins.top()) * 2))
        self.body.setSpacing(px(6))
        self.body.add(Para(heading, "heading"), 2)

    def add_buttons(self, *buttons: Button) -> None:
        line = row(spacing=8).add(STRETCH, *buttons)
        self.body.add(12, line)

    def wanted_size(self) -> QSize:
        width = look_of(self).sizes.px(_WIDTH)
        return QSize(width, self.body.heightForWidth(width + 2 * SHADOW) - 2 * SHADOW)

    def spot(self, room: QRect) -> QRect:
        spot = super().spot(room)
        spot.moveTop(room.top() + max(0, (room.height() - spot.height()) * 2 // 5))
        return spot


class LongQuestion(QuestionSheet):
    """One whose ``content`` scrolls where the window is low, and whose height follows it."""

    def __init__(self, name: str, heading: str, host: QWidget) -> None:
        super().__init__(name, heading, host)
        self._sheet = QWidget()
        self.content = column(self._sheet, spacing=6, margins=(_OUT, 2, _OUT, 2))
        self._scroll = Scroll(self._sheet, heading)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line = LinkLine().add(stretched(self._scroll))
        line.out = _OUT
        self.body.add(stretched(line))
        for part in (self._sheet, self.panel):
            part.installEventFilter(self)

    def wanted_size(self) -> QSize:
        margins, width = self.body.contentsMargins(), look_of(self).sizes.px(_WIDTH) + 2 * SHADOW
        inner = width - margins.left() - margins.right() + 2 * look_of(self).sizes.px(_OUT)
        height = self.body.heightForWidth(width) + self._sheet.heightForWidth(inner)
        return QSize(width, height - self._scroll.sizeHint().height()) - QSize(2 * SHADOW, 2 * SHADOW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched in (self._sheet, self.panel) and event.type() == QEvent.Type.LayoutRequest:
            QMetaObject.invokeMethod(self, "refit", Qt.ConnectionType.QueuedConnection)
        return super().eventFilter(watched, event)


class DangerQuestion(QuestionSheet):
    """What would be lost, and two ways: ``keep``, which has the focus, and ``agree``."""

    agreed = Signal()

    def __init__(self, name: str, heading: str, words: str, agree: str, host: QWidget) -> None:
        super().__init__(name, heading, host)
        self.body.addWidget(Para(words, "body", "muted"))
        self.keep = Button("outlined", self.tr("Keep it"), then=self.dismiss)
        self.agree = Button("danger", agree, "trash", then=self._agree)

    def ask(self) -> None:
        self.add_buttons(self.keep, self.agree)
        self.open(self.keep)

    @Slot()
    def _agree(self) -> None:
        self.dismiss()
        self.agreed.emit()


def host_of(widget: QWidget) -> QWidget:
    """What a question about something in ``widget`` covers: its room, or else its window."""
    at: QWidget | None = widget
    while at is not None and not isinstance(at, RoomPane):
        at = at.parentWidget()
    return at or widget.window()
