"""The title of what is open, edited where it stands, with a menu beside it."""

from collections.abc import Callable, Sequence

import shiboken6
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import IconButton
from explorer.kit.field import Field
from explorer.kit.keys import EscapeKey
from explorer.kit.painted_button import ElidedButton
from explorer.kit.popup import menu, open_below
from explorer.kit.text import plain_tip
from explorer.kit.theme import TextRole, look_of

LONGEST = 120  # letters
_HEIGHT = 36


class TitleEdit(QWidget):
    """``renamed`` carries the title as typed. ``actions`` gives what stands in the menu beside the title."""

    renamed = Signal(str)

    def __init__(
        self,
        name: str,
        menu_name: str,
        actions: Callable[[], Sequence[Action | None]],
        role: TextRole = "title",
    ) -> None:
        """``name`` of the field and ``menu_name`` of the button beside it, for screen readers."""
        super().__init__()
        self._actions = actions
        self._came_from: QWidget | None = None
        self._words = ElidedButton(role, _HEIGHT)
        self._words.setCursor(Qt.CursorShape.IBeamCursor)
        self._words.clicked.connect(self.edit)
        self.field = Field()
        self.field.setAccessibleName(name)
        self.field.setMaxLength(LONGEST)
        self.field.editingFinished.connect(self.commit)
        EscapeKey(self.field).pressed.connect(self._leave)
        self.field.hide()
        self.more = IconButton("chevron-down", menu_name, then=self._open)
        boxes.row(self, spacing=2).add(self._words, self.field, self.more)

    @property
    def title(self) -> str:
        return self._words.text()

    def show_title(self, title: str) -> None:
        self._words.setText(title)
        self._words.setAccessibleName(self.tr("Title: {title}. Rename").format(title=title))
        self._words.setToolTip(plain_tip(self.tr("{title} – click to rename").format(title=title)))

    @Slot()
    def edit(self) -> None:
        self._came_from = QApplication.focusWidget()
        self.field.setText(self.title)
        self.field.setFixedHeight(self._words.height())  # the bar keeps its height
        self.field.setMinimumWidth(max(self._words.width(), look_of(self).sizes.px(180)))
        self._words.hide()
        self.field.show()
        self.field.setFocus()
        self.field.selectAll()

    def commit(self) -> None:
        """What is typed is the title now."""
        if self.field.isHidden():
            return  # hiding takes the focus away, which Qt tells as a second end
        text = self.field.text()
        self._leave()
        if text != self.title:
            self.renamed.emit(text)

    def _leave(self) -> None:
        """The keyboard goes back to where it was, unless something else was clicked."""
        was_here, came_from = self.field.hasFocus(), self._came_from
        self.field.hide()
        self._words.show()
        if was_here and came_from is not None and shiboken6.isValid(came_from):
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self) -> None:
        open_below(menu(self, self._actions()), self.more)
