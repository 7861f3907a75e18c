"""The decisions that were made so far: what for, when, and how far each is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from explorer.choose.decision import Stage
from explorer.choose.need_words import need_chips, purpose_names
from explorer.choose.store import StoredDecision
from explorer.domain.words import Words, joined
from explorer.kit.actions import Action
from explorer.kit.clock import near_day
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, mirrored
from explorer.kit.pill import HEIGHT, Tone, paint_pill, pill_width
from explorer.kit.theme import look_of
from explorer.kit.title_list import ROW, Index, RowTexts, TitleDelegate, TitleList

MORE = 38  # pixels at 100 % at the far edge that open the menu
_ROW, _EDGE = 56, 12

_STAGES: Mapping[Stage, tuple[Words, Tone]] = {
    "need": (Words("begun"), "neutral"),
    "trial": (Words("in trial"), "accent"),
    "decision": (Words("decided"), "good"),
}


@dataclass(frozen=True)
class DecisionRow:
    stored: StoredDecision

    @property
    def about(self) -> Words:
        """ "29 Nov · Extracting data · at work · English, German"; what was typed is the title."""
        need = self.stored.decision.need
        parts = joined(" · ", (purpose_names(need), *need_chips(need)))
        return joined(" · ", (self.day, parts or Words("nothing answered yet")))

    @property
    def state(self) -> tuple[Words, Tone]:
        return _STAGES[self.stored.decision.stage]

    @property
    def day(self) -> str:
        try:
            return near_day(datetime.fromisoformat(self.stored.changed_at))
        except ValueError:
            return ""


class DecisionList(TitleList):
    """As high as its rows: the page around it scrolls. ``offers`` says what a menu has for a row."""

    def __init__(self, offers: Callable[[StoredDecision], Sequence[Action | None]]) -> None:
        super().__init__(_texts, MORE)
        self._offers = offers
        self.setObjectName("choose-decisions")
        self.setItemDelegate(_Delegate(self.tr("Title of the decision"), self))
        self.setAccessibleName(self.tr("Decisions"))
        self.setProperty("ground", "surface")

    def show_rows(self, rows: Sequence[object], current: int | None) -> None:
        super().show_rows(rows, current)
        self.setFixedHeight(look_of(self).sizes.px(_ROW) * len(rows))

    def actions_of(self, row: Any) -> Sequence[Action | None]:
        return self._offers(row.stored)


class _Delegate(TitleDelegate):
    def __init__(self, name: str, view: QWidget) -> None:
        super().__init__(name, _ROW, (8, 10), MORE, view)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: DecisionRow = index.data(ROW)
        look, way = look_of(self), option.direction
        px, theme, rect = look.sizes.px, look.theme, QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_MouseOver:
            fill_round(painter, rect, 8, theme.sunken)
        inner = rect.adjusted(px(_EDGE), px(8), -px(MORE), -px(8))
        words, tone = row.state
        small, high = look.font("secondary"), px(HEIGHT)
        wide = pill_width(shown(words), small, look.sizes)
        spot = QRectF(inner.right() - wide, rect.center().y() - high / 2, wide, high)
        paint_pill(painter, mirrored(spot, rect, way), shown(words), tone, font=small, theme=theme)
        inner.setRight(spot.left() - px(12))
        half = inner.height() / 2
        title = QRectF(inner.left(), inner.top(), inner.width(), half)
        draw_text(
            painter, mirrored(title, rect, way), shown(row.stored.title), look.font("strong"), theme.text
        )
        about = mirrored(title.translated(0, half), rect, way)
        draw_text(painter, about, shown(row.about), small, theme.muted)
        self.paint_over(painter, rect, option, 27)


def _texts(row: DecisionRow) -> RowTexts:
    title, about, state = shown(row.stored.title), shown(row.about), shown(row.state[0])
    told = ", ".join((title, state, about))
    return RowTexts(row.stored.id, title, told, f"{title}\n{about}")
