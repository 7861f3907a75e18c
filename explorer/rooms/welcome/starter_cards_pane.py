"""Cards of the models offered first, chosen as with radio buttons: those on this disk, then the others."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from explorer.kit.boxes import STRETCH, Card, at_top, column, row, stretched
from explorer.kit.keys import ENTER
from explorer.kit.language import shown, tr
from explorer.kit.layouts import ColumnsLayout, high_as_needed
from explorer.kit.paint import fill_round, focus_ring
from explorer.kit.painted_button import BY_KEY
from explorer.kit.pill import Pill
from explorer.kit.skeleton import Skeleton
from explorer.kit.text import Label, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.welcome.starter_search import LocalSuggestions
from explorer.rooms.welcome.suggestions import StarterModel

_INSET = 16
_ARROWS: dict[int, int] = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}


class StarterCard(QRadioButton):
    """Name, size, license in words, and why. A radio button, so arrows and screen readers know it.

    Arrows go through the cards of its QButtonGroup.
    """

    def __init__(self, choice: StarterModel, speed: float) -> None:
        super().__init__()
        self.choice = choice
        self._by_key = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        high_as_needed(self)
        size, license_, why = map(shown, (choice.size_words(speed), choice.license, choice.why))
        self.setAccessibleName(", ".join((choice.name, size, license_)))
        self.setAccessibleDescription(why)
        if choice.local is not None:
            self.setToolTip(plain_tip(str(choice.local.path)))
        self._build(size, license_, why)
        self.toggled.connect(self._pill.set_on_chosen)

    def hitButton(self, pos: QPoint) -> bool:
        """The whole card, not only the mark."""
        return self.rect().contains(pos)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._column.heightForWidth(width)

    def sizeHint(self) -> QSize:
        width = look_of(self).sizes.px(200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(150), look_of(self).sizes.px(100))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose among the cards. Enter goes on; some desktops would press the card with it."""
        if event.key() in ENTER:
            event.ignore()
        elif event.key() in _ARROWS:
            turned = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            is_sideways = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            self._choose_beside(_ARROWS[event.key()] * (-1 if turned and is_sideways else 1))
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press may be one of a button that was here before."""
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._by_key = event.reason() in BY_KEY
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = look_of(self).theme
        rect = QRectF(self.rect())
        ground = theme.soft_accent if self.isChecked() else theme.surface
        line = theme.accent if self.isChecked() else theme.strong_line if self.underMouse() else theme.line
        with QPainter(self) as painter:
            fill_round(painter, rect, 12, ground, line)
            if self.hasFocus() and self._by_key:
                focus_ring(painter, rect, 11, theme)

    def _choose_beside(self, by: int) -> None:
        """The next card or the one before; after the last comes the first."""
        cards = self.group().buttons()
        card = cards[(cards.index(self) + by) % len(cards)]
        card.setChecked(True)
        card.setFocus(Qt.FocusReason.TabFocusReason)

    def _build(self, size: str, license_: str, why: str) -> None:
        self._column = column(self, margins=(_INSET, 14, _INSET, 14), spacing=4)
        head = row(spacing=8).add(stretched(Para(self.choice.name, "heading")), at_top(_Mark(self)))
        self._pill = Pill(license_, self.choice.tone)
        self._column.add(
            head, Para(size, "body", "muted"), 6, self._pill, 6, Para(why, "body", "muted"), STRETCH
        )
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class _Mark(QWidget):
    """The mark of a radio button: a ring, and a disc in it when the card is chosen."""

    def __init__(self, card: QRadioButton) -> None:
        super().__init__(card)
        self._card = card
        side = look_of(self).sizes.px(18)
        self.setFixedSize(side, look_of(self).sizes.px(22))
        card.toggled.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = look_of(self).theme
        side = self.width()
        ring = QRectF(0, (self.height() - side) / 2, side, side).adjusted(1, 1, -1, -1)
        with QPainter(self) as painter:
            if not self._card.isChecked():
                fill_round(painter, ring, ring.width() / 2, theme.surface, theme.field_border)
                return
            fill_round(painter, ring, ring.width() / 2, theme.accent)
            inset = ring.width() * 0.3
            disc = ring.adjusted(inset, inset, -inset, -inset)
            fill_round(painter, disc, disc.width() / 2, theme.on_accent)


CARDS = 3  # in a row


class StarterCards(QWidget):
    """One card is checked, if there is any. ``waiting``: how many are still to come."""

    chosen = Signal()

    def __init__(
        self, here: LocalSuggestions, others: Sequence[StarterModel], waiting: int, speed: float
    ) -> None:
        super().__init__()
        self._speed = speed
        self._group = QButtonGroup(self)
        self._column = column(self, spacing=8)
        if here.choices:
            self._column.addWidget(Label(self.tr("On this disk already"), "strong"))
        self._add_cards(here.choices)
        if here.more:
            self._column.addWidget(Para(_more_words(here.more), "secondary", "muted"))
        if here.choices:
            self._column.add(8, Label(self.tr("Or another one"), "strong"))
        self._add_cards(others, waiting)

    @property
    def cards(self) -> tuple[StarterCard, ...]:
        return tuple(card for card in self._group.buttons() if isinstance(card, StarterCard))

    @property
    def choice(self) -> StarterModel | None:
        return next((card.choice for card in self.cards if card.isChecked()), None)

    def check(self, choice: StarterModel | None) -> None:
        """Check the card of ``choice``, the first one if it is not there any more."""
        cards = self.cards
        same = (card for card in cards if choice is not None and card.choice.id == choice.id)
        wanted = next(same, cards[0] if cards else None)
        if wanted is not None:
            wanted.setChecked(True)

    def _add_cards(self, choices: Sequence[StarterModel], waiting: int = 0) -> None:
        if not choices and not waiting:
            return
        row = QWidget()
        grid = ColumnsLayout(row, look_of(self).sizes.px(180), look_of(self).sizes.px(12), CARDS)
        for choice in choices:
            card = StarterCard(choice, self._speed)
            card.toggled.connect(self.chosen)
            self._group.addButton(card)
            grid.addWidget(card)
        for _missing in range(waiting):
            place = Card("plain", _INSET)  # where a card will be, while the Hub is asked
            place.body.addWidget(Skeleton(6, lines=True))
            grid.addWidget(place)
        self._column.addWidget(row)


def _more_words(count: int) -> str:
    """What else lies here."""
    if count == 1:
        return tr("1 more model of another program is in the Library.")
    return tr("{n} more models of other programs are in the Library.").format(n=count)
