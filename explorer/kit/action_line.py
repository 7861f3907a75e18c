"""What can be done with a thing, in one line beneath it: what finds no room goes behind a ⋯, none wraps."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStyle, QWidget

from explorer.kit.actions import Action
from explorer.kit.buttons import Button, IconButton
from explorer.kit.popup import menu, open_below
from explorer.kit.theme import look_of


class ActionLine(QWidget):
    """Buttons in the order in which they were given; ``offer`` says which of them can be used now.

    The line shows and hides them, so nobody else may. ``extra``: what is always behind the ⋯, asked when it
    is opened.
    """

    def __init__(self, *buttons: Button, extra: Callable[[], Sequence[Action | None]] | None = None) -> None:
        super().__init__()
        self.buttons, self._extra = buttons, extra
        self._offered = dict.fromkeys(buttons, True)
        for button in buttons:
            button.setParent(self)
        self.more = IconButton("more", self.tr("More"), parent=self, then=self._open)
        self._arrange()

    def offer(self, button: Button, on: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        if self._offered[button] is not on:
            self._offered[button] = on
            self.updateGeometry()
            self._arrange()

    def sizeHint(self) -> QSize:
        hints = [button.sizeHint() for button in self.buttons if self._offered[button]]
        hints += [self.more.sizeHint()] if self._extra is not None else []
        width = sum(hint.width() for hint in hints) + self._gap() * max(0, len(hints) - 1)
        heights = [button.sizeHint().height() for button in self.buttons]
        return QSize(width, max(heights, default=0))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self.more.sizeHint().width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.LayoutDirectionChange):
            self.updateGeometry()  # one of them has other words
            self._arrange()
        return super().event(event)

    def _gap(self) -> int:
        return look_of(self).sizes.px(4)

    def _arrange(self) -> None:
        offered = [button for button in self.buttons if self._offered[button]]
        fitting = offered if self.sizeHint().width() <= self.width() else self._fitting(offered)
        left = 0
        for button in self.buttons:
            button.setVisible(button in fitting)
            if button in fitting:
                left += self._place(button, left)
        self.more.setVisible(len(fitting) < len(offered) or self._extra is not None)
        if self.more.isVisibleTo(self):
            self._place(self.more, left)

    def _fitting(self, offered: list[Button]) -> list[Button]:
        """The first ones that leave room for the ⋯."""
        fitting, room = [], self.width() - self.more.sizeHint().width()
        for button in offered:
            room -= button.sizeHint().width() + self._gap()
            if room < 0:
                break
            fitting.append(button)
        return fitting

    def _place(self, button: Button | IconButton, left: int) -> int:
        """Put it there; how far the next one is from it."""
        width = button.sizeHint().width()
        spot = QRect(left, 0, width, self.height())
        button.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), spot))
        return width + self._gap()

    @Slot()
    def _open(self) -> None:
        left_out = (button for button in self.buttons if self._offered[button] and button.isHidden())
        actions = [
            Action(button.text(), button.click, button.icon_name, button.isEnabled()) for button in left_out
        ]
        extra = self._extra() if self._extra is not None else ()
        open_below(menu(self, [*actions, *([None] if actions and extra else []), *extra]), self.more)
