"""The list of leaderboards: those of the Hub, and those that a person brought in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, mirrored
from explorer.kit.theme import look_of
from explorer.kit.title_list import ROW, Index, RowTexts, TitleDelegate, TitleList
from explorer.rooms.choose.leaderboards.boards_session import import_of

_MORE, _ROW_HEIGHT, _HEADING, _EDGE = 30, 50, 40, 12  # pixels at 100 %


@dataclass(frozen=True)
class BoardChoice:
    """``number``: of the row; ``subject``: what it opens, "" for a heading."""

    number: int
    title: str
    about: str = ""
    subject: str = ""

    @property
    def import_number(self) -> int | None:
        return import_of(self.subject)


class BoardList(TitleList):
    """What the menu of an import asks for carries its number: ``exported``, ``deleted``."""

    exported = Signal(int)
    deleted = Signal(int)

    def __init__(self) -> None:
        super().__init__(_texts, _MORE)
        self.setObjectName("choose-boards")
        self.setUniformItemSizes(False)
        self.setItemDelegate(_Delegate(self.tr("Title of the import"), self))
        self.setAccessibleName(self.tr("Leaderboards"))

    def actions_of(self, row: BoardChoice) -> Sequence[Action | None]:
        number = row.import_number
        if number is None:
            return ()
        return import_actions(number, self.exported.emit, self.deleted.emit, self.rename_current)


def import_actions(
    number: int,
    exported: Callable[[int], object],
    deleted: Callable[[int], object],
    rename: Callable[[], object] | None = None,
) -> Sequence[Action | None]:
    """What can be done with an import."""
    first = (Action(Words("Rename"), rename, "edit", shortcut="F2"),) if rename is not None else ()
    return (
        *first,
        Action(Words("Export as a table…"), partial(exported, number), "download"),
        None,
        Action(Words("Delete"), partial(deleted, number), "trash", shortcut="Del", danger=True),
    )


class _Delegate(TitleDelegate):
    def __init__(self, name: str, view: QWidget) -> None:
        super().__init__(name, _ROW_HEIGHT, (4, 8), 4, view)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: BoardChoice = index.data(ROW)
        if row.subject:
            return super().sizeHint(option, index)
        return QSize(120, look_of(self).sizes.px(_HEADING))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: BoardChoice = index.data(ROW)
        look, way, rect = look_of(self), option.direction, QRectF(option.rect)
        px, theme = look.sizes.px, look.theme
        if not row.subject:
            below = mirrored(rect.adjusted(px(6), px(12), -px(6), 0), rect, way)
            draw_text(painter, below, row.title, look.font("secondary", strong=True), theme.muted)
            return
        state: QStyle.StateFlag = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if is_chosen or is_hovered:
            fill_round(painter, rect, 8, theme.soft_accent if is_chosen else theme.sunken)
        has_menu = row.import_number is not None and (is_chosen or is_hovered)
        inner = mirrored(rect.adjusted(px(_EDGE), px(6), -px(_MORE if has_menu else 8), -px(6)), rect, way)
        half = inner.height() / 2
        title = QRectF(inner.left(), inner.top(), inner.width(), half)
        draw_text(painter, title, row.title, look.font(strong=is_chosen), theme.text)
        draw_text(painter, title.translated(0, half), row.about, look.font("secondary"), theme.muted)
        self.paint_over(painter, rect, option, has_menu=has_menu)


def _texts(row: BoardChoice) -> RowTexts:
    title, about = shown(row.title), shown(row.about)
    told = ", ".join(filter(None, (title, about)))
    is_fixed = row.import_number is None
    subject = row.subject if is_fixed and row.subject != about else ""
    tip = "\n".join(filter(None, (title, about, subject)))
    return RowTexts(row.number, title, told, tip, is_fixed=is_fixed, is_heading=not row.subject)
