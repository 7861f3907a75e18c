"""The head of the open test: its number, its title, and what can be done with it."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.evaluate.eval_set import EvalCase, title_of
from explorer.kit import boxes
from explorer.kit.buttons import IconButton
from explorer.kit.field import Field
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.paint import text_width
from explorer.kit.text import Label
from explorer.kit.theme import Look, look_of

_LONGEST = 200


class CaseHead(QWidget):
    """``retitled`` carries the title as it is typed; ``copied`` and ``removed`` ask for it."""

    retitled = Signal(str)
    copied = Signal()
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._number = Label("", "heading", "muted")
        self.title = _TitleField()
        self.title.setAccessibleName(self.tr("Title of the test"))
        self.title.textEdited.connect(self.retitled)
        edit = IconButton("edit", self.tr("Give the test a title"), then=self._edit)
        copy = IconButton("copy", with_keys(self.tr("Duplicate the test"), "Ctrl+D"), then=self.copied)
        away = IconButton("trash", self.tr("Delete the test"), then=self.removed)
        boxes.row(self, spacing=2).add(self._number, self.title, edit, boxes.STRETCH, copy, away)

    def show_case(self, number: int, case: EvalCase) -> None:
        self._number.setText(f"{number:,}")
        self.title.setPlaceholderText(shown(title_of(case)))
        if self.title.text() != shown(case.title):
            self.title.setText(case.title)
            self.title.setCursorPosition(0)
        self.title.updateGeometry()

    @Slot()
    def _edit(self) -> None:
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.title.selectAll()


class _TitleField(Field):
    """Looks like a heading, and is as wide as its text."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("field", "plain")
        self.setFrame(False)
        self.setMaxLength(_LONGEST)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.updateGeometry)
        self._measure(look_of(self))
        look_of(self).changed.connect(self._measure)

    def sizeHint(self) -> QSize:
        look = look_of(self)
        words = self.text() or self.placeholderText()
        width = round(text_width(words, look.font("heading"))) + look.sizes.px(22)
        return QSize(max(look.sizes.px(60), width), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(60), super().minimumSizeHint().height())

    @Slot(object)
    def _measure(self, look: Look) -> None:
        self.setFont(look.font("heading"))
