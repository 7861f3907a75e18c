"""The preset of a chat, above its settings: its name with the menu of all, and the field for a new name."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.kit.actions import Action
from explorer.kit.boxes import column, row, stretched
from explorer.kit.buttons import Button, IconButton
from explorer.kit.field import Field
from explorer.kit.keys import EscapeKey
from explorer.kit.popup import menu, open_below
from explorer.kit.text import Label


class PresetRow(QWidget):
    """``entries``: what its menu offers, asked when it is opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: Callable[[], Sequence[Action | None]] = tuple
        self._then: Callable[[str], object] = _ignore
        self.button = Button("outlined", "", "chevron-down", then=self._open)
        self.button.setLayoutDirection(  # the chevron stands behind the words
            Qt.LayoutDirection.LeftToRight if self.isRightToLeft() else Qt.LayoutDirection.RightToLeft
        )
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.field = Field()
        self.field.setAccessibleName(self.tr("Name of the preset"))
        self.field.returnPressed.connect(self._keep)
        EscapeKey(self.field).pressed.connect(self.leave)
        keep = IconButton("check", self.tr("Keep this name"), "accent", then=self._keep)
        leave = IconButton("close", self.tr("Leave it"), then=self.leave)
        self._naming = QWidget()
        row(self._naming, spacing=2).add(stretched(self.field), keep, leave)
        column(self, spacing=6).add(Label(self.tr("Preset")), self.button, self._naming)
        self._naming.hide()
        self.show_name("")

    def show_name(self, name: str) -> None:
        """Of the preset that the chat is asked by; "" for none."""
        words = name or self.tr("None")
        self.button.setText(words.replace("&", "&&"))
        self.button.setAccessibleName(self.tr("Preset: {name}").format(name=words))
        self.button.setToolTip(self.tr("A preset keeps how a chat is asked under a name, for other chats"))

    def ask_name(self, name: str, then: Callable[[str], object]) -> None:
        """Have a name typed where the button stands; ``then`` gets one that is not empty."""
        self._then = then
        self.field.setText(name)
        self._show_naming(naming=True)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _keep(self) -> None:
        name = " ".join(self.field.text().split())
        if name:
            self.leave()
            self._then(name)

    @Slot()
    def leave(self) -> None:
        self._show_naming(naming=False)
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_naming(self, *, naming: bool) -> None:
        self.button.setVisible(not naming)
        self._naming.setVisible(naming)

    @Slot()
    def _open(self) -> None:
        open_below(menu(self, self.entries()), self.button)


def _ignore(_name: str) -> None:
    """Nobody asked for a name yet."""
