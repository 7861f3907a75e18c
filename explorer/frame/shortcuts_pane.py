"""The sheet of shortcuts (F1): everything that keys do, by place, from the same commands as the palette."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, Column, column, row, stretched
from explorer.kit.buttons import IconButton
from explorer.kit.keys import keys_text
from explorer.kit.overlay import Overlay
from explorer.kit.paint import draw_text, fill_round, text_width
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, Label
from explorer.kit.theme import look_of

_WIDTH = 760


@dataclass(frozen=True)
class ShortcutGroup:
    """A place and what its keys do."""

    title: str
    actions: Sequence[Action]


class ShortcutSheet(Overlay):
    """Two columns; the groups are split where both are about equally high."""

    def __init__(self, host: QWidget, groups: Sequence[ShortcutGroup]) -> None:
        super().__init__(host.tr("Keyboard shortcuts"), host)
        content = QWidget()
        halves = row(content, margins=(24, 14, 24, 22), spacing=36)
        for part in _halves([group for group in groups if group.actions]):
            halves.addLayout(_column(part), 1)
        self._content = content
        self.page = Scroll(content, self.tr("Keyboard shortcuts"))
        self.page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.body.add(self._head(), stretched(self.page))

    def spot(self, room: QRect) -> QRect:
        px = look_of(self).sizes.px
        wanted = QSize(px(_WIDTH), self._content.sizeHint().height() + px(60))
        spot = QRect(room.topLeft(), wanted.boundedTo(room.size()))
        spot.moveCenter(room.center())
        return spot

    def _head(self) -> QWidget:
        head = QFrame()
        head.setProperty("rule", "bottom")
        self.close_button = IconButton("close", self.tr("Close (Esc)"), then=self.dismiss)
        title = Label(self.tr("Keyboard shortcuts"), "heading")
        row(head, margins=(24, 12, 14, 12), spacing=6).add(title, STRETCH, self.close_button)
        return head


def _halves(groups: Sequence[ShortcutGroup]) -> tuple[Sequence[ShortcutGroup], Sequence[ShortcutGroup]]:
    heights = [len(group.actions) + 2 for group in groups]

    def unevenness(at: int) -> int:
        return abs(sum(heights[:at]) - sum(heights[at:]))

    split = min(range(1, len(groups) + 1), key=unevenness, default=0)
    return groups[:split], groups[split:]


def _column(groups: Sequence[ShortcutGroup]) -> Column:
    px = look_of().sizes.px
    stack = column()
    for at, group in enumerate(groups):
        stack.addSpacing(px(20 if at else 6))
        stack.add(Label(group.title, "strong", "accent"), 4)
        for action in group.actions:
            stack.addWidget(_row(action, is_last=action is group.actions[-1]))
    stack.addStretch()
    return stack


def _row(action: Action, *, is_last: bool) -> QWidget:
    frame = QFrame()
    frame.setProperty("rule", "" if is_last else "bottom")
    frame.setAccessibleName(f"{action.text}: {keys_text(action.shortcut)}")
    row(frame, margins=(0, 3, 0, 3), spacing=10).add(stretched(Elided(action.text)), KeyCap(action.shortcut))
    return frame


class KeyCap(QLabel):
    """The keys on a small cap."""

    def __init__(self, shortcut: str) -> None:
        super().__init__(keys_text(shortcut))
        self.setProperty("data", True)  # Qt names the keys, in the language of the system

    def sizeHint(self) -> QSize:
        look = look_of(self)
        width = text_width(self.text(), look.font("secondary")) + look.sizes.px(14)
        return QSize(round(width + 0.5), look.sizes.px(22))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        rect = QRectF(self.rect())
        with QPainter(self) as painter:
            fill_round(painter, rect, look.sizes.px(5), look.theme.window, look.theme.line)
            middle = Qt.AlignmentFlag.AlignHCenter
            draw_text(painter, rect, self.text(), look.font("secondary"), look.theme.muted, middle)
