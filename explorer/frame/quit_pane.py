"""Asks before the window closes over what still runs."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.announce import announce
from explorer.kit.boxes import row, stretched
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.question import QuestionSheet
from explorer.kit.text import IconLabel, Para


class QuitSheet(QuestionSheet):
    """``quit_wanted`` when the person goes on with closing; Escape and a click beside keep running."""

    quit_wanted = Signal()

    def __init__(self, host: QWidget, unfinished: Sequence[str]) -> None:
        heading = host.tr("Still running")
        super().__init__(heading, heading, host)
        for words in unfinished:
            self.body.addLayout(row(spacing=10).add(IconLabel("clock"), stretched(Para(shown(words)))))
        self.stay = Button("primary", self.tr("Keep running"), then=self.dismiss)
        self.leave = Button("outlined", self.tr("Quit anyway"), then=self._go_on)
        self.add_buttons(self.leave, self.stay)
        announce(self, ". ".join(shown(words) for words in unfinished))

    @Slot()
    def _go_on(self) -> None:
        self.dismiss()
        self.quit_wanted.emit()
