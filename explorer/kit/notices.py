"""Shows messages at the bottom right, over whatever is there, without taking the focus.

News leaves after six seconds, and after twelve where it offers something such as an undo, unless the mouse
or the keyboard is on the stack; errors stay until closed. A few are shown, as many as there is room for; of
the others a button says how many there are. They stand above the foot of the window and above what must not
be covered, such as a composer.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from explorer.kit.announce import announce
from explorer.kit.boxes import STRETCH, column, row, stretched
from explorer.kit.buttons import Button, IconButton
from explorer.kit.copying import CopyButton
from explorer.kit.error_card import FoldedDetails
from explorer.kit.language import shown
from explorer.kit.layouts import discard
from explorer.kit.messages import MARKS, Message, Messages
from explorer.kit.paint import fill_round
from explorer.kit.popup import SHADOW, paint_shadow
from explorer.kit.text import IconLabel, Para
from explorer.kit.theme import look_of

_STAY_MS, _STAY_TO_ACT_MS = 6_000, 12_000
_SLIDE_MS = 150
_WIDTH = 372
_MOST = 4


def _nothing() -> Sequence[QWidget]:
    return ()


class Notices(QWidget):
    """The stack, a child of ``host``. ``more_wanted`` when the person asks for those that are not shown;
    ``read`` carries the Message that the person closed.

    It stands above ``foot``, a widget at the bottom of the host, and above what ``clear_of`` names.
    """

    more_wanted = Signal()
    read = Signal(object)

    def __init__(
        self,
        messages: Messages,
        host: QWidget,
        foot: QWidget | None = None,
        clear_of: Callable[[], Sequence[QWidget]] = _nothing,
    ) -> None:
        super().__init__(host)
        self._host, self._foot, self._clear_of = host, foot, clear_of
        self.left_out = 0  # so many are not shown for want of room
        self._watched: list[QWidget] = []
        self._more = Button("outlined", "", scale="compact", then=self._want_more)
        self._more.hide()
        line = row().add(STRETCH, self._more)
        line.setContentsMargins(SHADOW, 0, SHADOW, 0)
        self._column = column(self).add(line)
        self.setAccessibleName(self.tr("Messages"))
        host.installEventFilter(self)
        look_of(self).changed.connect(self.refit)
        messages.added.connect(self.show_message)
        self.hide()

    @property
    def shown(self) -> list["Notice"]:
        items = [self._column.itemAt(n) for n in range(self._column.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, Notice)]

    @Slot(object)
    def show_message(self, message: Message) -> None:
        notice = Notice(message)
        notice.closed.connect(self._remove)
        notice.read.connect(self.read)
        notice.resized.connect(self.refit)
        self._column.addWidget(notice)
        notice.show()  # a layout gives a hidden widget no room, and shows it only a turn later
        self.show()
        self.refit()
        notice.enter()
        announce(self, notice.accessibleName(), at_once=message.kind == "bad")

    @Slot()
    def clear(self) -> None:
        """All were read elsewhere."""
        for notice in self.shown:
            discard(self._column, notice)
        self.left_out = 0
        self.hide()

    @Slot()
    def refit(self) -> None:
        """Place the stack; the oldest give way where there is no room for all."""
        if not self.shown:
            return
        width = min(look_of(self).sizes.px(_WIDTH), self._host.width())
        bottom = self._bottom(width)
        while len(self.shown) > 1 and (len(self.shown) > _MOST or self._height(width) > bottom):
            discard(self._column, self.shown[0])
            self.left_out += 1
        self._show_more()
        height = min(self._height(width), self._host.height())
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = 0 if mirrored else self._host.width() - width
        # Without room above what it keeps clear of it lies over a part of that: words are never cut.
        self.setGeometry(left, max(0, bottom - height), width, height)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moved = event.type() in (QEvent.Type.Resize, QEvent.Type.Move)
        if moved and (watched is self._host or watched in self._watched):
            QTimer.singleShot(0, self.refit)  # once its children have their places
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        for notice in self.shown:
            notice.wait()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        for notice in self.shown:
            notice.go_on()

    def _height(self, width: int) -> int:
        self._show_more()
        return self._column.heightForWidth(width)

    def _bottom(self, width: int) -> int:
        """The pixel of the host above which there is room."""
        bottom = self._host.height() - (self._foot.height() if self._foot is not None else 0)
        self._watch(self._clear_of())
        for widget in self._watched:
            left = widget.mapTo(self._host, QPoint(0, 0)).x()
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            reaches = left < width if mirrored else left + widget.width() > self._host.width() - width
            if reaches:
                bottom = min(bottom, widget.mapTo(self._host, QPoint(0, 0)).y())
        return bottom

    def _watch(self, widgets: Sequence[QWidget]) -> None:
        """A composer that grows pushes the messages up."""
        for widget in widgets:
            if widget not in self._watched:
                widget.installEventFilter(self)
        self._watched = list(widgets)

    def _show_more(self) -> None:
        self._more.setVisible(self.left_out > 0)
        self._more.setText(self.tr("{n} more").format(n=self.left_out))
        self._more.setAccessibleName(self.tr("Show {n} more messages").format(n=self.left_out))

    @Slot()
    def _want_more(self) -> None:
        self.clear()
        self.more_wanted.emit()

    @Slot(object)
    def _remove(self, notice: "Notice") -> None:
        discard(self._column, notice)
        if self.shown:
            self.refit()
        else:
            self.clear()


class Notice(QFrame):
    """One message. ``closed`` carries the notice itself, ``read`` the Message where the person closed it."""

    closed = Signal(object)
    read = Signal(object)
    resized = Signal()

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message
        words = (shown(message.text), shown(message.advice))
        self.setAccessibleName(" ".join(part for part in words if part))
        self._column = column(self, spacing=4)
        px = look_of(self).sizes.px
        self._column.setContentsMargins(SHADOW + px(14), SHADOW + px(4), SHADOW + px(8), SHADOW + px(8))
        self._add_words(message)
        self._add_more(message)
        stay = _STAY_MS if message.action is None else _STAY_TO_ACT_MS
        self.stay = QTimer(self, singleShot=True, interval=stay)
        self.stay.timeout.connect(self._leave)
        if not message.stays:
            self.stay.start()
        self._slide = QVariantAnimation(self, startValue=1.0, endValue=0.0)
        self._slide.setDuration(_SLIDE_MS)
        self._slide.valueChanged.connect(self._move)

    def enter(self) -> None:
        """Slide in, unless the system asks for less motion."""
        if look_of(self).motion:
            self._slide.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = look_of(self).theme
        panel = QRectF(self.rect()).adjusted(SHADOW, SHADOW / 2, -SHADOW, -SHADOW / 2)
        with QPainter(self) as painter:
            paint_shadow(painter, panel, 10, theme)
            fill_round(painter, panel, 10, theme.surface, theme.strong_line)

    def wait(self) -> None:
        """Stay while the mouse is on the stack."""
        self.stay.stop()

    def go_on(self) -> None:
        """Leave after a while, if it is one that does."""
        if self.message.kind in ("info", "good"):
            self.stay.start()

    def _add_words(self, message: Message) -> None:
        level = (0, 4, 0, 0)  # with the button that closes
        mark = column(margins=level).add(IconLabel(*MARKS[message.kind]), STRETCH)
        words = column(margins=level, spacing=2)
        words.addWidget(Para(shown(message.text), "strong" if message.advice else "body"))
        if message.advice:
            words.addWidget(Para(shown(message.advice), "body", "muted"))
        self.dismiss = IconButton("close", self.tr("Close this message"), then=self._dismiss)
        top = column().add(self.dismiss, STRETCH)
        self._column.addLayout(row(spacing=10).add(mark, stretched(words), top))

    def _add_more(self, message: Message) -> None:
        if message.details:
            self.details = FoldedDetails(message.details, inset=18)
            self.details.toggled.connect(self.resized)
            self._column.addWidget(self.details)
        line = row(margins=(26, 2, 0, 4), spacing=6)
        if message.action is not None:
            button = Button("outlined", message.action, scale="compact", then=self._dismiss)
            line.addWidget(button)
        if message.copied:
            line.addWidget(CopyButton("outlined", message.copy_words, self._copied, scale="compact"))
        line.addStretch()
        if line.count() > 1:
            self._column.addLayout(line)
        else:
            line.deleteLater()

    @Slot()
    def _leave(self) -> None:
        if self.isAncestorOf(QApplication.focusWidget() or self):
            self.stay.start()  # the keyboard is on it
        else:
            self._close()

    @Slot()
    def _dismiss(self) -> None:
        self.read.emit(self.message)
        self._close()

    @Slot()
    def _close(self) -> None:
        self.closed.emit(self)

    def _copied(self) -> str:
        return self.message.copied

    @Slot(object)
    def _move(self, value: float) -> None:
        shift = round(value * 40)
        self.move(shift, self.y())
