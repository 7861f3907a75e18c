"""The top of a sheet: what is said before everything, the name, and what can be done."""

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button, Kind, Scale
from explorer.kit.card import Card
from explorer.kit.iconlabel import IconLabel
from explorer.kit.language import shown
from explorer.kit.layouts import Head
from explorer.kit.text import Elided, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.transparency.sheet_content import Banner, SheetContent

_TITLE = 320  # pixels at 100 %: a title gives way down to this before the actions go under it


class ActionButton(Button):
    """A button whose action can be exchanged while it stays where it is."""

    def __init__(self, kind: Kind, action: Action, scale: Scale = "normal") -> None:
        super().__init__(kind, shown(action.text), action.icon, scale=scale)
        self._action = action
        self.clicked.connect(self._run)
        self.show_action(action)

    def show_action(self, action: Action) -> None:
        self._action = action
        self.setText(shown(action.text))
        self.set_icon(action.icon)
        self.setEnabled(action.enabled)
        self.setToolTip(plain_tip(shown(action.tip)))
        self.setAccessibleDescription(shown(action.tip))

    @Slot()
    def _run(self) -> None:
        self._action.run()


class SheetHead(QWidget):
    """Title and the two actions, the subtitle below; all under each other where it is narrow."""

    def __init__(self, content: SheetContent) -> None:
        super().__init__()
        px = look_of(self).sizes.px
        self.secondary: ActionButton | None = None
        self.primary: ActionButton | None = None
        self._title = _Title(content)
        self._below = Elided(content.subtitle, "body", "muted")
        line = Head(spacing=px(8))
        line.addWidget(self._title)
        for button in self._build_actions(content):
            line.addWidget(button)
        parts = column(self, spacing=2)
        parts.addLayout(line)
        parts.addWidget(self._below)

    def show_actions(self, content: SheetContent) -> None:
        if self.primary is not None and content.primary is not None:
            self.primary.show_action(content.primary)
        if self.secondary is not None and content.secondary is not None:
            self.secondary.show_action(content.secondary)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self._title.needed + self._taken() <= self.width()
        self._title.subtitle.setVisible(not beside)
        self._below.setVisible(beside)

    def _build_actions(self, content: SheetContent) -> list[ActionButton]:
        if content.secondary is not None:
            self.secondary = ActionButton("outlined", content.secondary)
        if content.primary is not None:
            self.primary = ActionButton("primary", content.primary)
            self.primary.setObjectName("sheet-primary")
        return [button for button in (self.secondary, self.primary) if button is not None]

    def _taken(self) -> int:
        """The width that the actions need beside the title."""
        buttons = [button for button in (self.secondary, self.primary) if button is not None]
        return sum(button.sizeHint().width() + look_of(self).sizes.px(8) for button in buttons)


class _Title(QWidget):
    """The title, which gives way before the actions go under it, and there the subtitle."""

    def __init__(self, content: SheetContent) -> None:
        super().__init__()
        parts = column(self, spacing=2)
        self._name = Elided(content.title, "title")
        self.subtitle = Elided(content.subtitle, "body", "muted")
        parts.addWidget(self._name)
        parts.addWidget(self.subtitle)

    @property
    def needed(self) -> int:
        return min(self._name.sizeHint().width(), look_of(self).sizes.px(_TITLE))

    def sizeHint(self) -> QSize:
        return QSize(self.needed, super().sizeHint().height())


class BannerCard(Card):
    """What must be known before the facts: where they come from, or what stands before the files."""

    def __init__(self, banner: Banner) -> None:
        super().__init__("sunken", inset=14)
        parts = Head(spacing=look_of(self).sizes.px(10))
        words = QWidget()
        line = row(words, spacing=10)
        line.addWidget(IconLabel(banner.icon, "muted"))
        line.addWidget(Para(banner.text, tone="muted"), 1)
        parts.addWidget(words)
        for action in banner.actions:
            parts.addWidget(ActionButton("outlined", action, "compact"))
        self.body.addLayout(parts)
