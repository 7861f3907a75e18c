"""The field that a message to a model is written in, and the frame around it and what belongs to it."""

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from explorer.kit.boxes import row
from explorer.kit.keys import ENTER, claims_escape
from explorer.kit.mime_files import has_picture, local_files, picture
from explorer.kit.paint import dash_round, fill_round
from explorer.kit.theme import look_of

_MOST_LINES = 6
_LONG = 10_000  # characters, some three pages: read as a document, found again, and cited
_LINE = 31  # as high as the highest control, so that nothing moves when it gives way to a lower one


class MessageField(QTextEdit):
    """As high as its text, up to six lines. ``entered`` is Enter without Shift, ``escaped`` is Escape.

    Where it ``takes_files``, ``files_pasted`` carries a list of paths, ``long_pasted`` a text too long
    to be looked over in a field. Where it ``takes_pictures``, ``picture_pasted`` carries bytes or a QImage.
    """

    entered = Signal()
    escaped = Signal()
    files_pasted = Signal(object)
    long_pasted = Signal(object)
    picture_pasted = Signal(object)
    takes_files = takes_pictures = False

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._follow_look()
        self._turn()
        self.textChanged.connect(self._turn)
        self.document().documentLayout().documentSizeChanged.connect(self._on_resized)

    def sizeHint(self) -> QSize:
        line = QFontMetricsF(self.document().defaultFont()).lineSpacing()
        high = min(self.document().size().height(), line * _MOST_LINES + 8)
        return QSize(look_of(self).sizes.px(200), round(max(high, line + 8)) + 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(80), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)  # it also leaves an edit

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        is_file = self.takes_files and bool(local_files(source))
        is_picture = self.takes_pictures and has_picture(source)
        return is_file or is_picture or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if self.takes_files and (files := local_files(source)):
            self.files_pasted.emit(files)
        elif self.takes_pictures and has_picture(source):
            if found := picture(source):
                self.picture_pasted.emit(found)
        elif self.takes_files and len(text := source.text()) > _LONG:
            self.long_pasted.emit(text)
        else:
            super().insertFromMimeData(source)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._follow_look()
            self.updateGeometry()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            self._turn()

    def _follow_look(self) -> None:
        font = look_of(self).font("heading")
        font.setWeight(QFont.Weight.Normal)
        if self.document().defaultFont() != font:
            self.document().setDefaultFont(font)

    @Slot()
    def _turn(self) -> None:
        """An empty field has no text to go by: its caret stands where reading begins."""
        document = self.document()
        way = self.layoutDirection() if document.isEmpty() else Qt.LayoutDirection.LayoutDirectionAuto
        option = document.defaultTextOption()
        if option.textDirection() != way:
            option.setTextDirection(way)
            document.setDefaultTextOption(option)

    @Slot()
    def _on_resized(self) -> None:
        overflows = self.document().size().height() > self.sizeHint().height() + 1
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if overflows else policy.ScrollBarAlwaysOff)
        self.updateGeometry()


class FieldBorder(QWidget):
    """One border around ``field`` and what belongs to it, stronger while the field has the focus."""

    def __init__(self, field: MessageField) -> None:
        super().__init__()
        self._field, self._is_dashed = field, False
        field.installEventFilter(self)

    def set_dashed(self, dashed: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        """What is written here is not kept."""
        self._is_dashed = dashed
        self.update()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = look_of(self).theme
        rect = QRectF(self.rect())
        with QPainter(self) as painter:
            colour = theme.accent if self._field.hasFocus() else theme.field_border
            if self._is_dashed:
                fill_round(painter, rect, 12, theme.surface)
                dash_round(painter, rect, 12, colour)
                return
            fill_round(painter, rect, 12, theme.surface, theme.field_border)
            if self._field.hasFocus():
                fill_round(painter, rect, 12, theme.surface, theme.accent)
                fill_round(painter, rect.adjusted(1, 1, -1, -1), 11, None, theme.accent)


class FieldFrame(FieldBorder):
    """The field with what is added behind it, in one line."""

    def __init__(self, field: MessageField) -> None:
        super().__init__(field)
        self._line = row(self, margins=(13, 8, 9, 8), spacing=8)
        self._line.addStrut(look_of(self).sizes.px(_LINE))
        self._line.addWidget(field, 1)

    def add(self, widget: QWidget) -> None:
        """Behind the field, in the middle of its height."""
        self._line.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
