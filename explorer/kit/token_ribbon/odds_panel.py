"""What a model could have written in place of a token: the likeliest ones with bars, each a way to go on.

``OddsPanel`` floats over the window it belongs to without taking the focus; ``enter`` puts it on the first
way. Up and Down go through them, Enter takes one, Escape goes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from explorer.domain.certainty import percent_text, probability_of
from explorer.domain.tokens import TokenDetail
from explorer.kit import boxes
from explorer.kit.keys import ENTER
from explorer.kit.language import shown
from explorer.kit.paint import draw_text, fill_round, mirrored
from explorer.kit.painted_button import PaintedButton
from explorer.kit.popup import SHADOW, paint_shadow
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import Look, look_of, theme_of
from explorer.kit.token_ribbon.token_names import token_name, token_names

# Pixels at 100 %.
_WIDTH, _ROW, _NAME, _PERCENT, _BAR = 300, 24, 100, 52, 8
_GAP, _EDGE = 4, 8
_RADIUS = 12


@dataclass(frozen=True)
class TokenOdds:
    """What could have been written, and how likely it was, 0 to 1. ``is_rest``: all others together."""

    name: str
    chance: float
    is_chosen: bool = False
    is_rest: bool = False


class OddsRow(PaintedButton):
    """One of them. What the model has written stands out in weight."""

    def __init__(self) -> None:
        super().__init__()
        self._odds = TokenOdds("", 0.0)
        self.setProperty("data", True)  # a token of the model's, whatever the language of the window
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_odds(self, odds: TokenOdds, *, usable: bool) -> None:
        self._odds = odds
        words = self.tr("{token}, {percent}, as written") if odds.is_chosen else self.tr("{token}, {percent}")
        words = words.format(token=odds.name, percent=percent_text(odds.chance))
        self.setText(words)
        self.setAccessibleName(words)
        self.setEnabled(usable and not odds.is_rest)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self.isEnabled() else Qt.CursorShape.ArrowCursor)
        self.update()

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_WIDTH) - 2 * px(_EDGE), px(_ROW))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # of the panel; Qt would take it for Tab
        else:
            super().keyPressEvent(event)

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        theme, odds, end = look.theme, self._odds, Qt.AlignmentFlag.AlignRight
        if self.isEnabled() and (self.underMouse() or self.hasFocus()):
            fill_round(painter, rect, look.sizes.px(6), theme.soft_accent)
        font = look.font("secondary", strong=odds.is_chosen)
        colour = theme.muted if odds.is_rest else theme.text
        draw_text(painter, self._part("name"), odds.name, font, colour)
        bar = self._part("bar")
        fill_round(painter, bar, bar.height() / 2, theme.sunken)
        full = QRectF(bar.left(), bar.top(), max(2.0, bar.width() * odds.chance), bar.height())
        ink = theme.field_border if odds.is_rest else theme.accent
        radius = min(bar.height(), full.width()) / 2
        fill_round(painter, mirrored(full, bar, self.layoutDirection()), radius, ink)
        figure = look.font("secondary", numbers=True)
        draw_text(painter, self._part("percent"), percent_text(odds.chance), figure, theme.muted, end)
        return look.sizes.px(6)

    def _part(self, name: str) -> QRectF:
        """Where name, bar and percent stand."""
        px, width, height = look_of(self).sizes.px, self.width(), self.height()
        edge = px(_EDGE)
        first, last = edge + px(_NAME), width - edge - px(_PERCENT)
        parts = {
            "name": QRectF(edge, 0, px(_NAME) - edge, height),
            "bar": QRectF(first, (height - px(_BAR)) / 2, last - first, px(_BAR)),
            "percent": QRectF(last, 0, px(_PERCENT), height),
        }
        return mirrored(parts[name], QRectF(self.rect()), self.layoutDirection())


class OddsPanel(QWidget):
    """``picked`` carries the number of a row; ``left`` comes with Escape.

    ``hovered`` tells when the mouse comes in, and when mouse or focus have gone.
    """

    picked = Signal(int)
    left = Signal()
    hovered = Signal(bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        px = look_of(self).sizes.px
        self.setFixedWidth(px(_WIDTH) + 2 * SHADOW)
        self._name = Elided("", "strong")
        self._chance = Label("", "secondary", "muted")
        self._rows: list[OddsRow] = []
        self._foot = Para("", "secondary", "muted")
        edge = SHADOW + px(_EDGE)
        column = boxes.column(self)
        column.setContentsMargins(edge, edge, edge, edge)
        head = boxes.row(margins=(8, 2, 8, 4), spacing=8).add(boxes.stretched(self._name), self._chance)
        column.addLayout(head)
        self._list = boxes.column()
        column.addLayout(self._list)
        foot = boxes.row(margins=(8, 6, 8, 2)).add(self._foot)
        column.addLayout(foot)
        self.hide()

    def show_token(self, token: TokenDetail, why_not: str = "") -> None:
        """``why_not``: why nobody can go on from here, "" if that is possible."""
        name = token_name(token.text)
        self.setAccessibleName(self.tr("In place of “{token}”").format(token=name))
        self._name.setText(self.tr("“{token}”").format(token=name))
        known = token.logprob is not None
        self._chance.setText(percent_text(probability_of(token.logprob or 0.0)) if known else "")
        odds = odds_of(token, self.tr("all others"))
        for number in range(len(self._rows), len(odds)):
            self._add_row(number)
        for row, one in zip(self._rows, odds, strict=False):
            row.show_odds(one, usable=not why_not)
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(odds))
        nothing = self.tr("Nothing comes before this token, so nothing is known of it.")
        way = self.tr("Choose one to go on from there. This answer is kept.")
        self._foot.setText(shown(why_not) or (way if odds else nothing))

    def stand_by(self, spot: QRect) -> None:
        """Show under a place of the window; where there is no room, above or beside it."""
        self.adjustSize()
        across, down = _EDGE - SHADOW, _GAP - SHADOW  # the shadow may lie on the token
        clear = spot.adjusted(-across, -down, across, down)
        self.move(place_by(clear, self.size(), self.window().rect(), indent=SHADOW + _EDGE))
        self.show()
        self.raise_()

    def enter(self) -> bool:
        """Put the focus on the first way to go on; whether there is one."""
        usable = self._usable()
        if usable:
            usable[0].setFocus(Qt.FocusReason.TabFocusReason)
        return bool(usable)

    def has_focus(self) -> bool:
        return self.isAncestorOf(QApplication.focusWidget() or self)

    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: FBT001  # Qt's
        """Tab leads back to the token, as out of a menu."""
        self.left.emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if event.key() == Qt.Key.Key_Down else -1)
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.hovered.emit(self.underMouse())
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.hovered.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, px = theme_of(self), look_of(self).sizes.px
        rect = QRectF(self.rect()).adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        with QPainter(self) as painter:
            paint_shadow(painter, rect, px(_RADIUS), theme)
            fill_round(painter, rect, px(_RADIUS), theme.surface, theme.strong_line)

    def _add_row(self, number: int) -> None:
        row = OddsRow()
        row.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes on; Enter on the token leads here
        row.clicked.connect(partial(self.picked.emit, number))
        row.installEventFilter(self)
        self._rows.append(row)
        self._list.addWidget(row)

    def _usable(self) -> list[OddsRow]:
        return [row for row in self._rows if row.isEnabled() and not row.isHidden()]

    def _step(self, by: int) -> None:
        usable = self._usable()
        here = next((n for n, row in enumerate(usable) if row.hasFocus()), None)
        if here is not None:
            usable[(here + by) % len(usable)].setFocus(Qt.FocusReason.TabFocusReason)


def place_by(spot: QRect, size: QSize, room: QRect, indent: int = 0) -> QPoint:
    """Where something of this size stands by ``spot`` without covering it, if ``room`` allows that.

    Under or above it, it begins ``indent`` pixels before it.
    """
    left = max(room.left(), min(spot.left() - indent, room.right() - size.width()))
    top = max(room.top(), min(spot.top(), room.bottom() - size.height()))
    below, above = spot.bottom(), spot.top() - size.height()
    if below + size.height() <= room.bottom() or above >= room.top():
        return QPoint(left, below if below + size.height() <= room.bottom() else above)
    after, before = spot.right(), spot.left() - size.width()
    if after + size.width() <= room.right() or before >= room.left():
        return QPoint(after if after + size.width() <= room.right() else before, top)
    return QPoint(left, top)


def odds_of(token: TokenDetail, others: str) -> tuple[TokenOdds, ...]:
    """The alternatives in their order, then the token itself if it is none of them, then all others."""
    ways = choices_of(token)
    if not ways:
        return ()
    names = token_names([way.text for way in ways])
    chances = [probability_of(way.logprob or 0.0) for way in ways]
    rows = [
        TokenOdds(name, chance, way.token == token.token)
        for name, chance, way in zip(names, chances, ways, strict=True)
    ]
    rest = max(0.0, 1.0 - sum(chances))
    return (*rows, TokenOdds(others, rest, is_rest=True))


def choices_of(token: TokenDetail) -> Sequence[TokenDetail]:
    """What can be written at its place, as the rows stand; each with all of them."""
    ways = [TokenDetail(a.token, a.text, a.logprob, token.alternatives) for a in token.alternatives]
    is_among = any(way.token == token.token for way in ways)
    return ways if is_among or token.logprob is None else [*ways, token]
