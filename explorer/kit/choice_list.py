"""A list that is chosen from while a field above it has the keys: rows under headings, as in the palette; and
the panel that holds both.

What a line is, how it is said and how it is painted is the affair of whoever shows it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from explorer.kit.announce import announce
from explorer.kit.boxes import Row, row
from explorer.kit.field import Field
from explorer.kit.keys import ENTER
from explorer.kit.overlay import Backdrop, Overlay
from explorer.kit.paint import fill_round
from explorer.kit.popup import SHADOW
from explorer.kit.scroll import overlay_bar
from explorer.kit.text import IconLabel, Label, plain_tip
from explorer.kit.theme import look_of

LINE = Qt.ItemDataRole.UserRole
_NONE = QModelIndex()

type Index = QModelIndex | QPersistentModelIndex


class ChoiceLines(QAbstractListModel):
    """Adapts the lines. A subclass says which are headings, which can be chosen, and how each is said."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Any] = ()

    def is_heading(self, line: Any) -> bool:  # noqa: ARG002  a subclass asks it
        return False

    def can_choose(self, line: Any) -> bool:
        return not self.is_heading(line)

    def spoken(self, line: Any) -> str:
        """As a screen reader says it."""
        raise NotImplementedError

    def tip(self, line: Any) -> str:  # noqa: ARG002  a subclass asks it
        """What its row does not say, "" for nothing."""
        return ""

    def show_lines(self, lines: Sequence[Any]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or not self.can_choose(self.lines[index.row()]):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.spoken(line)
        return plain_tip(self.tip(line)) or None if role == Qt.ItemDataRole.ToolTipRole else None


class ChoiceList(QListView):
    """Choosing follows the mouse; ``picked`` carries the line that was clicked."""

    picked = Signal(object)

    def __init__(self, rows: ChoiceLines, name: str, row: int, heading: int) -> None:
        """``row`` and ``heading``: pixels high at 100 %."""
        super().__init__()
        rows.setParent(self)
        self._lines, self._row, self._heading = rows, row, heading
        self.setModel(rows)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys go to the field, which moves the choice
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        overlay_bar(self)

    def show_lines(self, lines: Sequence[Any]) -> None:
        """List these and choose the first that can be."""
        self._lines.show_lines(lines)
        self.scrollToTop()
        self.step(1)

    @property
    def line(self) -> Any:
        """The chosen one, ``None`` where nothing is."""
        return self._line_at(self.currentIndex())

    def spoken(self, line: Any) -> str:
        return self._lines.spoken(line)

    def height_of(self, line: Any) -> int:
        return look_of(self).sizes.px(self._heading if self._lines.is_heading(line) else self._row)

    def content_height(self) -> int:
        return sum(map(self.height_of, self._lines.lines))

    def move_by(self, event: QKeyEvent) -> bool:
        """Whether a key of the field moves the choice; then it has."""
        moves: dict[int, Callable[[], int]] = {
            Qt.Key.Key_Down: lambda: 1,
            Qt.Key.Key_Up: lambda: -1,
            Qt.Key.Key_PageDown: self._page,
            Qt.Key.Key_PageUp: lambda: -self._page(),
        }
        if event.key() not in moves:
            return False
        self.step(moves[Qt.Key(event.key())]())
        return True

    def step(self, by: int) -> None:
        """So many down, or up; one step beyond an end goes to the other."""
        rows = [n for n, line in enumerate(self._lines.lines) if self._lines.can_choose(line)]
        if not rows:
            return
        at = rows.index(self.currentIndex().row()) if self.line is not None else -1
        to = (at + by) % len(rows) if abs(by) == 1 else min(max(at + by, 0), len(rows) - 1)
        self.choose(rows[to])

    def choose(self, row: int) -> None:
        self.setCurrentIndex(self._lines.index(row))
        is_first = row > 0 and self._lines.is_heading(self._lines.lines[row - 1])
        self.scrollTo(self._lines.index(row - 1 if is_first else row))  # its heading comes into sight with it
        self.scrollTo(self._lines.index(row))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self._line_at(index) is not None:
            self.setCurrentIndex(index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        line = self._line_at(self.indexAt(event.position().toPoint()))
        if line is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(line)

    def _page(self) -> int:
        """How many rows are seen at once."""
        return max(1, self.viewport().height() // look_of(self).sizes.px(self._row) - 1)

    def _line_at(self, index: QModelIndex) -> Any:
        line = self._lines.lines[index.row()] if index.isValid() else None
        return line if line is not None and self._lines.can_choose(line) else None


type Draw = Callable[[QPainter, QRectF, Any, Qt.LayoutDirection], None]


class ChoiceDelegate(QAbstractItemDelegate):
    """``draw`` paints one line into its place, on the ground that shows whether it is the chosen one."""

    def __init__(self, view: ChoiceList, draw: Draw) -> None:
        super().__init__(view)
        self._view, self._draw = view, draw

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, self._view.height_of(index.data(LINE)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect, way = look_of(self), QRectF(option.rect), option.direction
        painter.save()
        painter.setLayoutDirection(way)
        if option.state & QStyle.StateFlag.State_Selected:
            side, radius = look.sizes.px(4), look.sizes.px(8)
            fill_round(painter, rect.adjusted(side, 0, -side, 0), radius, look.theme.soft_accent)
        self._draw(painter, rect, index.data(LINE), way)
        painter.restore()


FIELD, _ROUND = 48, 6  # pixels high at 100 %: the field, and what is free below the list


class ChoicePanel[Choices: ChoiceList](Overlay):
    """Arrows move the choice, Enter uses it; all other keys belong to the field.

    A subclass lists what some words find, says what using a line does, and adds its foot.
    """

    def __init__(self, name: str, host: QWidget, choices: Choices, hint: str, backdrop: Backdrop) -> None:
        """``hint`` stands in the empty field."""
        super().__init__(name, host, backdrop)
        self.list = choices
        self.list.picked.connect(self.use)
        self.field = Field()
        self.field.setProperty("field", "plain")
        self.field.setFrame(False)
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(hint)
        self.field.textChanged.connect(self.search)
        self.field.installEventFilter(self)
        head = self._edge("bottom", FIELD)
        head.setSpacing(4)
        head.addWidget(IconLabel("search"), 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.field, 1)
        self.body.addWidget(self.list, 1)
        self._nothing = Label("", "body", "muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.hide()
        self.body.addWidget(self._nothing, 1)
        self._round_off(_ROUND)

    def search(self, text: str) -> None:
        """List what these words find."""
        raise NotImplementedError

    def show_found(self, lines: Sequence[Any], nothing: str) -> None:
        """These lines, or these words where there are none."""
        self.list.show_lines(lines)
        self.list.setVisible(bool(lines))
        self._nothing.setText(nothing)
        self._nothing.setVisible(not lines)

    def use(self, line: Any, *, second: bool = False) -> None:
        """``second``: with Ctrl held."""
        raise NotImplementedError

    def say(self) -> None:
        """The choice, for a screen reader."""
        if self.list.line is not None:
            announce(self.list, self.list.spoken(self.list.line))

    def add_foot(self, height: int) -> Row:
        """Below the list, so many pixels high at 100 %."""
        self._round_off(0)
        return self._edge("top", height)

    def _round_off(self, below: int) -> None:
        """The list ends over the round corners of the panel, or over its foot."""
        edge = SHADOW + 1
        self.body.setContentsMargins(edge, edge, edge, edge + look_of(self).sizes.px(below))

    def _edge(self, rule: str, height: int) -> Row:
        edge = QFrame()
        edge.setProperty("rule", rule)
        edge.setFixedHeight(look_of(self).sizes.px(height))
        self.body.addWidget(edge)
        return row(edge, margins=(14, 0, 14, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key moves or uses the choice."""
        if self.list.move_by(event):
            self.say()
        elif event.key() not in ENTER:
            return False
        elif self.list.line is not None:
            self.use(self.list.line, second=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        return True
