"""Parts of the questions: one question under its number, and the kinds of answers.

``answered`` carries what the person chose, never what was shown.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from explorer.choose.need_words import Asked, means
from explorer.domain.languages import LANGUAGES, language_name
from explorer.domain.words import Words
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH, Part, Row
from explorer.kit.chips import Chip, OpenChip
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.segmented import Segmented
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.choose.need.language_list_pane import LanguageList

# Pixels at 100 %.
_NUMBER = 32  # the place of a number before its question
_GAP = 12  # behind a label
_BETWEEN = 6  # chips


class NumberedQuestion(QWidget):
    """A number, what is asked, and the parts of the answer below it."""

    def __init__(self, number: int, words: str, *parts: Part) -> None:
        super().__init__()
        mark = Label(f"{number}", "heading", "muted")
        mark.setFixedWidth(look_of(self).sizes.px(_NUMBER))
        answer = boxes.column(spacing=6).add(Label(words, "heading"), *parts)
        boxes.row(self).add(boxes.at_top(mark), boxes.stretched(answer))


class OneAnswer(QWidget):
    """One of a few, side by side, and below it what follows from the one that is chosen. ``answered`` carries
    its value.

    ``label`` stands before it, or above where there is too little room; "" for none.
    """

    answered = Signal(object)

    def __init__(self, asked: Asked, name: str, choices: Mapping[str, str], label: str = "") -> None:
        super().__init__()
        self._asked, self._values = asked, tuple(choices)
        self.label = Label(label, tone="muted")
        self.choice = Segmented(name, tuple(choices.values()))
        self._means = Para("", "secondary", "muted")
        self.label.setFixedHeight(self.choice.sizeHint().height())
        self.label.setVisible(bool(label))
        self._row = boxes.row(spacing=_GAP if label else 0)
        self._row.add(self.label, boxes.stretched(boxes.row().add(self.choice, STRETCH)))
        boxes.column(self, spacing=4).add(self._row, self._means)
        self.choice.currentChanged.connect(self._tell)

    def show_answer(self, value: str) -> None:
        with QSignalBlocker(self.choice):
            self.choice.setCurrentIndex(self._values.index(value))
        self._means.setText(shown(means(self._asked, value)))
        self.choice.setAccessibleDescription(self._means.text())

    def minimumSizeHint(self) -> QSize:
        """Of the two above each other."""
        return QSize(self.choice.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.label.sizeHint().width() + look_of(self).sizes.px(_GAP) + self.choice.sizeHint().width()
        is_roomy = self.label.isHidden() or beside <= self.width()
        ways = Row.Direction
        self._row.setDirection(ways.LeftToRight if is_roomy else ways.TopToBottom)

    @Slot(int)
    def _tell(self, index: int) -> None:
        self.show_answer(self._values[index])
        self.answered.emit(self._values[index])


class SeveralAnswers(QWidget):
    """Chips of which any number is on. ``answered`` carries the values of those, in their order."""

    answered = Signal(object)

    def __init__(self, choices: Mapping[str, str]) -> None:
        super().__init__()
        self.chips = {value: Chip(words, large=True) for value, words in choices.items()}
        FlowLayout(self, spacing=look_of(self).sizes.px(_BETWEEN)).add(*self.chips.values())
        for chip in self.chips.values():
            chip.toggled.connect(self._tell)

    def show_answers(self, values: Sequence[str]) -> None:
        for value, chip in self.chips.items():
            with QSignalBlocker(chip):
                chip.setChecked(value in values)

    @Slot()
    def _tell(self) -> None:
        self.answered.emit(tuple(value for value, chip in self.chips.items() if chip.isChecked()))


class LanguageAnswer(QWidget):
    """Chips of languages: the ones that are likely here, then whatever was chosen of all. ``answered``
    carries the codes of those that are on. One that is switched off keeps its place while the page stands.
    """

    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.chips: dict[str, Chip] = {}
        self._flow = FlowLayout(self, spacing=look_of(self).sizes.px(_BETWEEN))
        self.other = OpenChip(self.tr("Another language"), large=True)
        self.other.clicked.connect(self._open)
        self.show_answers(())

    def show_answers(self, codes: Sequence[str]) -> None:
        """Those that are chosen, and where there are none yet the likely ones."""
        for chip in self.chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._flow.removeWidget(self.other)
        listed = dict.fromkeys((*_likely(), *codes))
        self.chips = {code: self._chip(code, on=code in codes) for code in listed}
        self._flow.add(*self.chips.values(), self.other)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(code for code, chip in self.chips.items() if chip.isChecked())

    def add(self, code: str) -> None:
        """As if its chip were switched on."""
        if code in self.chips:
            self.chips[code].setChecked(True)
            return
        self._flow.removeWidget(self.other)
        self.chips[code] = self._chip(code, on=True)
        self._flow.add(self.chips[code], self.other)
        self._tell()

    def _chip(self, code: str, *, on: bool) -> Chip:
        chip = Chip(_called(code), on=on, large=True)
        chip.toggled.connect(self._tell)
        return chip

    @Slot()
    def _tell(self) -> None:
        self.answered.emit(self.codes)

    @Slot()
    def _open(self) -> None:
        offered = [code for code in LANGUAGES if code not in self.codes]
        opened = LanguageList(self.other, offered)
        opened.chosen.connect(self.add)
        opened.open(opened.field)


def _called(code: str) -> str:
    """One that no table has is shown by its code."""
    name = language_name(code)
    return Words("Other ({code})", code=code) if name == code else name


def _likely() -> tuple[str, ...]:
    """English, and what the person's system speaks."""
    own = QLocale.system().name().partition("_")[0]
    return tuple(dict.fromkeys(("en", own if own in LANGUAGES else "en")))
