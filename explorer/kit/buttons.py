"""Buttons, the check box and the drop-down, by what they are for.

``Button(kind, text, icon)``: kind is "primary" (one a page), "outlined", "accent" (outlined in the accent
colour), "quiet" (text), "status" (text of the
activity bar), "link" or "danger"; ``scale`` is "normal" (32 high), "compact" (28) or "big" (38).
``IconButton(name, tooltip)`` has no words, so the tooltip is also its accessible name. ``CheckBox`` and
``Picker`` draw the marks that a style sheet cannot colour.
"""

from functools import partial
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
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
from explorer.kit.icons import icon as named_icon
from explorer.kit.icons import paint_icon
from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of, theme_of

Kind = Literal["primary", "outlined", "accent", "quiet", "status", "link", "danger"]
Scale = Literal["compact", "normal", "big"]

_ICON = 16
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
        text: str,
        icon: str = "",
        *,
        scale: Scale = "normal",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self.setProperty("kind", kind)
        self.setProperty("scale", scale)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.set_icon(icon)

    def set_icon(self, name: str) -> None:
        if name:
            self.setIcon(named_icon(name, _ICON_ROLES[self._kind]))
            _size_icon(self)
        else:
            self.setIcon(QIcon())

    def does(self, action: Action) -> None:
        """Run the action when clicked."""
        self.clicked.connect(partial(Action.run, action))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            _size_icon(self)


class IconButton(QToolButton):
    """An icon alone; ``tooltip`` says what it does, to the eye and to a screen reader."""

    def __init__(self, name: str, tooltip: str, role: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_as(name, tooltip)
        _size_icon(self)

    def show_as(self, name: str, tooltip: str) -> None:
        self.setIcon(named_icon(name, self._role))
        # It may carry the name of a model, which must not be read as markup.
        self.setToolTip(plain_tip(tooltip) if "<" in tooltip else tooltip)
        self.setAccessibleName(tooltip)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            _size_icon(self)


def _size_icon(button: QAbstractButton) -> None:
    side = look_of(button).sizes.px(_ICON)
    if button.iconSize().width() != side:
        button.setIconSize(QSize(side, side))


class CheckBox(QCheckBox):
    """A check box with its own check mark."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_CheckBoxIndicator
        box = QRectF(self.style().subElementRect(part, option, self)).adjusted(1, 1, -1, -1)
        with QPainter(self) as painter:
            paint_icon(painter, box, "check", theme_of(self).on_accent)


class Picker(QComboBox):
    """A drop-down list of a few choices. ``name`` is its accessible name."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setView(QListView())  # without it the style sheet's ::item rules are ignored
        self.view().setAccessibleName(name)
        popup = self.view().window()
        popup.setWindowFlags(
            Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        )
        popup.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = look_of(self).sizes.px(14)
        left, top = self.width() - side - 9, (self.height() - side) / 2
        with QPainter(self) as painter:
            paint_icon(painter, QRectF(left, top, side, side), "chevron-down", theme_of(self).muted)
