"""Shows messages at the bottom right, over whatever is there, without taking the focus.

News leaves after six seconds; errors stay until closed. At most four are shown; the rest is in the
activity panel.
"""

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QEnterEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.kit.buttons import Button, IconButton
from explorer.kit.errors import Details
from explorer.kit.iconlabel import IconLabel
from explorer.kit.messages import Kind, Message, Messages
from explorer.kit.paint import fill_round
from explorer.kit.popup import SHADOW, paint_shadow
from explorer.kit.text import Para
from explorer.kit.theme import look_of

_STAY_MS = 6_000
_SLIDE_MS = 150
_WIDTH = 372
_MOST = 4
_MARK: dict[Kind, tuple[str, str]] = {
    "info": ("info", "accent"),
    "good": ("check", "good"),
    "caution": ("warning", "caution"),
    "bad": ("error", "bad"),
}


class Notices(QWidget):
    """The stack. A child of the window's central widget; ``bottom`` pixels are left free under it."""

    def __init__(self, messages: Messages, parent: QWidget, bottom: int = 0) -> None:
        super().__init__(parent)
        self._host = parent
        self._bottom = bottom
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setAccessibleName(self.tr("Messages"))
        parent.installEventFilter(self)
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
        notice.resized.connect(self._place)
        self._column.addWidget(notice)
        notice.show()  # a layout gives a hidden widget no room, and shows it only a turn later
        for old in self.shown[:-_MOST]:
            self._remove(old)
        self.show()
        self._place()
        notice.enter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    @Slot(object)
    def _remove(self, notice: "Notice") -> None:
        self._column.removeWidget(notice)
        notice.hide()
        notice.deleteLater()
        self.setVisible(bool(self.shown))
        self._place()

    @Slot()
    def _place(self) -> None:
        parent = self._host
        width = min(look_of(self).sizes.px(_WIDTH), parent.width())
        height = min(self._column.heightForWidth(width), parent.height() - self._bottom)
        self.setGeometry(parent.width() - width, parent.height() - self._bottom - height, width, height)
        self.raise_()


class Notice(QFrame):
    """One message. ``closed`` carries the notice itself."""

    closed = Signal(object)
    resized = Signal()

    def __init__(self, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = message
        self.setAccessibleName(message.text)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SHADOW + 14, SHADOW + 10, SHADOW + 10, SHADOW)
        self._column.setSpacing(4)
        self._add_words(message)
        self._add_more(message)
        self._stay = QTimer(self, singleShot=True, interval=_STAY_MS)
        self._stay.timeout.connect(self._close)
        if message.kind in ("info", "good"):
            self._stay.start()
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

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._stay.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.message.kind in ("info", "good"):
            self._stay.start()

    def _add_words(self, message: Message) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        icon, role = _MARK[message.kind]
        row.addWidget(IconLabel(icon, role))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Para(message.text, "strong" if message.advice else "body"))
        if message.advice:
            words.addWidget(Para(message.advice, "body", "muted"))
        row.addLayout(words, 1)
        close = IconButton("close", self.tr("Close this message"))
        close.clicked.connect(self._close)
        top = QVBoxLayout()
        top.addWidget(close)
        top.addStretch()
        row.addLayout(top)
        self._column.addLayout(row)

    def _add_more(self, message: Message) -> None:
        if message.details:
            self.details = Details(message.details, inset=look_of(self).sizes.px(16) + 2)
            self.details.toggled.connect(self.resized)
            self._column.addWidget(self.details)
        row = QHBoxLayout()
        row.setContentsMargins(look_of(self).sizes.px(16) + 10, 2, 0, 4)
        if message.action is not None:
            button = Button("outlined", message.action.text, message.action.icon, scale="compact")
            button.does(message.action)
            button.clicked.connect(self._close)
            row.addWidget(button)
        if message.report:
            report = Button("outlined", self.tr("Copy report"), "copy", scale="compact")
            report.clicked.connect(self._copy_report)
            row.addWidget(report)
        row.addStretch()
        if row.count() > 1:
            self._column.addLayout(row)
        else:
            row.deleteLater()

    @Slot()
    def _close(self) -> None:
        self.closed.emit(self)

    @Slot()
    def _copy_report(self) -> None:
        QGuiApplication.clipboard().setText(self.message.report)

    @Slot(object)
    def _move(self, value: float) -> None:
        shift = round(value * 40)
        self.move(shift, self.y())
