"""The headers of the table of facts: column heads, titles of rows, and the corner between them.

The horizontal header holds real widgets, so that every ⋯ button has a name and is reached by Tab. The
vertical header is the frozen first column.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QHeaderView, QWidget

from explorer.domain.model import Model
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button, IconButton
from explorer.kit.frozen_table import TableCorner, paint_head
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, mirrored, pitch_of, rule, wrap
from explorer.kit.pill import Pill, Tone
from explorer.kit.popup import menu, open_below
from explorer.kit.text import Elided, Para, plain_tip
from explorer.kit.theme import TextRole, look_of
from explorer.kit.where_mark import WhereMark
from explorer.rooms.compare.column_rows import ColumnDrags, DragHead


class FactsCorner(TableCorner):
    """Says what can be done with the facts, and how many rows are hidden."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._hint = Para("", "secondary", "muted", most=4)
        boxes.column(self, margins=(14, 8, 12, 9)).add(boxes.STRETCH, self._hint)
        self.show_alike(0)

    def show_alike(self, hidden: int) -> None:
        """So many rows are not shown, because all models say the same there."""
        words = self.tr("Not legal advice. Click a fact for its source, a title for the whole row.")
        if hidden == 1:
            words = self.tr("Hidden, because all say the same: 1 row.")
        elif hidden:
            words = self.tr("Hidden, because all say the same: {n} rows.").format(n=hidden)
        self._hint.setText(words)


IS_ROW = Qt.ItemDataRole.UserRole + 1  # header role: a dimension, not the title of a group
HEAD, LOW_HEAD = 112, 62  # heights at 100 %, the other in a low window
TITLES = 168  # width of the row titles at 100 %
_PAD = 14
_NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class ColumnHeadText:
    """What a column's head says. ``actions`` are asked for when the menu opens."""

    title: str
    subtitle: str = ""
    pill: str = ""
    tone: Tone = "neutral"
    tip: str = ""
    counts: str = ""
    unchecked: str = ""  # why, where one reason holds for several rows
    seen: str = ""  # when it was read, if that was not just now
    problem: str = ""
    actions: Callable[[], Sequence[Action | None]] = field(default=tuple)
    retry: Action | None = None
    model: Model | None = None  # that is asked elsewhere


class ColumnHead(DragHead):
    """Name, publisher · version · size, one pill, the counts, and ⋯. In a low window: name and publisher."""

    def __init__(self, words: ColumnHeadText, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(words.title)
        self._actions = words.actions
        self._title = _para(words.title, "heading")
        self._subtitle = _para(_held(words.subtitle), "body", "muted")
        self._more: list[QWidget] = []  # what a low window has no room for
        column = boxes.column(self, margins=(_PAD, 6, 8, 8), spacing=2)
        column.add(self._first_line(words), self._subtitle)
        self._subtitle.setVisible(bool(words.subtitle))
        self._add_more(column, words)
        if words.problem:
            column.add(_para(words.problem, "secondary", "bad"))
        if words.retry is not None:
            again = Button("link", words.retry.text, words.retry.icon, scale="compact", then=words.retry)
            column.add(boxes.at_start(again))
        column.addStretch()

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001  as Qt's own setters
        for para in (self._title, self._subtitle):
            para.set_most(1 if compact else 2)
        for widget in self._more:
            widget.setVisible(not compact)

    def _add_more(self, column: boxes.Column, words: ColumnHeadText) -> None:
        mark = WhereMark()
        if words.pill:
            pill = Pill(words.pill, words.tone)
            pill.setToolTip(shown(words.tip))
            self._more.append(pill)
        if words.counts:
            counts = _para(_held(words.counts), "secondary", "muted")
            counts.set_most(3)
            self._more.append(counts)
        if words.unchecked:
            self._more.append(_para(words.unchecked, "secondary", "muted"))
        if words.seen:
            self._more.append(Elided(words.seen, "source", "faint"))
        column.add(mark, *self._more)
        mark.show_model(words.model)

    def _first_line(self, words: ColumnHeadText) -> boxes.Row:
        beside = boxes.column(margins=(0, 4, 0, 0)).add(self._title)  # in the middle of the button
        self.more = IconButton("more", self.tr("More for {model}").format(model=words.title), then=self._open)
        return boxes.row(spacing=4).add(boxes.stretched(beside), boxes.at_top(self.more))

    def _open(self) -> None:
        open_below(menu(self, self._actions()), self.more)


def _held(text: str) -> str:
    """A line never ends between a number and its word."""
    return " · ".join(part.replace(" ", _NO_BREAK) for part in shown(text).split(" · "))


def _para(text: str, role: TextRole, tone: str = "") -> Para:
    """Two lines at most, all of it in its tooltip."""
    para = Para(text, role, tone, most=2)
    para.setToolTip(plain_tip(para.text()))
    return para


class AddHead(QFrame):
    """The last column: one quiet button, and a hint while there is room for one."""

    def __init__(self, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._hint = Para(hint, "secondary", "muted", most=3) if hint else None
        self.button = Button("quiet", self.tr("Add model"), "plus" if hint else "")
        self.button.setObjectName("compare-add")
        side = 18 if hint else 4
        column = boxes.column(self, margins=(side, 6, side, 6), spacing=6)
        if self._hint is not None:
            column.add(boxes.STRETCH, boxes.at_start(self.button), self._hint, boxes.STRETCH)
        else:
            self.button.setAccessibleName(self.tr("Add model"))
            self.button.setToolTip(with_keys(self.tr("Add a model to this comparison"), "Ctrl+M"))
            column.add(boxes.STRETCH, self.button, boxes.STRETCH)
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001  as Qt's own setters
        if self._hint is not None:
            self._hint.setVisible(not compact)
            return
        self.button.setText("+" if compact else self.tr("+\nAdd\nmodel"))
        self.button.setMinimumHeight(look_of(self).sizes.px(32 if compact else 64))


class ModelsHeader(QHeaderView):
    """Horizontal: lays one widget over each section."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._heads: tuple[QWidget, ...] = ()
        self._height, self._least = 0, HEAD
        self.drags = ColumnDrags(self.viewport())
        self.setMinimumSectionSize(24)
        self.sectionResized.connect(self.place)

    def show_heads(self, heads: Sequence[QWidget]) -> None:
        """Take the heads, one a section; they must be children of the viewport."""
        for head in self._heads:
            head.hide()
            head.deleteLater()
        self._heads = tuple(heads)
        self.drags.follow([head for head in heads if isinstance(head, DragHead)])
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
        return QSize(super().sizeHint().width(), max(self._height, look_of(self).sizes.px(self._least)))

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001  as Qt's own setters
        """In a low window the facts keep the room."""
        self._least = LOW_HEAD if compact else HEAD
        for head in self._heads:
            if isinstance(head, ColumnHead | AddHead):
                head.set_compact(compact)

    def fit_to(self, widths: Sequence[int]) -> None:
        """Be as high as the highest head of a model needs at its width."""
        pairs = zip(self._heads, widths, strict=False)
        needed = [head.heightForWidth(width - 1) for head, width in pairs if head.hasHeightForWidth()]
        self._height = max(needed, default=0) + 1

    def viewportEvent(self, event: QEvent) -> bool:
        done = super().viewportEvent(event)
        if event.type() == QEvent.Type.Resize:
            self.place()
        return done

    def paintSection(self, painter: QPainter, rect: QRect, _index: int) -> None:
        paint_head(self, painter, QRectF(rect))


class TitlesHeader(QHeaderView):
    """Vertical: the titles of rows and groups, always in view. A click on a title opens its row."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._wrapped: dict[tuple[str, int], list[str]] = {}
        self.setMinimumSectionSize(8)
        self.setSectionsClickable(True)
        self.setMouseTracking(True)
        self._hovered = -1

    def sizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(TITLES), super().sizeHint().height())

    def lines(self, title: str) -> list[str]:
        look = look_of(self)
        key = (title, look.sizes.percent)
        if key not in self._wrapped:
            self._wrapped[key] = wrap(title, look.font(), look.sizes.px(TITLES - 2 * _PAD))
        return self._wrapped[key]

    def height_for(self, title: str) -> int:
        look = look_of(self)
        return len(self.lines(title)) * pitch_of(look.font()) + look.sizes.px(20)

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        look = look_of(self)
        theme, px = look.theme, look.sizes.px
        place = QRectF(rect)
        title = str(self.model().headerData(index, Qt.Orientation.Vertical) or "")
        is_group = not self.model().headerData(index, Qt.Orientation.Vertical, IS_ROW)
        if is_group:
            painter.fillRect(place, theme.sunken)
            rule(painter, place.left(), place.bottom() - 1, place.width(), theme.line)
            inner = place.adjusted(px(_PAD), 0, -px(_PAD), 0)
            draw_text(painter, inner, title, look.font("secondary", strong=True), theme.muted)
            return
        paint_head(self, painter, place)
        way = self.layoutDirection()
        font, pitch = look.font(), pitch_of(look.font())
        colour = theme.accent if index == self._hovered else theme.text
        for number, line in enumerate(self.lines(title)):
            band = QRectF(place.left() + px(_PAD), place.top() + px(9) + number * pitch, place.width(), pitch)
            draw_text(painter, mirrored(band, place, way), line, font, colour)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        """A title that can be clicked looks like it."""
        if row >= 0 and not self.model().headerData(row, Qt.Orientation.Vertical, IS_ROW):
            row = -1
        if row != self._hovered:
            self._hovered = row
            shape = Qt.CursorShape.ArrowCursor if row < 0 else Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(shape)
            self.viewport().update()
