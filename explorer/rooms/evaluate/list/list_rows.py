"""How the column of sets and packs is painted, and what a menu offers for a set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem, QWidget

from explorer.domain.units import models_text, tests_text
from explorer.domain.words import Words, joined
from explorer.evaluate.store import LastRun, ListedSet
from explorer.kit.actions import Action
from explorer.kit.clock import near_day
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, mirrored
from explorer.kit.theme import Look, look_of
from explorer.kit.title_list import ROW, Index, RowTexts, TitleDelegate, TitleList
from explorer.rooms.evaluate.session import EvalPage

MORE = 30  # pixels at 100 % at the far edge that open the menu
_SET, _PAGE, _HEADING = 52, 30, 48
_EDGE = 14  # before the words


@dataclass(frozen=True)
class SetRow:
    """``last``: how it was run last, ``None`` if it never was."""

    listed: ListedSet
    last: LastRun | None

    @property
    def about(self) -> Words:
        """ "24 tests · 4 models, 29 Nov"."""
        return joined(" · ", (tests_text(self.listed.count), _run_text(self.last)))


@dataclass(frozen=True)
class PageRow:
    """One of the packs, all of them, or what a quantization costs. ``number``: below 0."""

    number: int
    words: Words
    page: EvalPage


@dataclass(frozen=True)
class HeadingRow:
    words: Words


type EvalRow = SetRow | PageRow | HeadingRow


def _run_text(last: LastRun | None) -> Words:
    if last is None:
        return Words("not run yet")
    try:
        day = near_day(datetime.fromisoformat(last.began_at))
    except ValueError:
        return models_text(last.models)
    return Words("{models}, {day}", models=models_text(last.models), day=day)


class EvalList(TitleList):
    """Sets, and below them packs. What the menu of a set asks for carries its ListedSet: ``duplicated``,
    ``exported``, ``deleted``.
    """

    duplicated = Signal(object)
    exported = Signal(object)
    deleted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_texts, MORE, parent)
        self.setObjectName("evaluate-list")
        self.setUniformItemSizes(False)
        self.setItemDelegate(_Delegate(self.tr("Title of the set"), self))
        self.setAccessibleName(self.tr("Test sets and packs"))
        triggers = QListView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)

    def actions_of(self, row: EvalRow) -> Sequence[Action | None]:
        return self.set_actions(row.listed, self.rename_current) if isinstance(row, SetRow) else ()

    def set_actions(self, listed: ListedSet, rename: Callable[[], object]) -> Sequence[Action | None]:
        """``rename`` edits its title where it stands."""
        return (
            Action(self.tr("Rename"), rename, "edit", shortcut="F2"),
            Action(self.tr("Duplicate"), partial(self.duplicated.emit, listed), "copy"),
            Action(self.tr("Export…"), partial(self.exported.emit, listed), "download"),
            None,
            Action(
                self.tr("Delete"), partial(self.deleted.emit, listed), "trash", shortcut="Del", danger=True
            ),
        )


class _Delegate(TitleDelegate):
    def __init__(self, name: str, view: QWidget) -> None:
        super().__init__(name, _SET, (4, 8), 4, view)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: EvalRow = index.data(ROW)
        if isinstance(row, SetRow):
            return super().sizeHint(option, index)
        height = _PAGE if isinstance(row, PageRow) else _HEADING
        return QSize(120, look_of(self).sizes.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: EvalRow = index.data(ROW)
        look, way = look_of(self), option.direction
        px, rect = look.sizes.px, QRectF(option.rect)
        if isinstance(row, HeadingRow):
            below = mirrored(rect.adjusted(px(6), px(16), -px(6), 0), rect, way)
            draw_text(painter, below, shown(row.words), look.font(strong=True), look.theme.text)
            return
        state: QStyle.StateFlag = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if is_chosen or is_hovered:
            fill_round(painter, rect, 8, look.theme.soft_accent if is_chosen else look.theme.sunken)
        has_menu = isinstance(row, SetRow) and (is_chosen or is_hovered)
        far = px(MORE if has_menu else 10)
        inner = mirrored(rect.adjusted(px(_EDGE), 0, -far, 0), rect, way)
        if isinstance(row, SetRow):
            _paint_set(painter, inner.adjusted(0, px(7), 0, -px(7)), row, look, is_chosen=is_chosen)
        else:
            draw_text(painter, inner, shown(row.words), look.font(strong=is_chosen), look.theme.text)
        self.paint_over(painter, rect, option, has_menu=has_menu)


def _paint_set(painter: QPainter, rect: QRectF, row: SetRow, look: Look, *, is_chosen: bool) -> None:
    half = rect.height() / 2
    title = QRectF(rect.left(), rect.top(), rect.width(), half)
    draw_text(painter, title, shown(row.listed.title), look.font(strong=is_chosen), look.theme.text)
    about = look.font("secondary", numbers=True)
    draw_text(painter, title.translated(0, half), shown(row.about), about, look.theme.muted)


def _texts(row: EvalRow) -> RowTexts:
    if isinstance(row, SetRow):
        title, about = shown(row.listed.title), shown(row.about)
        return RowTexts(row.listed.id, title, f"{title}, {about}", f"{title}\n{about}")
    words = shown(row.words)
    if isinstance(row, PageRow):
        return RowTexts(row.number, words, words, words, is_fixed=True)
    return RowTexts(0, words, words, "", is_fixed=True, is_heading=True)
