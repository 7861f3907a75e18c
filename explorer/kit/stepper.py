"""One of several that stand in the same place, and the ways to those before and after it: "2 of 3"."""

from functools import partial
from math import ceil

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import row
from explorer.kit.buttons import IconButton
from explorer.kit.paint import text_width
from explorer.kit.text import Label
from explorer.kit.theme import look_of


class Stepper(QWidget):
    """``stepped`` carries the number of the one that is wanted, from 0. Not seen where there is only one."""

    stepped = Signal(int)

    def __init__(self, earlier: str, later: str) -> None:
        """``earlier`` and ``later`` say what the two arrows lead to."""
        super().__init__()
        self._number = 0
        self._ways = earlier, later
        self._is_built = False  # most are never seen
        self.hide()

    def show_place(self, number: int, count: int) -> None:
        """The one that is shown, from 0, of so many."""
        self._number = number
        if count > 1 and not self._is_built:
            self._build(*self._ways)
        if self._is_built:
            self._fill(number, count)
        self.setVisible(count > 1)

    def _build(self, earlier: str, later: str) -> None:
        self._is_built = True
        self._words = Label("", "secondary", "muted")
        self._earlier = IconButton("chevron-left", earlier, then=partial(self._step, -1))
        self._later = IconButton("chevron-right", later, then=partial(self._step, 1))
        row(self, spacing=2).add(self._earlier, self._words, self._later)

    def _fill(self, number: int, count: int) -> None:
        words = self.tr("{number} of {count}").format(number=number + 1, count=count)
        self._words.setText(words)
        self._words.setMinimumWidth(self._widest(count))
        self.setAccessibleName(words)
        self._earlier.setEnabled(number > 0)
        self._later.setEnabled(number + 1 < count)

    def _widest(self, count: int) -> int:
        """Of what stands between the arrows, which keep their places."""
        form, font = self.tr("{number} of {count}"), look_of(self).font("secondary")
        ways = (form.format(number=number + 1, count=count) for number in range(count))
        return ceil(max((text_width(words, font) for words in ways), default=0))

    def take_focus(self) -> None:
        """After a step: on the arrow that still leads somewhere."""
        if not self._is_built:
            return
        way = self._later if self._later.isEnabled() else self._earlier
        way.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, by: int) -> None:
        self.stepped.emit(self._number + by)
