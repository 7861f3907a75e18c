"""Fields: of one line, whose text stands where lines begin and which shows foreign names harmless, for one
number, and for code.

Qt puts a text, and the words of an empty field, by the direction of their own letters: in a window that runs
from right to left, a name in Latin letters would stand at the wrong end.
"""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from explorer.domain.harmless import harmless
from explorer.domain.number_text import number_text, read_number
from explorer.domain.words import Words
from explorer.kit.language import shown
from explorer.kit.theme import Look, look_of


class Field(QLineEdit):
    """A QLineEdit that is mirrored with its window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        stand_at_start(self)

    def setText(self, text: str | None) -> None:
        super().setText(harmless(text or ""))

    def setPlaceholderText(self, text: str) -> None:
        super().setPlaceholderText(harmless(text))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            stand_at_start(self)


def stand_at_start(field: QLineEdit) -> None:
    """For classes that are fields of another kind already."""
    side = Qt.AlignmentFlag.AlignRight if field.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
    field.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)


class CodeField(QPlainTextEdit):
    """``name`` for screen readers; ``height`` in pixels at 100 %."""

    def __init__(self, name: str, height: int) -> None:
        super().__init__()
        self._height = height
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._measure(look_of(self))
        look_of(self).changed.connect(self._measure)

    def show_code(self, text: str) -> None:
        """Without telling it as a change."""
        with QSignalBlocker(self):
            self.setPlainText(text)

    @Slot(object)
    def _measure(self, look: Look) -> None:
        self.setFont(look.font("code"))
        self.setFixedHeight(look.sizes.px(self._height))


_WIDTH = 76


class NumberField(Field):
    """``entered`` carries what was typed, once it is done and differs: a number, or the str that is none.

    ``value`` is the last number that was typed or shown, also while one types; ``refused`` carries why what
    stands there is no number from ``least`` to ``most``, "" as soon as it is. ``width`` in pixels at 100 %.
    """

    entered = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        name: str,
        *,
        whole: bool = False,
        least: float | None = None,
        most: float | None = None,
        width: int = _WIDTH,
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._is_whole, self._least, self._most, self._wide = whole, least, most, width
        self.value: int | float = 0
        self._told = ""
        self.refusal = Words("")  # why what stands there does not count
        self.textEdited.connect(self._read)
        self.editingFinished.connect(self._on_done)
        self._measure(look_of(self))
        look_of(self).changed.connect(self._measure)

    def show_number(self, value: int | float) -> None:
        self.value, self._told = value, number_text(value)
        if self.text() != self._told:
            self.setText(self._told)
        self._refuse(Words(""))

    @Slot(str)
    def _read(self, text: str) -> None:
        number = read_number(text, whole=self._is_whole)
        if number is None:
            self._refuse(self._no_number(text.strip()))
        elif not self._is_within(number):
            self._refuse(self._bounds())
        else:
            self.value = number
            self._refuse(Words(""))

    @Slot()
    def _on_done(self) -> None:
        if self.text() != self._told:
            self._told = self.text()
            number = read_number(self._told, whole=self._is_whole)
            self.entered.emit(self._told.strip() if number is None else number)

    def _is_within(self, number: float) -> bool:
        is_low = self._least is not None and number < self._least
        return not is_low and (self._most is None or number <= self._most)

    def _no_number(self, text: str) -> Words:
        if self._is_whole:
            return Words("“{text}” is no whole number.", text=text)
        return Words("“{text}” is no number.", text=text)

    def _bounds(self) -> Words:
        if self._most is None:
            return Words("At least {least}.", least=number_text(self._least or 0))
        return Words(
            "From {least} to {most}.", least=number_text(self._least or 0), most=number_text(self._most)
        )

    def _refuse(self, why: Words) -> None:
        if why != self.refusal:
            self.refusal = why
            self.setAccessibleDescription(shown(why))
            self.refused.emit(why)

    @Slot(object)
    def _measure(self, look: Look) -> None:
        self.setFixedWidth(look.sizes.px(self._wide))
