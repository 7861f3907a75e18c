"""The family of a model: what was made from it and beside it, kind by kind, each model one click away."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.language import shown
from explorer.kit.layouts import discard
from explorer.kit.paint import draw_text, mirrored, rule, text_width
from explorer.kit.painted_button import PaintedButton
from explorer.kit.section import SectionHeader
from explorer.kit.tab_order import put_behind
from explorer.kit.text import plain_tip
from explorer.kit.theme import Look, look_of
from explorer.transparency.sheet_view.sheet_content import Relative, Relatives

_HEIGHT, _GAP = 32, 16  # pixels at 100 %


class FamilyView(QWidget):
    """One part for each kind; ``show_family`` fills in what has come."""

    def __init__(self, family: Sequence[Relatives]) -> None:
        super().__init__()
        self._parts = tuple(_Kind(kind) for kind in family)
        column(self).add(*self._parts)

    def show_family(self, family: Sequence[Relatives]) -> None:
        for part, kind in zip(self._parts, family, strict=True):
            part.show_kind(kind)


class _Kind(QWidget):
    def __init__(self, kind: Relatives) -> None:
        super().__init__()
        self._kind = kind
        self._models: tuple[Relative, ...] = ()
        self._shown: list[_Line] = []
        self.header = SectionHeader(kind.title, role="secondary")
        self.header.clicked.connect(self._toggle)
        self._list = QWidget()
        self._lines = column(self._list)
        column(self).add(self.header, self._list)
        self.show_kind(kind)

    def show_kind(self, kind: Relatives) -> None:
        self._kind = kind
        self.header.set_note(kind.note)
        self.header.setChecked(kind.is_open)
        if kind.models != self._models:
            self._fill(kind.models)
        self._list.setVisible(kind.is_open and bool(kind.models))

    def _fill(self, models: tuple[Relative, ...]) -> None:
        self._models = models
        discard(self._lines, *self._shown)
        self._shown = [_Line(model) for model in models]
        self._lines.add(*self._shown)
        put_behind(self.header, self._shown)

    @Slot()
    def _toggle(self) -> None:
        self._kind.toggle.run()


class _Line(PaintedButton):
    """A model of the family: its name, and what else is known of it. A click opens it."""

    def __init__(self, model: Relative) -> None:
        super().__init__()
        self._note = shown(model.note)
        self.setText(shown(model.name))
        self.setAccessibleDescription(self._note)
        self.setToolTip(plain_tip(shown(model.action.text)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(partial(Action.run, model.action))

    def sizeHint(self) -> QSize:
        look = look_of(self)
        width = text_width(self.text(), look.font()) + text_width(self._note, look.font("secondary"))
        return QSize(round(width) + look.sizes.px(_GAP), look.sizes.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(120), self.sizeHint().height())

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        """The note keeps its width, the name takes the rest; of two that are long each takes a half."""
        way = self.layoutDirection()
        rule(painter, 0, rect.height() - 1, rect.width(), look.theme.line)
        small, gap = look.font("secondary"), look.sizes.px(_GAP)
        font = look.font(strong=self.underMouse())
        beside = rect.width() - gap - text_width(self.text(), look.font(strong=True)) - 1
        note = min(text_width(self._note, small) + 1, max(rect.width() / 2, beside))
        name = QRectF(0, 0, rect.width() - note - gap, rect.height())
        draw_text(painter, mirrored(name, rect, way), self.text(), font, look.theme.accent)
        spot = QRectF(rect.width() - note, 0, note, rect.height())
        draw_text(painter, mirrored(spot, rect, way), self._note, small, look.theme.muted)
        return 5
