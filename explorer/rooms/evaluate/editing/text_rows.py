"""A text that stands folded beside its name, such as the value of a variable or a system prompt."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.words import Words
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import IconButton
from explorer.kit.growing_field import GrowingField
from explorer.kit.language import shown
from explorer.kit.painted_button import ElidedButton
from explorer.kit.popup import menu, open_below
from explorer.kit.text import Elided, plain_tip
from explorer.kit.theme import look_of

_NAME, _HEIGHT = 56, 24  # pixels at 100 %
_FEW = 40  # letters that are shown as they are
_BEGINNING = 60


class FoldedValue(QWidget):
    """``written`` carries the text, ``shared`` whether it is to hold for all tests.

    A click on what is folded opens it.
    """

    written = Signal(str)
    shared = Signal(bool)

    def __init__(self, name: str, field_name: str, *, is_code: bool) -> None:
        """``is_code``: the name is one of a variable."""
        super().__init__()
        self._is_shared = True
        label = Elided(name, "code" if is_code else "secondary", "accent" if is_code else "muted")
        label.setProperty("data", is_code)
        label.setFixedWidth(look_of(self).sizes.px(_NAME))
        self._field_name, self._summary = field_name, ElidedButton("secondary", _HEIGHT)
        self._summary.clicked.connect(self.unfold)
        self._note = Elided("", "secondary", "faint")
        self.field = GrowingField(field_name, (1, 8))
        self.field.hide()
        self.field.written.connect(self.written)
        self._fold = IconButton("chevron-up", self.tr("Fold"), then=self.fold)
        self._fold.hide()
        self._more = IconButton("more", self.tr("For which tests"), then=self._open)
        line = boxes.row(spacing=4).add(boxes.centred(label), self._summary, self._note, boxes.STRETCH)
        line.add(self._fold, self._more)
        boxes.column(self, spacing=2).add(line, self.field)

    def show_value(self, text: str, *, is_shared: bool, empty: Words, is_wrong: bool = False) -> None:
        """``empty`` is said in place of no text. ``is_wrong``: it lacks, or nobody uses it."""
        self._is_shared = is_shared
        self.field.show_text(text)
        words = shown(summary_of(text) if text.strip() else empty)
        self._summary.tone = "text" if text.strip() else "caution" if is_wrong else "muted"
        self._summary.setText(words)
        self._summary.setAccessibleName(f"{self._field_name}: {words}")
        self._summary.setToolTip(plain_tip(words))
        unused = self.tr("used nowhere") if is_wrong and text.strip() else ""
        self._note.setText(unused or ("" if is_shared else self.tr("this test only")))
        self._note.set_tone("caution" if unused else "faint")

    @Slot()
    def unfold(self) -> None:
        self._set(opened=True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def fold(self) -> None:
        self._set(opened=False)
        self._summary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, *, opened: bool) -> None:
        self.field.setVisible(opened)
        self._fold.setVisible(opened)
        self._summary.setVisible(not opened)

    @Slot()
    def _open(self) -> None:
        share = partial(self.shared.emit, True)
        keep = partial(self.shared.emit, False)
        actions = (
            Action(self.tr("The same in all tests"), share, checked=self._is_shared),
            Action(self.tr("For this test only"), keep, checked=not self._is_shared),
        )
        open_below(menu(self, actions), self._more)


def summary_of(text: str) -> str:
    """A short text as it is, else how long it is and how it begins."""
    line = " ".join(text[: 4 * _FEW].split())
    if len(line) <= _FEW and len(text) <= 2 * _FEW:
        return line
    count = len(text.split())
    words = Words("1 word") if count == 1 else Words("{n} words", n=f"{count:,}")
    return Words("{words}, “{beginning} …”", words=words, beginning=line[:_BEGINNING].rstrip())
