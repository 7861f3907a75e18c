"""The buttons over the room: which of them there are depends on the part that is shown."""

from PySide6.QtCore import QObject

from explorer.compare.commands_pane import ANSWERS, FACTS, MEASUREMENTS
from explorer.kit.buttons import Button
from explorer.kit.keys import with_keys


class Modes(QObject):
    """``differences`` of facts, ``words`` that differ between answers, ``blind``, ``repeat``, ``export``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.differences = Button("outlined", self.tr("Only differences"))
        why = self.tr("Hide the rows in which all models say the same")
        self._name(self.differences, "compare-differences", why, "Ctrl+D")
        self.words = Button("outlined", self.tr("Differences"))
        why = self.tr("Show word by word where answers differ from those of one column")
        self._name(self.words, "compare-words", why, "Ctrl+D")
        self.blind = Button("outlined", self.tr("Blind"))
        why = self.tr("Vote on pairs of answers without knowing whose they are")
        self._name(self.blind, "compare-blind-vote", why, "Ctrl+B")
        self.repeat = Button("outlined", self.tr("Repeat"), "refresh")
        why = self.tr("Ask everything again: more answers narrow the spread")
        self._name(self.repeat, "compare-repeat", why)
        self.export = Button("primary", self.tr("Export report"))
        why = self.tr("Write a report that is read without the app")
        self._name(self.export, "compare-export", why, "Ctrl+E")
        for button in (self.differences, self.words, self.blind):
            button.setCheckable(True)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """In their order."""
        return self.differences, self.words, self.blind, self.repeat, self.export

    def show_for(self, part: int | None, columns: int, read: int) -> None:
        """``part``: the one that is shown, ``None`` for none. ``read`` of the ``columns`` have facts."""
        self.differences.setVisible(part == FACTS)
        self.differences.setEnabled(read > 1)
        self.words.setVisible(part == ANSWERS and not self.blind.isChecked())
        self.words.setEnabled(columns > 1)
        self.blind.setVisible(part == ANSWERS)
        self.blind.setEnabled(columns > 1)
        self.repeat.setVisible(part == MEASUREMENTS)
        self.export.setVisible(part is not None)
        self.export.setEnabled(read > 0)

    def hide_of_answers(self) -> None:
        """Something else stands in their place, such as the plan."""
        for button in (self.words, self.blind):
            button.hide()

    def differing(self, part: int) -> Button:
        """The button that hides or marks what is alike in this part."""
        return self.words if part == ANSWERS else self.differences

    @staticmethod
    def _name(button: Button, name: str, why: str, keys: str = "") -> None:
        button.setObjectName(name)
        button.setToolTip(with_keys(why, keys) if keys else why)
