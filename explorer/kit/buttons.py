"""Buttons, the check box, the switch and the drop-down, by what they are for.

``Button(kind, text, icon)`` or ``Button(kind, action)``: kind is "primary" (one a page), "outlined",
"accent" (outlined in the accent colour), "quiet" (text), "status" (text of the activity bar), "link" or
"danger"; ``scale`` is "normal" (32 high), "compact" (28) or "big" (38); ``then`` is called with each press.
``IconButton(name, tooltip)`` has no words, so the tooltip is also its accessible name. ``CheckBox`` and
``Picker`` draw the marks that a style sheet cannot colour. What acts at once when it is switched, such as a
setting, is a ``Toggle`` (kit/toggle.py); a ``CheckBox`` is part of what is sent or done later.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, SignalInstance
from PySide6.QtGui import QIcon, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QListView,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

from explorer.kit.actions import Action
from explorer.kit.boxes import Row, set_style_property
from explorer.kit.icons import icon as named_icon
from explorer.kit.icons import paint_icon
from explorer.kit.keys import ENTER, press_by_enter
from explorer.kit.language import shown
from explorer.kit.paint import mirrored
from explorer.kit.popup import can_blend, float_clear
from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of, theme_of

Kind = Literal["primary", "outlined", "accent", "quiet", "status", "link", "danger"]
Scale = Literal["compact", "normal", "big"]
type Then = Callable[..., object] | SignalInstance | Action

PRESSES = (*ENTER, Qt.Key.Key_Space)
LINK_INSET = 3  # of the words of a link in it, pixels at 100 %: room for the ring of the focus
_ICON = 16
_GAP = 7  # pixels at 100 % between an icon and the words behind it
_QT_GAP = 4  # of which Qt leaves these, at every scale
_ICON_ROLES = {
    "primary": "on_accent",
    "outlined": "text",
    "accent": "accent",
    "quiet": "muted",
    "status": "muted",
    "link": "accent",
    "danger": "bad",
}


class Button(QPushButton):
    """A push button. Focus by keyboard only, so that a click leaves no ring."""

    def __init__(
        self,
        kind: Kind,
        words: str | Action,
        icon: str = "",
        *,
        scale: Scale = "normal",
        then: Then | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """An action is run before ``then`` is called."""
        text, action = (words.text, words) if isinstance(words, Action) else (words, None)
        super().__init__(shown(text), parent)
        self._kind = kind
        self.setProperty("kind", kind)
        self.setProperty("scale", scale)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self._is_busy = False
        self.set_icon(action.icon if action else icon)
        _connect(self, action, then)

    def is_busy(self) -> bool:
        return self._is_busy

    def set_busy(self, *, busy: bool) -> None:
        """What it was pressed for goes on: it looks so and takes no press, and keeps focus and size."""
        if busy == self._is_busy:
            return
        self._is_busy = busy
        set_style_property(self, "busy", busy)
        self.set_icon(self.icon_name)
        self.setAccessibleDescription(self.tr("Under way") if busy else "")

    def setText(self, text: str) -> None:
        super().setText(shown(text))
        self._size_icon()

    def setToolTip(self, text: str) -> None:
        super().setToolTip(shown(text))

    def set_icon(self, name: str) -> None:
        self.icon_name = name
        if name:
            role = _ICON_ROLES[self._kind]
            told = ("clock", role if self._kind == "primary" else "accent") if self._is_busy else (name, role)
            self.setIcon(named_icon(*told))
            self._size_icon()
        else:
            self.setIcon(QIcon())

    def hitButton(self, at: QPoint) -> bool:
        return not self._is_busy and super().hitButton(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_busy and event.key() in PRESSES:
            event.accept()
        elif not press_by_enter(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._size_icon()

    def _size_icon(self) -> None:
        px = look_of(self).sizes.px
        _size_icon(self, px(_ICON) + (px(_GAP) - _QT_GAP if self.text() else 0))


class SingleClickButton(Button):
    """Takes a double click for one: after the first press it may stand for something else."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()


class IconButton(QToolButton):
    """An icon alone; ``tooltip`` says what it does, to the eye and to a screen reader."""

    def __init__(
        self,
        name: str,
        tooltip: str,
        role: str = "muted",
        *,
        then: Then | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role = role
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_as(name, tooltip)
        _size_icon(self)
        _connect(self, then)

    def show_as(self, name: str, tooltip: str) -> None:
        self.setIcon(named_icon(name, self._role))
        tooltip = shown(tooltip)
        # It may carry the name of a model, which must not be read as markup.
        self.setToolTip(plain_tip(tooltip) if "<" in tooltip else tooltip)
        self.setAccessibleName(tooltip)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not press_by_enter(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            _size_icon(self)


class LinkLine(Row):
    """A line with a link, whose words stand exactly where those above it do; what is around them juts out."""

    out = LINK_INSET  # pixels at 100 %

    def setGeometry(self, rect: QRect) -> None:
        out = look_of().sizes.px(self.out)
        super().setGeometry(rect.adjusted(-out, 0, out, 0))


def _connect(button: QAbstractButton, *calls: Then | None) -> None:
    for call in calls:
        if call is not None:
            button.clicked.connect(partial(Action.run, call) if isinstance(call, Action) else call)


def _size_icon(button: QAbstractButton, width: int = 0) -> None:
    """``width`` with the room beside the icon, 0 for none."""
    side = look_of(button).sizes.px(_ICON)
    size = QSize(width or side, side)
    if button.iconSize() != size:
        button.setIconSize(size)


class CheckBox(QCheckBox):
    """A check box with its own check mark. A click leaves no focus ring."""

    def __init__(self, text: str = "") -> None:
        super().__init__(shown(text))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_CheckBoxIndicator
        box = QRectF(self.style().subElementRect(part, option, self)).adjusted(1, 1, -1, -1)
        with QPainter(self) as painter:
            theme = theme_of(self)
            paint_icon(painter, box, "check", theme.on_accent if self.isEnabled() else theme.disabled)


class UnfoldLink(Button):
    """Shows what is folded away until it is pressed; then it goes."""

    def __init__(self, text: str, folded: Sequence[QWidget]) -> None:
        super().__init__("link", text, then=self._unfold)
        self._folded = folded
        for widget in folded:
            widget.hide()

    def _unfold(self) -> None:
        self.hide()
        for widget in self._folded:
            widget.show()


class Picker(QComboBox):
    """A drop-down list of a few choices. ``name`` is its accessible name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setView(QListView())  # without it the style sheet's ::item rules are ignored
        self.view().setAccessibleName(name)
        float_clear(self.view().window())
        self.view().setProperty("square", not can_blend())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel turns the page; a choice made in passing would go unseen

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = look_of(self).sizes.px(14)
        left, top = self.width() - side - look_of(self).sizes.px(9), (self.height() - side) / 2
        spot = mirrored(QRectF(left, top, side, side), QRectF(self.rect()), self.layoutDirection())
        theme = theme_of(self)
        with QPainter(self) as painter:
            colour = theme.muted if self.isEnabled() else theme.disabled
            paint_icon(painter, spot, "chevron-down", colour)
