"""The page of all comparisons: searched, opened, copied, renamed and deleted."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QStyle, QStyleOptionViewItem, QWidget

from explorer.domain.units import ago_text
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button
from explorer.kit.empty_state import EmptyState
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, mirrored, text_width
from explorer.kit.search_field import SearchField
from explorer.kit.text import Elided
from explorer.kit.theme import look_of
from explorer.kit.title_list import ROW, Index, RowTexts, TitleDelegate, TitleList
from explorer.rooms.compare.document.comparison_list import ComparisonRow, found
from explorer.rooms.compare.open_comparison_controller import OpenComparisonController
from explorer.rooms.compare.page_rows import BackPage

_HEIGHT, _MORE = 66, 36  # of a row, and its ⋯; pixels at 100 %
_WIDEST = 860  # at 100 %: longer lines are harder to follow


class _Delegate(TitleDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ComparisonRow = index.data(ROW)
        look, way = look_of(self), option.direction
        theme, px = look.theme, look.sizes.px
        state: QStyle.StateFlag = option.state
        whole = QRectF(option.rect).adjusted(0, 2, 0, -2)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        ground = theme.soft_accent if chosen else theme.sunken if hovered else theme.surface
        fill_round(painter, whole, 10, ground, theme.line)
        painter.setLayoutDirection(way)
        inner = whole.adjusted(px(16), px(8), -px(_MORE), -px(8))
        half, small = inner.height() / 2, look.font("secondary", numbers=True)
        changed_at = row.comparison.changed_at
        when = shown(ago_text(datetime.fromisoformat(changed_at), datetime.now(UTC))) if changed_at else ""
        right = max(text_width(words, small) for words in (when, shown(row.progress))) + px(16)
        words = QRectF(inner.left(), inner.top(), max(px(60), inner.width() - right), half)
        beside = QRectF(inner.right() - right, inner.top(), right, half)
        far = Qt.AlignmentFlag.AlignRight
        title = shown(row.comparison.label)
        draw_text(painter, mirrored(words, whole, way), title, look.font(strong=True), theme.text)
        below = mirrored(words.translated(0, half), whole, way)
        draw_text(painter, below, shown(row.about), look.font("secondary"), theme.muted)
        draw_text(painter, mirrored(beside, whole, way), when, small, theme.muted, far)
        below = mirrored(beside.translated(0, half), whole, way)
        draw_text(painter, below, shown(row.progress), small, theme.muted, far)
        self.paint_over(painter, whole, option, 26, radius=10)


class _Comparisons(TitleList):
    def __init__(self, named: OpenComparisonController) -> None:
        super().__init__(_texts, _MORE)
        self._named = named
        self.setObjectName("compare-list")
        self.setItemDelegate(_Delegate(self.tr("Title of the comparison"), _HEIGHT, (8, 14), _MORE, self))
        self.setAccessibleName(self.tr("Comparisons"))
        self.chosen.connect(self._open)
        self.retitled.connect(self._rename)

    def actions_of(self, row: ComparisonRow) -> Sequence[Action | None]:
        return self._named.actions_of(row.comparison.id, self.rename_current)

    @Slot(object)
    def _open(self, row: ComparisonRow) -> None:
        self._named.open(row.comparison.id)

    @Slot(object, str)
    def _rename(self, row: ComparisonRow, title: str) -> None:
        self._named.rename_listed(row.comparison.id, title)


def _texts(row: ComparisonRow) -> RowTexts:
    title = shown(row.comparison.label)
    more = ", ".join(filter(None, (shown(row.about), shown(row.progress))))
    return RowTexts(row.comparison.id, title, f"{title}, {more}", f"{title}\n{more}")


class ComparisonListPage(BackPage):
    """``left`` leads back to the comparison that is open; ``bring_in`` asks for one that was exported."""

    def __init__(self, named: OpenComparisonController, bring_in: Callable[[], object]) -> None:
        super().__init__(self.tr("All comparisons"), self.tr("Back to the comparison"))
        self.setObjectName("compare-all")
        self._named = named
        named.changed.connect(self.refresh)
        self.field = SearchField(self.tr("Search titles, models and prompts"))
        self.field.searched.connect(self.refresh)
        self.list = _Comparisons(named)
        self.field.lead_to(self.list)
        new = Button("accent", self.tr("New comparison"), "plus", then=named.start_new)
        new.setToolTip(with_keys(self.tr("New comparison"), "Ctrl+N"))
        bring = Button("outlined", self.tr("Bring in a report"), "document", then=bring_in)
        bring.setToolTip(self.tr("Opens a comparison that was exported as JSON."))
        self.line.add(boxes.stretched(Elided(self.tr("All comparisons"), "heading")), bring, new)
        self._not_found = EmptyState(
            "search", self.tr("Nothing found"), self.tr("Titles, models and prompts were searched.")
        )
        self._none = EmptyState(
            "columns",
            self.tr("No comparison yet"),
            self.tr("Those you make are kept here. One that was exported as JSON can be imported."),
        )
        self._stack = QStackedWidget()
        for page in (self.list, self._not_found, self._none):
            self._stack.addWidget(page)
        middle = QWidget()
        middle.setMaximumWidth(look_of(self).sizes.px(_WIDEST))
        boxes.column(middle, spacing=12).add(self.field, boxes.stretched(self._stack))
        across = boxes.row(margins=(20, 16, 20, 16))
        across.add(boxes.STRETCH, boxes.stretched(middle, 1000), boxes.STRETCH)
        self.page.addLayout(across, 1)

    @Slot()
    def refresh(self) -> None:
        """Read the rows again; the keys stay on the comparison that they are on, else on the open one."""
        row: ComparisonRow | None = self.list.at_hand
        current = row.comparison.id if row is not None else self._named.open_number
        rows = found(self._named.rows(), self.field.text())
        numbers = [one.comparison.id for one in rows]
        self.list.show_rows(rows, current if current in numbers else next(iter(numbers), None))
        empty = self._not_found if self.field.text().strip() else self._none
        self._stack.setCurrentWidget(self.list if rows else empty)

    def showEvent(self, event: QShowEvent) -> None:
        """A model may be called otherwise since."""
        self.refresh()
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
