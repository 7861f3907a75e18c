"""A titled part of a page that folds away."""

from PySide6.QtCore import QRectF, QSize, Signal, Slot
from PySide6.QtGui import QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.kit.boxes import column
from explorer.kit.icons import paint_icon
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, mirrored, text_width
from explorer.kit.painted_button import PaintedButton
from explorer.kit.text import plain_tip
from explorer.kit.theme import Look, TextRole, look_of

_CHEVRON, _GAP = 14, 6
_HEIGHTS = {"heading": 30, "strong": 28, "secondary": 24}


class Section(QWidget):
    """Heading with a chevron; content goes into ``body``. ``note`` stands muted beside the title.

    ``role``: of the title's letters; "heading" for a part of a page, "strong" for a part of a column.
    """

    toggled = Signal(bool)

    def __init__(
        self, title: str, note: str = "", *, opened: bool = True, role: TextRole = "heading"
    ) -> None:
        super().__init__()
        self.header = SectionHeader(title, note, role=role)
        self.header.setChecked(opened)
        self.header.toggled.connect(self._fold)
        self._content = QWidget()
        self.body = column(self._content)
        self._content.setVisible(opened)
        column(self, spacing=4).add(self.header, self._content)

    def is_open(self) -> bool:
        return self.header.isChecked()

    def set_open(self, opened: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self.header.setChecked(opened)

    @Slot(bool)
    def _fold(self, opened: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        self._content.setVisible(opened)
        self.toggled.emit(opened)


class SectionHeader(PaintedButton):
    """The clickable heading of a Section; in ``role`` "secondary" for a part of a text."""

    def __init__(self, title: str, note: str = "", *, role: TextRole = "heading") -> None:
        super().__init__()
        self._role = role
        self.setText(title)
        self.setCheckable(True)
        self.set_note(note)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(shown(text))
        self.updateGeometry()

    def set_note(self, note: str) -> None:
        self._note = shown(note)
        self.setAccessibleDescription(self._note)
        self._tell_rest()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_rest()

    def _tell_rest(self) -> None:
        """All its words, where they are cut."""
        needed = self.sizeHint().width() + look_of(self).sizes.px(_GAP)
        needed += round(text_width(self._note, look_of(self).font("secondary"))) if self._note else 0
        words = ": ".join(filter(None, (self.text(), self._note)))
        self.setToolTip(plain_tip(words) if needed > self.width() else "")

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        width = text_width(self.text(), self._font()) + px(_GAP + _CHEVRON + 4)
        return QSize(round(width), px(_HEIGHTS[self._role]))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(60), self.sizeHint().height())

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        """Title, chevron, note, from the side where reading begins."""
        px, theme, way = look.sizes.px, look.theme, self.layoutDirection()
        side, gap = px(_CHEVRON), px(_GAP)
        words = min(text_width(self.text(), self._font()) + 1, rect.width() - side - gap)
        place = QRectF(0, 0, words, rect.height())
        tone = theme.muted if self._role == "secondary" else theme.text
        draw_text(painter, mirrored(place, rect, way), self.text(), self._font(), tone)
        chevron = QRectF(words + gap, (rect.height() - side) // 2, side, side)
        paint_icon(painter, mirrored(chevron, rect, way), self._chevron(), theme.muted)
        note = rect.adjusted(words + 2 * gap + side, 0, 0, 0)
        if self._note and note.width() > px(40):
            spot = mirrored(note, rect, way)
            draw_text(painter, spot, self._note, look.font("secondary"), theme.muted)
        return 6

    def _chevron(self) -> str:
        return "chevron-down" if self.isChecked() else "chevron-right"

    def _font(self) -> QFont:
        return look_of(self).font(self._role)
