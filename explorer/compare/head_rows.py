"""The two headers of the facts table: what stands over each column, and the titles of the rows.

The horizontal header holds real widgets, so that every ⋯ button has a name and is reached by Tab. The
vertical header is the frozen first column.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from explorer.kit.actions import Action
from explorer.kit.buttons import Button, IconButton
from explorer.kit.paint import draw_lines, draw_text, pitch_of, rule, wrap
from explorer.kit.pill import Pill, Tone
from explorer.kit.popup import menu
from explorer.kit.text import Elided, Para
from explorer.kit.theme import look_of

IS_ROW = Qt.ItemDataRole.UserRole + 1  # header role: a dimension, not the title of a group
HEAD = 112  # height at 100 %
TITLES = 168  # width of the row titles at 100 %
_PAD = 14


@dataclass(frozen=True)
class HeadWords:
    """What a column's head says. ``actions`` are asked for when the menu opens."""

    title: str
    subtitle: str = ""
    pill: str = ""
    tone: Tone = "neutral"
    tip: str = ""
    counts: str = ""
    problem: str = ""
    actions: Callable[[], Sequence[Action | None]] = field(default=tuple)
    retry: Action | None = None


class ColumnHead(QFrame):
    """Name, publisher · version · size, one pill, the counts, and ⋯."""

    def __init__(self, words: HeadWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(words.title)
        self._actions = words.actions
        self._retry = words.retry  # held: a connection keeps its object only weakly
        px = look_of(self).sizes.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(_PAD), px(6), px(8), px(8))
        column.setSpacing(px(2))
        column.addLayout(self._first_line(words))
        if words.subtitle:
            column.addWidget(Elided(words.subtitle, "body", "muted"))
        if words.pill:
            pill = Pill(words.pill, words.tone)
            pill.setToolTip(words.tip)
            column.addWidget(pill)
        if words.counts:
            column.addWidget(Elided(words.counts, "secondary", "muted"))
        if words.problem:
            column.addWidget(Para(words.problem, "secondary", "bad", most=2))
        if words.retry is not None:
            again = Button("link", words.retry.text, words.retry.icon, scale="compact")
            again.clicked.connect(words.retry.run)
            column.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()

    def _first_line(self, words: HeadWords) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(Elided(words.title, "heading"), 1)
        self.more = IconButton("more", self.tr("More for {model}").format(model=words.title))
        self.more.clicked.connect(self._open)
        line.addWidget(self.more)
        return line

    def _open(self) -> None:
        menu(self, self._actions()).popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))


class AddHead(QFrame):
    """The last column: one quiet button, and a hint while there is room for one."""

    def __init__(self, hint: str, actions: Callable[[], Sequence[Action | None]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions = actions
        px = look_of(self).sizes.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(4), px(8), px(4), px(8))
        column.addStretch()
        self.button = Button("quiet", self.tr("Add model"), "plus" if hint else "")
        self.button.setObjectName("compare-add")
        self.button.clicked.connect(self._open)
        if hint:
            column.setContentsMargins(px(18), px(8), px(18), px(8))
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
            words = Para(hint, "secondary", "muted", most=3)
            words.setContentsMargins(0, 0, 0, 0)
            column.addWidget(words)
        else:
            self.button.setText(self.tr("+\nAdd\nmodel"))
            self.button.setAccessibleName(self.tr("Add model"))
            self.button.setToolTip(self.tr("Add a model to this comparison"))
            self.button.setMinimumHeight(px(64))
            column.addWidget(self.button)
        column.addStretch()

    def _open(self) -> None:
        menu(self, self._actions()).popup(self.button.mapToGlobal(QPoint(0, self.button.height() + 2)))


class ModelsHeader(QHeaderView):
    """Horizontal: lays one widget over each section."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._heads: tuple[QWidget, ...] = ()
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(24)
        self.sectionResized.connect(self.place)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_heads(self, heads: Sequence[QWidget]) -> None:
        """Take the heads, one a section; they must be children of the viewport."""
        for head in self._heads:
            head.hide()
            head.deleteLater()
        self._heads = tuple(heads)
        self.place()
        for head in self._heads:
            head.show()

    def heads(self) -> tuple[QWidget, ...]:
        return self._heads

    def place(self) -> None:
        for number, head in enumerate(self._heads[: self.count()]):
            left, width = self.sectionViewportPosition(number), self.sectionSize(number)
            head.setGeometry(left, 0, max(0, width - 1), self.viewport().height() - 1)

    def setOffset(self, offset: int) -> None:
        super().setOffset(offset)
        self.place()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), look_of(self).sizes.px(HEAD))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def viewportEvent(self, event: QEvent) -> bool:
        done = super().viewportEvent(event)
        if event.type() == QEvent.Type.Resize:
            self.place()
        return done

    def paintSection(self, painter: QPainter, rect: QRect, _index: int) -> None:
        theme = look_of(self).theme
        place = QRectF(rect)
        painter.fillRect(place, theme.surface)
        painter.fillRect(QRectF(place.right() - 1, place.top(), 1, place.height()), theme.line)
        rule(painter, place.left(), place.bottom() - 1, place.width(), theme.line)


class TitlesHeader(QHeaderView):
    """Vertical: the titles of rows and groups, always in view."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(8)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(TITLES), super().sizeHint().height())

    def lines(self, title: str) -> list[str]:
        look = look_of(self)
        return wrap(title, look.font(), look.sizes.px(TITLES - 2 * _PAD))

    def height_for(self, title: str) -> int:
        look = look_of(self)
        return len(self.lines(title)) * pitch_of(look.font()) + look.sizes.px(20)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        look = look_of(self)
        theme, px = look.theme, look.sizes.px
        place = QRectF(rect)
        title = str(self.model().headerData(index, Qt.Orientation.Vertical) or "")
        is_group = not self.model().headerData(index, Qt.Orientation.Vertical, IS_ROW)
        painter.fillRect(place, theme.sunken if is_group else theme.surface)
        rule(painter, place.left(), place.bottom() - 1, place.width(), theme.line)
        if is_group:
            inner = place.adjusted(px(_PAD), 0, -2, 0)
            draw_text(painter, inner, title, look.font("secondary", strong=True), theme.muted)
            return
        painter.fillRect(QRectF(place.right() - 1, place.top(), 1, place.height()), theme.line)
        top = place.top() + px(9)
        font = look.font()
        draw_lines(painter, place.left() + px(_PAD), top, self.lines(title), font, theme.text, pitch_of(font))
