"""The field at the foot: grows with its text, sends on Enter, and knows whether an answer is running."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from explorer.domain.local import LocalModel
from explorer.kit.buttons import Button, IconButton
from explorer.kit.paint import fill_round
from explorer.kit.text import Elided, Label
from explorer.kit.theme import look_of

_MOST_LINES = 6
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Composer(QWidget):
    """``sent`` carries the text; ``stopped`` is Esc or Stop; ``cancelled`` ends an edit."""

    sent = Signal(object)  # str
    stopped = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_busy = False
        self._is_ready = True
        self.field = _Field()
        self.field.setObjectName("composer")
        self.field.entered.connect(self.send)
        self.field.escaped.connect(self._on_escape)
        self.field.textChanged.connect(self._show_state)
        self._hint = Label(self.tr("Enter sends"), "body", "muted")
        self._hint.setToolTip(self.tr("Shift+Enter breaks the line"))
        self._send = IconButton("send", self.tr("Send (Enter)"), "accent")
        self._send.clicked.connect(self.send)
        self._stop = Button("outlined", self.tr("Stop"), "stop", scale="compact")
        self._stop.setToolTip(self.tr("Stop the answer (Esc)"))
        self._stop.clicked.connect(self.stopped)
        self._banner = self._build_banner()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._banner)
        column.addWidget(self._build_frame())
        self._show_state()

    def text(self) -> str:
        return self.field.toPlainText()

    @Slot(object)
    def set_text(self, text: str) -> None:
        self.field.setPlainText(text)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.focus()

    def focus(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        self.field.clear()
        self.set_editing(False)

    def show_model(self, model: LocalModel | None) -> None:
        """Say what this model does with a text; without one nothing can be typed."""
        if model is None:
            words, name = self.tr("Choose a model first"), self.tr("Message")
        elif model.is_chat:
            words, name = self.tr("Ask something…"), self.tr("Message")
        else:
            words, name = self.tr("Start a text, the model goes on…"), self.tr("Beginning of a text")
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(name)
        self._is_ready = model is not None
        self.field.setEnabled(self._is_ready)
        self._show_state()

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        """An answer is running: Enter waits, Esc stops."""
        self._is_busy = busy
        self._show_state()

    def set_editing(self, editing: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self._banner.setVisible(editing)

    @Slot()
    def send(self) -> None:
        if self._is_ready and not self._is_busy and self.text().strip():
            self.sent.emit(self.text())

    def _build_banner(self) -> QWidget:
        banner = QWidget()
        row = QHBoxLayout(banner)
        row.setContentsMargins(2, 0, 0, 0)
        words = self.tr("Editing an earlier message. Sending it replaces what followed.")
        row.addWidget(Elided(words, "secondary", "muted"), 1)
        cancel = Button("link", self.tr("Cancel"), scale="compact")
        cancel.setToolTip(self.tr("Leave it as it was (Esc)"))
        cancel.clicked.connect(self.cancelled)
        row.addWidget(cancel)
        banner.hide()
        return banner

    def _build_frame(self) -> QWidget:
        frame = _Frame(self.field)
        row = QHBoxLayout(frame)
        row.setContentsMargins(13, 8, 9, 8)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        bottom = Qt.AlignmentFlag.AlignVCenter
        for widget in (self._hint, self._send, self._stop):
            row.addWidget(widget, 0, bottom)
        return frame

    @Slot()
    def _show_state(self) -> None:
        self._stop.setVisible(self._is_busy)
        self._send.setVisible(not self._is_busy)
        self._send.setEnabled(self._is_ready and bool(self.text().strip()))
        self._hint.setVisible(not self._is_busy and self._is_ready)

    @Slot()
    def _on_escape(self) -> None:
        if self._is_busy:
            self.stopped.emit()
        elif self._banner.isVisible():
            self.cancelled.emit()


class _Field(QTextEdit):
    """As high as its text, up to six lines."""

    entered = Signal()
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._follow_look()
        self.document().documentLayout().documentSizeChanged.connect(self._on_resized)

    def sizeHint(self) -> QSize:
        line = QFontMetricsF(self.document().defaultFont()).lineSpacing()
        high = min(self.document().size().height(), line * _MOST_LINES + 8)
        return QSize(200, round(max(high, line + 8)) + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._follow_look()
            self.updateGeometry()

    def _follow_look(self) -> None:
        font = look_of(self).font("heading")
        font.setWeight(QFont.Weight.Normal)
        if self.document().defaultFont() != font:
            self.document().setDefaultFont(font)

    @Slot()
    def _on_resized(self) -> None:
        overflows = self.document().size().height() > self.sizeHint().height() + 1
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if overflows else policy.ScrollBarAlwaysOff)
        self.updateGeometry()


class _Frame(QWidget):
    """The border of the field: stronger while it has the focus."""

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self._field = field
        field.installEventFilter(self)

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = look_of(self).theme
        rect = QRectF(self.rect())
        with QPainter(self) as painter:
            fill_round(painter, rect, 12, theme.surface, theme.field_border)
            if self._field.hasFocus():
                fill_round(painter, rect, 12, theme.surface, theme.accent)
                fill_round(painter, rect.adjusted(1, 1, -1, -1), 11, None, theme.accent)
