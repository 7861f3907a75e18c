"""The context meter under the composer, and the notice above it before the context is full."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.domain.tokens import WhenFull
from explorer.kit.actions import Action
from explorer.kit.announce import announce
from explorer.kit.boxes import Card, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.chips import Choice, MenuChip
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout, remove_widget
from explorer.kit.paint import fill_round, mirrored
from explorer.kit.text import Elided, IconLabel, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.playground.context.context_room import ContextRoom, meter_words
from explorer.rooms.playground.inspector.setting_rows import ThinkingChip

_WIDTH, _HEIGHT = 96, 8


class ContextMeter(QWidget):
    """A thin bar: what the chat takes, the message that is being written, and what is left.

    The message is told from the chat by a gap and its height, not by its colour alone.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._used = self._draft = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_room(self, room: ContextRoom) -> None:
        total = max(1, room.context.total)
        self._used = min(1.0, room.context.used / total)
        self._draft = min(1.0 - self._used, (room.draft + room.files) / total)
        self.update()

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(_WIDTH), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, whole = look_of(self).theme, QRectF(self.rect())
        radius = whole.height() / 2
        used = QRectF(0, 0, _least(whole.width() * self._used, whole.height()), whole.height())
        thin = whole.height() / 4
        draft = QRectF(
            used.right() + 1, thin, _least(whole.width() * self._draft, 2), whole.height() - 2 * thin
        )
        with QPainter(self) as painter:
            fill_round(painter, whole, radius, theme.surface, theme.field_border)
            if used.width():
                fill_round(painter, mirrored(used, whole, self.layoutDirection()), radius, theme.accent)
            if draft.width():
                draft = draft.intersected(whole)
                fill_round(painter, mirrored(draft, whole, self.layoutDirection()), 1, theme.accent)


class ContextMeterLine(QWidget):
    """Whether the model thinks, the meter, the same in words, and what happens when it is full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.meter = ContextMeter()
        self.words = Elided("", "secondary", "muted")
        stop, drop = self.tr("stop"), self.tr("forget the oldest")
        choices = (Choice("stop", stop), Choice("drop_oldest", drop))
        self.when_full = MenuChip(self.tr("When full"), choices)
        why = self.tr(
            "What happens when the conversation no longer fits into the context: the answer stops, or the"
            " oldest turns are left out of what the model sees. They stay in this chat."
        )
        self.when_full.explain(why)
        what = self.tr("What the model has in view: system prompt, conversation and answer together.")
        self.meter.setToolTip(plain_tip(what))
        self.words.explain(what)
        self.thinking = ThinkingChip()
        self._line = row(self, margins=(4, 0, 0, 0), spacing=8)
        self._line.add(self.thinking, self.meter, stretched(self.words), self.when_full)

    def sizeHint(self) -> QSize:
        """As high as with the choice, which comes and goes; the words have its room while it is away."""
        return super().sizeHint().expandedTo(QSize(0, self.when_full.sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, self.when_full.sizeHint().height()))

    def show_room(self, room: ContextRoom, when_full: WhenFull) -> None:
        self.meter.show_room(room)
        self.words.setText(meter_words(room))
        self.when_full.set_choice(when_full)
        is_far = room.context.used + room.draft + room.files < room.context.total // 2
        self.when_full.setVisible(when_full != "stop" or not is_far)
        self._fit()
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The words say what the bar shows, and have its room where there is too little for both."""
        needed = self.words.sizeHint().width() + self._line.contentsMargins().left()
        for part in (self.thinking, self.meter, self.when_full):
            if part is self.meter or not part.isHidden():
                needed += part.sizeHint().width() + self._line.spacing()
        self.meter.setVisible(needed <= self.width())


class ContextNotice(Card):
    """Says that the context is nearly or quite full, and offers what can be done about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("strong", 12, parent)
        self.words = Para("")
        self._ways = QWidget()
        self._line = FlowLayout(self._ways, look_of(self).sizes.px(6))
        head = row(spacing=8).add(IconLabel("warning", "caution"))
        words = column(spacing=6).add(self.words, self._ways)
        head.addLayout(words, 1)
        self.body.addLayout(head)
        self._shown: tuple[str, ...] = ()
        self.hide()

    def show_ways(self, words: str, ways: Sequence[Action]) -> None:
        """The first way is the one that changes least."""
        if self.isHidden():
            announce(self, shown(words))
        self.words.setText(words)
        texts = tuple(shown(way.text) for way in ways)
        if texts != self._shown:  # else a button under the mouse would be another one while it is pressed
            self._shown = texts
            self._put(ways)
        self.show()

    def _put(self, ways: Sequence[Action]) -> None:
        for old in self.buttons():
            remove_widget(old)
        for way in ways:
            button = Button("outlined", way.text, scale="compact", then=way)
            self._line.addWidget(button)

    def buttons(self) -> list[Button]:
        return self._ways.findChildren(Button)


def _least(width: float, least: float) -> float:
    """Seen also where it is next to nothing."""
    return max(width, least) if width else 0.0
